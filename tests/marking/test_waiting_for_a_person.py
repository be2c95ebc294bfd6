"""What a machine cannot mark waits in nbgrader's gradebook for a person; plain nbgrader, a small assignment."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from cycle import nbgrader
from nbgrader.api import Gradebook
from small_assignment import NAME, hand_in, make_course

from course.marking.prepare import outcome_of

COUNT = {"number": 42, "unit": "flights", "by": "typed"}
WORDS = {"text": "karabakh", "unit": "P18", "rewrite": "Officials said so. <script>alert(1)</script>"}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "course"
    make_course(folder)
    hand_in(folder, "writer", values={"count": COUNT, "rewrite": WORDS})
    hand_in(folder, "silent", values={"count": COUNT})
    (hand_in(folder, "lost", values={"count": COUNT}) / "answers" / f"{NAME}.json").write_text("{")
    done = nbgrader(folder, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    return folder


def grades(course: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        return {grade.cell.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def marked(course: Path, student: str):
    return nbformat.read(course / "autograded" / student / NAME / f"{NAME}.ipynb", 4)


def test_a_recorded_text_waits_for_a_person(course):
    assert grades(course, "writer") == {"count": (2.0, False), "rewrite": (None, True)}
    (cell,) = [c for c in marked(course, "writer").cells if "Officials said so." in c.source]
    assert cell.metadata.nbgrader.grade_id == "rewrite"
    assert "<script>" not in cell.source
    assert outcome_of(marked(course, "writer"), "writer", NAME).state == "graded"


def test_who_wrote_nothing_gets_nothing(course):
    assert grades(course, "silent") == {"count": (2.0, False), "rewrite": (0.0, False)}


def test_lost_answers_wait_for_a_person_also_where_the_manual_cell_is_blank(course):
    assert grades(course, "lost") == {"count": (None, True), "rewrite": (None, True)}


def test_a_mark_by_hand_stays_when_it_is_marked_again(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("rewrite", NAME, NAME, "writer").manual_score = 7.5
        gradebook.db.commit()
    done = nbgrader(course, "autograde", NAME, "--student", "writer", "--force")
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(NAME, "writer").score == 9.5
    assert grades(course, "writer")["rewrite"] == (None, True)


def test_a_grade_cell_that_fails_waits_for_a_person(course):
    """A fault in the keys: the cell ends in an error, which nbgrader would make a zero."""
    keys = course / "keys" / f"{NAME}.toml"
    keys.write_text(keys.read_text().replace('number = 42, unit = "flights"', 'number = "many"'))
    hand_in(course, "unlucky", values={"count": COUNT})
    done = nbgrader(course, "autograde", NAME, "--student", "unlucky")
    assert done.returncode == 0, done.stderr
    assert grades(course, "unlucky")["count"] == (None, True)
    outcome = outcome_of(marked(course, "unlucky"), "unlucky", NAME)
    assert outcome.state == "person"
    assert "the grade cell count failed" in outcome.reasons[0]
    assert "A person has to look at this." in marked(course, "unlucky").cells[0].source
