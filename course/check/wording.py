"""The naming table holds in our own words: pages, lessons, tables, reasons, code comments.

What data/naming.csv lists is not written, quotations aside. Quotation marks make a quotation; so does, in a table, a
column that repeats the words of others.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.check._project import data, notebook_files, numbered, project, shown
from course.check.held import _notes
from course.check.notebooks import cells
from course.corpus.article import MARKS
from course.errors import CourseError
from course.places import keys_folder

# Columns that repeat others' words. `claim` does so too, except where the course words the claims itself.
NOT_OURS = {
    *("quote", "title", "url", "outlet", "text", "reprint_of", "window_as_worded", "qualifier"),
    *("a", "b", "settled"),  # in tables of disagreements: words of the text
    "name",  # in names.csv: what each side calls an event
}
OUR_CLAIMS = {"desk.csv", "claims-outside.csv", "checks.csv"}
NAMING = "naming.csv"
QUOTED = re.compile(r"“[^”]*”|‘[^’\s][^’]*’|\"[^\"]*\"|`[^`]*`|\]\([^)\s]*\)|https?://\S+")


def wording() -> list[str]:
    """No form that data/naming.csv lists stands in our own words."""
    path = data() / NAMING
    forms: list[Form] = []
    for where, row in numbered(path):
        try:
            forms.append(Form(re.compile(row["form"]), row["instead"], stem(row["form"])))
        except (KeyError, re.error) as error:
            raise CourseError(f"{where}: {error}. Mend the form.") from None
    if not forms:
        raise CourseError(f"{shown(path)} is missing or empty: it lists what the course does not write.")
    found = []
    for where, words in own_words(forms):
        plain = " ".join(QUOTED.sub("", words).split())
        found += [f"{where}: “{match[0]}”. Write: {form.instead}." for form in forms if (match := form.search(plain))]
    return found


@dataclass(frozen=True)
class Form:
    """One form that the course does not write. `stem` stands in every match: looking for it first is what is fast."""

    pattern: re.Pattern[str]
    instead: str
    stem: str

    def search(self, words: str) -> re.Match[str] | None:
        return self.pattern.search(words) if self.stem in words else None


def stem(pattern: str) -> str:
    """Letters that stand in whatever the pattern finds: its longest run outside groups, sets and what is optional.

    >>> stem(r"\\b[Ll]iberat(?:e|ed)\\b")
    'iberat'
    """
    runs = re.findall(r"[A-Za-z ]+", re.sub(r"\(.*?\)|\[.*?\]|\\.|.[?*]", "|", pattern))
    return max(runs, key=len, default="") if "|" not in re.sub(r"\(.*?\)", "", pattern) else ""


def own_words(forms: Sequence[Form]) -> Iterator[tuple[str, str]]:
    """Everything that the course says in its own name, with its place, from files in which a form stands at all.

    Most files have none of the forms; taking only the others apart keeps the check fast.
    """

    def files(folder: Path, *patterns: str) -> list[Path]:
        paths = sorted(path for pattern in patterns for path in folder.rglob(pattern))
        paths = [path for path in paths if "passes" not in path.parts]  # nobody touches up a pass
        return [path for path in paths if _has_any(path, forms)]

    for path in [*files(project() / "docs", "*.md"), *project().glob("*.md")]:
        yield from _paragraphs(path)
    for path in [*files(data() / "passages", "*.md"), *files(keys_folder(), "*.md")]:
        # There a block quotation is the text itself, or a sample of what a learner may write.
        yield from ((where, re.sub(r"(?m)^>.*$", "", words)) for where, words in _paragraphs(path))
    for path in notebook_files():
        for id, kind, source in cells(path):
            where = f"{shown(path)}, cell {id}"
            yield from _python(where, source) if kind == "code" else [(where, source)]
    for folder in (data(), keys_folder()):
        for path in files(folder, "*.csv"):
            if path.name != NAMING:
                yield from _cells_of_table(path)
        for path in files(folder, "*.toml"):
            if path.name != MARKS:  # words of the text
                yield from _toml(path)
        for path in files(folder, "*.json"):
            yield from _strings(shown(path), _read_json(path))
        for path in files(folder, "*.ann"):
            yield from ((f"{shown(path)} ({unit})", words) for unit, words in _notes([path]))
    # Strings and comments of the package, comments elsewhere: a test may have to name what it looks for.
    for path in files(project() / "course", "*.py"):
        yield from _python(shown(path), path.read_text(encoding="utf-8"))
    for folder in ("tests", "benchmarks"):
        for path in files(project() / folder, "*.py"):
            yield from _python(shown(path), path.read_text(encoding="utf-8"), strings=False)
    for path in files(project() / "course", "*.js", "*.css"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{shown(path)}, line {number}", line


def _has_any(path: Path, forms: Sequence[Form]) -> bool:
    words = " ".join(path.read_text(encoding="utf-8").split())
    return any(form.search(words) for form in forms)


def _paragraphs(path: Path) -> Iterator[tuple[str, str]]:
    line = 1
    for part in path.read_text(encoding="utf-8").split("\n\n"):
        yield f"{shown(path)}, line {line}", part
        line += part.count("\n") + 2


def _cells_of_table(path: Path) -> Iterator[tuple[str, str]]:
    for where, row in numbered(path):
        for column, value in row.items():
            if column not in NOT_OURS and (column != "claim" or path.name in OUR_CLAIMS):
                yield f"{where}, column {column}", value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None  # the check `tables` says so


def _toml(path: Path) -> Iterator[tuple[str, str]]:
    try:
        about = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return  # the checks `texts` and `quizzes` say so
    if path.name == "article.toml":
        about.pop("title", None)  # a quotation
    yield from _strings(shown(path), about)


def _strings(where: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield where, value
        case dict():
            for key, inner in value.items():
                yield from _strings(f"{where}, {key}", inner) if key not in ("path", "pattern", "url") else ()
        case list():
            for inner in value:
                yield from _strings(where, inner)


def _python(where: str, source: str, strings: bool = True) -> Iterator[tuple[str, str]]:
    try:
        comments = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT]
        tree = ast.parse(source)
    except (SyntaxError, tokenize.TokenError):
        return  # tests and ruff say so
    for comment in comments:
        yield f"{where}, line {comment.start[0]}", comment.string
    for node in ast.walk(tree) if strings else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield f"{where}, line {node.lineno}", node.value
