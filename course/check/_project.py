"""What the checks look at: the texts with their folders, the tables, the files that learners get."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course import places
from course.corpus.article import MARKS, Article, load_article
from course.errors import CourseError

NO_KEYS = "no keys here; only an instructor's copy has them"
Row = dict[str, str]


class Skip(Exception):
    """A check cannot run on this copy; the message says why."""


def project() -> Path:
    """Read anew each time, for tests put a copy in its place."""
    return places.PROJECT


def data() -> Path:
    return project() / "data"


def has_keys() -> bool:
    return any(places.keys_folder().glob("*.ann"))


def need_keys() -> None:
    if not has_keys():
        raise Skip(NO_KEYS)


def shown(path: Path) -> str:
    """A path as messages give it: from the project's folder on, where it lies inside."""
    return str(path.relative_to(project())) if path.is_relative_to(project()) else str(path)


def rows(path: Path) -> list[Row]:
    """The rows of a table, [] where there is no such file. CourseError where it is no UTF-8 table."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [{k: v or "" for k, v in row.items() if k is not None} for row in csv.DictReader(file, strict=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{shown(path)}: no table in UTF-8 ({error}). Save it as UTF-8, comma-separated.") from None


def numbered(path: Path) -> Iterator[tuple[str, Row]]:
    """Each row with its place, as messages name it: file, line and, where it has one, id or unit."""
    content = rows(path)
    table = shown(path) if content else ""
    for line, row in enumerate(content, 2):
        name = row.get("id") or row.get("unit")
        yield f"{table}, line {line}" + (f" ({name})" if name else ""), row


@dataclass(frozen=True)
class Text:
    """One text: where its open tables and its keys lie, and which of its sentences are held back."""

    name: str
    article: Article
    split: dict[str, str]  # unit -> open, held, guided or none; {} where every sentence is held back

    @property
    def folder(self) -> Path:
        return data() / "articles" / self.name

    @property
    def tables(self) -> Path:
        """The course names the article's own tables without a folder: data/claims.csv."""
        return data() if self.name == "karabakh" else self.folder

    @property
    def counts(self) -> Path:
        return data() / "flights" if self.name == "karabakh" else self.folder

    @property
    def keys(self) -> Path:
        return places.keys_folder() / self.name

    @property
    def units(self) -> dict[str, tuple[int, int]]:
        return {s.id: (s.start, s.end) for s in self.article.sentences}

    @property
    def headings(self) -> set[str]:
        return {s.id for s in self.article.sentences if s.heading}

    @property
    def held(self) -> set[str]:
        """Units whose form is held back."""
        return {u for u in self.units if self.split.get(u, "" if self.split else "held") == "held"}

    @property
    def worked_on(self) -> list[str]:
        """Sentences that a learner works on, in a lesson or in an assignment."""
        return [u for u in self.units if u not in self.headings and self.split.get(u) != "guided"]


def text_folders() -> list[Path]:
    """The course's texts. Those of an instructor's own, for single exercises, have the check `own texts`."""
    folders = {path for path in (data() / "articles").iterdir() if path.is_dir()}
    return sorted(folders - set(own_text_folders()))


def own_text_folders() -> list[Path]:
    """Texts that `course own-text` began and that hold nothing back: no split says which sentences are open."""
    marked = (path.parent for path in (data() / "articles").glob(f"*/{MARKS}"))
    return sorted(folder for folder in marked if not (folder / "split.csv").is_file())


def texts() -> list[Text]:
    """The texts that load; what is wrong with the others is for the check `texts` to say."""
    found = []
    for folder in text_folders():
        try:
            article = load_article(folder.name)
        except CourseError:
            continue
        split = {row.get("unit", ""): row.get("form", "") for row in rows(folder / "split.csv")}
        found.append(Text(folder.name, article, split))
    return found


def gold_with_keys(text: Text) -> Article | None:
    """The text with its held-back gold; None where that does not load (the check `keys` says why)."""
    try:
        return load_article(text.name, keys=True)
    except CourseError:
        return None


def notebook_files(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders or ("notebooks", "assignments/source")
        for path in sorted((project() / folder).rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]
