"""How a lesson looks once it is done: no accessibility violation, nothing wider than a narrow window, pictures."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TALLEST = 2200  # pixels of one picture

# What reaches beyond the cell that it stands in, unless it lies in a part that scrolls by itself.
WIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output')].flatMap((root) => {
  const right = root.getBoundingClientRect().right + 1;
  const scrolls = (e) => e.closest('.sw-hidden, [hidden], .sw-plot, .js-plotly-plot, svg')
    || [...function* () { for (let p = e.parentElement; p && p !== root; p = p.parentElement) yield p; }()]
      .some((p) => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX));
  return [...root.querySelectorAll('*')]
    .filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > right && !scrolls(e))
    .map((e) => `${e.tagName} ${e.className}: ${e.textContent.slice(0, 60)}`);
})"""


def looks_well(page: Page, name: str) -> None:
    page.keyboard.press("Control+b")  # the list of files away
    found = Axe().run(page, context={"include": [[".jp-OutputArea-output"], [".jp-RenderedMarkdown"]]})  # not Lab's own
    assert not found.response["violations"], found.generate_report()
    in_pictures(page, name)
    page.set_viewport_size({"width": 320, "height": 900})  # 1,280 pixels at 400 %
    page.wait_for_timeout(500)
    wide = page.evaluate(WIDE)
    in_pictures(page, f"{name}-400")
    assert not wide, "\n".join(wide)


def in_pictures(page: Page, name: str) -> None:
    """The whole lesson, in as many pictures as it takes, where WALK_PICTURES names a folder for them."""
    folder = os.environ.get("WALK_PICTURES")
    if not folder:
        return
    notebook, size = page.locator(".jp-WindowedPanel-outer").first, page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": TALLEST})
    for number in range(-(-notebook.evaluate("(e) => e.scrollHeight") // (TALLEST - 100))):
        notebook.evaluate("(e, top) => { e.scrollTop = top; }", number * (TALLEST - 100))
        page.screenshot(path=Path(folder) / f"{name}-{number + 1}.png")
    page.set_viewport_size(size)
