"""How far marked spans agree: precision, recall and F1, by what they cover or by whole spans."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from course.agreement.words import Attribution, Piece, covered_words

ROLES = ("source", "cue", "content")


class Scores(NamedTuple):
    """Precision, recall and F1 of what was found against the gold. 1.0 where there is nothing on either side.

    Between two annotators neither is the gold: read F1, which stays the same when the two change places.
    """

    precision: float
    recall: float
    f1: float
    found: int  # positions or spans found
    gold: int
    shared: int


def scores(found: int, gold: int, shared: int) -> Scores:
    """The three figures from counts."""
    if not found and not gold:
        return Scores(1.0, 1.0, 1.0, 0, 0, 0)
    precision = shared / found if found else 0.0
    recall = shared / gold if gold else 0.0
    return Scores(precision, recall, 2 * shared / (found + gold), found, gold, shared)


def span_f1(
    found: Iterable[Iterable[Piece]],
    gold: Iterable[Iterable[Piece]],
    *,
    exact: bool = False,
    words: Sequence[Piece] | None = None,
) -> Scores:
    """Scores of spans, each a list of pieces. Positions are code points or, where `words` are given, words.

    By overlap every position covered counts, however many spans cover it. With `exact` a span counts only
    whole: the same positions, one for one. By words, a quotation mark or full stop more or less changes
    nothing.
    """
    found_spans = [_positions(span, words) for span in found]
    gold_spans = [_positions(span, words) for span in gold]
    if exact:
        return _exact(found_spans, gold_spans)
    found_all = frozenset().union(*found_spans)
    gold_all = frozenset().union(*gold_spans)
    return scores(len(found_all), len(gold_all), len(found_all & gold_all))


def role_f1(
    found: Iterable[Attribution], gold: Iterable[Attribution], words: Sequence[Piece] | None = None
) -> dict[str, dict[str, Scores]]:
    """For source, cue and content the scores by "overlap" and "exact", over all attributions of a text.

    An attribution's source counts as one span, in however many pieces; a missing role is no span.
    """
    found, gold = list(found), list(gold)
    both: dict[str, dict[str, Scores]] = {}
    for role in ROLES:
        spans = [[getattr(one, role) for one in side if getattr(one, role)] for side in (found, gold)]
        both[role] = {
            "overlap": span_f1(*spans, words=words),
            "exact": span_f1(*spans, words=words, exact=True),
        }
    return both


def _positions(span: Iterable[Piece], words: Sequence[Piece] | None) -> frozenset[int]:
    if words is not None:
        return frozenset(covered_words(words, span))
    return frozenset(position for start, end in span for position in range(start, end))


def _exact(found: list[Hashable], gold: list[Hashable]) -> Scores:
    shared = Counter(found) & Counter(gold)
    return scores(len(found), len(gold), shared.total())
