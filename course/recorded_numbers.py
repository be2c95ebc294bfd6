"""A number, or a least and a most, with its unit, as an answers file holds it: read, told, and what it lacks.

    {"number": 7, "unit": "flights"}                a number, also as it was typed: "7,5"
    {"low": 0, "high": 7, "unit": "flights"}        the least and the most; "high" may be "no upper end"
    {"typed": "7"}                                  as course.Quiz records it

What is read here may come from anybody: nothing raises.
"""

from __future__ import annotations

import math
from typing import Any

from course.typed_numbers import read_number

FIELDS = {"number": "The number", "low": "The least", "high": "The most"}
NO_UPPER_END = "no upper end"
LONGEST = 60  # characters of a number as typed


def number_of(value: Any, name: str = "number") -> float | None:
    """One field as a finite float; None for anything else."""
    given = _given(value, name)
    if isinstance(given, str):
        number = read_number(given) if len(given) <= LONGEST else None
    elif isinstance(given, int | float) and not isinstance(given, bool):
        try:
            number = float(given)
        except OverflowError:  # a whole number of more than 308 digits
            return None
    else:
        return None
    return number if number is not None and math.isfinite(number) else None


def plain_unit(unit: Any) -> str:
    """A unit as it is compared: "Flights / month" is "flights per month". Not a text: "".

    >>> plain_unit(" Flights/month")
    'flights per month'
    """
    return " ".join(unit[:LONGEST].casefold().replace("/", " per ").split()) if isinstance(unit, str) else ""


def missing(value: dict[str, Any]) -> list[str]:
    """What is still open, in a learner's words; never whether it is right."""
    lacks = []
    for name in [name for name in ("low", "high") if name in value] or ["number"]:
        given = _given(value, name)
        if given is None or (isinstance(given, str) and not given.strip()):
            lacks.append(f"{FIELDS[name]} is still open.")
        elif number_of(value, name) is None and not (name == "high" and given == NO_UPPER_END):
            lacks.append(f"{FIELDS[name]} cannot be read: write one number.")
    if "unit" in value and not plain_unit(value["unit"]):
        lacks.append("Choose the unit, too.")
    return lacks


def told(value: Any) -> str:
    """An answer in words; "" where there is no number in it."""
    if not isinstance(value, dict):
        return ""
    bounds = "low" in value or "high" in value
    numbers = [_words(value, name) for name in (("low", "high") if bounds else ("number",))]
    if not any(numbers):
        return ""
    return f"{' to '.join(number or '…' for number in numbers)} {plain_unit(value.get('unit'))}".strip()


def _words(value: dict[str, Any], name: str) -> str:
    number = number_of(value, name)
    if number is not None:
        return f"{number:.10g}"
    return NO_UPPER_END if value.get(name) == NO_UPPER_END else ""


def _given(value: Any, name: str) -> Any:
    return value.get(name, value.get("typed") if name == "number" else None) if isinstance(value, dict) else None
