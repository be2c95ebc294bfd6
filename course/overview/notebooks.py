"""The notebooks of this folder in the order in which one meets them, and how far each one is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from course.answers import COMMITTED, PRACTICE, AnswersError, bundle, current, is_answer
from course.errors import CourseError
from course.exercises._lesson_file import table
from course.exercises.quiz import Question, load_question

LESSON = re.compile(r"\d\d-")
LAST_CHECK = re.compile(r"course\.Check\(\"([^\"]+)\"\)")
NOT_BEGUN, BEGUN, DONE = "not begun", "begun", "done"

Items = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Notebook:
    """One lesson or practice paper.

    `says` are its metadata, `check` the name of the questions at a lesson's end, `items` what is recorded in it.
    """

    stem: str
    says: dict[str, Any]
    check: str
    items: Items = field(default_factory=dict)

    @property
    def title(self) -> str:
        title = str(self.says.get("title", self.stem))
        return title if self.is_paper else f"Lesson {self.stem[:2]}: {title}"

    @property
    def minutes(self) -> int:
        return sum(self.says.get("minutes", ()))

    @property
    def is_paper(self) -> bool:
        return self.stem.startswith(PRACTICE)

    @property
    def answered(self) -> int:
        """How many answers are recorded, each item once."""
        return sum(map(is_answer, self.items))

    @property
    def given(self) -> int:
        """On a practice paper: how many answers were given for good."""
        return sum(item.startswith(COMMITTED) for item in self.items)

    @property
    def of(self) -> int:
        """What has to be answered for the notebook to be done: the questions at the end, or a paper's items."""
        return int(self.says.get("items", 0)) if self.is_paper else len(self.questions)

    @cached_property
    def questions(self) -> list[Question]:
        """The questions at a lesson's end, on the text chosen; [] where they cannot be read."""
        if not self.check:
            return []
        try:
            return [load_question(self.stem, name) for name in table(self.stem, self.check)[1].get("questions", ())]
        except CourseError:
            return []

    @cached_property
    def verdicts(self) -> list[str]:
        """What became of each question at the end that is answered: "right", "wrong" and so on."""
        found = [(q, self.items[q.item]["value"]) for q in self.questions if q.item in self.items]
        return [verdict for q, value in found if q.accepts(value) and (verdict := q.judge(value)[0]) != "none"]

    @property
    def state(self) -> str:
        done = self.given if self.is_paper else len(self.verdicts)
        if self.of and done >= self.of:
            return DONE
        return BEGUN if self.answered else NOT_BEGUN


def notebooks(folder: Path) -> list[Notebook]:
    """The lessons of a folder with each practice paper behind the lesson that it follows."""
    recorded = bundle(folder)["notebooks"]
    found = [_read(path, recorded.get(path.stem, {})) for path in sorted(folder.glob("*.ipynb"))]
    lessons = [n for n in found if n and LESSON.match(n.stem)]
    papers = [n for n in found if n and n.is_paper]
    ordered = []
    for lesson in lessons:
        ordered += [lesson, *(p for p in papers if p.says.get("after") == lesson.stem)]
    return ordered + [p for p in papers if p not in ordered]


def _read(path: Path, items: Items) -> Notebook | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        code = "\n".join("".join(cell["source"]) for cell in stored["cells"] if cell["cell_type"] == "code")
        checks = LAST_CHECK.findall(code)
        return Notebook(path.stem, stored["metadata"].get("says_who", {}), checks[-1] if checks else "", items)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # a file of somebody's own, or half-written: no notebook of the course


def next_one(found: list[Notebook]) -> Notebook | None:
    """What to do next: the first that is not done."""
    return next((n for n in found if n.state != DONE), None)


def here() -> Path:
    """The folder of the notebook that has begun, or else the folder that the kernel stands in."""
    try:
        return current().path.parent.parent
    except AnswersError:
        return Path()
