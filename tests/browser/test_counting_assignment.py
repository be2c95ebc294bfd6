"""A beginner in assignment 2: a line filled from menus, an answer typed, a line written, a chart."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from lab import EITHER_THEME, Lab, open_lesson, picture, set_theme, wait_until

STEM = "2-counting-flights"
FOLDER = f"handed-out/{STEM}"


def card(page: Page, item: str) -> Locator:
    found = page.locator(f'[data-item="{item}"]')
    found.scroll_into_view_if_needed()
    return found


def recorded(lab: Lab, item: str) -> dict:
    entry = lab.answers(STEM, FOLDER).get(item)
    return {} if entry is None else entry["value"]


def write_line(page: Page, item: str, line: str) -> None:
    """Into the cell, in place of the line with blanks, then Shift and Enter."""
    shown = page.locator(f'[data-item="{item}"]')
    if shown.count():  # the notebook draws the lines of a cell when it comes into view
        shown.scroll_into_view_if_needed()
    cell = page.locator(".jp-CodeCell", has_text=f'course.answer("{item}"').first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(line)
    page.keyboard.press("Shift+Enter")


@pytest.mark.parametrize("theme", EITHER_THEME)
def test_a_beginner_answers_in_three_ways(lab: Lab, page: Page, theme: str) -> None:
    set_theme(lab, theme)
    open_lesson(page, lab, f"{FOLDER}/{STEM}.ipynb")
    page.keyboard.press("Control+b")
    page.set_viewport_size({"width": 1180, "height": 1700})

    # From menus, by mouse
    step = card(page, "step-2")
    picture(step, f"counting-blank-{theme}")
    step.get_by_label("Blank 1 of 1: source").select_option(label="'Hetq'")
    step.get_by_label("Unit", exact=True).select_option("flights")
    expect(step.locator(".sw-feedback")).to_contain_text("Recorded, complete.")
    expect(step.locator(".sw-feedback")).to_contain_text("Read as: 7 flights.")
    wait_until(lambda: recorded(lab, "step-2").get("number") == 7)
    assert recorded(lab, "step-2")["by"] == "menu"
    picture(step, f"counting-menu-{theme}")

    # Typed, with keys alone
    step = card(page, "step-1")
    step.get_by_label("Number, typed").focus()
    page.keyboard.type("13")
    page.keyboard.press("Tab")
    page.keyboard.type("days")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(step.locator(".sw-feedback")).to_contain_text("Read as: 13 days.")
    wait_until(lambda: recorded(lab, "step-1").get("unit") == "days")
    assert recorded(lab, "step-1") == {"text": "karabakh", "number": "13", "unit": "days", "by": "typed"}

    # The least and the most, the days the wrong way round first
    step = card(page, "step-5")
    step.get_by_label("Blank 1 of 2: first day").select_option(label="'2023-09-13'")
    step.get_by_label("Blank 2 of 2: last day").select_option(label="'2023-09-01'")
    step.get_by_label("Unit", exact=True).select_option("flights")
    expect(step.locator(".sw-feedback")).to_contain_text("comes before the first")
    step.get_by_label("Blank 1 of 2: first day").select_option(label="'2023-09-01'")
    step.get_by_label("Blank 2 of 2: last day").select_option(label="'2023-09-13'")
    expect(step.locator(".sw-feedback")).to_contain_text("Read as: 0 to 7 flights.")
    picture(step, f"counting-bounds-{theme}")

    # Written into the cell
    write_line(page, "step-3", 'course.answer("step-3", per_month_of("Hetq"), unit="flights per month")')
    expect(page.get_by_text("✓ Recorded, by your line: 1.32 flights per month.")).to_be_visible()
    assert recorded(lab, "step-3")["by"] == "code"
    write_line(page, "step-6", 'course.answer("step-6", per_month_of("APP"), unit="flights per month")')
    expect(page.get_by_text("'APP' is none of the sources. Write one of: 'Haaretz', 'Hetq', 'AP'.")).to_be_visible()

    # A chart from menus
    chart = card(page, "chart")
    for label, option in (("show", "'count'"), ("axis from", "0"), ("label", "'flights'")):
        chart.get_by_label(label).select_option(label=option)
    chart.get_by_label("source line").select_option(index=1)
    expect(chart.get_by_role("img")).to_be_visible()
    assert "Haaretz, 6 March – 13 September: 11" in chart.get_by_role("img").get_attribute("alt")
    wait_until(lambda: "figure" in recorded(lab, "chart"))
    assert recorded(lab, "chart")["figure"]["data"][0]["y"] == [11, 4, 6]
    chart.scroll_into_view_if_needed()
    picture(chart, f"counting-chart-{theme}")

    found = Axe().run(page, context=".says-who")
    assert not found.response["violations"], found.generate_report()
    picture(page, f"counting-page-{theme}")

    # What was recorded is there again
    open_lesson(page, lab, f"{FOLDER}/{STEM}.ipynb")
    step = card(page, "step-2")
    expect(step).to_contain_text("✓ Kept")
    expect(step.get_by_label("Blank 1 of 1: source")).to_have_value("1")


def test_running_a_line_again_after_a_menu_and_the_other_way_round(lab: Lab, page: Page) -> None:
    """A chart written as plotly's own line is drawn by JupyterLab; what was done last counts."""
    open_lesson(page, lab, f"{FOLDER}/{STEM}.ipynb")
    page.set_viewport_size({"width": 1180, "height": 1700})
    line = 'import plotly.express as px\ncourse.answer("chart", px.bar(counts(), y="count", title="Haaretz, Hetq, AP"))'
    card(page, "chart")
    write_line(page, "chart", line)
    expect(page.get_by_text("✓ Recorded, by your line: a chart.")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert recorded(lab, "chart")["by"] == "code"
    blank = 'course.answer("chart", bars(show=BLANK, axis_from=0, label="flights", source_line="Haaretz, Hetq, AP"))'
    write_line(page, "chart", blank)
    chart = card(page, "chart")
    expect(chart).to_contain_text("Recorded by your own line in the cell.")
    chart.get_by_label("show").select_option(label="'per month'")
    expect(chart.get_by_role("img")).to_be_visible()
    wait_until(lambda: recorded(lab, "chart")["by"] == "menu")
