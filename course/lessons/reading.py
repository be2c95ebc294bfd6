"""What a lesson shows: sentences of the text with their glosses, evidence cards, charts."""

from __future__ import annotations

import csv
import re
from calendar import month_name
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course import choice, places
from course.answers import current
from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises._lesson_file import table
from course.figures import day
from course.told import Told

if TYPE_CHECKING:
    from course.charts import InteractiveChart

KNOWN = {
    "before": "Could the writer have known it? Yes: it is older than the text.",
    "after": "Could the writer have known it? No: it is younger than the text.",
    "unknown": "Could the writer have known it? We do not know which is older.",
}
CAPTION = "*We say in our own words what stands there; words in quotation marks are the page's own.*"


def show_sentences(*units: str) -> Told:
    """Sentences of the chosen text, each with its gloss below. Those whose form is held back are refused."""
    article = load_article(choice.text())
    shown = []
    for unit in units:
        sentence = article.sentence(unit)
        if not sentence.voice:
            raise CourseError(f"{article.name}: an assignment asks about {unit}, so no lesson shows it.")
        shown.append(f"> **{unit}** {' '.join(sentence.text.split())}\n>\n> *{sentence.gloss}*")
    return Told("\n\n".join(shown))


def show_cards(item: str) -> Told:
    """The cards that the lesson's entry names: `cards = [ids]`, from the text's table of evidence."""
    path, given = table(current().notebook, item)
    cards = evidence(choice.text())
    if lacking := [i for i in given["cards"] if i not in cards]:
        raise CourseError(f"{path}, {item!r}: there is no card {', '.join(lacking)}.")
    return Told("\n\n".join([*(_card(cards[i]) for i in given["cards"]), CAPTION]))


def evidence(text: str) -> dict[str, dict[str, str]]:
    """The evidence cards of a text, by id."""
    own = places.PROJECT / "data" / "articles" / text / "evidence.csv"
    path = own if own.is_file() else Path(places.PROJECT / "data" / "evidence.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def show_chart(name: str, **options: Any) -> InteractiveChart:
    """A chart of the chosen text. The lesson asks before it, so the chart does not ask again."""
    from course import charts

    return getattr(charts, name)(choice.text(), **options).show(ask=False)


def _card(card: dict[str, str]) -> str:
    # "reprint: activist site; original: Israeli daily" would read as a list of labels.
    who = re.sub(r"^(?:reprint|copy): ", "", card["stance"]).replace("; original: ", "; the original: ")
    told = [f"**Card: {card['outlet']}**, {_day(card['date'])}. Who they are: {who}."]
    if card["reprint_of"]:
        told.append(
            f"{'A reprint of' if card['original_or_reprint'] == 'reprint' else 'It retells'} {card['reprint_of']}."
        )
    said = card["says"] + (f" In its words: “{card['quote']}”." if card["quote"] else "")
    where = f" [The page of {card['outlet']}]({card['url']})" if card["url"] else ""
    return "\n>\n".join(f"> {part}" for part in (" ".join(told), said, f"{KNOWN[card['before_article']]}{where}"))


def _day(written: str) -> str:
    try:
        return day(date.fromisoformat(written))
    except ValueError:  # a month, a year, a range, or nothing
        year, dash, month = written.partition("-")
        return f"{month_name[int(month)]} {year}" if dash else written or "date not seen"
