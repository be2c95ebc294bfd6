"""How a feedback page looks to whoever gets it: accessible, from this disk alone, on a narrow screen and on paper."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from lab import new_page, picture

# The page itself must not scroll sideways; a table may, in its own frame.
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
LEVELS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]))"


def reads_well(browser: Browser, path: Path, name: str) -> None:
    """Open a feedback page from disk as a learner does; raises where something of the above is not so."""
    page = new_page(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    picture(page, name)
    assert asked == [path.as_uri()]
    assert page.locator("html").get_attribute("lang") == "en"
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    said = page.locator("main").inner_text()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
    page.set_viewport_size({"width": 320, "height": 900})
    assert not page.evaluate(WIDE)
    picture(page, f"{name}-320")
    page.emulate_media(media="print")
    assert page.locator("main").inner_text().split() == said.split()  # nothing is lost on paper
    page.context.close()
