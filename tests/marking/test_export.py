"""Marks leave the gradebook whole, in the same bytes each time, whatever the names are."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.errors import CourseError
from course.marking.export import LAYOUTS, as_text, read_marks

NAMES = {
    "comma": ("Ana", "López, Ruiz"),
    "quote": ('Jo "Joe"', "O'Neil"),
    "formula": ("=1+1", "@home"),
    "right-to-left": ("ליה", "אברהם"),
    "absent": ("Åse", "Ødegård"),
}


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two assignments, five learners with awkward names, one of them absent; one question waits for a person."""
    # A new gradebook calls alembic by its bare name.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield filled(tmp_path_factory.mktemp("marks") / "gradebook.db")


def filled(path: Path) -> Path:
    with Gradebook(f"sqlite:///{path}") as book:
        for assignment in ("1-first", "2-second"):
            book.add_assignment(assignment)
            book.add_notebook(assignment, assignment)
            for question, worth in {"b": 2, "a": 0.5}.items():
                book.add_grade_cell(question, assignment, assignment, max_score=worth, cell_type="code")
        for who, (first, last) in NAMES.items():
            book.add_student(who, first_name=first, last_name=last, email=f"{who}@example.org")
            if who == "absent":
                continue
            book.add_submission("1-first", who)
            for question, score in {"a": 0.5, "b": 1.5}.items():
                grade = book.find_grade(question, "1-first", "1-first", who)
                waits = who == "quote" and question == "b"
                grade.auto_score, grade.needs_manual_grade = None if waits else score, waits
            if who == "formula":
                book.find_submission_notebook("1-first", "1-first", who).late_submission_penalty = 0.75
            book.db.commit()
    return path


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_export_is_the_same_file(gradebook: Path, layout: str) -> None:
    first = as_text(read_marks(gradebook), layout)
    assert as_text(read_marks(gradebook), layout) == first
    assert len({len(row) for row in rows(first)}) == 1, "a name has shifted a line"


def test_every_question_and_total_stands_in_its_column(gradebook: Path) -> None:
    head, worth, *learners = rows(as_text(read_marks(gradebook), "csv"))
    assert head[4:] == ["1-first", "1-first: a", "1-first: b", "2-second", "2-second: a", "2-second: b"]
    assert worth[4:] == ["2.5", "0.5", "2", "2.5", "0.5", "2"]
    by_id = {row[0]: row for row in learners}
    assert by_id["comma"] == ["comma", "López, Ruiz", "Ana", "comma@example.org", "2", "0.5", "1.5", "", "", ""]
    assert by_id["absent"][4:] == [""] * 6, "nothing handed in is not a zero"
    assert by_id["right-to-left"][1] == "אברהם"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_name_becomes_a_formula(gradebook: Path, layout: str) -> None:
    for row in rows(as_text(read_marks(gradebook), layout)):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@"))]


def test_canvas_gets_its_columns_and_the_platforms_ids(gradebook: Path, tmp_path: Path) -> None:
    lms_ids = {who: f"10{n}" for n, who in enumerate(NAMES)}
    head, worth, *learners = rows(as_text(read_marks(gradebook, lms_ids), "canvas"))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "1-first", "2-second"]
    assert worth[0].strip() == "Points Possible"
    assert [
        "López, Ruiz, Ana",
        "101" if list(NAMES).index("comma") == 1 else "100",
        "",
        "comma",
        "",
        "2",
        "",
    ] in learners


def test_what_waits_for_a_person_is_told_and_left_empty(gradebook: Path) -> None:
    marks = read_marks(gradebook)
    assert marks.waiting == [("1-first", "quote")]
    (quote,) = [one for one in marks.learners if one.id == "quote"]
    assert (quote.scores["1-first"], quote.questions["1-first", "a"], quote.questions["1-first", "b"]) == (
        None,
        0.5,
        None,
    )


def test_what_is_taken_off_for_being_late_is_not_in_the_total(gradebook: Path) -> None:
    (late,) = [one for one in read_marks(gradebook).learners if one.id == "formula"]
    assert late.scores["1-first"] == 1.25


def test_a_roster_without_a_learner_and_a_missing_gradebook_are_told(gradebook: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no line for comma"):
        read_marks(gradebook, {"quote": "1", "formula": "2", "right-to-left": "3"})
    with pytest.raises(CourseError, match="there is no gradebook yet"):
        read_marks(tmp_path / "none.db")
