"""What a learner's hands and eyes do on the forms, and the looks that they look at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page


def click_slider(slider: Locator, share: float) -> None:
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    # The thumb's middle runs from half its width to the width less half of it.
    slider.click(position={"x": 11 + (box["width"] - 22) * share, "y": box["height"] / 2})


def tab_to(page: Page, locator: Locator, limit: int = 60) -> None:
    """Press Tab until this element has the focus; it must be reached by keys alone."""
    for _ in range(limit):
        if locator.evaluate("(e) => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {locator}")


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
