"""What a learner does in lesson 02, in a real JupyterLab: with the mouse, with keys alone, and with trouble."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import course
from course.answers import Answers, bring_back, now, parse
from lab import (
    EITHER_THEME,
    Lab,
    kills_kernels,
    open_lesson,
    picture,
    run_all,
    set_theme,
    start_lab,
    wait_until,
)

LESSON = "notebooks/02-claims-and-attribution.ipynb"
STEM = "02-claims-and-attribution"


def card(page: Page, number: int) -> Locator:
    """A sentence to tag; the same one stands in an exercise on whose word it is, too."""
    titled = page.locator(".sw-card").filter(has=page.get_by_role("heading", name=f"Sentence {number}", exact=True))
    return titled.filter(has=page.get_by_role("button", name="Source"))


def word(page: Page, number: int, index: int) -> Locator:
    return card(page, number).get_by_role("option").nth(index)


def drag(page: Page, number: int, first: int, last: int) -> None:
    start, end = word(page, number, first), word(page, number, last)
    start.scroll_into_view_if_needed()
    start.hover()
    page.mouse.down()
    end.hover()
    page.mouse.up()


def words_of(spans: list[list[int]]) -> str:
    text = course.load_article("karabakh").text
    return " ... ".join(text[a:b] for a, b in spans)


def statement(lab: Lab, item: str, number: int = 0) -> dict[str, str]:
    """A recorded statement, each part as the words that it covers."""
    recorded = lab.answers(STEM)[item]["value"]["statements"][number]
    return {part: words_of(spans) for part, spans in recorded.items()}


P28 = {
    "source": "The investigation",
    "cue": "found",
    "claim": "the number of flights increased during periods of conflict with Armenia in Karabakh",
}


def tag_p28_with_the_mouse(page: Page) -> None:
    for (first, last), part in {(0, 1): "Source", (2, 2): "Cue", (4, 16): "Claim"}.items():
        drag(page, 1, first, last)
        card(page, 1).get_by_role("button", name=part).click()


@pytest.mark.pictures
def test_a_learner_tags_with_the_mouse_and_reads_why(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    tag_p28_with_the_mouse(page)
    expect(card(page, 1)).to_contain_text("✓ Kept")
    assert statement(lab, "tag-P28") == P28
    expect(word(page, 1, 1)).to_have_attribute("aria-label", "investigation, source")

    card(page, 1).get_by_role("button", name="Check").click()
    expect(card(page, 1)).to_contain_text("All right.")
    card(page, 1).scroll_into_view_if_needed()
    picture(page, "lesson-02-mouse")

    # Wrong first, then again: a hint, then the reason.
    drag(page, 2, 0, 12)
    card(page, 2).get_by_role("button", name="Claim").click()
    card(page, 2).get_by_role("button", name="Check").click()
    expect(card(page, 2)).to_contain_text("Look for the words that name who said it.")
    expect(card(page, 2)).not_to_contain_text("The guide has")
    card(page, 2).get_by_role("button", name="Check").click()
    expect(card(page, 2)).to_contain_text("The guide has “Foreign reports”.")
    expect(page.get_by_text("2 of 3 marked")).to_have_count(0)  # a claim alone is no complete statement
    card(page, 2).scroll_into_view_if_needed()
    picture(page, "lesson-02-wrong")


def test_the_same_with_keys_alone_and_none_reaches_lab(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    cells = page.locator(".jp-Cell").count()
    # From the button before it on; the whole way from the top is in the tests of the forms.
    page.get_by_text("How to mark: mouse, touch and keys").first.focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('sw-word')"):
            break
    expect(word(page, 1, 0)).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("s")
    expect(card(page, 1).locator(".sw-live")).to_have_text(
        "Marked “The investigation” as source. 2 of 17 words are marked."
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+End")
    page.keyboard.press("t")
    wait_until(lambda: "tag-P28" in lab.answers(STEM) and statement(lab, "tag-P28")["claim"])
    assert statement(lab, "tag-P28") == P28

    page.keyboard.press("Delete")
    expect(card(page, 1).locator(".sw-live")).to_contain_text("Cleared “the number of flights")
    page.keyboard.press("Control+z")
    wait_until(lambda: statement(lab, "tag-P28") == P28)
    page.keyboard.press("Enter")
    expect(card(page, 1)).to_contain_text("All right.")

    # D D would delete a cell, A and B insert one, M and Y change its kind, if they reached JupyterLab.
    for key in "ddabmyx":
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    # A second speaker in one sentence, and an answer that is "nobody".
    page.keyboard.press("n")
    expect(card(page, 1)).to_contain_text("Marking statement 2 of 2")
    word(page, 3, 0).focus()
    page.keyboard.press("o")
    wait_until(lambda: lab.answers(STEM).get("tag-P46", {}).get("value", {}).get("own") is True)
    page.keyboard.press("Enter")
    expect(card(page, 3)).to_contain_text("Right: nobody is said to have said this.")


def test_the_list_view_changes_the_same_marks(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    tag_p28_with_the_mouse(page)
    card(page, 1).get_by_text("Marks as a list").click()
    card(page, 1).get_by_label("Last word, mark 3").select_option(label="13 conflict")
    wait_until(lambda: statement(lab, "tag-P28")["claim"].endswith("periods of conflict"))
    card(page, 1).get_by_role("button", name="Remove mark 1").click()
    wait_until(lambda: statement(lab, "tag-P28")["source"] == "")
    card(page, 1).get_by_role("button", name="Add a mark").click()
    wait_until(lambda: statement(lab, "tag-P28")["source"] == "The")
    assert statement(lab, "tag-P28")["claim"].endswith("periods of conflict")


def test_marks_come_back_after_reload_kernel_restart_and_a_new_server(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    tag_p28_with_the_mouse(page)
    expect(card(page, 1)).to_contain_text("✓ Kept")
    marked = {"aria-label": "found, cue"}

    open_lesson(page, lab, LESSON)
    expect(word(page, 1, 2)).to_have_attribute("aria-label", marked["aria-label"])

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(word(page, 1, 2)).to_have_attribute("aria-label", marked["aria-label"])

    lab.stop()
    again = start_lab(lab.folder)
    try:
        open_lesson(page, again, LESSON)
        expect(word(page, 1, 2)).to_have_attribute("aria-label", marked["aria-label"])
        assert statement(again, "tag-P28") == P28
    finally:
        again.stop()


def test_a_dead_kernel_is_told_and_takes_no_answer_with_it(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    expect(word(page, 1, 0)).to_be_visible()
    # JupyterLab tells it, too, and starts a kernel that knows nothing of this exercise.
    kills_kernels(lab, page)
    tag_p28_with_the_mouse(page)
    expect(card(page, 1)).to_contain_text("✗ NOT kept: the kernel has not answered")
    expect(card(page, 1)).to_contain_text("Your answer waits in this browser.")
    drag(page, 2, 0, 1)
    card(page, 2).get_by_role("button", name="Source").click()
    expect(word(page, 2, 0)).to_have_attribute("aria-label", "Foreign, source")  # the page goes on drawing
    expect(card(page, 2)).to_contain_text("✗ NOT kept: the kernel has not answered")
    assert lab.answers(STEM) == {}
    card(page, 1).scroll_into_view_if_needed()
    picture(page, "not-kept")

    page.reload()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_all(page)
    expect(card(page, 1)).to_contain_text("✓ Kept")
    expect(card(page, 2)).to_contain_text("✓ Kept")
    assert statement(lab, "tag-P28") == P28
    assert statement(lab, "tag-P45")["source"] == "Foreign reports"


def test_a_folder_that_may_only_be_read_is_told_and_nothing_is_lost(
    page: Page, lab: Lab, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Made with a bubblewrap mount: root writes through file modes."""
    lab.stop()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    answers = lab.folder / "notebooks" / "answers"
    answers.mkdir()
    locked = start_lab(
        lab.folder, wrap=["bwrap", "--die-with-parent", "--dev-bind", "/", "/", "--ro-bind", str(answers), str(answers)]
    )
    try:
        open_lesson(page, locked, LESSON)
        tag_p28_with_the_mouse(page)
        expect(card(page, 1)).to_contain_text("✗ NOT kept: Nothing was written to 02-claims-and-attribution.json")
        expect(card(page, 1)).to_contain_text("may only be read, not written")
        with page.expect_download() as download:
            card(page, 1).get_by_role("button", name="Download this answer").click()
        assert download.value.suggested_filename == "tag-P28.json"
        # It is a file of answers like any other: it has its time, and elsewhere the newer answer wins.
        raw = Path(download.value.path()).read_bytes()
        (time,) = [entry["time"] for entry in parse(raw).values()]
        assert bring_back(raw, elsewhere).taken == {STEM: ["tag-P28"]}
        assert Answers(STEM, elsewhere).entry("tag-P28")["time"] == time < now()
        assert bring_back(raw, elsewhere).same == {STEM: ["tag-P28"]}
    finally:
        locked.stop()
    opened = start_lab(lab.folder, port=locked.port)
    try:
        open_lesson(page, opened, LESSON)
        expect(card(page, 1)).to_contain_text("✓ Kept")
        assert statement(opened, "tag-P28") == P28
    finally:
        opened.stop()


@pytest.mark.parametrize("theme", EITHER_THEME)
def test_no_accessibility_violation_in_either_theme(page: Page, lab: Lab, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    set_theme(lab, theme)
    open_lesson(page, lab, LESSON)
    tag_p28_with_the_mouse(page)
    card(page, 1).get_by_role("button", name="Check").click()
    expect(card(page, 1)).to_contain_text("All right.")
    card(page, 1).get_by_text("Marks as a list").click()
    word(page, 1, 0).scroll_into_view_if_needed()
    picture(page, f"theme-{theme}")
    found = Axe().run(page, context=".says-who")
    assert not found.response["violations"], found.generate_report()


def test_from_inside_an_exercise_ctrl_s_saves_and_ctrl_shift_c_opens_the_commands(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, LESSON)
    saved = (lab.folder / LESSON).stat().st_mtime_ns
    word(page, 1, 0).click()
    page.keyboard.press("Control+s")
    wait_until(lambda: (lab.folder / LESSON).stat().st_mtime_ns != saved)
    word(page, 1, 0).click()
    page.keyboard.press("Control+Shift+C")
    expect(page.locator(".lm-CommandPalette")).to_be_visible()


def test_lab_is_tidy_for_a_learner(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, "notebooks/00-start-here.ipynb")
    expect(page.get_by_text("Nbgrader")).to_have_count(0)
    expect(page.get_by_text("Would you like to get notified about official Jupyter news?")).to_have_count(0)
    expect(page.locator(".jp-DirListing").get_by_text("02-claims-and-attribution.ipynb")).to_be_visible()
    page.get_by_label("92 flights in the past seven years").check()
    page.get_by_role("button", name="This is my guess").click()
    expect(page.get_by_text("The one with the exact number came first. The others rounded it")).to_be_visible()
    wait_until(lambda: lab.answers("00-start-here").get("hook-guess", {}).get("value") == {"guess": "seven-years"})
    picture(page, "lesson-00")
