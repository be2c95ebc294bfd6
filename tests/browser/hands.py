"""What a learner's hands and eyes do on the forms, and the looks that they look at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 400


def click_slider(slider: Locator, share: float) -> None:
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    # The thumb's middle runs from half its width to the width less half of it.
    slider.click(position={"x": 11 + (box["width"] - 22) * share, "y": box["height"] / 2})


def tab_to(page: Page, locator: Locator) -> None:
    """Press Tab until one of these elements has the focus: no mouse, and no focus() from outside."""
    locator.first.wait_for(state="attached")
    for _ in range(MOST_TABS):
        if locator.evaluate_all("(all) => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {locator}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def choose_by_typing(page: Page, menu: Locator, letters: str) -> None:
    tab_to(page, menu)
    page.keyboard.type(letters)


def too_wide(page: Page, roots: str) -> list[str]:
    """What reaches beyond the right edge of its exercise, in words."""
    return page.evaluate(
        """(roots) => [...document.querySelectorAll(roots)].flatMap((root) => {
          const right = root.getBoundingClientRect().right + 1;
          const out = [...root.querySelectorAll('*')].filter((e) => !e.closest('.sw-hidden, [hidden]')
            && e.getClientRects().length && e.getBoundingClientRect().right > right);
          const own = root.scrollWidth > root.clientWidth + 1 ? [root] : [];
          return [...own, ...out].map((e) => `${root.className}: ${e.tagName} ${e.className} ${e.textContent}`);
        })""",
        roots,
    )
