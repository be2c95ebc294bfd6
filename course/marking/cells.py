"""What a grade cell calls: `mark("span-1", "tagging")`.

In the marker's room it returns the points of one item, from the recorded answers and the keys. In a learner's notebook
there are no keys: it says that the answers are recorded and complete, and raises where they are not. It never says
there whether an answer is right. So that it knows there what belongs to the cell, the cell names it:

    mark("voice", "voice", ["voice-1", "voice-2"])
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from course import choice
from course.answers import current
from course.errors import CourseError
from course.marking.asked import Asked, question, sentences
from course.marking.keys import Item, Part
from course.marking.rules import rule
from course.marking.rules._mark import Mark, points


class Incomplete(CourseError):
    """An item has no complete answer yet; shown to a learner."""


@dataclass
class Sheet:
    """What the marker's room knows while it runs one submission's grade cells."""

    items: dict[str, Item]
    answers: dict[str, dict[str, Any]]
    shown: list[str]  # HTML to show above the points, filled by `mark`
    assignment: str = ""

    @property
    def text(self) -> str:
        """The text that this learner worked on: the recorded choice, or else the one that most answers are about."""
        offered = list(dict.fromkeys(text for item in self.items.values() for text in item.texts))
        entry = self.answers.get(choice.ITEM)
        value = entry["value"] if entry else None
        chosen = value.get("chosen") if isinstance(value, dict) else None
        if isinstance(chosen, list) and chosen and chosen[0] in offered:
            return chosen[0]
        values = [entry["value"] for entry in self.answers.values()]
        named = [value.get("text") for value in values if isinstance(value, dict)]
        count = Counter(text for text in named if isinstance(text, str) and text in offered)
        return count.most_common(1)[0][0] if count else offered[0]

    def values(self) -> dict[str, Any]:
        """What was recorded on the chosen text, by the id of the part."""
        text, found = self.text, {}
        for item in self.items.values():
            for part in item.parts:
                entry = self.answers.get(choice.item_id(part, text))
                if entry is not None:
                    found[part] = entry["value"]
        return found


_sheet: Sheet | None = None


def lay_out(sheet: Sheet | None) -> None:
    """Called by the marker's room alone, before it runs a grade cell."""
    global _sheet
    _sheet = sheet


def mark(item: str, kind: str, parts: list[str] | None = None) -> float | None:
    """The points of one item in the marker's room; in a learner's notebook None, or Incomplete.

    `parts` are the ids of its answers, the item's own id by default.
    """
    if _sheet is None:
        return _say_whether_complete(item, kind, parts or [item])
    known, text, values = _sheet.items[item], _sheet.text, _sheet.values()
    asked = {part: question(_sheet.assignment, part, text) for part in known.parts}
    known = replace(known, parts={id: replace(part, words=asked[id].words) for id, part in known.parts.items()})
    marks = {part.id: _mark(known, part, text, values) for part in known.parts.values()}
    paragraphs = {id: _question(part, asked[id], text) for id, part in known.parts.items()}
    _sheet.shown.append(_as_html(known, marks, paragraphs, text))
    return points(sum(result.points for result in marks.values()), known.points)


def _mark(item: Item, part: Part, text: str, values: dict[str, Any]) -> Mark:
    if part.id not in values:
        return Mark(0.0, "nothing recorded", ["No answer was handed in for this item."])
    try:
        result = rule(item.kind).mark(part, text, values[part.id], values) if text in part.key else None
    except RecursionError:
        result = None
    return result or Mark(0.0, "not an answer to this item", ["What was handed in is no answer to this item."])


def _say_whether_complete(item: str, kind: str, parts: list[str]) -> None:
    answers, text, told = current(), choice.text(), []
    for part in parts:
        value = answers.value(choice.item_id(part, text))
        before = f"{part}: " if len(parts) > 1 else ""
        if value is None:
            told.append(f"{before}nothing is recorded yet.")
            continue
        try:
            told += [f"{before}{line}" for line in rule(kind).missing(value)]
        except (AttributeError, KeyError, TypeError):
            told.append(f"{before}what is recorded is no answer to this item. Answer it again.")
    if told:
        raise Incomplete(f"{item}: {' '.join(told)}")
    print(f"{item}: recorded, complete.")


def _question(part: Part, asked: Asked, text: str) -> tuple[str, ...]:
    """What the learner had before them: the sentence, and what was asked about it."""
    key = part.key.get(text)
    unit = part.sentence or (key if isinstance(key, str) else "")
    return (*(sentences(text, unit) if unit else ()), *asked.paragraphs)


def _as_html(item: Item, marks: dict[str, Mark], asked: dict[str, tuple[str, ...]], text: str) -> str:
    """Each part of an item: what was asked, the learner's answer, what of it agrees, and, where the instructor reveals
    the item, what is right and why.

    Where several parts share a cell, what one of them earned is told and not what it could have earned: that is kept
    from learners, since it gives the key away.
    """
    shown = []
    for id, result in marks.items():
        part = item.parts[id]
        several = len(marks) > 1
        head = f"<h4>{escape(part.title or id)}: {_earned(result.points)}</h4>" if several else ""
        told = "".join(f"<p>{escape(words)}</p>" for words in asked[id])
        lines = "".join(f"<li>{escape(line)}</li>" for line in result.lines)
        why = escape(" ".join(rule(item.kind).reasons(part, text))) if item.reveal and text in part.key else ""
        shown.append(
            f'<div class="part">{head}{f"<blockquote>{told}</blockquote>" if told else ""}'
            f"<p><strong>Your answer:</strong> {escape(result.answer)}</p><ul>{lines}</ul>"
            f"{f'<p><strong>What is right, and why:</strong> {why}</p>' if why else ''}</div>"
        )
    return "".join(shown)


def _earned(number: float) -> str:
    return f"{number:g} point{'' if number == 1 else 's'}" if number else "no points"
