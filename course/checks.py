"""The before- and after-check: three scores from ten sliders.

Each of the ten mini-cases of a form (data/checks.csv) is answered with one slider from 0 ("surely not") over
50 ("I cannot tell yet") to 100 ("surely"). Six of the ten claims are sound, four are not. The scores are for
the learner's own eyes. Ten cases are few: between two forms "telling apart" moves by about 20 points even
where nothing was learned.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Scores(NamedTuple):
    """The three scores of one form, each in points of the slider."""

    telling_apart: float
    """Mean of the sound minus mean of the unsound claims: -100 to +100; 0 means not told apart."""
    leaning: float
    """Mean of all minus what a perfect learner's mean would be: above 0 trusting, below 0 dismissive."""
    sureness: float
    """How sure on average (50 to 100) minus per cent right: above 0 surer than right."""


def telling_apart(ratings: Sequence[float], sound: Sequence[bool]) -> float:
    """Mean rating of the sound claims minus mean rating of the unsound ones (discernment).

    >>> telling_apart([80, 60, 20], [True, True, False])
    50.0
    """
    _check(ratings, sound)
    yes = [r for r, s in zip(ratings, sound, strict=True) if s]
    no = [r for r, s in zip(ratings, sound, strict=True) if not s]
    if not yes or not no:
        raise ValueError("telling apart needs at least one sound and one unsound claim")
    return _mean(yes) - _mean(no)


def leaning(ratings: Sequence[float], sound: Sequence[bool]) -> float:
    """Mean rating of all claims minus 100 times the share that is sound (bias).

    With six sound claims of ten that is the mean minus 60. Within -10 to +10, ends included, there is no lean
    to speak of.

    >>> leaning([50] * 10, [True] * 6 + [False] * 4)
    -10.0
    """
    _check(ratings, sound)
    return _mean(ratings) - 100 * sum(map(bool, sound)) / len(sound)


def sureness(ratings: Sequence[float], sound: Sequence[bool]) -> float:
    """Mean of 50 + |r - 50|, minus per cent right (calibration).

    An answer r is right when r > 50 and the claim is sound, or r < 50 and it is not; r = 50 counts half.
    Within -20 to +20, ends included, there is no sign of being too sure or not sure enough.

    >>> sureness([100] * 10, [True] * 6 + [False] * 4)
    40.0
    """
    _check(ratings, sound)
    right = [0.5 if r == 50 else float((r > 50) == bool(s)) for r, s in zip(ratings, sound, strict=True)]
    return _mean([50 + abs(r - 50) for r in ratings]) - 100 * _mean(right)


def scores(ratings: Sequence[float], sound: Sequence[bool]) -> Scores:
    """All three scores of one form.

    Parameters
    ----------
    ratings: one slider value per item, 0 to 100.
    sound: for the same items in the same order, whether the claim is sound.

    Raises ValueError if the two differ in length, are empty, hold a rating outside 0 to 100, or have no sound
    or no unsound claim.

    >>> tuple(scores([50] * 10, [True] * 6 + [False] * 4))
    (0.0, -10.0, 0.0)
    >>> tuple(scores([100] * 10, [True] * 6 + [False] * 4))
    (0.0, 40.0, 40.0)
    """
    return Scores(telling_apart(ratings, sound), leaning(ratings, sound), sureness(ratings, sound))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _check(ratings: Sequence[float], sound: Sequence[bool]) -> None:
    if len(ratings) != len(sound):
        raise ValueError(f"{len(ratings)} ratings for {len(sound)} claims")
    if not ratings:
        raise ValueError("no ratings")
    for r in ratings:
        if not 0 <= r <= 100:  # also refuses nan
            raise ValueError(f"a rating must lie between 0 and 100, not {r}")
