"""What a learner was asked, in the words that they had before them: a mark is explained beside its question.

Everything here is public: the text, and the assignment's own questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises._lesson_file import table
from course.exercises.grade_sources import ALIKE
from course.told import passage


@dataclass(frozen=True)
class Asked:
    """The question's paragraphs, and the words of what could be chosen, by id."""

    paragraphs: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)


def sentences(text: str, *units: str) -> tuple[str, ...]:
    """Sentences of a text, each with its name before it."""
    article = load_article(text)
    return tuple(f"{unit}: {' '.join(article.sentence(unit).text.split())}" for unit in units)


def _joined(text: str, units: list[str]) -> str:
    return " ".join(load_article(text).sentence(unit).line for unit in units)


@cache
def question(assignment: str, part: str, text: str) -> Asked:
    """The question of one part on this text; an empty one where the assignment's files have none of that name."""
    try:
        _, given = table(assignment, part, text)
    except CourseError:
        return _pair(assignment, part, text) or _told(assignment, part, text)
    if documents := given.get("documents"):
        # By title: in the file they stand in their right order, which is what is asked for.
        shown = sorted(f"{one['title']}: {one.get('text') or _joined(text, one['units'])}" for one in documents)
        return Asked(tuple(shown), {one["id"]: one["title"] for one in documents})
    return Asked((given["question"],), {option["id"]: option["text"] for option in given.get("options", ())})


def _pair(assignment: str, part: str, text: str) -> Asked | None:
    """A pair of sentences of `assigned.ring("pairs")`: whom could you rather ring?"""
    try:
        _, given = table(assignment, "pairs", text)
    except CourseError:
        return None
    units = given["pairs"].get(part)
    return Asked(sentences(text, *units), {u: u for u in units} | {"alike": ALIKE}) if units else None


def _told(assignment: str, part: str, text: str) -> Asked:
    """A passage of `course.tell(part)`."""
    try:
        words = passage(assignment, part, text)
    except CourseError:
        return Asked()
    return Asked(tuple(" ".join(paragraph.replace("**", "").split()) for paragraph in words.split("\n\n")))
