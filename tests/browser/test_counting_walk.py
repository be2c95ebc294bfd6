"""A learner in lesson 04: what would give the answers away appears once they are answered."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lab import Lab, open_lesson, picture, wait_until

LESSON = "04-counting-flights"
NUMBERS = {"early": "4", "exact-before": "85", "exact-early": "7", "exact-year": "18"}


def test_the_picture_waits_for_the_four_numbers(lab: Lab, page: Page) -> None:
    open_lesson(page, lab, f"notebooks/{LESSON}.ipynb")
    show = page.get_by_role("button", name="Show it as a picture")
    show.scroll_into_view_if_needed()
    show.click()
    expect(page.get_by_text("4 are still open")).to_be_visible()
    for item, number in NUMBERS.items():
        card = page.locator(f'[data-item="{item}"]')
        card.scroll_into_view_if_needed()
        card.get_by_role("textbox").fill(number)
        card.get_by_role("button", name="Check").click()
        expect(card.locator(".sw-feedback")).to_contain_text("Right.")
        wait_until(lambda item=item: item in lab.answers(LESSON))
    assert {item: lab.answers(LESSON)[item]["value"]["typed"] for item in NUMBERS} == NUMBERS
    show.scroll_into_view_if_needed()
    show.click()
    expect(page.get_by_text("92 by 6 March 2023, 11 more since").first).to_be_visible()
    expect(page.locator('[data-item="what-follows"]')).to_have_count(1)
    picture(page, "lesson-04-picture")
