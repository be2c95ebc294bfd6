"""What a grade cell calls: `mark("span-1")`.

In the marker's room it returns the points of one item, from the recorded answer and the keys. In a learner's notebook
there are no keys: it says that the answer is recorded and complete, and raises where it is not. It never says there
whether an answer is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from course.answers import current
from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises.tag_attributions import completeness, is_tagging, told
from course.marking.keys import Item
from course.marking.rules import Mark, mark_tagging, points


class Incomplete(CourseError):
    """An item has no complete answer yet; shown to a learner."""


@dataclass
class Sheet:
    """What the marker's room knows while it runs one submission's grade cells."""

    items: dict[str, Item]
    answers: dict[str, dict[str, Any]]
    shown: list[str]  # HTML to show above the points, filled by `mark`


_sheet: Sheet | None = None


def lay_out(sheet: Sheet | None) -> None:
    """Called by the marker's room alone, before it runs a grade cell."""
    global _sheet
    _sheet = sheet


def mark(item: str) -> float | None:
    """The points of one item in the marker's room; in a learner's notebook None, or Incomplete."""
    if _sheet is None:
        return _say_whether_complete(item)
    result = _mark(_sheet.items[item], _sheet.answers.get(item))
    _sheet.shown.append(_as_html(item, result))
    return points(result.points, result.maximum)


def _mark(item: Item, entry: dict[str, Any] | None) -> Mark:
    if entry is None:
        return Mark(0.0, item.points, "nothing recorded", ["No answer was handed in for this item."])
    value = entry["value"]
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or text not in item.units:
        return Mark(0.0, item.points, "not an answer to this item", ["What was handed in is no answer to this item."])
    article = load_article(text, keys=True)
    sentence = article.sentence(item.units[text])
    if not is_tagging(value, text, sentence):
        return Mark(0.0, item.points, "not an answer to this item", ["What was handed in is no answer to this item."])
    return mark_tagging(article.text, value["statements"], sentence, item.points, told(article.text, value))


def _say_whether_complete(item: str) -> None:
    value = current().value(item)
    if value is None:
        raise Incomplete(f"{item}: nothing is recorded yet.")
    try:
        title, lines = completeness(value)
    except (AttributeError, KeyError, TypeError):
        raise Incomplete(f"{item}: what is recorded is no answer to this item. Mark the sentence again.") from None
    missing = [line["text"] for line in lines if line["sign"] == "missing"]
    if missing or not title.startswith("Recorded, complete"):
        raise Incomplete(f"{item}: {' '.join(missing) or title}")
    print(f"{item}: recorded, complete.")


def recorded(items: list[str]) -> None:
    """Tell a learner how many of these items are recorded, and which are missing."""
    missing = [i for i in items if current().value(i) is None]
    print(
        f"{len(items) - len(missing)} of {len(items)} recorded"
        + (f"; missing: {', '.join(missing)}" if missing else ".")
    )


def _as_html(item: str, result: Mark) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in result.lines)
    return (
        f"<p><strong>{escape(item)}: {result.points:g} of {result.maximum:g} points.</strong></p>"
        f"<p>Your answer: {escape(result.answer)}</p><ul>{lines}</ul>"
    )
