"""The bounds that lesson 04 lets a learner ask for."""

from __future__ import annotations

from course import choice, flights
from course.told import Told


def how_many_between(first_day: str, last_day: str) -> Told:
    """How many there can have been between two days, as the counts alone allow: flights.between, in words."""
    problem = flights.load_counts(choice.text())
    bounds = flights.between(first_day, last_day, problem)
    return Told(f"From {first_day} to {last_day}: **{bounds}** {problem.noun}.")
