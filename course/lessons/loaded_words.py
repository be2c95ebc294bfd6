"""Lesson 06: what one event is called, and where a text puts marks around a name."""

from __future__ import annotations

from datetime import date

from course import choice
from course.answers import current
from course.corpus.article import load_article
from course.figures import day
from course.lessons._after import Afterwards
from course.lessons._tables import Table, read_rows
from course.marked_names import NAMES, uses_of_the_name
from course.told import Told, passages, tell

EVENTS = {
    "karabakh": "Two days of September 2023 in Nagorno-Karabakh",
    "transfer-rumour": "Hesselport, 17 September 2024",
}
WHEN = {
    "before": "before the text",
    "after": "after the text",
    "unknown": "before or after the text: unknown",
}


def one_event_many_names() -> Table:
    """What the sources call one event, each with its speaker, its page, and whether that is older than the text."""
    text = choice.text()
    rows = [
        (
            f"“{r['quote']}”",
            r["who"],
            f"{r['outlet']} ({r['stance']}), {day(date.fromisoformat(r['date']))}",
            WHEN[r["before_article"]],
        )
        for r in read_rows("names.csv")
        if r["text"] == text
    ]
    return Table(f"{EVENTS[text]}: what it was called", ("Name", "Who says so", "Where we read it", "When"), rows)


def where_the_marks_stand() -> Table:
    """Each place where the writer uses the name, and whether it stands in marks."""
    text = choice.text()
    name, _ = NAMES[text]
    rows = [(unit, words, "in marks" if marked else "bare") for unit, words, marked in uses_of_the_name(text)]
    return Table(f"“{name}” in the text", ("Where", "How it stands there", "Marks"), rows)


def sentences_with_guidance() -> Told:
    """The sentences about a whole group, folded away, each with what we read beside it. Nothing is asked about them."""
    article = load_article(choice.text())
    found = passages(current().notebook, article.name)
    beside = {name.removeprefix("beside-"): words for name, words in found.items() if name.startswith("beside-")}
    shown = [
        f"> **{unit}** {' '.join(article.sentence(unit).text.split())}\n\n*What we read:* {words}"
        for unit, words in ((unit.upper().replace("A", "a"), words) for unit, words in beside.items())
    ]
    summary = "Show the sentences, with what we read beside them"
    return Told(f"<details><summary>{summary}</summary>\n\n" + "\n\n".join(shown) + "\n\n</details>")


def our_try() -> Afterwards:
    """Once both sentences are rewritten: one way to do it."""
    items = [choice.item_id(f"rewrite-{unit}", choice.text()) for unit in ("P18", "P41")]
    return Afterwards("Compare with our try", items, lambda: [tell("one-way-to-write-it")])
