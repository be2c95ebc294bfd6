"""The desk, the two checks and their results, a number with its unit, guesses: with the mouse, with keys alone, heard.

What the gallery does not hold: each in a real JupyterLab, twice, with the same answers file but for the times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import choose_by_typing, click_slider, press, tab_to, too_wide
from playwright.sync_api import Locator, Page, expect

from course.exercises.weigh_evidence import desk_cases
from lab import EITHER_THEME, Lab, open_lesson, picture, set_theme, start_lab, wait_until, write_notebook

CELLS = [
    'import course\n\ncourse.begin("desk")',
    "course.WeighEvidence.desk()",
    'course.WeighEvidence.check("before")',
    'course.WeighEvidence.check("after")',
    """course.Quiz([course.Number("rate", "310 visitors in 5 hours: how many?", 62, tolerance=1,
    unit="visitors an hour", units=["visitors an hour", "visitors a minute"], hint="Divide.", reason="310 by 5.")])""",
    """course.Predict("guess-choice", "Which came first?", then="The sheet came first.",
    options=[course.Option("sheet", "The sheet"), course.Option("blog", "The blog")])""",
    'course.Predict("guess-number", "How many visitors?", unit="visitors", then="There were 310.")',
    "course.CheckResults()",
]
DESK = [case.item for case in desk_cases()]
BEFORE, AFTER = ([f"check-{form}{n}" for n in range(1, 11)] for form in "AB")
RATINGS = (80, 20, 50)  # in turns


def ratings(items: list[str], **more: bool) -> dict:
    return {item: {"rating": RATINGS[n % 3], **more} for n, item in enumerate(items)}


EXPECTED = {
    "check-order": {"first": "A"},
    **ratings(DESK, done=True),
    **ratings(BEFORE),
    **ratings(AFTER),
    "rate": {"typed": "62.5", "unit": "visitors an hour"},
    "guess-choice": {"guess": "blog"},
    "guess-number": {"guess": "400"},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    server = start_lab(tmp_path_factory.mktemp("desk"), variables={"SAYS_WHO_FIRST_FORM": "A"})
    yield server
    server.stop()


def show(page: Page, lab: Lab, folder: str) -> None:
    (lab.folder / folder).mkdir(exist_ok=True)
    write_notebook(lab.folder / folder / "desk.ipynb", CELLS)
    open_lesson(page, lab, f"{folder}/desk.ipynb")
    expect(page.locator(".says-who")).to_have_count(6)
    expect(page.locator(".says-who-results")).to_be_visible()


def card(page: Page, item: str) -> Locator:
    return page.locator(f'[data-item="{item}"]')


def values(lab: Lab, folder: str) -> dict:
    return {item: entry["value"] for item, entry in lab.answers("desk", folder).items()}


def weigh(page: Page, nth: int) -> Locator:
    return page.locator(".says-who.sw-weigh").nth(nth)


# The two ways


def with_the_mouse(page: Page) -> None:
    for nth, items in enumerate((DESK, BEFORE, AFTER)):
        for n, item in enumerate(items):
            this, rating = card(page, item), RATINGS[n % 3]
            if rating == 50:
                this.get_by_role("button", name="I cannot tell yet").click()
            else:
                click_slider(this.get_by_role("slider"), rating / 100)
            if nth == 0:
                this.get_by_role("button", name="Compare with what we read").click()
                expect(this.locator(".sw-feedback")).to_contain_text("What we read:")
            if n + 1 < len(items):
                weigh(page, nth).get_by_role("button", name="Next →").click()
    weigh(page, 0).get_by_role("button", name="Show how I told them apart").click()
    rate = card(page, "rate")
    rate.get_by_role("textbox").fill("62.5")
    rate.get_by_role("button", name="Check").click()
    expect(rate.locator(".sw-feedback")).to_contain_text("Choose the unit, too.")
    rate.get_by_label("Unit").select_option("visitors a minute")
    rate.get_by_role("button", name="Check").click()
    expect(rate.locator(".sw-feedback")).to_contain_text("Right so far; there is more.")
    rate.get_by_label("Unit").select_option("visitors an hour")
    rate.get_by_role("button", name="Check").click()
    card(page, "guess-choice").get_by_text("The blog").click()
    card(page, "guess-number").get_by_role("textbox").fill("400")
    for guess in ("guess-choice", "guess-number"):
        card(page, guess).get_by_role("button", name="This is my guess").click()


def with_keys(page: Page) -> None:
    page.locator(".jp-Notebook .jp-Cell").first.focus()
    card(page, DESK[0]).get_by_role("slider").focus()  # where Tab arrives from the notebook; the rest is keys
    for nth, items in enumerate((DESK, BEFORE, AFTER)):
        for n, item in enumerate(items):
            this, rating = card(page, item), RATINGS[n % 3]
            tab_to(page, this.get_by_role("slider"))
            press(page, *{80: ["ArrowRight"] * 3, 20: ["ArrowLeft"] * 3, 50: ["Space"]}[rating])
            if nth == 0:
                tab_to(page, this.get_by_role("button", name="Compare with what we read"))
                press(page, "Enter")
                expect(this.locator(".sw-feedback")).to_contain_text("What we read:")
            if n + 1 < len(items):
                tab_to(page, weigh(page, nth).get_by_role("button", name="Next →"))
                press(page, "Enter")
        if nth == 0:
            tab_to(page, weigh(page, 0).get_by_role("button", name="Show how I told them apart"))
            press(page, "Enter")
    rate = card(page, "rate")
    tab_to(page, rate.get_by_role("textbox"))
    page.keyboard.type("62.5")
    choose_by_typing(page, rate.get_by_label("Unit"), "visitors an")
    tab_to(page, rate.get_by_role("button", name="Check"))
    press(page, "Enter")
    tab_to(page, card(page, "guess-choice").get_by_role("radio").first)
    press(page, "ArrowDown")
    tab_to(page, card(page, "guess-choice").get_by_role("button", name="This is my guess"))
    press(page, "Enter")
    tab_to(page, card(page, "guess-number").get_by_role("textbox"))
    page.keyboard.type("400")
    press(page, "Enter")


def without_times(path: Path) -> str:
    return re.sub(r'"time": "[^"]*"', '"time": ""', path.read_text(encoding="utf-8"))


def test_mouse_and_keys_make_the_same_file_and_no_key_reaches_lab(page: Page, lab: Lab) -> None:
    for way, do in (("mouse", with_the_mouse), ("keys", with_keys)):
        show(page, lab, way)
        cells = page.locator(".jp-Cell").count()
        do(page)
        expect(card(page, "rate").locator(".sw-feedback")).to_contain_text("Right.• Read as 62.5.310 by 5.")
        expect(weigh(page, 0).locator("> .sw-feedback")).to_contain_text("Telling apart:")
        expect(weigh(page, 0)).to_contain_text(f"{len(DESK)} of {len(DESK)} answered")
        expect(page.locator(".jp-OutputArea").get_by_text("The sheet came first.")).to_be_visible()
        expect(page.locator(".jp-OutputArea").get_by_text("There were 310.")).to_be_visible()
        wait_until(lambda way=way: values(lab, way) == EXPECTED)
        # D D would delete a cell, A and B insert one, M and Y change its kind, if they reached JupyterLab.
        for place in (
            weigh(page, 0).get_by_label("Go to case"),
            weigh(page, 1).get_by_role("slider"),
            card(page, "rate").get_by_label("Unit"),
        ):
            place.focus()
            press(page, *"ddabmy")
        assert page.locator(".jp-Cell").count() == cells and page.locator(".jp-MarkdownCell").count() == 0
        values_after = values(lab, way)
        assert values_after | {"rate": 0} == EXPECTED | {"rate": 0}  # a letter may choose in a menu of units
    assert without_times(lab.folder / "mouse/answers/desk.json") == without_times(lab.folder / "keys/answers/desk.json")

    # The results, once all are answered: a table for each form, and words that say how little ten cases tell.
    open_lesson(page, lab, "keys/desk.ipynb")
    results = page.locator(".says-who-results")
    expect(results.get_by_role("table", name="The ten cases before the course")).to_be_visible()
    expect(results.get_by_role("table").nth(1).get_by_role("rowheader")).to_have_count(10)
    expect(results).to_contain_text("Ten cases are few")
    expect(results).to_contain_text("80: rather yes")


def test_what_a_screen_reader_gets_before_and_after(page: Page, lab: Lab) -> None:
    show(page, lab, "heard")
    this = card(page, DESK[0])
    before = weigh(page, 0).aria_snapshot()
    assert 'slider "How likely is it that the claim holds?"' in before
    slider = this.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "No answer yet")
    expect(this.get_by_role("group", name="Cases")).to_have_count(0)
    expect(weigh(page, 0).get_by_role("group", name="Cases")).to_have_count(1)
    status = weigh(page, 0).get_by_role("status")
    expect(status.filter(has_text="answered")).to_have_text(f"0 of {len(DESK)} answered")
    this.get_by_role("button", name="Compare with what we read").click()
    expect(this.locator(".sw-live")).to_have_text("Move the slider first. “I cannot tell yet” is an answer, too.")
    slider.focus()
    press(page, "ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "60 of 100: rather yes")
    expect(status.filter(has_text="answered")).to_have_text(f"1 of {len(DESK)} answered")
    this.get_by_role("button", name="Compare with what we read").click()
    expect(this.locator(".sw-feedback[role=status]")).to_contain_text("What we read:")
    assert 'slider "How likely is it that the claim holds?" [disabled]' in this.aria_snapshot()
    weigh(page, 0).get_by_role("button", name="Next →").click()
    expect(weigh(page, 0).locator(".sw-question:focus")).to_contain_text("2. ")

    rate = card(page, "rate")
    assert '- textbox "Number"' in rate.aria_snapshot() and '- combobox "Unit"' in rate.aria_snapshot()
    rate.get_by_role("textbox").fill("some")
    rate.get_by_role("button", name="Check").click()
    expect(rate.locator(".sw-feedback[role=status]")).to_contain_text("That is not one number.")
    rate.get_by_label("Unit").select_option("visitors a minute")
    assert 'option "visitors a minute" [selected]' in rate.aria_snapshot()

    guess = card(page, "guess-choice")
    assert guess.aria_snapshot().count("radio") >= 2 and "[checked]" not in guess.aria_snapshot()
    guess.get_by_role("button", name="This is my guess").click()
    expect(guess.locator(".sw-live")).to_have_text("Make a guess first: any guess will do.")
    guess.get_by_label("The sheet").check()
    assert 'radio "The sheet" [checked]' in guess.aria_snapshot()
    guess.get_by_role("button", name="This is my guess").click()
    expect(guess.get_by_text("Your guess is recorded and stays.")).to_be_focused()
    assert 'radio "The sheet" [checked] [disabled]' in guess.aria_snapshot()
    number = card(page, "guess-number")
    assert 'textbox "Your guess, in visitors"' in number.aria_snapshot()
    number.get_by_role("textbox").fill("5")
    press(page, "Enter")
    assert 'textbox "Your guess, in visitors" [disabled]' in number.aria_snapshot()


@pytest.mark.parametrize("theme", EITHER_THEME)
def test_no_accessibility_violation_and_no_sideways_scrolling(page: Page, lab: Lab, theme: str) -> None:
    set_theme(lab, theme)
    show(page, lab, f"theme-{theme}")
    with_the_mouse(page)
    wait_until(lambda: values(lab, f"theme-{theme}") == EXPECTED)
    open_lesson(page, lab, f"theme-{theme}/desk.ipynb")  # the results, too
    expect(page.locator(".says-who-results table")).to_have_count(2)
    page.keyboard.press("Control+b")  # more room
    context = {"include": [[".says-who"], [".says-who-results"]]}
    found = Axe().run(page, context=context)
    assert not found.response["violations"], found.generate_report()
    page.set_viewport_size({"width": 1280, "height": 1600})
    places = {"desk": ".sw-weigh", "unit": ".sw-quiz", "guess": ".sw-predict", "results": ".says-who-results"}
    for name, where in places.items():
        picture(page.locator(where).first, f"{name}-{theme}")

    page.set_viewport_size({"width": 320, "height": 1600})  # 1,280 pixels at 400 %
    page.wait_for_timeout(300)
    assert too_wide(page, ".says-who, .says-who-results") == []
    for name, where in places.items():
        picture(page.locator(where).first, f"{name}-narrow-{theme}")
