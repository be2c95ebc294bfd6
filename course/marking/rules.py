"""One recorded answer -> points, and what to say about them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from course.corpus.article import Sentence
from course.errors import CourseError
from course.overlap import ROLES, best_fit

# How the points of a tagged sentence are shared out: source 0.5, cue 0.5, claim 1 of 2.
TAGGING_SHARES = {"source": 0.25, "cue": 0.25, "claim": 0.5}


@dataclass(frozen=True)
class Mark:
    """Points out of `maximum`, the learner's answer in words, and a line per thing that earned or lost something."""

    points: float
    maximum: float
    answer: str
    lines: list[str] = field(default_factory=list)


def points(value: float, maximum: float) -> float:
    """A plain float between 0 and `maximum`, the only thing that may reach nbgrader.

    nbgrader takes text, nan, negative numbers and numpy scalars for full marks, and fails on too large ones.
    """
    try:
        number = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        number = math.inf if value > 0 else -math.inf
    return 0.0 if math.isnan(number) else max(0.0, min(float(maximum), round(number, 4)))


def mark_tagging(text: str, statements: list[dict], sentence: Sentence, maximum: float, answer: str) -> Mark:
    """Mark one sentence tagged with source, cue and claim, by overlap with the gold or an accepted reading.

    Where a sentence holds several attributions, any one of them may be answered; as many statements are looked at as
    the sentence has attributions, in the learner's order, so that marking everything in sight earns nothing extra.
    Raises CourseError where the sentence has no attribution: such an item cannot be marked.
    """
    if not sentence.attributions:
        raise CourseError(f"{sentence.id} has no attribution to mark. Take another sentence into the key file.")
    # An empty statement is none: it must not take the place of the one that says something.
    statements = [s for s in statements if any(s[role] for role in ROLES)][: len(sentence.attributions)]
    if not statements:
        return Mark(points(0, maximum), maximum, answer, ["No statement is marked."])
    # Where nothing has to be marked, what may be marked counts.
    gold = [a for a in sentence.attributions if not a.optional] or sentence.attributions
    fits = [best_fit(text, s, a.readings, TAGGING_SHARES) for s in statements for a in gold]
    best = max(fits, key=lambda f: sum(TAGGING_SHARES[r] * f.credit[r] for r in ROLES))
    lines = []
    for role in ROLES:
        worth = maximum * TAGGING_SHARES[role]
        said = {1.0: "agrees", 0.5: "agrees in part", 0.0: "does not agree"}[best.credit[role]]
        lines.append(f"{role.capitalize()}: {said} ({worth * best.credit[role]:g} of {worth:g}).")
    if best.swallowed:
        lines.append("The claim takes in the source or the cue, so it earns half at most.")
    earned = sum(maximum * TAGGING_SHARES[role] * best.credit[role] for role in ROLES)
    return Mark(points(earned, maximum), maximum, answer, lines)
