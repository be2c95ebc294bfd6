"""Each practice paper, whole, in a self-study session: wrong, given for good, told why, right; then the summary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from binder_image import start_session
from looks import looks_well
from playwright.sync_api import Browser, expect
from sitter import Sitter

from course import choice
from course.answers import Answers
from lab import PROJECT, new_page, open_lesson, picture, picture_path

pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("practice-papers")]
PAPERS = sorted(path.stem for path in (PROJECT / "notebooks").glob("practice-*.ipynb"))
ITEMS = {"1": 15, "2": 8, "3": 9}


@pytest.mark.parametrize("text", [text.name for text in choice.offered()])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_sat_from_top_to_bottom_and_stands_on_the_page_to_keep(
    browser: Browser, image: Path, tmp_path: Path, paper: str, text: str
) -> None:
    home = tmp_path / "home"
    lab = start_session(image, home)
    page = new_page(browser)
    try:
        Answers(choice.LESSON, home / "notebooks").record(choice.ITEM, {"chosen": [text]})
        sitter = Sitter(page, lab, home / "notebooks", paper, text)
        sitter.opens()
        count = ITEMS[paper.removeprefix("practice-")[0]]
        assert sitter.sits() == count
        picture(page, f"{paper}-{text}")
        seen = sitter.sees()
        page.locator(".jp-NotebookPanel h1").first.click()
        looks_well(page, f"sat-{paper}-{text}")
        page.context.close()

        page = sitter.page = new_page(browser)  # whoever comes back finds all of it
        sitter.opens()
        assert sitter.sees() == seen
        open_lesson(page, lab, "notebooks/your-progress.ipynb")
        row = page.get_by_role("table").filter(has_text="Your notebooks").get_by_role("row")
        row = row.filter(has_text=f"Practice paper {paper[9]}")
        expect(row).to_contain_text("✓ done")
        expect(row).to_contain_text(f"{count} of {count} given for good")
        with page.expect_download() as download:
            page.get_by_role("button", name="Make my page").click()
        kept = tmp_path / "kept.html"
        download.value.save_as(kept)
        page.goto(kept.as_uri())
        mine = page.get_by_role("region").filter(has=page.get_by_role("heading", name=f"Practice paper {paper[9]}"))
        expect(mine.get_by_text(re.compile("^Tried later: "))).to_have_count(count)
        page.screenshot(path=picture_path(f"kept-{paper}-{text}"), full_page=True)
    finally:
        page.context.close()
        lab.stop()
