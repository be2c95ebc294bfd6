"""Assignments 3 and 4 as a learner meets them in JupyterLab, in both themes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lab import THEMES, Lab, open_lesson, picture, set_theme, wait_until

CHAINS, REPORT = "3-chains-and-words", "4-source-report"


def open_assignment(page: Page, lab: Lab, name: str, theme: str) -> None:
    set_theme(lab, theme)
    open_lesson(page, lab, f"handed-out/{name}/{name}.ipynb")
    page.set_viewport_size({"width": 1280, "height": 7000})  # Lab draws what is in view
    page.keyboard.press("Control+b")  # more room


def recorded(lab: Lab, name: str) -> dict:
    return {item: entry["value"] for item, entry in lab.answers(name, f"handed-out/{name}").items()}


def accessible(page: Page) -> None:
    found = Axe().run(page, context=".says-who")
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("theme", THEMES)
def test_chains_and_words(page: Page, lab: Lab, theme: str) -> None:
    open_assignment(page, lab, CHAINS, theme)
    chain = page.locator('[data-item="trace-3"]')
    kind = chain.get_by_label("What “The article, P51 and P52” did with the words before it")
    if not kind.count():  # shown mixed: the article may stand first
        chain.get_by_role("button", name="Move “The article, P51 and P52” later").click()
    kind.select_option("cannot_tell")
    expect(chain.get_by_label("Does it matter, what")).to_have_count(0)
    chain.get_by_role("button", name="Check").click()
    expect(chain.get_by_text("Recorded, complete.")).to_be_visible()
    wait_until(lambda: "trace-3" in recorded(lab, CHAINS))
    assert recorded(lab, CHAINS)["trace-3"]["order"] == ["interview", "article"]

    page.locator('[data-item="retelling-1"]').get_by_text("It made the period shorter").click()
    pair = page.locator('[data-item="pair-1"]')
    pair.get_by_text("Both alike").click()
    pair.get_by_role("button", name="Check").click()
    expect(pair.get_by_text("Recorded, complete.")).to_be_visible()
    box = page.get_by_label("Say the same in neutral words")
    box.fill("Some articles praised the partnership.")
    box.press("Control+Enter")
    rewrite = page.locator(".sw-rewrite")
    expect(rewrite.get_by_text("Recorded, complete").first).to_be_visible()
    expect(rewrite.get_by_text("Not found")).to_have_count(0)  # nothing about what is kept
    wait_until(lambda: "rewrite" in recorded(lab, CHAINS))
    assert recorded(lab, CHAINS)["rewrite"]["rewrite"] == "Some articles praised the partnership."
    accessible(page)
    picture(page, f"assignment-3-{theme}")


@pytest.mark.parametrize("theme", THEMES)
def test_source_report(page: Page, lab: Lab, theme: str) -> None:
    open_assignment(page, lab, REPORT, theme)
    card = page.locator('[data-item="behind"]')
    box = card.get_by_label("Your text")
    box.press_sequentially("dd aa Friends of the library publish it.")  # D D would delete the cell
    expect(card.get_by_text("8 words")).to_be_visible()
    card.get_by_role("button", name="Check").click()
    expect(card.get_by_text("Recorded, complete.")).to_be_visible()
    number = page.locator('[data-item="number-1"]')
    number.get_by_label("Number").fill("68,700")
    number.get_by_label("Unit").select_option("visits per year")
    number.get_by_role("button", name="Check").click()
    expect(number.get_by_text("Recorded, complete.")).to_be_visible()
    wait_until(lambda: {"behind", "number-1"} <= recorded(lab, REPORT).keys())
    assert recorded(lab, REPORT)["behind"] == {"written": "dd aa Friends of the library publish it."}
    assert recorded(lab, REPORT)["number-1"] == {"typed": "68,700", "unit": "visits per year"}
    accessible(page)
    picture(page, f"assignment-4-{theme}")
