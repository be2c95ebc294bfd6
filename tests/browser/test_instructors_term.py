"""`make teach` and `make class` as an instructor starts them, in a shell where .venv is not activated.

nbgrader finds its configuration, and the formgrader's buttons release, mark and return.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from feedback_looks import reads_well
from made_up_points import expected_points
from make_lab import MakeLab
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from course import classroom
from course.collect.into import collect
from lab import PROJECT, free_port, picture

NAME, BY_HAND = "1-claims-and-attribution", "3-chains-and-words"
PEOPLE = [one for one in classroom.the_class() if one.learner.student_id in ("l03", "l10", "l23")]
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no make on Windows; start.py is tested there"),
    pytest.mark.xdist_group("instructors-term"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory, copying) -> Path:
    """The project as somebody gets it who wants to teach with it: no .venv yet, nothing released."""
    folder = copying(tmp_path_factory.mktemp("office") / "says-who")
    shutil.copy(PROJECT / "Makefile", folder)
    return folder


def press(page: Page, row: str, column: str, told: str) -> None:
    """Press the formgrader's button in this row, and wait for its box that says how it ended."""
    page.locator("tr", has=page.get_by_text(row, exact=True)).locator(f".{column} a").first.click()
    expect(page.get_by_text(told)).to_be_visible(timeout=300_000)
    page.locator(".modal.in").get_by_role("button").last.click()
    expect(page.locator(".modal.in")).to_have_count(0)


def test_the_formgraders_buttons_release_mark_and_return(browser: Browser, page: Page, office, tmp_path) -> None:
    assignments = office / "assignments"
    lab = MakeLab(free_port(), tmp_path, office, "teach")
    try:
        page.goto(f"{lab.address(600)}/formgrader")
        press(page, NAME, "assign", f"Successfully created the student version of '{NAME}':")
        assert (assignments / "release" / NAME / f"{NAME}.ipynb").is_file()
        people = {one.learner.student_id: one.learner for one in PEOPLE}
        classroom.write_inbox(tmp_path / "inbox", tmp_path / "work", assignments / "release" / NAME, NAME, PEOPLE)
        collect(NAME, tmp_path / "inbox", assignments, people, classroom.DUE)
        for one in PEOPLE:
            page.goto(f"{lab.address()}/formgrader/manage_submissions/{NAME}")
            who = one.learner.student_id
            press(page, who, "autograde", f"Successfully autograded '{NAME}' for student '{who}'.")
        points = {one.learner.student_id: expected_points(NAME, one) for one in PEOPLE}
        with Gradebook(f"sqlite:///{assignments / 'gradebook.db'}") as gradebook:
            for who, expected in points.items():
                (notebook,) = gradebook.find_submission(NAME, who).notebooks
                assert {grade.name: grade.score for grade in notebook.grades} == expected
        page.reload()
        for who, expected in points.items():  # and the page shows them
            row = page.locator("tr", has=page.get_by_text(who, exact=True))
            expect(row).to_contain_text(f"{sum(expected.values()):g} / 20")
        picture(page, "formgrader-autograded")
        page.goto(f"{lab.address()}/formgrader/")
        press(page, NAME, "generate-feedback", f"Successfully generated feedback of '{NAME}'.")
    finally:
        lab.stop()
    for one in PEOPLE:
        who = one.learner.student_id
        reads_well(browser, assignments / "feedback" / who / NAME / f"{NAME}.html", f"feedback-1-{who}")


@pytest.mark.proof
def test_make_class_opens_the_formgrader_on_24_learners(page: Page, office, tmp_path) -> None:
    lab = MakeLab(free_port(), tmp_path, office, "class", f"CLASS={BY_HAND}")
    try:
        page.goto(f"{lab.address(1500)}/formgrader")
        assert "build/class: 24 files handed in" in lab.printed
        page.goto(f"{lab.address()}/formgrader/manage_students")
        for one in classroom.the_class():
            name = f"{one.learner.last_name}, {one.learner.first_name}"
            expect(page.locator("tbody tr", has=page.get_by_text(name, exact=True))).to_have_count(1)
        picture(page, "class-of-24")
        page.goto(f"{lab.address()}/formgrader/gradebook/{BY_HAND}/{BY_HAND}")
        page.locator("a[href*='/submissions/']").first.click()
        expect(page.locator("#claim-kept")).to_be_visible()
        expect(page.locator(".says-who-bank").first).to_be_visible()
        page.locator("#claim-kept").scroll_into_view_if_needed()
        picture(page, "class-by-hand")
    finally:
        lab.stop()
