"""A learner whose hands stay on the keys: what others do with a pointer is done by Tab, arrows, Space and Enter.

Nothing is focused by a script: each control must be reached as people reach it.
"""

from __future__ import annotations

import re
from typing import Any

from asked import asked
from hands import MOST_TABS
from learner import Learner
from playwright.sync_api import Locator, Page

from lab import Lab, open_notebook

# "" where the focus is on this element, or on another of the same group or text; else the key that leads to it.
WAY = """(e, same) => {
  const here = document.activeElement;
  if (here === e || (same === 'group' && here.type === 'radio' && here.name === e.name)) return '';
  if (same === 'text' && here.closest('[role=listbox]')?.contains(e)) return '';
  return here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab';
}"""


def runs_all_by_keys(page: Page) -> None:
    page.keyboard.press("Control+Shift+C")
    page.keyboard.type("Run All Cells")
    page.locator("li.lm-CommandPalette-item", has_text="Run All Cells").first.wait_for()
    page.keyboard.press("Enter")


class ByKeys(Locator):
    """A locator that never touches a pointer, nor do those that it leads to."""

    def locator(self, *args: Any, **more: Any) -> ByKeys:
        return ByKeys(super().locator(*args, **more)._impl_obj)

    def get_by_role(self, *args: Any, **more: Any) -> ByKeys:
        return ByKeys(super().get_by_role(*args, **more)._impl_obj)

    def get_by_label(self, *args: Any, **more: Any) -> ByKeys:
        return ByKeys(super().get_by_label(*args, **more)._impl_obj)

    def nth(self, index: int) -> ByKeys:
        return ByKeys(super().nth(index)._impl_obj)

    @property
    def first(self) -> ByKeys:
        return self.nth(0)

    def reach(self, same: str = "") -> None:
        for _ in range(MOST_TABS):
            if not (key := self.evaluate(WAY, same)):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"Tab never reaches {self}")

    def press(self, key: str, **_more: Any) -> None:
        self.reach()
        self.page.keyboard.press(key)

    def click(self, modifiers: list[str] | None = None, **_more: Any) -> None:
        if self.get_attribute("role") == "option":
            return self._word(with_shift=bool(modifiers))
        return self.press("Enter")

    def _word(self, with_shift: bool) -> None:
        """To a word of a text, from its beginning; with Shift, from the word where one is."""
        self.reach("text")
        if not with_shift:
            self.page.keyboard.press("Home")
        here, there = (int(self.evaluate(f"(e) => {one}.dataset.index")) for one in ("document.activeElement", "e"))
        for _ in range(there - here):
            self.page.keyboard.press("Shift+ArrowRight" if with_shift else "ArrowRight")
        assert self.evaluate("(e) => e === document.activeElement")

    def check(self, **_more: Any) -> None:
        if self.get_attribute("type") == "radio":
            self.reach("group")
            for _ in range(self.evaluate("(e) => document.getElementsByName(e.name).length")):
                if self.evaluate("(e) => e === document.activeElement"):
                    break
                self.page.keyboard.press("ArrowDown")
        if not self.is_checked():
            self.press("Space")
        assert self.is_checked()

    def uncheck(self, **_more: Any) -> None:
        self.press("Space")
        assert not self.is_checked()

    def fill(self, value: str, **_more: Any) -> None:
        self.press("Control+a")
        self.page.keyboard.type(value)

    def select_option(self, value: str | None = None, *, index: int | None = None, **_more: Any) -> None:
        self.reach()
        there = (
            "(e, [v, n]) => (n ?? [...e.options].findIndex((o) => o.value === v || o.label === v)) - e.selectedIndex"
        )
        while steps := self.evaluate(there, [value, index]):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        self.page.keyboard.press("Enter")  # arrows pass over what a closed menu holds; Enter takes it


class LearnerOnKeys(Learner):
    """A lesson's learner whose every card and cell is worked by keys."""

    def opens(self) -> None:
        self.open(self.page, self.lab)
        self.cells = asked(self.folder / f"{self.stem}.ipynb")

    def open(self, page: Page, lab: Lab) -> None:
        open_notebook(page, lab, str((self.folder / f"{self.stem}.ipynb").relative_to(lab.folder)))
        runs_all_by_keys(page)
        page.locator(".sw-panel").wait_for()

    def card(self, *args: Any) -> ByKeys:
        return ByKeys(super().card(*args)._impl_obj)

    def cell(self, *args: Any) -> ByKeys:
        return ByKeys(super().cell(*args)._impl_obj)

    def picks(self, item: str, value: str) -> None:
        self.card(item).locator(f'input[value="{value}"]').check()
        self.page.keyboard.press("Enter")  # arrows pass over answers, so choosing alone asks for nothing
        self.meant[item] = {"chosen": [value]}

    def selects(self, card: Locator, words: tuple[int, int]) -> None:
        super().selects(card, words)
        if card.get_by_role("button", name=re.compile("^Touch")).count():  # a mouse touches as it selects
            self.page.keyboard.press("t")
