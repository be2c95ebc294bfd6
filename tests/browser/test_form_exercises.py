"""The exercises that are forms, on the gallery notebook, in a real JupyterLab: mouse and keys, themes, zoom, faults.

One Lab serves the module; each test opens the gallery afresh, with answers of its own.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hands import choose_by_typing, click_slider, press, tab_to, too_wide
from playwright.sync_api import Locator, Page, expect

from lab import EITHER_THEME, PROJECT, Lab, open_lesson, picture, set_theme, start_lab, wait_until

GALLERY = "notebooks/exercises.ipynb"
STEM = "exercises"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("gallery")
    os.environ["SAYS_WHO_TEMPORARY"] = "1"  # as on Binder
    (folder / "notebooks").mkdir()
    shutil.copy(PROJECT / "docs" / "exercises.ipynb", folder / "notebooks")
    server = start_lab(folder)
    del os.environ["SAYS_WHO_TEMPORARY"]
    yield server
    server.stop()


@pytest.fixture
def lab(gallery: Lab) -> Lab:
    """The shared server, with no answers and the gallery as it is stored."""
    shutil.rmtree(gallery.folder / "notebooks" / "answers", ignore_errors=True)
    shutil.copy(PROJECT / "docs" / "exercises.ipynb", gallery.folder / "notebooks")
    set_theme(gallery, "light")
    return gallery


def open_gallery(page: Page, lab: Lab) -> None:
    open_lesson(page, lab, GALLERY)
    page.locator(".sw-panel").wait_for()


def card(page: Page, item: str) -> Locator:
    return page.locator(f'[data-item="{item}"]')


def values(lab: Lab) -> dict:
    """What the answers file holds, without the times."""
    return {item: entry["value"] for item, entry in lab.answers(STEM).items()}


EXPECTED = {
    "fair-first": {"chosen": ["gate"]},
    "fair-who": {"chosen": ["herald", "mail"]},
    "fair-rate": {"typed": "62,0"},
    "fair-word": {"typed": "Thousands"},
    "fair-guess": {"guess": 6},
    "fair-matter": {"chosen": ["slip"]},
    "fair-ring-mayor": {"chosen": ["ring"]},
    "fair-ring-minutes": {"chosen": ["document"]},
    "fair-ring-experts": {"chosen": ["vague"]},
    "fair-pair-1": {"chosen": ["mayor"]},
    "fair-pair-2": {"chosen": ["mayor"]},
    "fair-verb-1": {"chosen": ["passes"]},
    "fair-verb-2": {"chosen": ["vouches"]},
    "fair-chain": {
        "order": ["sheet", "herald", "unknown-1", "blog"],
        "changes": {"herald": "kept", "blog": "changed"},
        "matters": {"blog": "decides"},
    },
    "fair-300": {"rating": 80, "done": True},
    "fair-1000": {"rating": 50, "done": True},
}


# With the mouse


def do_all_with_the_mouse(page: Page) -> None:
    click = lambda item, words: card(page, item).get_by_text(words, exact=True).click()  # noqa: E731
    click("fair-first", "The blog")
    expect(card(page, "fair-first")).to_contain_text("A hint: Who was there, with a list?")
    click("fair-first", "Somebody at the gate")
    expect(card(page, "fair-first").locator(".sw-feedback")).to_contain_text(
        "Right.✓ Yes: 310 tickets were torn there."
    )

    click("fair-who", "The Herald")
    click("fair-who", "The blog")
    click("fair-who", "Check")
    expect(card(page, "fair-who").locator(".sw-feedback")).to_contain_text("It names nobody.")
    click("fair-who", "The blog")
    click("fair-who", "Check")
    expect(card(page, "fair-who").locator(".sw-feedback")).to_contain_text("Right so far; there is more.")
    click("fair-who", "The Mail")
    card(page, "fair-rate").get_by_role("textbox").fill("62,0")
    click("fair-rate", "Check")
    expect(card(page, "fair-rate").locator(".sw-feedback")).to_contain_text("Right.• Read as 62.")
    card(page, "fair-word").get_by_role("textbox").fill("Thousands")
    click("fair-word", "Check")
    expect(card(page, "fair-word").locator(".sw-feedback")).to_contain_text("Right.")
    expect(page.get_by_text("3 of 3 answered").first).to_be_visible()

    expect(page.locator(".jp-OutputArea").get_by_text("Three of the ten do.")).to_have_count(0)
    guess = card(page, "fair-guess").get_by_role("slider")
    expect(guess).to_have_attribute("aria-valuetext", "No answer yet")
    click("fair-guess", "This is my guess")
    expect(card(page, "fair-guess")).to_contain_text("Make a guess first: any guess will do.")
    click_slider(guess, 0.6)
    click("fair-guess", "This is my guess")
    expect(page.locator(".jp-OutputArea").get_by_text("Three of the ten do.")).to_be_visible()
    expect(guess).to_be_disabled()

    click("fair-matter", "A slip: my conclusion stays")
    expect(card(page, "fair-matter").locator(".sw-feedback")).to_contain_text("A rounding, and it says “about”.")

    rung = lambda source: card(page, f"fair-ring-{source}").get_by_role("combobox")  # noqa: E731
    rung("minutes").select_option("A person or body you could ring")
    expect(card(page, "fair-ring-minutes")).to_contain_text("Half right: one rung away.")
    rung("minutes").select_option("A document you could find")
    rung("experts").select_option("“Media”, “experts”: somebody, but who?")
    rung("mayor").select_option("A person or body you could ring")
    expect(page.locator(".sw-ladder li").first).to_contain_text("the mayor, Ms Okoye")
    click("fair-pair-1", "the mayor, Ms Okoye")
    click("fair-pair-2", "the mayor, Ms Okoye")
    expect(card(page, "fair-pair-2").locator(".sw-feedback")).to_contain_text("Right.")
    click("fair-verb-1", "It passes the claim on")
    click("fair-verb-2", "It vouches for the claim: the writer stands behind it")
    expect(card(page, "fair-verb-2").locator(".sw-feedback")).to_contain_text("Who “admits” something")

    chain = card(page, "fair-chain")
    order_of = lambda: [node.get_attribute("data-id") for node in chain.locator(".sw-link").all()]  # noqa: E731
    chain.get_by_role("button", name="Check").click()
    expect(chain.locator(".sw-feedback")).to_contain_text("Not quite the order.")
    while order_of() != ["sheet", "herald", "blog"]:
        late = next(i for i, name in enumerate(order_of()) if name != ["sheet", "herald", "blog"][i])
        name = ["sheet", "herald", "blog"][late]
        chain.locator(f'[data-id="{name}"] [data-control=up]').click()
    expect(chain.locator(".sw-live")).to_contain_text("is now")
    chain.get_by_role("button", name="Insert an unknown link").click()
    chain.locator('[data-id="unknown-1"] [data-control=down]').click()
    chain.locator('[data-id="herald"] [data-control=kind]').select_option("kept it as it was")
    chain.locator('[data-id="blog"] [data-control=kind]').select_option("changed something")
    chain.get_by_label("Does it matter, what “A blog” did?").select_option("decides the claim")
    chain.get_by_role("button", name="Check").click()
    expect(chain.locator(".sw-feedback")).to_contain_text("All right.")

    click_slider(card(page, "fair-300").get_by_role("slider"), 0.8)
    click("fair-300", "Compare with what we read")
    expect(card(page, "fair-300").locator(".sw-feedback")).to_contain_text("The cards bear you out.")
    page.get_by_role("button", name="Next →").click()
    click("fair-1000", "I cannot tell yet")
    click("fair-1000", "Compare with what we read")
    expect(card(page, "fair-1000").locator(".sw-feedback")).to_contain_text("You left it open; the cards say more.")
    page.get_by_role("button", name="Show how I told them apart").click()
    expect(page.locator(".sw-weigh > .sw-feedback")).to_contain_text("Telling apart: +30.")


def test_every_form_is_done_with_the_mouse(page: Page, lab: Lab) -> None:
    open_gallery(page, lab)
    do_all_with_the_mouse(page)
    wait_until(lambda: values(lab) == EXPECTED)
    for state in page.locator(".sw-state:visible").all():
        if state.evaluate("(e) => !e.closest('.sw-words')"):
            assert "✓ Kept" in state.text_content()
    # The marks come back, feedback aside, when the notebook is opened and run again.
    open_gallery(page, lab)
    expect(card(page, "fair-first").get_by_label("Somebody at the gate")).to_be_checked()
    expect(card(page, "fair-rate").get_by_role("textbox")).to_have_value("62,0")
    expect(page.locator(".jp-OutputArea").get_by_text("Three of the ten do.")).to_be_visible()
    expect(card(page, "fair-300").get_by_role("slider")).to_be_disabled()
    assert values(lab) == EXPECTED


# With keys alone


def do_all_with_keys(page: Page) -> None:
    first = card(page, "fair-first")
    first.get_by_role("radio").first.focus()  # where Tab arrives from the notebook; the rest is keys
    press(page, "Space")
    expect(first.locator(".sw-feedback")).to_contain_text("Right.")

    who = card(page, "fair-who")
    for name in ("The Herald", "The Mail"):
        tab_to(page, who.get_by_label(name))
        press(page, "Space")
    tab_to(page, who.get_by_role("button", name="Check"))
    press(page, "Enter")
    expect(who.locator(".sw-feedback")).to_contain_text("Right.")
    for item, typed in {"fair-rate": "62,0", "fair-word": "Thousands"}.items():
        tab_to(page, card(page, item).get_by_role("textbox"))
        page.keyboard.type(typed)
        press(page, "Enter")
        expect(card(page, item).locator(".sw-feedback")).to_contain_text("Right.")

    guess = card(page, "fair-guess").get_by_role("slider")
    tab_to(page, guess)
    press(page, "ArrowRight")
    expect(guess).to_have_attribute("aria-valuetext", "6 of ten")
    tab_to(page, card(page, "fair-guess").get_by_role("button", name="This is my guess"))
    press(page, "Enter")
    expect(page.locator(".jp-OutputArea").get_by_text("Three of the ten do.")).to_be_visible()

    matter = card(page, "fair-matter")
    tab_to(page, matter.get_by_role("radio").first)
    press(page, "Space")
    expect(matter.locator(".sw-feedback")).to_contain_text("That is how we see it, too.")

    for source, downs in {"minutes": 2, "experts": 3, "mayor": 1}.items():
        tab_to(page, card(page, f"fair-ring-{source}").get_by_role("combobox"))
        press(page, *["ArrowDown"] * downs)
        expect(card(page, f"fair-ring-{source}").locator(".sw-feedback")).to_be_empty()
        press(page, "Enter")
        expect(card(page, f"fair-ring-{source}").locator(".sw-feedback")).to_contain_text("Right.")

    for item, downs in {"fair-pair-1": 1, "fair-pair-2": 0, "fair-verb-1": 0, "fair-verb-2": 1}.items():
        tab_to(page, card(page, item).get_by_role("radio").first)
        press(page, *(["Space"] if not downs else ["ArrowDown"] * downs))
        if downs:  # what the arrows pass is no answer to be judged; Enter is
            expect(card(page, item).locator(".sw-feedback")).to_be_empty()
            press(page, "Enter")
        expect(card(page, item).locator(".sw-feedback")).to_contain_text("Right.")

    chain = card(page, "fair-chain")
    part = lambda name, control: chain.locator(f'[data-id="{name}"] [data-control={control}]')  # noqa: E731
    tab_to(page, part("blog", "place"))
    page.keyboard.type("3")  # place 3, by the menu of places
    expect(part("blog", "place")).to_be_focused()
    expect(chain.locator(".sw-live")).to_have_text("“A blog” is now 3 of 3.")
    insert = chain.get_by_role("button", name="Insert an unknown link")
    tab_to(page, insert)
    press(page, "Enter")
    expect(part("unknown-1", "place")).to_be_focused()
    tab_to(page, part("unknown-1", "down"))
    press(page, "Enter")
    expect(chain.locator(".sw-live")).to_have_text("“A link that nobody has seen” is now 3 of 4.")
    for _ in range(12):
        press(page, "Shift+Tab")
        if part("herald", "kind").evaluate("(e) => e === document.activeElement"):
            break
    choose_by_typing(page, part("herald", "kind"), "kept")
    choose_by_typing(page, part("blog", "kind"), "changed")
    choose_by_typing(page, chain.get_by_label("Does it matter, what “A blog” did?"), "decides")
    tab_to(page, chain.get_by_role("button", name="Check"))
    press(page, "Enter")
    expect(chain.locator(".sw-feedback")).to_contain_text("All right.")

    tab_to(page, card(page, "fair-300").get_by_role("slider"))
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(card(page, "fair-300").get_by_role("slider")).to_have_attribute("aria-valuetext", "80 of 100: rather yes")
    tab_to(page, card(page, "fair-300").get_by_role("button", name="Compare with what we read"))
    press(page, "Enter")
    expect(card(page, "fair-300").locator(".sw-feedback")).to_contain_text("The cards bear you out.")
    tab_to(page, page.get_by_role("button", name="Next →"))
    press(page, "Enter")
    tab_to(page, card(page, "fair-1000").get_by_role("slider"))
    press(page, "Space")  # takes the middle, where it stands
    expect(card(page, "fair-1000").get_by_role("slider")).to_have_attribute(
        "aria-valuetext", "50 of 100: I cannot tell yet"
    )
    tab_to(page, card(page, "fair-1000").get_by_role("button", name="Compare with what we read"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Show how I told them apart"))
    press(page, "Enter")
    expect(page.locator(".sw-weigh > .sw-feedback")).to_contain_text("Telling apart: +30.")


def test_every_form_is_done_with_keys_alone_and_records_the_same(page: Page, lab: Lab) -> None:
    open_gallery(page, lab)
    cells = page.locator(".jp-Cell").count()
    do_all_with_keys(page)
    wait_until(lambda: values(lab) == EXPECTED)
    # D D would delete a cell, A and B insert one, M and Y change its kind, if they reached JupyterLab.
    for item, role in {"fair-first": "radio", "fair-chain": "button", "fair-ring-mayor": "combobox"}.items():
        card(page, item).get_by_role(role).last.focus()
        press(page, *"ddabmyx")
        assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-MarkdownCell").count() == page.locator(".jp-MarkdownCell .jp-RenderedMarkdown").count()


# Looks


@pytest.mark.parametrize("theme", EITHER_THEME)
def test_no_accessibility_violation_in_either_theme(page: Page, lab: Lab, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    set_theme(lab, theme)
    open_gallery(page, lab)
    page.keyboard.press("Control+b")  # more room
    axe = Axe()
    empty = axe.run(page, context=".says-who")
    assert not empty.response["violations"], empty.generate_report()
    do_all_with_the_mouse(page)
    page.set_viewport_size({"width": 1280, "height": 2000})  # each exercise whole in its picture
    for number, name in enumerate(
        ("quiz", "panel", "predict", "matter", "sources", "pairs", "verbs", "chain", "weigh")
    ):
        exercise = page.locator(".says-who").nth(number)
        exercise.scroll_into_view_if_needed()
        picture(exercise, f"form-{name}-{theme}")
    filled = axe.run(page, context=".says-who")
    assert not filled.response["violations"], filled.generate_report()


def test_at_400_per_cent_nothing_scrolls_sideways(page: Page, lab: Lab) -> None:
    """1,280 pixels at 400 % are 320; the exercise must fit what Lab leaves of them."""
    open_gallery(page, lab)
    page.keyboard.press("Control+b")  # as anyone does on a screen that small
    do_all_with_the_mouse(page)
    page.set_viewport_size({"width": 320, "height": 900})
    page.wait_for_timeout(300)
    wide = too_wide(page, ".says-who:not(.sw-tag)")
    page.set_viewport_size({"width": 320, "height": 2400})
    for name in ("trace", "weigh", "grade"):
        picture(page.locator(f".sw-{name}").first, f"form-zoom-400-{name}")
    assert wide == []


# All answers as one file


def test_answers_go_along_as_one_file_and_come_back_elsewhere(page: Page, lab: Lab, tmp_path: Path) -> None:
    open_gallery(page, lab)
    card(page, "fair-first").get_by_text("The blog").click()
    card(page, "fair-matter").get_by_text("A slip").click()
    panel = page.locator(".sw-panel")
    expect(panel).to_contain_text("2 answers from 1 notebook in this folder.")
    reminder = panel.locator(".sw-reminder")
    expect(reminder).to_contain_text("You have answers that are not downloaded yet")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Download all answers").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert json.loads(saved.read_text("utf-8"))["notebooks"].keys() == {STEM}
    expect(reminder).to_be_empty()

    # Elsewhere: a folder without answers, but for one that is newer than the file's.
    shutil.rmtree(lab.folder / "notebooks" / "answers")
    page.evaluate("localStorage.clear()")
    open_gallery(page, lab)
    card(page, "fair-matter").get_by_text("It weakens the claim").click()
    wait_until(lambda: "fair-matter" in values(lab))
    page.locator(".sw-panel input[type=file]").set_input_files(saved)
    expect(panel).to_contain_text("1 answer brought back.")
    expect(panel).to_contain_text("exercises: 1 answer.")
    expect(panel).to_contain_text("exercises: what is here is newer and stays: fair-matter.")
    expect(card(page, "fair-first").get_by_label("The blog")).to_be_checked()  # shown at once
    expect(card(page, "fair-first")).to_contain_text("✓ Kept")
    assert values(lab) == {"fair-first": {"chosen": ["blog"]}, "fair-matter": {"chosen": ["weakens"]}}

    # Dragged in: nothing new, and a file of another kind is refused in words.
    drop = panel.locator(".sw-drop")
    for text, told in ((saved.read_text("utf-8"), "No answers brought back."), ("[1]", "Nothing was brought back.")):
        transfer = page.evaluate_handle(
            "(text) => { const d = new DataTransfer(); d.items.add(new File([text], 'a.json')); return d; }", text
        )
        drop.dispatch_event("drop", {"dataTransfer": transfer})
        expect(panel).to_contain_text(told)
