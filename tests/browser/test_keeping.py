"""No recorded answer is lost, and the page never looks as if one were kept when it is not: real faults, real Lab."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from course.answers import ASLEEP
from lab import Lab, open_lesson, open_notebook, picture, run_all, start_lab, wait_until, write_notebook

STEM = "faults"
NOTEBOOK = f"notebooks/{STEM}.ipynb"
CELLS = (
    "import course\ncourse.begin('faults')",
    "two = [course.Option('a', 'Left'), course.Option('b', 'Right')]\n"
    "course.Quiz([course.Choice('one', 'First?', two), course.Choice('two', 'Second?', two)])",
    # Keeps the kernel busy for as long as a test wants, after the exercise has been drawn.
    "import time, pathlib\ntime.sleep(float(pathlib.Path('nap').read_text()))",
)


def notebook_folder(folder: Path) -> Path:
    """A folder with the small notebook in which all this goes wrong, and a copy of it that has a kernel of its own."""
    (folder / "notebooks").mkdir()
    write_notebook(folder / NOTEBOOK, CELLS)
    write_notebook(folder / "notebooks" / "copy.ipynb", CELLS)
    (folder / "notebooks" / "nap").write_text("0")
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory):
    server = start_lab(notebook_folder(tmp_path_factory.mktemp("faults")))
    yield server
    server.stop()


@pytest.fixture
def lab(shared: Lab) -> Lab:
    shutil.rmtree(shared.folder / "notebooks" / "answers", ignore_errors=True)
    write_notebook(shared.folder / NOTEBOOK, CELLS)
    (shared.folder / "notebooks" / "nap").write_text("0")
    return shared


def card(page: Page, item: str) -> Locator:
    return page.locator(f'.jp-NotebookPanel:not(.lm-mod-hidden) [data-item="{item}"]')


def spoken(page: Page, item: str) -> Locator:
    """What a screen reader is told of whether an answer is kept."""
    return card(page, item).locator(".sw-state").get_by_role("status")


def banner(page: Page) -> Locator:
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .sw-banner")


def choose(page: Page, item: str, answer: str) -> None:
    card(page, item).get_by_text(answer, exact=True).click()


def chosen(lab: Lab, item: str) -> str | None:
    entry = lab.answers(STEM).get(item)
    return entry and entry["value"]["chosen"][0]


def dismiss_dialogs(page: Page) -> None:
    """JupyterLab tells some faults too, in a dialog over the page."""
    dialog = page.locator(".jp-Dialog")
    page.add_locator_handler(dialog, lambda: dialog.locator("button").last.click())


LOSES_ONE = """
options = [course.Option('a', 'Left', 'Yes.', True), course.Option('b', 'Right', right=False)]
quiz = course.Quiz('lost', 'Which?', options)
send, lost = quiz.send, []
quiz.send = lambda m: lost.append(m) if m['kind'] == 'feedback' and not lost else send(m)
quiz
"""


def test_an_answer_whose_feedback_got_lost_is_checked_again(page: Page, lab: Lab) -> None:
    write_notebook(lab.folder / "notebooks" / "lost.ipynb", [CELLS[0], LOSES_ONE])
    open_lesson(page, lab, "notebooks/lost.ipynb")
    choose(page, "lost", "Left")
    # The words in between, that no answer came yet, are gone as soon as it is asked again.
    expect(card(page, "lost").locator(".sw-feedback-title")).to_have_text("Right.")


# As on a computer that Run All keeps busy for longer than the two seconds that anywidget gives a model: here they are
# over before the model's module can be loaded.
SLOW = "const timeout = AbortSignal.timeout; AbortSignal.timeout = () => timeout.call(AbortSignal, 0);"


def test_an_exercise_hears_the_kernel_also_where_the_computer_was_slow(page: Page, lab: Lab) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(SLOW)
    question = "course.Quiz('slow', 'Which?', [course.Option('a', 'Left', 'Yes.', True), course.Option('b', 'Right')])"
    cells = [CELLS[0], question, "course.AnswersPanel()", "course.HandIn({'slow': 'question 1'})"]
    write_notebook(lab.folder / "notebooks" / "slow.ipynb", cells)
    open_lesson(page, lab, "notebooks/slow.ipynb")
    page.locator(".sw-hand-in").wait_for()
    assert "[anywidget] Failed to initialize model." in errors
    choose(page, "slow", "Left")
    expect(card(page, "slow")).to_contain_text("✓ Kept")
    expect(card(page, "slow").locator(".sw-feedback-title")).to_have_text("Right.")
    expect(page.get_by_role("group", name="Hand in", exact=True)).to_contain_text("1 of 1 recorded.")
    panel = page.get_by_role("group", name="All your answers")
    expect(panel).to_contain_text("1 answer from 1 notebook")
    with page.expect_download():
        panel.get_by_role("button", name="Download all answers").click()
    expect(panel).to_contain_text("Downloaded.")


def test_a_killed_kernel_is_told_before_anything_is_changed_and_takes_nothing_with_it(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, NOTEBOOK)
    choose(page, "one", "Left")
    expect(card(page, "one")).to_contain_text("✓ Kept")
    expect(spoken(page, "one")).to_have_count(1)
    expect(spoken(page, "one")).to_be_empty()
    page.wait_for_timeout(1600)  # an exercise that has just heard from its kernel does not ask again
    dismiss_dialogs(page)
    lab.kill_kernels()
    card(page, "two").get_by_role("radio").first.focus()
    expect(banner(page)).to_contain_text("not in your file")
    choose(page, "two", "Right")
    expect(spoken(page, "two")).to_contain_text("✗ NOT kept: the kernel has not answered")
    assert chosen(lab, "two") is None

    # Jupyter starts another kernel by itself, which does not know the exercise.
    expect(banner(page)).to_contain_text("The kernel that served this exercise is gone.", timeout=20_000)
    expect(banner(page)).to_contain_text("Choose Run, then Run All Cells.")
    choose(page, "one", "Right")
    expect(card(page, "one")).to_contain_text("✗ NOT kept: the kernel has not answered; it was stopped.")
    picture(page, "keeping-kernel-gone")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    assert chosen(lab, "one") == "a"

    run_all(page)
    wait_until(lambda: chosen(lab, "one") == "b" and chosen(lab, "two") == "b")
    expect(spoken(page, "one")).to_contain_text("✓ Kept")  # that it was kept after all is news
    expect(banner(page)).to_be_empty()
    choose(page, "one", "Left")
    wait_until(lambda: chosen(lab, "one") == "a")
    expect(card(page, "one")).to_contain_text("✓ Kept")
    expect(spoken(page, "one")).to_be_empty()


def test_a_busy_kernel_keeps_the_answer_when_it_is_done(page: Page, lab: Lab) -> None:
    (lab.folder / "notebooks" / "nap").write_text("6")
    open_lesson(page, lab, NOTEBOOK)
    choose(page, "one", "Left")
    # Lab calls a kernel idle that has just answered on its control channel, so either wording is true.
    expect(card(page, "one")).to_contain_text(
        re.compile("✗ NOT kept: the kernel has not answered; it (is|may be) busy")
    )
    expect(banner(page)).to_contain_text(re.compile("The kernel (is busy with another cell|does not answer)"))
    assert chosen(lab, "one") is None
    expect(spoken(page, "one")).to_contain_text("✓ Kept", timeout=15_000)
    expect(banner(page)).to_be_empty()
    assert chosen(lab, "one") == "a"


def test_two_tabs_on_one_notebook_show_the_same(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, NOTEBOOK)
    saved = (lab.folder / NOTEBOOK).stat().st_mtime_ns
    page.keyboard.press("Control+s")  # a second tab reads the notebook from disk, and the widgets from the kernel
    wait_until(lambda: (lab.folder / NOTEBOOK).stat().st_mtime_ns != saved)
    other = page.context.new_page()
    other.goto(lab.url(NOTEBOOK))
    expect(card(other, "one")).to_be_visible(timeout=20_000)
    choose(page, "one", "Right")
    expect(card(other, "one").get_by_label("Right")).to_be_checked()
    choose(other, "one", "Left")
    choose(page, "two", "Right")
    expect(card(page, "one").get_by_label("Left")).to_be_checked()
    expect(card(other, "two").get_by_label("Right")).to_be_checked()
    for tab in (page, other):
        for item in ("one", "two"):
            expect(card(tab, item)).to_contain_text("✓ Kept")
    assert (chosen(lab, "one"), chosen(lab, "two")) == ("a", "b")


def test_two_kernels_on_one_answers_file_merge_and_the_newer_answer_stays(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, NOTEBOOK)
    other = page.context.new_page()
    open_lesson(other, lab, "notebooks/copy.ipynb")
    choose(page, "one", "Left")
    choose(other, "two", "Right")
    wait_until(lambda: lab.answers(STEM).keys() == {"one", "two"})
    # A newer answer than any clock gives: it is what both see in the end.
    path = lab.folder / "notebooks" / "answers" / f"{STEM}.json"
    data = json.loads(path.read_text())
    data["items"]["one"] = {"value": {"chosen": ["b"]}, "time": "2999-01-01T00:00:00.000Z"}
    path.write_text(json.dumps(data))
    choose(other, "one", "Left")
    expect(card(other, "one")).to_contain_text("✓ Kept a newer answer from another window")
    expect(card(other, "one").get_by_label("Right")).to_be_checked()
    choose(other, "one", "Left")  # having seen it, the learner's choice is later
    wait_until(lambda: chosen(lab, "one") == "a")


@pytest.mark.parametrize("damage", ["truncated", "nonsense"])
def test_a_file_damaged_while_the_exercise_is_open_is_told_and_loses_nothing(page: Page, lab: Lab, damage: str) -> None:
    open_lesson(page, lab, NOTEBOOK)
    choose(page, "one", "Left")
    expect(card(page, "one")).to_contain_text("✓ Kept")
    path = lab.folder / "notebooks" / "answers" / f"{STEM}.json"
    path.write_text(path.read_text()[:40] if damage == "truncated" else "my shopping list")
    choose(page, "two", "Right")
    expect(card(page, "two")).to_contain_text("✓ Kept")
    expect(banner(page)).to_contain_text("Please read: faults.json is damaged at line")
    expect(banner(page)).to_contain_text("It was moved to answers/faults.damaged-")
    assert (chosen(lab, "one"), chosen(lab, "two")) == ("a", "b")


def test_damage_is_told_as_soon_as_the_exercise_has_the_focus(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, NOTEBOOK)
    choose(page, "one", "Left")
    expect(card(page, "one")).to_contain_text("✓ Kept")
    page.wait_for_timeout(1600)  # an exercise that has just heard from its kernel does not ask again
    page.locator(".jp-Notebook .jp-Cell").first.focus()
    path = lab.folder / "notebooks" / "answers" / f"{STEM}.json"
    path.write_text("my shopping list")
    card(page, "two").get_by_role("radio").first.focus()
    expect(banner(page)).to_contain_text("Please read: faults.json is damaged at line 1")
    wait_until(lambda: path.is_file() and chosen(lab, "one") == "a")


def test_a_killed_server_is_told_and_the_answer_is_kept_by_the_next_one(page: Page, tmp_path: Path) -> None:
    first = start_lab(notebook_folder(tmp_path))
    try:
        open_lesson(page, first, NOTEBOOK)
        choose(page, "one", "Left")
        expect(card(page, "one")).to_contain_text("✓ Kept")
        saved = (tmp_path / NOTEBOOK).stat().st_mtime_ns
        page.keyboard.press("Control+s")
        wait_until(lambda: (tmp_path / NOTEBOOK).stat().st_mtime_ns != saved)
        dismiss_dialogs(page)
    finally:
        first.stop()
    choose(page, "two", "Right")
    expect(card(page, "two")).to_contain_text("✗ NOT kept: the kernel has not answered")
    expect(banner(page)).to_contain_text("This page has no connection to Jupyter.", timeout=20_000)
    second = start_lab(tmp_path, port=first.port)
    try:
        # Before it is run again, JupyterLab would say "model not found" where the exercise stood.
        open_notebook(page, second, NOTEBOOK)
        tree = page.context.new_cdp_session(page)
        heard = lambda: str([n.get("name") for n in tree.send("Accessibility.getFullAXTree")["nodes"]])  # noqa: E731
        wait_until(lambda: ASLEEP in heard())
        assert "model not found" not in heard()
        picture(page, "keeping-asleep")
        run_all(page)
        expect(card(page, "two")).to_contain_text("✓ Kept")
        assert ASLEEP not in heard()
        assert (chosen(second, "one"), chosen(second, "two")) == ("a", "b")
    finally:
        second.stop()


def test_a_full_disk_is_told_and_the_answer_is_kept_once_there_is_room(page: Page, tmp_path: Path) -> None:
    """A disk of 64 KB, made with bubblewrap; it is seen through the kernel's own root."""
    answers = notebook_folder(tmp_path) / "notebooks" / "answers"
    answers.mkdir()
    small = ["bwrap", "--die-with-parent", "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", str(answers)]
    lab = start_lab(tmp_path, wrap=small)
    try:
        open_lesson(page, lab, NOTEBOOK)
        choose(page, "one", "Left")
        expect(card(page, "one")).to_contain_text("✓ Kept")
        inside = seen_inside(lab, answers)
        filler = inside / "filler"
        with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        choose(page, "two", "Right")
        expect(card(page, "two")).to_contain_text("✗ NOT kept: Nothing was written to faults.json: the disk is full.")
        picture(page, "keeping-disk-full")
        filler.unlink()
        expect(card(page, "two")).to_contain_text("✓ Kept", timeout=20_000)  # by itself
        items = json.loads((inside / f"{STEM}.json").read_text())["items"]
        assert {item: entry["value"]["chosen"] for item, entry in items.items()} == {"one": ["a"], "two": ["b"]}
    finally:
        lab.stop()


def seen_inside(lab: Lab, path: Path) -> Path:
    """A path as a process behind bubblewrap's mounts sees it."""
    for children in Path(f"/proc/{lab.process.pid}/task").glob("*/children"):
        for child in children.read_text().split():
            return Path(f"/proc/{child}/root{path}")
    return Path(f"/proc/{lab.process.pid}/root{path}")
