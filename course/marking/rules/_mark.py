"""What a rule returns, and the one function that makes a mark of a number."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """Points, the learner's answer in words, and a line per thing that earned or lost something.

    No line may tell what would have been right: that is for `reasons` of the rule.
    """

    points: float
    answer: str
    lines: list[str] = field(default_factory=list)


def points(value: float, maximum: float) -> float:
    """A plain float between 0 and `maximum`, the only thing that may reach nbgrader.

    nbgrader takes text, nan, negative numbers and numpy scalars for full marks, and fails on too large ones. An
    infinite number is no mark and earns nothing.
    """
    try:
        number = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        return 0.0
    return max(0.0, min(float(maximum), round(number, 4))) if math.isfinite(number) else 0.0
