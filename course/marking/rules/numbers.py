"""A number, or a least and a most, with the unit, within a tolerance; a later step on the learner's own earlier value.

The key of a text, all but the numbers optional:

    number = 2.08                                # or low = 0 and high = 7; each is worth the same share
    tolerance = 0.06                             # either way, ends included; 0 where left out
    unit = "flights per month"                   # no unit is asked for where left out
    other_units = { "flights per year" = 12.17 } # right as well, with the number then so many times larger
    follows.number = { from = "outside", times = 0.297, plus = 0, least = 1, most = 10 }

`follows` is the chain: what `number` (or low, high) comes to with the learner's own answer to the part `from`, times
`times`, plus `plus`. It counts as right where that earlier answer lies within least and most, so that a value which
nobody can have worked out carries nothing on.

Recorded: {"number": 7, "unit": "flights"}, or {"low": 0, "high": 7, "unit": ...}; a number may also stand as it was
typed ("7,5"), and under "typed", as course.Quiz records it. Where the number is right and the unit is not, half is
earned.
"""

from __future__ import annotations

import math
from typing import Any

from course.marking.keys import Part
from course.marking.rules._mark import Mark, points
from course.recorded_numbers import FIELDS, missing, number_of, plain_unit, told

__all__ = ["mark", "missing", "model"]


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    if not isinstance(value, dict) or value.get("text", text) != text:
        return None
    key = part.key[text]
    asked = [name for name in FIELDS if name in key]
    found = {name: number_of(value, name) for name in asked}
    if all(number is None for number in found.values()):
        return None
    unit, share = plain_unit(value.get("unit")), part.points / len(asked)
    factor = _factor(key, unit)
    earned, lines = 0.0, []
    for name, number in found.items():
        # A wrong unit leaves the number as it stands: 7 flights and 7 planes are both 7.
        right = _right(key, name, number, factor or 1.0, answers)
        worth = share * (0.5 if right and factor is None else 1.0) if right else 0.0
        lines.append(f"{FIELDS[name]}: {right or 'does not agree'} ({worth:g} of {share:g}).")
        earned += worth
    if "unit" in key:
        lines.append("The unit: agrees." if factor else "The unit: does not agree. A right number then earns half.")
    return Mark(points(earned, part.points), told(value), lines)


def model(part: Part, text: str) -> dict[str, Any]:
    key = part.key[text]
    unit = {"unit": key["unit"]} if "unit" in key else {}
    return {"text": text} | {name: key[name] for name in FIELDS if name in key} | unit | {"by": "typed"}


def _factor(key: dict[str, Any], unit: str) -> float | None:
    """How many times larger the number is in this unit; None where the unit is not right."""
    if "unit" not in key or unit == plain_unit(key["unit"]):
        return 1.0
    others = {plain_unit(name): float(times) for name, times in key.get("other_units", {}).items()}
    return others.get(unit)


def _right(key: dict[str, Any], name: str, number: float | None, factor: float, answers: dict[str, Any]) -> str:
    """ "agrees", or how else it counts as right; "" where it does not."""
    if number is None:
        return ""
    if _near(number, key[name], key, factor):
        return "agrees"
    chain = key.get("follows", {}).get(name)
    own = number_of(answers.get(chain["from"]), "number") if chain else None
    if own is None or not chain.get("least", -math.inf) <= own <= chain.get("most", math.inf):
        return ""
    expected = own * chain.get("times", 1) + chain.get("plus", 0)
    return f"agrees with your own answer to “{chain['from']}”" if _near(number, expected, key, factor) else ""


def _near(number: float, expected: float, key: dict[str, Any], factor: float) -> bool:
    # A hair more than the tolerance: 0.1 + 0.2 is not 0.3 in a computer.
    within = key.get("tolerance", 0) * factor + 1e-9 * max(1.0, abs(expected * factor))
    return abs(number - expected * factor) <= within


def reasons(part: Part, text: str) -> list[str]:
    key = part.key[text]
    numbers = " to ".join(f"{key[name]:g}" for name in FIELDS if name in key)
    found = [f"The guide has {numbers} {key.get('unit', '')}".rstrip() + "."]
    return [*found, key["reason"]] if key.get("reason") else found
