"""The pictures of docs/tour.md, each taken while the page shows the words that the tour quotes beside it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lab import PROJECT, picture, wait_until

TOUR = PROJECT / "docs" / "tour.md"
SIZE = {"width": 1280, "height": 800}
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/tour/([\w-]+)\.png\)\n\n((?:.+\n)+)")

# All words within the window, those in fields too. Without spaces: a sentence may be cut into marked words.
SEEN = """() => {
  const inside = (r) => r.width && r.height
    && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility({visibilityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if ([...range.getClientRects()].some(inside)) words.push(node.data);
  }
  for (const field of document.querySelectorAll('input, textarea, select')) {
    if (inside(field.getBoundingClientRect())) words.push(field.selectedOptions?.[0]?.label ?? field.value);
  }
  return words.join('').replace(/\\s/g, '');
}"""

INTO_VIEW = "(e) => e.scrollIntoView({block: e.offsetHeight > innerHeight * 0.8 ? 'start' : 'center'})"


@pytest.fixture(autouse=True)
def patient(page: Page) -> None:
    """A walk is long, and other tests may run beside it. Modules of the tour import this."""
    page.set_default_timeout(120_000)


def stations() -> dict[str, tuple[str, str]]:
    """Name of each picture of the tour, in order -> what it shows, in words for who does not see it, and what the
    tour says below it."""
    return {name: (alt, " ".join(told.split())) for alt, name, told in PICTURE.findall(TOUR.read_text("utf-8"))}


def quoted(name: str) -> list[str]:
    """The words in curly quotation marks below a picture."""
    return re.findall(r"“([^”]+)”", stations().get(name, ("", ""))[1])


def shows(page: Page, name: str, place: Locator | None = None) -> None:
    """Take the picture tour/<name>, `place` in the middle of the window, and see there every word that is quoted."""
    page.set_viewport_size(SIZE)
    if place is not None:
        expect(place).to_be_visible()
    unseen: list[str] = []

    def all_seen() -> bool:
        if place is not None:  # again and again: some pages scroll once more when they are ready
            place.evaluate(INTO_VIEW)
        seen = page.evaluate(SEEN)
        unseen[:] = [words for words in quoted(name) if "".join(words.split()) not in seen]
        return not unseen

    try:
        wait_until(all_seen, 20)
    except AssertionError:
        picture(page, f"tour/{name}")
        raise AssertionError(f"{name}: the tour quotes what the page does not show: {unseen}") from None
    page.wait_for_timeout(400)  # scrolling and fading come to rest
    assert all_seen()
    picture(page, f"tour/{name}")
