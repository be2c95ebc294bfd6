"""Figures that a lesson's prose may hold, each computed from the data: name -> what to write for a text."""

from __future__ import annotations

import csv
import re
from calendar import month_name
from collections.abc import Callable
from datetime import date
from typing import Any

from course import flights, places
from course.corpus.article import load_article
from course.errors import CourseError

PLACE = re.compile(r"\{([a-z_]+)\}")


def count_sentences(text: str) -> int:
    """The sentences of a text; headings are none."""
    return sum(not unit.heading for unit in load_article(text).sentences)


def count_voices(text: str) -> dict[str, int]:
    """How many sentences are "someone", "missing", "own" and "both" (data/voices.csv, all of the text's sentences).

    A table, since a learner's copy does not hold the voice of each sentence; a test counts it anew from the keys.
    """
    with (places.PROJECT / "data" / "voices.csv").open(encoding="utf-8", newline="") as file:
        return {row["voice"]: int(row["sentences"]) for row in csv.DictReader(file) if row["text"] == text}


def day(when: date) -> str:
    """1 January 2023"""
    return f"{when.day} {month_name[when.month]} {when.year}"


def count_figures() -> dict[str, Callable[[str], str]]:
    """Names for the counts of a text (flights.CountsProblem) and for what follows from them."""

    def of(tell: Callable[[flights.CountsProblem], Any]) -> Callable[[str], str]:
        return lambda text: str(tell(flights.load_counts(text)))

    def years(p: flights.CountsProblem, count: flights.Count) -> float:
        return flights.span(p.first.window_start, count.window_end, p.per)

    def rate(count: float, length: float) -> str:
        return f"{count / length:.1f}"

    def stale(p: flights.CountsProblem) -> float:
        """How much higher the rate of the sum is over the worded window than over the one that passed."""
        return years(p, p.later) / p.first.length[0] - 1

    return {
        "noun": of(lambda p: p.noun),
        "first": of(lambda p: p.first.value),
        "later": of(lambda p: p.later.value),
        "part": of(lambda p: p.part.value),
        "whole": of(lambda p: p.whole.value),
        "sum": of(lambda p: p.sum),
        "cluster": of(lambda p: p.cluster.value),
        "part_unit": of(lambda p: p.part.unit),
        "first_start": of(lambda p: day(p.first.window_start)),
        "first_end": of(lambda p: day(p.first.window_end)),
        "later_end": of(lambda p: day(p.later.window_end)),
        "start_year": of(lambda p: p.first.window_start.year),
        "part_year": of(lambda p: p.part.window_start.year),
        "worded": of(lambda p: p.first.window_length),
        "worded_number": of(lambda p: f"{p.first.length[0]:g}"),
        "first_years": of(lambda p: f"{years(p, p.first):.1f}"),
        "sum_years": of(lambda p: f"{years(p, p.later):.1f}"),
        "touched_years": of(lambda p: flights.calendar_units(p.first.window_start, p.later.window_end)),
        "rate_first": of(lambda p: rate(p.first.value, p.first.length[0])),
        "rate_sum_worded": of(lambda p: rate(p.sum, p.first.length[0])),
        "rate_sum": of(lambda p: rate(p.sum, years(p, p.later))),
        "rate_lowest": of(lambda p: rate(p.first.value, flights.calendar_units(*window_of(p)))),
        "stale_percent": of(lambda p: f"{100 * stale(p):.0f}"),
        "early": of(lambda p: p.part.value - p.later.value),
        "before_if_exact": of(lambda p: flights.if_whole_is_exact(p)["before"]),
        "early_if_exact": of(lambda p: flights.if_whole_is_exact(p)["early"]),
        "part_if_exact": of(lambda p: flights.if_whole_is_exact(p)["part"]),
        "lowest_of_three": of(lambda p: min(p.first.value, p.whole.value, p.sum)),
        "a_year": of(lambda p: p.first.window_start.year + 3),
    }


def window_of(p: flights.CountsProblem) -> tuple[date, date]:
    """First and last day of all that is counted."""
    return p.first.window_start, p.later.window_end


def filled(words: str, text: str, where: str, figures: dict[str, Callable[[str], str]] | None = None) -> str:
    """Words with each `{name}` replaced by its figure. Raises CourseError that says where an unknown one stands."""
    figures = FIGURES if figures is None else figures

    def figure(place: re.Match) -> str:
        if place[1] not in figures:
            raise CourseError(f"{where}: {place[0]} is no figure. course/figures.py lists them.")
        return figures[place[1]](text)

    return PLACE.sub(figure, words)


FIGURES: dict[str, Callable[[str], str]] = {
    "sentences": lambda text: str(count_sentences(text)),
    "someone_sentences": lambda text: str(count_voices(text)["someone"] + count_voices(text)["missing"]),
    "missing_sentences": lambda text: str(count_voices(text)["missing"]),
    "both_sentences": lambda text: str(count_voices(text)["both"]),
    "own_sentences": lambda text: str(count_voices(text)["own"]),
    "heard_sentences": lambda text: str(count_sentences(text) - count_voices(text)["own"]),
    **count_figures(),
}
