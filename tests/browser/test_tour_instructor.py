"""The second walk of docs/tour.md: an instructor who knows nbgrader, from a class that handed in to exported marks.

The class is the made-up one: 24 learners through assignment 1, some of them through assignment 3, which a person marks.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect
from tour import patient, shows  # noqa: F401 (a fixture)

from course import classroom, own_text
from course.collect.into import collect
from course.marking.rubrics import load_rubric
from lab import PROJECT, Lab, open_lesson, start_lab, wait_until, write_notebook

FIRST, THIRD = "1-claims-and-attribution", "3-chains-and-words"
BY_HAND = 6  # learners who hand in assignment 3, too
RUBRIC = load_rubric(THIRD)
MOODLE = "marks-moodle.csv"
pytestmark = [
    pytest.mark.proof,
    pytest.mark.pictures,
    pytest.mark.xdist_group("tour-instructor"),
    pytest.mark.skipif(sys.platform == "win32", reason="marking runs on Linux and macOS"),
]


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory) -> Path:
    """What the teaching guide's commands leave after assignment 1 is given back and assignment 3 is collected."""
    folder = tmp_path_factory.mktemp("class") / "assignments"
    classroom.play(folder, FIRST)
    people = classroom.the_class()[:BY_HAND]
    shutil.copytree(PROJECT / "assignments" / "source" / THIRD, folder / "source" / THIRD)
    shutil.copytree(PROJECT / "assignments" / "rubrics", folder / "rubrics")
    shutil.copy(PROJECT / "assignments" / "comments.toml", folder)
    due = datetime(2026, 4, 6, 18, 0, tzinfo=UTC)
    classroom.nbgrader(folder, "db", "assignment", "add", THIRD, "--duedate", f"{due:%Y-%m-%d %H:%M:%S} UTC")
    classroom.nbgrader(folder, "generate_assignment", THIRD)
    inbox, work = folder.parent / "inbox", folder.parent / "work"
    classroom.write_inbox(inbox, work, folder / "release" / THIRD, THIRD, people)
    collect(THIRD, inbox, folder, {one.learner.student_id: one.learner for one in people}, due)
    course(folder, "mark", THIRD, "--course", str(folder))
    return folder


def course(folder: Path, *command: str) -> None:
    classroom._run([sys.executable, "-m", "course", *command], folder)


@pytest.fixture(scope="module")
def teach(class_folder) -> Iterator[Lab]:
    server = start_lab(class_folder, variables={"JUPYTER_CONFIG_PATH": str(PROJECT / "lab" / "teach")})
    yield server
    server.stop()


SCORES = "rows => rows.map((row) => parseFloat(row.querySelector('.score').innerText))"


def test_the_formgrader_shows_the_class(teach: Lab, page: Page) -> None:
    page.goto(f"{teach.address}/formgrader")
    page.get_by_role("link", name=FIRST, exact=True).wait_for()
    shows(page, "instructor-assignments")
    page.goto(f"{teach.address}/formgrader/manage_submissions/{FIRST}")
    page.get_by_text("l23", exact=True).wait_for()
    assert page.locator("tbody tr").count() >= 20
    shows(page, "instructor-submissions")


def test_who_needs_help(teach: Lab, page: Page, class_folder: Path) -> None:
    """The list of learners, the lowest marks first."""
    page.goto(f"{teach.address}/formgrader/manage_students")
    page.locator("tbody tr").nth(20).wait_for()
    page.get_by_role("columnheader", name="Overall Score").click()
    scores = page.locator("tbody tr").evaluate_all(SCORES)
    assert len(scores) == 24 and scores == sorted(scores)
    shows(page, "instructor-who-needs-help")
    with Gradebook(f"sqlite:///{class_folder / 'gradebook.db'}") as gradebook:
        # All wrong: anybody may read the tour, and no answer of an assignment that is right stands in it.
        number = gradebook.find_submission(FIRST, "l22").notebooks[0].id
    page.goto(f"{teach.address}/formgrader/submissions/{number}/")
    page.locator("input.score[placeholder]").first.wait_for()  # the marks have come
    page.evaluate("document.activeElement.blur()")  # the formgrader begins on its own link to the next one
    shows(page, "instructor-one-learner", page.get_by_text("Sentence 4:").first)


def test_marked_by_hand_given_back_and_exported(teach: Lab, page: Page, class_folder: Path, tmp_path: Path) -> None:
    gradebook_file = f"sqlite:///{class_folder / 'gradebook.db'}"
    with Gradebook(gradebook_file) as gradebook:
        waiting = [one.notebooks[0].id for one in gradebook.assignment_submissions(THIRD) if one.needs_manual_grade]
    assert len(waiting) == BY_HAND
    for number in waiting:
        page.goto(f"{teach.address}/formgrader/submissions/{number}/")
        page.locator("#claim-kept-comment[placeholder]").wait_for()  # the marks that are there have come
        page.locator("#claim-kept").fill("2")
        page.locator("#claim-kept-comment").focus()
        page.keyboard.press("Alt+1")
        page.locator("#wording-neutral").fill("4")
        page.locator("#wording-neutral-comment").focus()
        if number == waiting[0]:
            page.locator("#claim-kept").focus()
            shows(page, "instructor-by-hand", page.locator(".nbgrader_cell", has=page.locator("#claim-kept")))
        page.keyboard.press("Escape")

        def saved(number: str = number) -> bool:
            with Gradebook(gradebook_file) as gradebook:
                grades = {g.name: g.manual_score for g in gradebook.find_submission_notebook_by_id(number).grades}
                return (grades["claim-kept"], grades["wording-neutral"]) == (2, 4)

        wait_until(saved)
    for command in (["feedback", THIRD, "--course", str(class_folder)],
                    ["export", "--gradebook", str(class_folder / "gradebook.db"), "--layout", "moodle",
                     "--roster", str(class_folder / "roster.csv")]):  # fmt: skip
        course(class_folder, *command)
    marks = (class_folder / MOODLE).read_text("utf-8")
    assert marks.startswith("Username,ID number") and "Jón,Þórsson" in marks

    # One mark, disputed: what the learner's own page says, from its file alone.
    who = next(iter((class_folder / "feedback").glob(f"*/{THIRD}/{THIRD}.html")))
    page.goto(who.as_uri())
    page.locator("section.question").first.wait_for()
    shows(page, "instructor-feedback")
    page.goto(f"{teach.address}/lab/tree/{MOODLE}?reset")
    page.locator(".jp-CSVViewer canvas").first.wait_for()  # the table is drawn; what is in it was read above
    page.keyboard.press("Control+b")
    page.wait_for_timeout(1000)
    shows(page, "instructor-marks")


def test_a_text_of_ones_own_in_a_lesson(teach: Lab, page: Page, class_folder: Path, tmp_path, monkeypatch) -> None:
    """As the teaching guide says it: begin it, say what is marked, one line in a notebook."""
    (tmp_path / "bridge.txt").write_text(
        "The bridge opens again\nThe council said that the bridge will open on 3 May. Everybody is relieved.\n", "utf-8"
    )
    copy = class_folder / "own"
    for part in ("data", "course"):
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", copy)
    monkeypatch.setattr("course.places.PROJECT", copy)
    folder = own_text.begin("bridge", tmp_path / "bridge.txt")
    marks = folder / "marks.toml"
    filled = (
        '[S02a]\nvoice = "attributed"\nreason = "You could ring the council."\n'
        'attributions = [{ source = ["The council"], cue = ["said"], content = ["the bridge will open on 3 May"] }]'
    )
    own = '[S02b]\nvoice = "author_voice"\nreason = "Nobody is said to have told us this."'
    words = marks.read_text("utf-8").replace('[S02a]\nvoice = ""\nreason = ""', filled)
    marks.write_text(words.replace('[S02b]\nvoice = ""\nreason = ""', own), "utf-8")
    own_text.write_gold("bridge")
    glosses = "unit,gloss\nS02a,In short: The bridge opens on 3 May.\nS02b,In short: Many like it.\n"
    (folder / "glosses.csv").write_text(glosses, "utf-8")
    write_notebook(
        copy / "bridge.ipynb",
        ['import sys\n\nsys.path.insert(0, ".")\nimport course\n\ncourse.begin("bridge")',
         'course.WhoseWord("bridge", ["S02a", "S02b"])'],
    )  # fmt: skip
    open_lesson(page, teach, "own/bridge.ipynb")
    card = page.locator(".says-who .sw-card").nth(1)
    card.locator('input[value="own"]').check()
    card.get_by_role("button", name="Check").click()
    expect(card).to_contain_text("Nobody is said to have told us this.")
    shows(page, "instructor-own-text", card)
