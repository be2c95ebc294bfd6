"""Which attribution of one annotation is which of another."""

from collections.abc import Sequence

from course.agreement.words import Attribution, Piece

Pair = tuple[int | None, int | None]


def align_attributions(a: Sequence[Attribution], b: Sequence[Attribution]) -> list[Pair]:
    """The best one-to-one matching, as pairs of indices: first all of `a` in order, then what is left of `b`.

    Two attributions are alike by how far their cues and their contents overlap (the mean of the two Dice
    coefficients, in code points); the matching makes the sum of that likeness as large as it can be. What
    shares nothing with its partner stays alone: (0, None), (None, 2).
    """
    if not a or not b:
        return [(i, None) for i in range(len(a))] + [(None, j) for j in range(len(b))]

    import numpy as np
    from scipy.optimize import linear_sum_assignment

    likeness = np.array([[alike(x, y) for y in b] for x in a])
    matched = dict(zip(*(side.tolist() for side in linear_sum_assignment(likeness, maximize=True)), strict=True))
    matched = {i: j for i, j in matched.items() if likeness[i, j] > 0}
    alone = sorted(set(range(len(b))) - set(matched.values()))
    return [(i, matched.get(i)) for i in range(len(a))] + [(None, j) for j in alone]


def alike(x: Attribution, y: Attribution) -> float:
    """From 0 (nothing shared) to 1 (same cue, same content). The source does not count: it may be missing."""
    return (_dice(x.cue, y.cue) + _dice(x.content, y.content)) / 2


def _dice(x: Sequence[Piece], y: Sequence[Piece]) -> float:
    first, second = ({at for start, end in places for at in range(start, end)} for places in (x, y))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
