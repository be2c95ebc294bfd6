"""Marks into nbgrader's gradebook: everything about one hand-in in one transaction, or nothing.

Beside nbgrader's tables stands one of ours, `says_who_marked`: what was marked (a digest of the hand-in and of what
marks it), and how that ended. It is written with the marks: after a kill at any moment a hand-in is marked or is not.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import event, text
from traitlets.config import Config

from course.marking.master import Master, read_master
from course.marking.outcome import Outcome

PATIENCE = 60_000  # milliseconds to wait while a grader's page writes
TABLE = """
CREATE TABLE IF NOT EXISTS says_who_marked (
    assignment VARCHAR(128) NOT NULL, student VARCHAR(128) NOT NULL,
    digest VARCHAR(128) NOT NULL, outcome TEXT NOT NULL, level TEXT NOT NULL,
    PRIMARY KEY (assignment, student)
)"""


class Ledger:
    """The one who writes marks. Not to be kept open across a fork."""

    def __init__(self, db_url: str, course_id: str, config: Config):
        self._book = Gradebook(db_url, course_id)
        self._db = self._book.db
        self._penalties = AssignLatePenalties(config=config)
        self._penalties.init_plugin()
        if self._book.engine.dialect.name == "sqlite":
            _take_turns(self._book.engine)
        self._db.execute(text(TABLE))
        self._db.commit()

    def close(self) -> None:
        self._book.close()

    def master(self, assignment: str) -> Master:
        try:
            return read_master(self._book, assignment)
        finally:
            self._db.rollback()

    def marked(self, assignment: str) -> dict[str, tuple[str, Outcome]]:
        """Digest and outcome by learner, of those whose marks are in the gradebook."""
        rows = self._db.execute(
            text(
                "SELECT m.student, m.digest, m.outcome FROM says_who_marked m "
                "JOIN submitted_assignment s ON s.student_id = m.student "
                "JOIN assignment a ON a.id = s.assignment_id AND a.name = m.assignment WHERE a.name = :a"
            ),
            {"a": assignment},
        )
        found = {student: (digest, Outcome(**json.loads(outcome))) for student, digest, outcome in rows}
        self._db.rollback()
        return found

    def write(
        self, assignment: str, timestamp: datetime.datetime | None, digest: str, level: str, result: dict[str, Any]
    ) -> None:
        """One hand-in's marks, as the workshop gave them. What a person gave (marks, comments) is not touched.

        As in nbgrader, a mark waits for a person where there is no score, and where a person marked that cell before.
        """
        try:
            submission = self._submission(assignment, result["student"])
            if timestamp:
                submission.timestamp = timestamp
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                if grade.name in result["scores"]:
                    grade.auto_score = result["scores"][grade.name]
                    grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            for comment in notebook.comments:
                if comment.name in result["comments"]:
                    comment.auto_comment = result["comments"][comment.name]
            self._db.flush()
            self._charge_for_lateness(submission, notebook)
            row = {
                "a": assignment,
                "s": result["student"],
                "d": digest,
                "o": json.dumps(result["outcome"]),
                "l": level,
            }
            self._db.execute(text("DELETE FROM says_who_marked WHERE assignment = :a AND student = :s"), row)
            self._db.execute(text("INSERT INTO says_who_marked VALUES (:a, :s, :d, :o, :l)"), row)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _submission(self, assignment: str, student: str) -> SubmittedAssignment:
        """The learner's row, made as nbgrader makes it where there is none, but not committed yet."""
        found = (
            self._db.query(SubmittedAssignment)
            .filter_by(assignment=self._book.find_assignment(assignment), student_id=student)
            .one_or_none()
        )
        if found:
            return found
        with self._db.no_autoflush:
            person = self._db.get(Student, student) or Student(id=student)
            found = SubmittedAssignment(assignment=self._book.find_assignment(assignment), student=person)
            for notebook in found.assignment.notebooks:
                mine = SubmittedNotebook(notebook=notebook, assignment=found)
                for cell in [*notebook.grade_cells, *notebook.task_cells]:
                    Grade(cell_id=cell.id, notebook=mine)
                for cell in [*notebook.solution_cells, *notebook.task_cells]:
                    Comment(cell_id=cell.id, notebook=mine)
            self._db.add(found)
        self._db.flush()
        self._db.refresh(found)
        return found

    def _charge_for_lateness(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """The penalty by the plug-in that the configuration names, as nbgrader's AssignLatePenalties does."""
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late <= 0:
            return
        self._db.refresh(notebook)
        penalty = self._penalties.plugin_inst.late_submission_penalty(submission.student_id, notebook.score, late)
        if penalty is not None:
            notebook.late_submission_penalty = self._penalties._check_late_penalty(notebook, penalty)


def _take_turns(engine: Any) -> None:
    """Read and write in one turn: what a grader's page saves in between is never written over.

    SQLite's Python module begins a transaction only at the first change; this makes it begin at the first look.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    engine.dispose()  # connections made before know nothing of this


def time_of(path: Path) -> datetime.datetime | None:
    """The time in a timestamp.txt that intake has judged; None where there is none."""
    from nbgrader.utils import parse_utc

    if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
        return None
    words = path.read_text("utf-8").strip()
    return parse_utc(words) if words else None


def cell_by_cell(gradebook: Path) -> dict[tuple[str, str, str], tuple[float | None, float | None, float | None, bool]]:
    """(assignment, learner, cell) -> automatic points, points by hand, extra credit, whether a person has to look."""
    with Gradebook(f"sqlite:///{gradebook}") as book:
        return {
            (assignment.name, submission.student_id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
            )
            for assignment in book.assignments
            for submission in assignment.submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
