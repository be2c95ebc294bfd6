"""A lesson as a learner meets it: what there is to read and to do, in the order in which it stands, on one text.

Read from the files, without running anything: `course check` has to be fast. SHOWN says what each line of a code cell
puts on the page; a line that it does not know is a fault, so that no passage can slip past the checks.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.check._project import Skip, data, notebook_files, project, shown
from course.check.notebooks import called, cells, read_notebook
from course.choice import offered
from course.errors import CourseError
from course.told import passages

LESSON = re.compile(r"\d\d-")
PROSE, MATERIAL, ACT = "prose", "material", "act"


@dataclass(frozen=True)
class Part:
    """`kind`: prose (our own words, Markdown), material (sentences of the text, cards) or act (something to do).

    `words` is empty for material. `where` names file and place, `cell` the cell, `item` what is asked, where it has a
    name.
    """

    kind: str
    words: str
    where: str
    cell: str
    item: str = ""


# What a line of a lesson shows, in order. `name` stands for the line's own first argument; "tell:x" is the passage x,
# "entry:x" the question x, "act" something to do without words of ours, "material" something of the text or of cards.
SHOWN: dict[str, tuple[str, ...]] = {
    "tell": ("tell:name",),
    "Quiz": ("entry:name",),
    "Check": ("entry:name",),
    "DoesItMatter": ("entry:name",),
    "does_it_matter": ("entry:name",),
    "guess": ("entry:name",),
    "afterwards": ("entry:name",),
    "put_on_the_ladder": ("entry:name",),
    "weigh_the_verbs": ("entry:name",),
    "what_did_each_do": ("entry:name",),
    "trace": ("entry:name",),
    "which_could_you_ring": ("entry:name",),
    "answer": ("act",),
    "counts": ("material",),
    "progress": ("act",),
    "show_sentences": ("material",),
    "show_cards": ("material",),
    "show_chart": ("act",),
    "how_many_between": ("act",),
    "ChooseText": ("act",),
    "WhoseWord": ("act",),
    "TagAttributions": ("act",),
    "SpotLoadedWords": ("act",),
    "Rewrite": ("act",),
    "check": ("act",),  # WeighEvidence.check
    "evidence_desk": ("act",),
    "one_event_many_names": ("material",),
    "where_the_marks_stand": ("material",),
    "sentences_with_guidance": ("act",),  # folded away: the learner opens it
    "our_try": ("act", "tell:one-way-to-write-it"),
    "card_on_the_number": ("act", "material", "tell:eleven-told", "entry:matter-eleven"),
    "after_the_desk": (
        "act",
        "tell:how-the-rules-did",
        "tell:we-chose-the-twenty",
        "entry:matter-tanks",
        "tell:another-side",
        "entry:matter-64",
    ),
    "shares_by_window": ("act",),
    "one_share_many_claims": ("act",),
    "one_line_many_lengths": ("act",),
    "what_we_found": ("act", "tell:what-we-found"),
    "my_results": ("act",),
}
NOTHING = {"begin", "AnswersPanel", "KeepPage", "text"}
# Keys of an entry whose words are not shown as they stand, or are others' words.
NOT_WORDS = {
    "id",
    "item",
    "items",
    "sentences",
    "questions",
    "cards",
    "kind",
    "gold",
    "accepted",
    "unit",
    "chart",
    "rung",
    "did",
}
NOT_WORDS |= {
    "line",
    "picks",
    "units",
    "open_end",
    "change",
    "matters",
    "date",
    "documents",
    "chart_options",
    "slider",
    "show",
    "outlet",
}


def lesson_files() -> list[Path]:
    """The numbered lessons in order."""
    return [path for path in page_files() if LESSON.match(path.stem)]


def page_files() -> list[Path]:
    """All pages beside each other that a learner reads: lessons, practice papers, the progress page. Raises Skip where
    one does not load: what it links, practises or types is then unknown."""
    files = notebook_files("notebooks")
    for path in files:
        try:
            read_notebook(path)
        except ValueError:
            raise Skip(f"{shown(path)} does not load, see below") from None
    return files


def texts_offered() -> list[str]:
    return [text.name for text in offered()]


def parts(lesson: Path, text: str) -> tuple[Part, ...]:
    """Everything that a lesson shows, in order. Raises CourseError for a line that SHOWN does not know."""
    files = [lesson, data() / "passages" / text / f"{lesson.stem}.md"]
    files += [data() / "quizzes" / of / f"{lesson.stem}.toml" for of in ("", text)]
    return _parts(lesson, text, tuple(f.stat().st_mtime_ns if f.is_file() else 0 for f in files))


@lru_cache(maxsize=64)
def _parts(lesson: Path, text: str, _changed: tuple[int, ...]) -> tuple[Part, ...]:
    return tuple(_of_lesson(lesson, text))


def _of_lesson(lesson: Path, text: str) -> Iterator[Part]:
    for cell, kind, source in cells(lesson):
        where = f"{shown(lesson)}, cell {cell}"
        if kind == "markdown":
            yield Part(PROSE, source, where, cell)
        elif kind == "code":
            for call in _lines(source):
                yield from _of_call(call, lesson.stem, text, where, cell)


def _lines(source: str) -> Iterator[ast.Call]:
    """The calls that are lines of their own."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return  # the check `notebooks` and ruff say so
    yield from (line.value for line in lines if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call))


def _of_call(call: ast.Call, lesson: str, text: str, where: str, cell: str) -> Iterator[Part]:
    does = called(call)
    if does in NOTHING:
        return
    name = getattr(call.args[0], "value", "") if call.args else ""
    if does == "Predict":
        yield Part(ACT, _question(_entry(lesson, text, name)), where, cell, name)
        then = next((k.value for k in call.keywords if k.arg == "then"), None)
        if isinstance(then, ast.Call):
            yield from _of_call(then, lesson, text, where, cell)
        return
    if does not in SHOWN:
        raise CourseError(f"{where}: nobody has said what {does} shows. Add it to SHOWN in course/check/_lesson.py.")
    for step in SHOWN[does]:
        yield from _of_step(step, name, lesson, text, where, cell)


def _of_step(step: str, name: str, lesson: str, text: str, where: str, cell: str) -> Iterator[Part]:
    kind, _, of = step.partition(":")
    of = name if of == "name" else of
    if kind == "tell":
        file, told = f"data/passages/{text}/{lesson}.md", passages(lesson, text)
        if of not in told:
            raise CourseError(f"{where}: {file} has no passage {of!r}. Add it.")
        yield Part(PROSE, told[of], f"{file}, {of}", cell)
    elif kind == "entry":
        yield from _of_entry(of, lesson, text, where, cell)
    else:
        yield Part(kind, "", where, cell)


def _of_entry(name: str, lesson: str, text: str, where: str, cell: str) -> Iterator[Part]:
    entry = _entry(lesson, text, name)
    if "show" in entry:
        yield Part(ACT, str(entry.get("words", "")), where, cell, name)
        for part in entry["show"]:
            kind, of = next((k, v) for k, v in part.items() if k in ("chart", "tell", "matter", "quiz"))
            step = {"chart": "act", "tell": f"tell:{of}"}.get(kind, f"entry:{of}")
            yield from _of_step(step, "", lesson, text, where, cell)
        return
    if "questions" in entry:
        yield Part(PROSE, str(entry.get("intro", "")), where, cell)
        for question in entry["questions"]:
            yield Part(ACT, _question(_entry(lesson, text, question)), where, cell, question)
        return
    if "intro" in entry:
        yield Part(PROSE, entry["intro"], where, cell)
    yield Part(ACT, _question(entry), where, cell, name)
    if "then" in entry:
        yield Part(PROSE, entry["then"], where, cell)


def _question(entry: dict[str, Any]) -> str:
    return str(entry.get("question") or entry.get("finding") or "")


def _entry(lesson: str, text: str, name: str) -> dict[str, Any]:
    for entries in (entries_of(text, lesson), entries_of("", lesson)):
        if isinstance(entries.get(name), dict):
            return entries[name]
    return {}  # the check `quizzes` says so


def entries_of(text: str, lesson: str) -> dict[str, Any]:
    """What a lesson's file of one text holds, or, for "", the file that all texts share; {} where it does not load."""
    path = data() / "quizzes" / text / f"{lesson}.toml"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}  # the check `quizzes` says so


def words_of_entry(entry: Any) -> Iterator[str]:
    """The strings of an entry that a learner reads as our words: questions, answers, hints, feedback, reasons."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for part in entry:
            yield from words_of_entry(part)
    elif isinstance(entry, dict):
        for key, part in entry.items():
            if key not in NOT_WORDS:
                yield from words_of_entry(part)


def places(lesson: Path, text: str) -> Iterator[tuple[str, str, str, Any]]:
    """(text or "", place, file, what stands there) for a lesson's cells, passages and questions.

    With text "" those that all texts share, otherwise those about that text.
    """
    if not text:
        for cell, kind, source in cells(lesson):
            if kind == "markdown":
                yield "", cell, shown(lesson), source
    else:
        try:
            for name, words in passages(lesson.stem, text).items():
                yield text, name, f"data/passages/{text}/{lesson.stem}.md", words
        except CourseError:
            pass  # the check `passages about a text` says so
    file = project() / "data" / "quizzes" / text / f"{lesson.stem}.toml"
    for name, entry in entries_of(text, lesson.stem).items():
        yield text, name, shown(file), entry


PLAIN_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*")


def plain(markdown: str) -> str:
    """Markdown without its marks: link addresses, pictures, emphasis, quotation bars."""
    words = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", markdown)
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    words = re.sub(r"<[^>]+>", " ", words)
    return re.sub(r"(?m)^\s*(?:[>#]+|[-*]|\d+\.)\s+|[*_`]{1,3}", "", words)


def count_words(markdown: str) -> int:
    return len(PLAIN_WORD.findall(plain(markdown)))
