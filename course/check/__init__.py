"""`course check`: everything that must fit together. One file per concern; each check lists what is wrong.

A check is a function without arguments that returns one line per fault, naming file, place and remedy. It reads the
project that `course.places` locates. A check that needs something which a learner's kit does not have (the keys) raises
`Skip`. Texts that do not load are reported once, by `texts`; the other checks leave them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from course.check import (
    assignments,
    claims,
    desk,
    glosses,
    gold,
    held,
    lesson_plan,
    lessons,
    links,
    notebooks,
    own_texts,
    passages,
    reading_level,
    tables,
    typed_figures,
    wording,
)
from course.check._project import Skip
from course.errors import CourseError

CHECKS: dict[str, Callable[[], list[str]]] = {
    "texts": gold.texts,
    "keys": gold.keys,
    "own texts": own_texts.own_texts,
    "passes": gold.passes,
    "split": gold.split,
    "held-back sentences": held.held_back,
    "held-back words": held.held_words,
    "glosses": glosses.glosses,
    "tables": tables.tables,
    "passages": passages.passages,
    "numbers": passages.numbers,
    "addresses": passages.addresses,
    "links": links.links,
    "claims and cards": claims.claims,
    "desk": desk.desk,
    "before- and after-check": desk.before_and_after_check,
    "wording": wording.wording,
    "quizzes": notebooks.quizzes,
    "passages about a text": notebooks.told,
    "lesson plans": lesson_plan.lesson_plans,
    "outcomes": lesson_plan.outcomes,
    "pages": lessons.pages,
    "glossary links": lessons.glossary_links,
    "walls of text": lessons.walls,
    "reading level": reading_level.reading_level,
    "typed figures": typed_figures.typed_figures,
    "points": assignments.points,
    "rubrics": assignments.rubrics,
    "questions of assignments": assignments.questions,
    "answers": notebooks.answers,
    "notebooks": notebooks.notebooks,
    "environment files": notebooks.environment_files,
}


class Result(NamedTuple):
    """What one check found. `skipped` says why it could not run here; "" where it did."""

    title: str
    found: list[str]
    skipped: str = ""


def run_checks() -> Iterator[Result]:
    """Every check in turn; an error inside a check is a finding, not the end."""
    for title, check in CHECKS.items():
        try:
            yield Result(title, check())
        except Skip as skip:
            yield Result(title, [], str(skip))
        except CourseError as error:
            yield Result(title, [str(error)])
