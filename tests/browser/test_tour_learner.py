"""The first walk of docs/tour.md: somebody who never saw a notebook, from the kit's archive to four hand-ins.

The kit is unpacked in an empty folder and started with an emptied environment. Every exercise of every lesson is done
wrong and right, in one go; in the middle the lid is closed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import tab_to
from keys_alone import runs_all_by_keys
from kit_folder import release, unpacked
from learner import Learner
from make_lab import MakeLab
from playwright.sync_api import Browser, Page, expect
from tour import patient, shows  # noqa: F401 (a fixture)

from course import choice
from course.collect.into import collect
from lab import PROJECT, Lab, free_port, kills_kernels, new_page, open_notebook, run_all

pytestmark = [
    pytest.mark.proof,
    pytest.mark.pictures,
    pytest.mark.xdist_group("tour-learner"),
    pytest.mark.skipif(sys.platform == "win32", reason="no make on Windows; start.py is tested there"),
]
TEXT, OTHER = (text.name for text in choice.offered())
LESSONS = sorted(path.stem for path in (PROJECT / "notebooks").glob("0*.ipynb"))
ASSIGNMENTS = sorted(path.name for path in (PROJECT / "assignments" / "source").iterdir() if path.is_dir())
# Lesson -> the cell whose exercise is in the tour -> the picture's name and what stands in its middle.
STATIONS = {
    "00-start-here": {"hook-guess": ("learner-guess", ""), "ten-cases": ("learner-before", "")},
    "02-claims-and-attribution": {"tag-first-three": ("learner-right", ".sw-feedback >> nth=0")},
    "03-who-says-so": {"ladder": ("learner-ladder", "")},
    "04-counting-flights": {"after-exact": ("learner-counting", ".sw-chart")},
    "05-telephone": {"after-retellings": ("learner-telephone", "")},
    "06-loaded-words": {"spot": ("learner-loaded", ".sw-feedback >> nth=0")},
    "07-better-coverage": {"desk": ("learner-desk", "")},
    "08-your-verdict": {"my-results": ("learner-results", "")},
}


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory) -> Path:
    return release(tmp_path_factory.mktemp("course"), *ASSIGNMENTS)


@pytest.fixture(scope="module")
def kit(course_folder, tmp_path_factory) -> Path:
    return unpacked(course_folder, tmp_path_factory.mktemp("learner"), *ASSIGNMENTS)


@pytest.fixture(scope="module")
def lab(kit, tmp_path_factory) -> Iterator[Lab]:
    started = MakeLab(free_port(), tmp_path_factory.mktemp("settings"), kit)
    address = started.address(600)
    yield Lab(kit, int(address.rsplit(":")[-1]), started.process)
    started.stop()


def test_the_first_minute(page: Page, lab: Lab) -> None:
    page.goto(lab.address)
    page.get_by_role("heading", name="Start here").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    shows(page, "learner-opened")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    entry = page.get_by_role("menuitem", name="Run All Cells", exact=True)
    entry.hover()
    assert entry.is_enabled()
    shows(page, "learner-run-all")


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson(browser: Browser, lab: Lab, kit: Path, stem: str) -> None:
    learner = Learner(new_page(browser), lab, kit / "notebooks", stem, TEXT)
    learner.opens()
    try:
        if stem == "02-claims-and-attribution":
            closes_the_lid(learner)
        for name in learner.cells:
            if name in ("begin", "answers"):
                continue
            learner.does(name)
            if station := STATIONS.get(stem, {}).get(name):
                place = learner.cell(name)
                shows(learner.page, station[0], place.locator(station[1]).first if station[1] else place)
        learner.has_done_everything()
        learner.shuts_down()
    finally:
        learner.page.context.close()


def closes_the_lid(learner: Learner) -> None:
    """Wrong first; then the kernel dies and the window closes, and what was answered is there again."""
    place = learner.cell("whose-first-three")
    card = learner.sentence(place, 0)
    card.locator('input[value="own"]').check()
    learner.presses(card, "Check")
    learner.told(card, "Not yet.")
    shows(learner.page, "learner-wrong", card)
    kills_kernels(learner.lab, learner.page)
    card.locator('input[value="both"]').check()
    expect(card.locator(".sw-state")).to_contain_text("NOT kept", timeout=60_000)
    shows(learner.page, "learner-lid", card)
    context = learner.page.context
    learner.page.close()
    learner.page = context.new_page()
    learner.opens()
    card = learner.sentence(learner.cell("whose-first-three"), 0)
    # What the file had not got yet waited in the browser.
    expect(card.locator('input[value="both"]')).to_be_checked()
    expect(card.locator(".sw-state")).to_contain_text("Kept")
    shows(learner.page, "learner-back", card)


def hands_in(page: Page, kit: Path, course_folder: Path, name: str, inbox: Path) -> dict:
    """Press Hand in, give the file to the instructor, and what stands in it: the values that were recorded."""
    box = page.get_by_role("group", name="Hand in")
    with page.expect_download() as got:
        box.get_by_role("button", name="Hand in").press("Enter")
    expect(box).to_contain_text(f"{name}.zip is downloaded. Give this one file to your teacher.")
    inbox.mkdir(exist_ok=True)
    got.value.save_as(inbox / "ana.zip")
    (one,) = collect(name, inbox, course_folder).files
    assert (one.student, one.state, one.notes) == ("ana", "new", ())
    answers = course_folder / "submitted" / "ana" / name / "answers" / f"{name}.json"
    return {item: entry["value"] for item, entry in json.loads(answers.read_text("utf-8"))["items"].items()}


# In each card: one answer of several (not always the first), the first entry of a menu, something in each field.
FILL_IN = """() => [...document.querySelectorAll('.says-who .sw-card')].forEach((card, n) => {
  const radios = [...card.querySelectorAll('input[type=radio]')];
  const groups = [...new Set(radios.map((r) => r.name))];
  groups.forEach((g) => { const these = radios.filter((r) => r.name === g); these[n % these.length].click(); });
  const set = (field, value) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
  };
  card.querySelectorAll('select').forEach((menu) => menu.options.length > 1 && set(menu, menu.options[1].value));
  card.querySelectorAll('textarea, input[type=text]').forEach((field) =>
    set(field, field.matches('textarea') ? 'The page names no author and no day. I looked for the publisher.' : '12'));
})"""


@pytest.mark.parametrize("name", ASSIGNMENTS[1:])
def test_an_assignment_is_guessed_through_and_handed_in(page, lab, kit, course_folder, tmp_path, name) -> None:
    open_notebook(page, lab, f"assignments/{name}/{name}.ipynb")
    run_all(page)
    box = page.get_by_role("group", name="Hand in")
    expect(box).to_contain_text("0 of ")
    page.evaluate(FILL_IN)
    expect(box).not_to_contain_text("0 of ")
    if name.startswith("4"):
        shows(page, "learner-report", page.locator('[data-item="behind"]'))
    page.wait_for_timeout(2000)  # each answer is kept within a second
    recorded = hands_in(page, kit, course_folder, name, tmp_path / "inbox")
    assert len(recorded) >= 4
    assert "right" not in box.inner_text().lower()


def test_the_other_text_with_keys_alone_in_assignment_1(page, lab, kit, course_folder, tmp_path) -> None:
    """No mouse from here on: not to run the page, nor to choose the text, to answer, to mark and to hand in."""
    name = ASSIGNMENTS[0]
    open_notebook(page, lab, f"assignments/{name}/{name}.ipynb")
    runs_all_by_keys(page)
    page.locator(".sw-hand-in").wait_for()
    tab_to(page, page.locator(".sw-quiz input[type=radio]"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="A report on a rumour from football")).to_be_checked()
    expect(page.get_by_text("those on the text chosen here are marked")).to_be_visible()
    old = page.locator(".sw-hand-in").element_handle()
    runs_all_by_keys(page)
    old.wait_for_element_state("hidden")
    page.locator(".sw-hand-in").wait_for()
    tab_to(page, page.locator(".sw-whose .sw-word"))
    page.keyboard.press("3")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("1")
    for key in ("Shift+ArrowRight", "t", "Enter"):
        page.keyboard.press(key)
    shows(page, "learner-keys", page.locator(".sw-whose .sw-card").nth(1))
    tab_to(page, page.locator(".sw-tagger .sw-word"))
    for key in ("Shift+ArrowRight", "s", "ArrowRight", "c", "ArrowRight", "Shift+End", "t", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("3 of 15 recorded")).to_be_visible()
    tab_to(page, page.locator(".sw-hand-in button"))
    recorded = hands_in(page, kit, course_folder, name, tmp_path / "inbox")
    shows(page, "learner-hand-in", page.get_by_role("group", name="Hand in"))
    assert recorded[choice.ITEM] == {"chosen": [OTHER]}
    assert recorded[f"voice-1-{OTHER}"]["voice"] == "own" and recorded[f"voice-2-{OTHER}"]["voice"] == "someone"
    assert [*map(bool, recorded[f"span-1-{OTHER}"]["statements"][0].values())] == [True, True, True]
