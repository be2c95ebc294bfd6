"""Passages of a text in the tables: exact offsets, all numbers; and addresses that are well-formed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from course.check._project import Row, Text, data, has_keys, notebook_files, numbered, project, shown, texts
from course.check.notebooks import cells
from course.places import keys_folder

# File name -> the column that repeats the words of the passage ("" where none does) and the one that names the unit.
PASSAGES = {
    "claims.csv": ("claim", "unit"),
    "claims-guided.csv": ("claim", "unit"),
    "numbers.csv": ("text", "unit"),
    "timeline.csv": ("", "unit"),
    "as_stated.csv": ("", "article_unit"),
}
NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundreds?|thousands?|a week|a year)\b",
    re.IGNORECASE,
)


def passage_tables(text: Text) -> Iterator[Path]:
    """The tables of a text that give places in it, open ones first."""
    for name in PASSAGES:
        folders = (text.counts if name == "as_stated.csv" else text.tables, text.folder, text.keys)
        yield from (path for folder in dict.fromkeys(folders) if (path := folder / name).is_file())


def passages() -> list[str]:
    """Every passage that a table gives is an exact slice of the text, inside its unit."""
    found = []
    for text in texts():
        numbers_at = [(int(r["start"]), int(r["end"])) for _, r in _number_rows(text) if _place(r)]
        for path in passage_tables(text):
            words, unit = PASSAGES[path.name]
            for where, row in numbered(path):
                if fault := _fault(text, row, words, unit):
                    found.append(f"{where}: {fault}")
                elif path.name == "timeline.csv" and row.get("kind") == "stated":
                    start, end = int(row["start"]), int(row["end"])
                    if has_keys() and not any(s < end and start < e for s, e in numbers_at):
                        found.append(f"{where}: no number stands at {start}-{end}. Mend the offsets or add the number.")
    return found


def _place(row: Row) -> tuple[int, int] | None:
    try:
        return int(row["start"]), int(row["end"])
    except (KeyError, ValueError):
        return None


def _fault(text: Text, row: Row, words: str, unit: str) -> str:
    """What is wrong with the place that a row gives, "" where nothing is."""
    if not row.get("start") and not row.get("end"):
        if words or row.get("kind") == "stated" or row.get(unit):
            return "gives no place in the text. Add start and end."
        return ""
    if row.get("kind") in ("event", "published"):
        return "an event or a publication has no place in the text. Leave unit, start and end empty."
    place = _place(row)
    if place is None:
        return f"start {row.get('start')!r} and end {row.get('end')!r} are no whole numbers. Mend them."
    start, end = place
    whole = text.article.text
    if row.get("kind") == "furniture":
        first, last = 0, min(s for s, _ in text.units.values())
    elif row.get(unit) in text.units:
        first, last = text.units[row[unit]]
    else:
        return f"{row.get(unit)!r} is no unit of {text.name}. Mend the name."
    if not first <= start < end <= last:
        return f"{start}-{end} does not lie in {row[unit]} ({first}-{last}). Mend the offsets."
    slice_ = whole[start:end]
    if words and slice_ != row[words]:
        at = whole.find(row[words], first, last)
        remedy = "The text does not have it. Quote it exactly."
        if at >= 0:
            remedy = f"It stands at {at}-{at + len(row[words])}. Mend the offsets."
        return f"at {start}-{end} the text has “{_short(slice_)}”, the table “{_short(row[words])}”. {remedy}"
    if slice_ != slice_.strip():
        return f"{start}-{end} begins or ends with white space. Mend the offsets."
    return ""


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:40] + " ... " + words[-15:]


def _number_rows(text: Text) -> Iterator[tuple[str, Row]]:
    for folder in (text.folder, text.keys):
        yield from numbered(folder / "numbers.csv")


def numbers() -> list[str]:
    """Every number of a text is in its table of numbers, once; without keys, those outside held-back sentences."""
    found = []
    for text in texts():
        if not text.split and not has_keys():
            continue
        spans = [place for _, row in _number_rows(text) if (place := _place(row))]
        for place in sorted({place for place in spans if spans.count(place) > 1}):
            found.append(f"{shown(text.folder)}: the number at {place[0]}-{place[1]} stands twice. Keep one row.")
        about = tomllib.loads((text.folder / "article.toml").read_text(encoding="utf-8"))
        whole = text.article.text
        nones = [
            (match.start(), match.end())
            for words in about.get("not_numbers", ())
            for match in re.finditer(re.escape(words), whole)
        ]
        body = min(s for s, _ in text.units.values())
        for match in NUMBER.finditer(whole):
            start, end = match.span()
            unit = next((u for u, (s, e) in text.units.items() if s <= start < e), "the page's furniture")
            if (start < body and not text.split) and not has_keys():
                continue
            if any(s <= start and end <= e for s, e in (*spans, *nones)):
                continue
            if not has_keys() and unit in text.held:
                continue
            table = text.keys if unit in text.held else text.folder
            found.append(
                f"{shown(table / 'numbers.csv')}: “{match[0]}” at {start}-{end} ({unit}) is missing. Add a row or name "
                f"it in not_numbers of {shown(text.folder / 'article.toml')}."
            )
    return found


def addresses() -> list[str]:
    """Every address in the tables, the texts' records, lessons and docs is well-formed."""
    found = []
    for path in sorted([*data().rglob("*.csv"), *keys_folder().rglob("*.csv")]):
        for where, row in numbered(path):
            if fault := _fault_of_address(row.get("url", "")):
                found.append(f"{where}: {fault}")
    for path in sorted(data().rglob("article.toml")):
        for url in re.findall(r'^url = "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE):
            if fault := _fault_of_address(url):
                found.append(f"{shown(path)}: {fault}")
    for path in [*sorted((project() / "docs").rglob("*.md")), *sorted(project().glob("*.md"))]:
        for line, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{shown(path)}, line {line}: {fault}" for fault in _faults_of_links(words)]
    for path in notebook_files():
        for id, _, source in cells(path):
            found += [f"{shown(path)}, cell {id}: {fault}" for fault in _faults_of_links(source)]
    return found


def _faults_of_links(words: str) -> list[str]:
    """Links in Markdown, [words](address) and bare ones; addresses within the project are not looked at."""
    links = re.findall(r"\]\((\w+:/?/?[^\s)]*)", words) + re.findall(r"(?<![(\w\"'])https?:[^\s<>)\]`\"']+", words)
    return [
        fault for link in links if not link.startswith("mailto:") and (fault := _fault_of_address(link.rstrip(".,;")))
    ]


def _fault_of_address(url: str) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        return f"the address {url} cannot be read ({error}). Copy it anew."
    if parts.scheme not in ("http", "https"):
        return f"the address {url} begins with neither http:// nor https://. Copy it anew."
    if host not in ("localhost", "127.0.0.1") and not re.fullmatch(r"([\w-]+\.)+[a-z][\w-]*", host, re.ASCII):
        return f"the address {url} names no host. Copy it anew."
    if not url.isascii() or re.search(r"[\s<>\"{}|\\^`]", url) or re.search(r"%(?![0-9A-Fa-f]{2})", url):
        return f"the address {url} holds a character that an address cannot hold. Copy it anew, percent-encoded."
    return ""
