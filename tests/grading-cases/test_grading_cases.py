"""One class of hand-ins that went wrong or were made to, marked in one run: none stops another, none earns too much."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from cycle import course_mark, hand_in, nbgrader, new_course
from filelock import FileLock
from hand_ins import CASES, NAME, Case, right, wrong
from nbgrader.api import Gradebook, MissingEntry

from course.marking.keys import load_items
from course.marking.prepare import NOTICE, outcome_of
from course.places import PROJECT

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("grading-cases")

ITEMS = list(load_items(NAME))
cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def make_class(course: Path) -> None:
    new_course(course, NAME)
    shutil.copytree(PROJECT / "assignments" / "keys", course / "keys")
    for case in CASES:
        given = {"right": right, "wrong": wrong, "none": lambda: None}[case.answers]()
        case.make(hand_in(course, NAME, case.name, given))


@pytest.fixture(scope="module", params=["nbgrader", "course mark"])
def course(request, tmp_path_factory) -> Path:
    """The class, marked in one run, the one way or the other; made by the first worker that needs it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"grading-cases-{request.param.split()[0]}"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "marked.json").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            make_class(folder)
            done = nbgrader(folder, "autograde", NAME) if request.param == "nbgrader" else course_mark(folder, NAME)
            (folder / "marked.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]))
    return folder


def scores(course: Path, student: str) -> list[float | None]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        by_cell = {grade.cell.name: grade for grade in notebook.grades}
        assert all(by_cell[item].needs_manual_grade == (by_cell[item].auto_score is None) for item in ITEMS)
        return [by_cell[item].auto_score for item in ITEMS]


def autograded(course: Path, student: str) -> Path:
    return course / "autograded" / student / NAME / f"{NAME}.ipynb"


def check(course: Path, case: Case) -> None:
    """The end state, the marks, and the words on top of the notebook."""
    if case.state == "refused":
        assert not autograded(course, case.name).exists()
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook, pytest.raises(MissingEntry):
            gradebook.find_student(case.name)
        return
    made = nbformat.read(autograded(course, case.name), 4)
    outcome = outcome_of(made, case.name, NAME)
    assert (outcome.state, scores(course, case.name)) == (case.state, case.marks), outcome
    first = made.cells[0]
    assert (first.id == NOTICE) == (case.state != "graded" or bool(outcome.notes))
    told = " ".join([*outcome.repairs, *outcome.reasons, *outcome.notes])
    assert case.says in told
    if case.state == "person":
        assert "A person has to look at this." in first.source


@cases
def test_each_case_ends_as_it_must(course, case):
    check(course, case)


def test_the_run_names_whoever_was_refused_and_goes_on(course):
    _, out, err = json.loads((course / "marked.json").read_text())
    for case in CASES:
        # nbgrader prints the error, `course mark` a list by learner.
        ways = (f"{case.name!a} is no name for a learner", f"  {case.name}\n    - This is no name for a learner")
        assert any(way in out + err for way in ways) == (case.state == "refused")


def test_nothing_that_a_learner_wrote_was_run(course):
    assert not (course / "ran").exists()


def test_nothing_of_the_keys_and_of_others_came_into_what_is_returned(course):
    """Nothing behind a link was copied: not the gradebook, not the keys, not another's answers."""
    copied = [path for path in (course / "autograded").rglob("*") if path.is_file()]
    assert not [
        p for p in copied if p.is_symlink() or p.name in ("gradebook.db", "environ", "zero.bin", f"{NAME}.toml")
    ]
    for case in CASES:
        if case.answers == "none" and case.state == "person":
            assert not (autograded(course, case.name).parent / "answers" / f"{NAME}.json").is_file()
