"""No figure in a lesson's prose differs from the data: it is filled in from there, or data/typed-figures.csv says where
it is from.

A figure is digits, or a number word from six on. Names of sentences, lessons and parts are none. In the table, `from`
names sentences of the text (P30a), cards (times-2012), tables (border.csv) or "page top"; there each figure of that
place must stand. "made up", "course" and "elsewhere" stand for an example, for the course itself and for a page that no
table holds: then the reason must do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from course.check._lesson import NOT_WORDS, page_files, places, plain, texts_offered
from course.check._project import Text, data, numbered, rows, texts
from course.figures import PLACE

TABLE = "typed-figures.csv"
UNCHECKED = {"made up", "course", "elsewhere"}
WORDS = {
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fifteen": 15,
    "twenty": 20,
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
}
NO_FIGURES = re.compile(
    r"\bP\d\d[ab]?\b|\b[Ll]essons? \d\d(?: (?:to|and) \d\d)?|\b[Aa]ssignments? \d|\b[Pp]ractice paper \d"
    r"|\b[Ss]teps? \d(?: and \d)?|\b[Pp]art \d|\b[A-F][1-6]\b|https?://\S+"
    r"|Time: about\s+\d+\s+minutes"
)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*|\b(?:" + "|".join(WORDS) + r")\b", re.IGNORECASE)


def typed_figures() -> list[str]:
    """Each figure in prose is filled in, or stands where the table says, or has a reason there."""
    path = data() / TABLE
    told = {(r["lesson"], r["text"], r["place"]): (where, r) for where, r in numbered(path)}
    by_name = {text.name: text for text in texts()}
    found, used = [], set()
    for lesson in page_files():
        for of in ("", *texts_offered()):
            for text, place, file, said in places(lesson, of):
                if not (figures := sorted(figures_in(said))):
                    continue
                key = (lesson.stem, text, place)
                if key not in told:
                    found.append(
                        f"{file}, {place}: the figures {', '.join(figures)} are typed. Fill them in from "
                        f"course/figures.py, or say in data/{TABLE} where they are from."
                    )
                    continue
                used.add(key)
                where, row = told[key]
                found += _faults(where, row, figures, file, by_name.get(text))
    for key in set(told) - used:
        found.append(f"{told[key][0]}: no figure is typed at {' '.join(filter(None, key))}. Take the row out.")
    return found


def figures_in(said: Any) -> set[str]:
    """The figures of a place, as digits without separators of thousands."""
    return {
        normal(figure)
        for words in _strings(said)
        for figure in FIGURE.findall(NO_FIGURES.sub(" ", PLACE.sub("", words)))
    }


def normal(figure: str) -> str:
    """As digits: "1,204" and "1204" are one figure, and so are "eleven" and "11"."""
    if figure.lower() in WORDS:
        return str(WORDS[figure.lower()])
    return re.sub(r",(?=\d{3}\b)", "", figure)


def _strings(said: Any) -> Iterator[str]:
    match said:
        case str():
            yield plain(said)
        case bool():
            return
        case int() | float():
            yield f"{said:g}"
        case list():
            for part in said:
                yield from _strings(part)
        case dict():
            for key, part in said.items():
                if key in ("documents", "date", "unit") or key not in NOT_WORDS | {"tolerance"}:
                    yield from _strings(part)
                if key == "near" and isinstance(part, dict):
                    yield from part


def _faults(where: str, row: dict[str, str], figures: list[str], file: str, text: Text | None) -> Iterator[str]:
    if row["from"] in UNCHECKED:
        return
    stand: set[str] = set()
    for source in row["from"].split(";"):
        words = _words_of(source.strip(), text)
        if words is None:
            yield f"{where}: there is no {source!r} for this text. Name a sentence, a card or a table."
            return
        stand |= _figures_of(words)
    if missing := [figure for figure in figures if figure not in stand]:
        yield f"{file}, {row['place']}: {', '.join(missing)} not in {row['from']}. Mend the figure or the row."


def _words_of(source: str, text: Text | None) -> str | None:
    """The words of a sentence, a card, a table or the top of the page; None where there is none of that name."""
    if text is None:
        return None
    whole = text.article.text
    if source == "page top":
        return whole[: min(start for start, _ in text.units.values())]
    if source == "article.toml":
        return (text.folder / source).read_text(encoding="utf-8")
    if source in text.units:
        start, end = text.units[source]
        return whole[start:end]
    for name in ("evidence.csv", "claims.csv", "desk.csv", "names.csv"):
        for row in rows(text.tables / name):
            if row.get("id") == source:
                return " ".join(row.values())
    for folder in (text.tables, text.counts, text.folder):
        if source.endswith(".csv") and (folder / source).is_file():
            return " ".join(value for row in rows(folder / source) for value in row.values())
    return None


def _figures_of(words: str) -> set[str]:
    """The figures in words of a source; a date gives its day and its year."""
    dates = re.findall(r"\b(\d{4})-\d\d-(\d\d)\b", words)
    found = {normal(figure) for figure in FIGURE.findall(words)}
    return found | {year for year, _ in dates} | {str(int(day)) for _, day in dates}
