"""The third walk of docs/tour.md: somebody on their own, on what Binder makes of this repository.

One link, one lesson, saved, the server gone, a new one, brought back; then a practice paper, and the page to keep.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from binder_image import start_session
from playwright.sync_api import Browser, Page, expect
from tour import SIZE, patient, shows  # noqa: F401 (a fixture)

from lab import Lab, new_page, open_lesson, wait_until

pytestmark = [pytest.mark.proof, pytest.mark.pictures, pytest.mark.xdist_group("tour-reader")]
LESSON, PAPER = "02-claims-and-attribution", "practice-1-claims-and-attribution"


def test_one_link_one_lesson_saved_brought_back_and_kept(
    browser: Browser, page: Page, image: Path, tmp_path: Path
) -> None:
    lab = start_session(image, tmp_path / "first")
    try:
        page.goto(lab.address)
        page.get_by_role("heading", name="Start here").wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        shows(page, "reader-opened")
        open_lesson(page, lab, f"notebooks/{LESSON}.ipynb")
        card = page.locator(".sw-whose .sw-card").first
        card.locator('input[value="own"]').check()
        card.get_by_role("button", name="Check").click()
        expect(card).to_contain_text("Not yet.")
        card.locator('input[value="someone"]').check()
        for word in (0, 1):
            card.get_by_role("option").nth(word).click()
            card.get_by_role("button", name="Touch").click()
        card.get_by_role("button", name="Check").click()
        expect(card).to_contain_text("Whose word: right")
        shows(page, "reader-lesson", card)
        panel = page.locator(".sw-panel").last
        expect(panel.locator(".sw-reminder")).to_contain_text("not downloaded yet")
        shows(page, "reader-reminder", panel)
        with page.expect_download() as download:
            panel.get_by_role("button", name="Download all answers").click()
        saved = tmp_path / download.value.suggested_filename
        download.value.save_as(saved)
        before = lab.answers(LESSON)
        assert before
    finally:
        lab.stop()
    shutil.rmtree(lab.folder)
    page.context.close()

    lab, page = start_session(image, tmp_path / "second"), new_page(browser)
    try:
        open_lesson(page, lab, f"notebooks/{LESSON}.ipynb")
        assert not lab.answers(LESSON)
        panel = page.locator(".sw-panel").last
        panel.locator("input[type=file]").set_input_files(saved)
        expect(panel).to_contain_text("brought back.")
        expect(panel.locator(".sw-reminder")).to_be_empty()  # nothing is here that the file has not
        shows(page, "reader-brought-back", panel)
        assert lab.answers(LESSON) == before
        does_a_practice_paper(page, lab)
        keeps_a_page(page, browser, lab, tmp_path)
    finally:
        lab.stop()


def does_a_practice_paper(page: Page, lab: Lab) -> None:
    """Each answer is given for good before anything is said of it."""
    open_lesson(page, lab, f"notebooks/{PAPER}.ipynb")
    card = page.locator(".sw-whose .sw-card").first
    card.locator('input[value="own"]').check()
    wait_until(lambda: lab.answers(PAPER))
    expect(card.locator(".sw-feedback")).to_be_empty()
    card.get_by_role("button", name="That is my answer").click()
    expect(card.locator(".sw-feedback")).to_contain_text("Your answer is in.")
    shows(page, "reader-practice-paper", card)


def keeps_a_page(page: Page, browser: Browser, lab: Lab, tmp_path: Path) -> None:
    open_lesson(page, lab, "notebooks/your-progress.ipynb")
    shows(page, "reader-progress", page.get_by_role("table").filter(has_text="Your notebooks"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Make my page").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    alone = browser.new_context(offline=True, viewport=SIZE).new_page()
    alone.goto(kept.as_uri())
    shows(alone, "reader-page-to-keep")
    alone.context.close()
