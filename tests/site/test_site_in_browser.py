"""The HTML edition in a real browser: axe-core on every page, a narrow screen, lesson 02 printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.site.build import build


def look_at(browser, pages: list[Path], scheme: str, width: int) -> list[str]:
    """What axe-core finds with everything unfolded, what is asked of the network, what is wider than the screen."""
    faults = []
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.on("request", lambda r: faults.append(f"asks for {r.url}") if not r.url.startswith("file:") else None)
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path.name}: wider than {width} px")
        for found in Axe().run(page).response["violations"]:
            faults.append(f"{path.name}, {scheme}, {width} px: {found['id']}: {found['nodes'][0]['html'][:200]}")
    context.close()
    return faults


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_on_any_page(browser, edition, scheme, width):
    pages = sorted(edition.glob("*.html"))
    assert len(pages) > 20
    assert look_at(browser, pages, scheme, width) == []


def test_axe_would_find_something(browser, edition, tmp_path):
    for style in edition.glob("*.css"):
        shutil.copy(style, tmp_path)
    planted = (edition / "glossary.html").read_text("utf-8").replace("<h2", '<h5 style="color:#999"', 1)
    (tmp_path / "planted.html").write_text(planted.replace("<main", "<img src='x.png' width=900><main", 1), "utf-8")
    found = " ".join(look_at(browser, [tmp_path / "planted.html"], "light", 320))
    assert all(rule in found for rule in ("image-alt", "color-contrast", "heading-order", "wider than"))


def test_keys_alone_reach_text_and_pages(browser, edition):
    page = browser.new_page()
    page.goto((edition / "02-claims-and-attribution.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.get_by_role("link", name="Who says so? →").click()
    assert page.title().startswith("Who says so?")
    page.close()


def test_what_is_folded_away_on_screen_stands_on_paper(browser, edition):
    page = browser.new_page()
    page.goto((edition / "04-counting-flights.html").as_uri())
    chart = page.locator("details .says-who-chart").first
    assert not chart.is_visible()
    page.emulate_media(media="print")
    assert chart.is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    page.close()


def count_pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


def is_a4(pdf: bytes) -> bool:
    return pdf.count(b"/MediaBox [0 0 594.95996 841.91998]") == pdf.count(b"/MediaBox") > 0


def check_lesson_02_is_two_pages_and_one(folder: Path) -> None:
    learners, teacher = ((folder / f"lesson-02-{name}.pdf").read_bytes() for name in ("on-paper", "for-the-teacher"))
    assert (count_pages(learners), count_pages(teacher)) == (2, 1)
    assert is_a4(learners) and is_a4(teacher)
    assert b"/CreationDate (D:20260101000000" in learners


def test_lesson_02_is_two_pages_and_one(edition):
    check_lesson_02_is_two_pages_and_one(edition)


@pytest.mark.proof
def test_the_other_text_twice_the_same_bytes(browser, tmp_path):
    once, again = (build(tmp_path / name, "transfer-rumour", pdf=True).folder for name in ("once", "again"))
    check_lesson_02_is_two_pages_and_one(once)
    assert look_at(browser, sorted(once.glob("*.html")), "dark", 1280) == []
    files = sorted(path.name for path in once.iterdir())
    assert files == sorted(path.name for path in again.iterdir())
    assert [name for name in files if (once / name).read_bytes() != (again / name).read_bytes()] == []
    words = "".join(path.read_text("utf-8") for path in once.glob("*.html"))
    assert "Hesselport" in words
