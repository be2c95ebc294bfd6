"""Which text a learner works on: chosen in lesson 00, "karabakh" or whatever an instructor puts first otherwise.

    course.TagAttributions(course.text(), ["P28"])     # on the text that this learner chose
    course.tell("date-proof")                          # course/told.py: the passage about that text
    course.Quiz("hook-first")                          # the question about that text

Prose and questions that are the same for every text stand in the notebook and in data/quizzes/<notebook>.toml. What
speaks about one text stands in data/passages/<text>/<notebook>.md and in data/quizzes/<text>/<notebook>.toml, under the
same names for each text.

The choice is an answer like any other (item `choose-text` of lesson 00, or of the open notebook: each assignment asks
again), so it travels with the answers. Both texts
keep their answers when it is changed: an item of the text that the course was first written for has its plain id, an
item of a text that mirrors it carries that text's name (`item_id`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import answers, places
from course.errors import CourseError

LESSON, ITEM = "00-start-here", "choose-text"
PLAIN = "karabakh"
FIXED = {"4-source-report": "library"}  # notebooks that work on one text alone, which comes with them
MIRRORS = {"transfer-rumour"}  # texts whose units bear the same names as PLAIN's


@dataclass(frozen=True)
class Offered:
    """A text that can be chosen, and the words by which it is offered."""

    name: str
    words: str


def offered() -> list[Offered]:
    """The texts of data/settings.toml that are on this disk; the first is used until a choice is made."""
    path = places.PROJECT / "data" / "settings.toml"
    try:
        given = [
            Offered(text["name"], text["words"]) for text in tomllib.loads(path.read_text(encoding="utf-8"))["texts"]
        ]
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(f"{path}: {error}. Each of the [[texts]] needs a name and words.") from None
    there = [text for text in given if (places.PROJECT / "data" / "articles" / text.name / "article.txt").is_file()]
    if not there:
        raise CourseError(f"{path} names no text that is in data/articles. Name one there.")
    return there


def text() -> str:
    """The name of the text to work on: the notebook's own, the learner's choice, or the first that is offered."""
    if fixed := FIXED.get(_open_notebook()):
        return fixed
    names = [text.name for text in offered()]
    chosen = _recorded_choice()
    return chosen if chosen in names else names[0]


def question(notebook: str, item: str, of_text: str | None = None) -> tuple[Path, str, dict[str, Any]]:
    """A lesson's question as it stands on file: the file, the item id to record it under, and the question's table.

    The file of the text chosen, or named, comes first. Raises CourseError that names the file and what is missing.
    """
    folder, chosen = places.PROJECT / "data" / "quizzes", of_text or text()
    common = folder / f"{notebook}.toml"
    if chosen in FIXED.values():  # the questions of a text that comes with its assignment come with it, too
        folder = places.article_folder(chosen).parent
    files = {path: of for path, of in ((folder / chosen / common.name, chosen), (common, PLAIN)) if path.is_file()}
    if not files:
        raise CourseError(f"{common} is missing. Take it from a fresh copy of the kit.")
    for path, of in files.items():
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CourseError(f"{path}: {error}. Mend that line.") from None
        if isinstance(given.get(item), dict):
            return path, item_id(item, of), given[item]
    raise CourseError(f"{path}: the question {item!r} is missing.")


def item_id(item: str, text: str) -> str:
    """The id under which an item of this text is recorded.

    >>> item_id("tag-P28", "karabakh"), item_id("tag-P28", "transfer-rumour")
    ('tag-P28', 'tag-P28-transfer-rumour')
    """
    return f"{item}-{text}" if text in MIRRORS else item


def _open_notebook() -> str:
    try:
        return answers.current().notebook
    except answers.AnswersError:
        return ""


def _recorded_choice() -> str | None:
    entry = None
    try:
        here = answers.current()
        folder, entry = here.path.parent, here.entry(ITEM)
    except answers.AnswersError:  # no notebook has begun: the folder that the kernel stands in
        folder = Path("answers")
    try:
        entry = entry or answers.parse((folder / f"{LESSON}.json").read_bytes(), f"{LESSON}.json").get(ITEM)
    except (OSError, answers.AnswersError):  # lesson 00 tells about a damaged file when it is opened
        return None
    chosen = entry["value"].get("chosen") if entry and isinstance(entry["value"], dict) else None
    return chosen[0] if isinstance(chosen, list) and chosen and isinstance(chosen[0], str) else None
