"""Marks out of nbgrader's gradebook, as tables that a spreadsheet, Canvas or Moodle takes.

nbgrader's own export joins with commas and quotes nothing, so that one name with a comma shifts a line. Here every file
is written by the csv module, in a fixed order: the same gradebook gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.errors import CourseError

LAYOUTS = ("csv", "canvas", "moodle")
# A cell that begins so is a formula to a spreadsheet. A leading apostrophe makes it text and is not shown.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Learner:
    """One row: the learner, and the marks by assignment and question. None: nothing handed in or not marked yet."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_id: str
    scores: dict[str, float | None]  # by assignment
    questions: dict[tuple[str, str], float | None]  # by (assignment, question)


@dataclass(frozen=True)
class Marks:
    """A whole gradebook: what each assignment and question is worth, and the learners in the order of their ids."""

    maxima: dict[str, float]
    questions: dict[tuple[str, str], float]
    learners: list[Learner]
    waiting: list[tuple[str, str]]  # (assignment, learner) that a person still has to mark


def read_marks(gradebook: Path, roster: dict[str, str] | None = None) -> Marks:
    """All marks of a gradebook. `roster` maps nbgrader's learner ids to the ids of a learning platform.

    Raises CourseError where there is no gradebook, or where the roster lacks a learner who has handed in.
    """
    if not gradebook.is_file():
        raise CourseError(f"{gradebook}: there is no gradebook yet. Generate and autograde an assignment first.")
    from nbgrader.api import Gradebook

    maxima, questions, waiting = {}, {}, []
    scores: dict[str, dict[str, float | None]] = {}
    parts: dict[str, dict[tuple[str, str], float | None]] = {}
    with Gradebook(f"sqlite:///{gradebook}") as book:
        for assignment in sorted(book.assignments, key=lambda a: a.name):
            maxima[assignment.name] = float(assignment.max_score)
            for notebook in assignment.notebooks:
                for cell in sorted(notebook.grade_cells, key=lambda c: c.name):
                    questions[assignment.name, cell.name] = float(cell.max_score)
            for submission in book.assignment_submissions(assignment.name):
                who = submission.student.id
                if submission.needs_manual_grade:
                    waiting.append((assignment.name, who))
                grades = [grade for handed_in in submission.notebooks for grade in handed_in.grades]
                for grade in grades:
                    mark = None if _unmarked(grade) else round(float(grade.score), 4)
                    parts.setdefault(who, {})[assignment.name, grade.name] = mark
                # As nbgrader's own export: what is taken off for being late is no longer in it.
                total = max(0.0, float(submission.score) - float(submission.late_submission_penalty or 0))
                scores.setdefault(who, {})[assignment.name] = None if any(map(_unmarked, grades)) else round(total, 4)
        learners = []
        for student in sorted(book.students, key=lambda s: s.id):
            if roster is not None and student.id not in roster and student.id in scores:
                raise CourseError(f"the roster has no line for {student.id}, who has handed in. Add one.")
            learners.append(
                Learner(
                    student.id,
                    student.first_name or "",
                    student.last_name or "",
                    student.email or "",
                    (roster or {}).get(student.id, ""),
                    {a: scores.get(student.id, {}).get(a) for a in maxima},
                    {q: parts.get(student.id, {}).get(q) for q in questions},
                )
            )
    return Marks(maxima, questions, learners, sorted(waiting))


def _unmarked(grade: Any) -> bool:
    """Whether nobody has given a mark yet. nbgrader counts 0 then, which a platform would take for the mark."""
    return bool(grade.needs_manual_grade and grade.manual_score is None)


def as_text(marks: Marks, layout: str) -> str:
    """The table of one layout, as the text of a CSV file. Empty: nothing handed in, or not all of it marked yet."""
    rows = {"csv": _plain, "canvas": _canvas, "moodle": _moodle}[layout](marks)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue()


def _plain(marks: Marks) -> list[list]:
    """One row per learner: a column for each assignment's total and each of its questions, then the overall total."""
    columns = [(a, q) for a in marks.maxima for q in [None, *(name for b, name in marks.questions if b == a)]]
    head = ["student_id", "last_name", "first_name", "email"]
    head += [a if q is None else f"{a}: {q}" for a, q in columns]
    worth = ["", "", "", "points possible"]
    worth += [marks.maxima[a] if q is None else marks.questions[a, q] for a, q in columns]
    rows = [
        [
            m.id,
            m.last_name,
            m.first_name,
            m.email,
            *(m.scores[a] if q is None else m.questions[a, q] for a, q in columns),
        ]
        for m in marks.learners
    ]
    return [head, worth, *rows]


def _canvas(marks: Marks) -> list[list]:
    """What Canvas imports: five columns about the learner, one per assignment, and a second row with the maxima."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *marks.maxima]
    worth = ["    Points Possible", "", "", "", "", *marks.maxima.values()]
    rows = [
        [f"{m.last_name}, {m.first_name}".strip(", ") or m.id, m.lms_id, "", m.id, "", *m.scores.values()]
        for m in marks.learners
    ]
    return [head, worth, *rows]


def _moodle(marks: Marks) -> list[list]:
    """What Moodle's grade import maps: columns that name the learner, and one per assignment."""
    head = ["Username", "ID number", "First name", "Last name", "Email address", *marks.maxima]
    rows = [[m.id, m.lms_id, m.first_name, m.last_name, m.email, *m.scores.values()] for m in marks.learners]
    return [head, *rows]


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value
