"""What a lesson's prose takes from the data, so that no figure is typed: name -> what to write for a text.

`course.tell` fills these in. Each function takes the name of a text and returns Markdown.
"""

from __future__ import annotations

import csv
import re
import tomllib
from calendar import month_name
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from course import counts, flights, places
from course.corpus.article import load_article
from course.errors import CourseError
from course.marked_names import count_marked

PLACE = re.compile(r"\{([a-z_]+)\}")

# The three retellings of lesson 00, in the order in which its question names them.
HOOK = {
    "karabakh": ("haaretz-reprint", "al-bawaba", "raksha-anirveda"),
    "transfer-rumour": ("r01", "r03", "r06"),
}


def count_sentences(text: str) -> int:
    """The sentences of a text; headings are none."""
    return sum(not unit.heading for unit in load_article(text).sentences)


def count_voices(text: str) -> dict[str, int]:
    """How many sentences are "someone", "own" and "both" (data/voices.csv, all of the text's sentences).

    A table, since a learner's copy does not hold the voice of each sentence; a test counts it anew from the keys.
    """
    rows = _rows(places.PROJECT / "data" / "voices.csv")
    return {row["voice"]: int(row["sentences"]) for row in rows if row["text"] == text}


def page_top(text: str) -> str:
    """What stands above the first sentence, line by line."""
    start = _about(text)["body_start"]
    lines = [line.strip() for line in load_article(text).text[:start].splitlines() if line.strip()]
    return "\n".join(f"> {line}  " for line in lines)


def hook_table(text: str) -> str:
    """The three retellings of lesson 00: who, where, when, what they say, what changed."""
    found = {row["id"]: row for row in _rows(_retellings(text))}
    head = "| Who wrote it | Where | When | The number | What we saw |\n|---|---|---|---|---|\n"
    return head + "\n".join(_retelling(found[name]) for name in HOOK[text])


def _retelling(row: dict[str, str]) -> str:
    who = f"[{row['outlet']}]({row['url']})" if row["url"] else row["outlet"]
    number = f"{row['figure']}, {row['window_as_worded']}"
    when = day(date.fromisoformat(row["date"])) if len(row["date"]) == 10 else row["date"]
    return f"| {who} | {row['place']} | {when} | {number} | {row['change_in_words']} |"


def latest_event(text: str) -> str:
    """The latest day that a text speaks of, in words: 20 September 2023."""
    day = _about(text)["provenance"]["latest_dated_event"]
    return f"{day.day} {day:%B %Y}"


def guess(text: str) -> str:
    """What the learner guessed at the start of lesson 02, as the beginning of a sentence."""
    from course import answers, choice

    value = answers.current().value(choice.item_id("guess-heard", text))
    made = value.get("guess") if isinstance(value, dict) else None
    return f"Your guess was {made}." if made is not None else "You have made no guess yet."


def _about(text: str) -> dict[str, Any]:
    return tomllib.loads((places.article_folder(text) / "article.toml").read_text(encoding="utf-8"))


def _retellings(text: str) -> Path:
    own = places.article_folder(text) / "as_reported.csv"
    return own if own.is_file() else places.PROJECT / "data" / "flights" / "as_reported.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sentences(*voices: str) -> Callable[[str], str]:
    return lambda text: str(sum(count_voices(text)[voice] for voice in voices))


def count_verdicts(text: str) -> Counter[str]:
    """How many of a text's claims that learners may see were found to hold, to be changed, and so on."""
    own = places.article_folder(text) / "claims.csv"
    rows = _rows(own if own.is_file() else places.PROJECT / "data" / "claims.csv")
    return Counter(row["verdict"] for row in rows)


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


def three_count_figures(practice: bool | None = None) -> dict[str, Callable[[str], str]]:
    """Names for three counts: of the whole window, of a part of it, and a least. Those of assignment 2 or of practice
    paper 2, as counts.whole_table has it."""

    def row(id: str, text: str) -> Any:
        return counts.by_id(id, text, practice)

    def of(id: str, tell: Callable[[Any], Any]) -> Callable[[str], str]:
        return lambda text: str(tell(row(id, text)))

    found: dict[str, Callable[[str], str]] = {}
    for name, id in (("all", "later"), ("part", "part"), ("least", "least")):
        found |= {
            f"who_{name}": of(id, lambda row: row.name),
            f"count_{name}": of(id, lambda row: row["count"]),
            f"days_{name}": of(id, lambda row: row["days"]),
            f"day_from_{name}": of(id, lambda row: day(row["first_day"].date())),
            f"day_to_{name}": of(id, lambda row: day(row["last_day"].date())),
        }
    return found | {
        "days_outside": lambda text: str(row("later", text)["days"] - row("part", text)["days"]),
        "count_outside": lambda text: str(row("later", text)["count"] - row("part", text)["count"]),
        "count_sum": lambda text: str(counts.whole_table(text, practice)["count"].sum()),
        "month_from": of("later", lambda row: f"{row['first_day']:%B}"),
        "month_to": of("later", lambda row: f"{row['last_day']:%B}"),
        "month_quiet": lambda text: f"{row('least', text)['first_day'] - timedelta(days=1):%B}",
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


def retellings(text: str) -> list[dict[str, str]]:
    """The retellings of a text's count that learners may see, its own among them: neither the first report, nor another
    count."""
    return [row for row in _rows(_retellings(text)) if row["change"] not in ("origin", "another count")]


def count_kept_both(text: str) -> int:
    """How many of them keep the number and the period all through, whatever else they add or leave out."""
    return sum(row["change"] not in ("rounded", "window changed") for row in retellings(text))


def lengths(text: str) -> list[int]:
    """What different counts make of the one length in lesson 07, in km, shortest first."""
    own = places.article_folder(text) / "road.csv"
    return sorted(int(row["km"]) for row in _rows(own if own.is_file() else places.PROJECT / "data" / "border.csv"))


FIGURES: dict[str, Callable[[str], str]] = {
    "sentences": lambda text: str(count_sentences(text)),
    "heard_sentences": _sentences("someone", "both"),
    "both_sentences": _sentences("both"),
    "own_sentences": _sentences("own"),
    "publisher": lambda text: _about(text)["provenance"]["publisher"],
    "date_note": lambda text: _about(text)["provenance"]["date_note"],
    "page_address": lambda text: _about(text)["provenance"]["url"],
    "latest_event": latest_event,
    "page_top": page_top,
    "hook_table": hook_table,
    "guess": guess,
    "marked_names": lambda text: str(count_marked(text)),
    "checked_claims": lambda text: str(sum(count_verdicts(text).values())),
    "claims_hold": lambda text: str(count_verdicts(text)["holds"]),
    "claims_changed": lambda text: str(count_verdicts(text)["changed"]),
    "claims_cannot_tell": lambda text: str(count_verdicts(text)["cannot_tell"]),
    "claims_not_supported": lambda text: str(count_verdicts(text)["not_supported"]),
    "claims_do_not_hold": lambda text: str(count_verdicts(text)["does_not_hold"]),
    "retellings": lambda text: str(len(retellings(text))),
    "kept_both": lambda text: str(count_kept_both(text)),
    "shortest": lambda text: str(lengths(text)[0]),
    "longest": lambda text: str(lengths(text)[-1]),
    "lengths_span": lambda text: str(lengths(text)[-1] - lengths(text)[0]),
    **count_figures(),
    **three_count_figures(),
}
