"""The exercises on words, in a real JupyterLab: each done with the mouse and with keys alone, and heard, and narrow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import press, tab_to
from playwright.sync_api import Browser, Locator, Page, expect
from words_lab import TEXTS, write_notebook

import course
from lab import EITHER_THEME, Lab, open_lesson, picture, set_theme, start_lab, wait_until

TEXT = course.load_article("karabakh").text
EXERCISES = ["tag", "whose", "spot", "rewrite"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One server for the module; each test has a folder and a notebook of its own in it."""
    server = start_lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


def show(page: Page, lab: Lab, folder: str, names: list[str]) -> None:
    write_notebook(lab.folder / folder / "words.ipynb", names)
    open_lesson(page, lab, f"{folder}/words.ipynb")
    expect(page.locator(".says-who")).to_have_count(len(names))


def card(page: Page, kind: str, number: int = 1, nth: int = 0) -> Locator:
    return page.locator(f".says-who.sw-{kind}").nth(nth).locator(".sw-card").nth(number - 1)


def word(card_: Locator, index: int) -> Locator:
    return card_.get_by_role("option").nth(index)


def live(card_: Locator) -> Locator:
    return card_.locator(".sw-live")


def drag(page: Page, card_: Locator, first: int, last: int) -> None:
    word(card_, first).scroll_into_view_if_needed()
    word(card_, first).hover()
    page.mouse.down()
    word(card_, last).hover()
    page.mouse.up()


def click_button(card_: Locator, name: str) -> None:
    card_.locator(".sw-bar").get_by_role("button", name=name).click()


def into(page: Page, kind: str, number: int = 1) -> None:
    """By Tab into the text of a card."""
    page.locator(f".says-who.sw-{kind}").evaluate("root => root.setAttribute('data-here', '')")
    page.locator(".says-who[data-here] .sw-card").nth(number - 1).evaluate("card => card.setAttribute('data-here', '')")
    tab_to(page, page.locator(".sw-card[data-here] .sw-word, .sw-card[data-here] textarea"))
    page.locator("[data-here]").evaluate_all("all => all.forEach((one) => one.removeAttribute('data-here'))")


def said(spans: list) -> str:
    return " ... ".join(TEXT[a:b] for a, b in spans)


# Each exercise with the mouse, and with keys alone


def tag_with_the_mouse(page: Page) -> None:
    first, second = card(page, "tagger", 1), card(page, "tagger", 2)
    for (a, b), part in {(0, 1): "Source", (2, 2): "Cue", (4, 16): "Claim"}.items():
        drag(page, first, a, b)
        click_button(first, part)
    # Nested: The Times published that an agent confirmed.
    for (a, b), part in {(2, 3): "Source", (4, 4): "Cue", (5, 38): "Claim"}.items():
        drag(page, second, a, b)
        click_button(second, part)
    click_button(second, "New statement")
    for (a, b), part in {(12, 16): "Source", (18, 18): "Cue", (20, 38): "Claim"}.items():
        drag(page, second, a, b)
        click_button(second, part)


def tag_with_keys(page: Page) -> None:
    into(page, "tagger", 1)
    press(page, "Shift+ArrowRight", "s", "ArrowRight", "c", "ArrowRight", "ArrowRight", "Shift+End", "t")
    press(page, "Control+ArrowRight")  # to the next sentence
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "s", "ArrowRight", "c", "ArrowRight", "Shift+End", "t")
    press(page, "n", "Home", *["ArrowRight"] * 12, *["Shift+ArrowRight"] * 4, "s")
    press(page, "ArrowRight", "ArrowRight", "c", "ArrowRight", "ArrowRight", "x", "End", "t")


def whose_with_the_mouse(page: Page) -> None:
    first, second = card(page, "whose", 1), card(page, "whose", 2)
    first.get_by_label("Someone else’s word: I know whom to ring.").check()
    drag(page, first, 0, 1)
    word(first, 2).click()
    second.get_by_label("The article’s own word").check()


def whose_with_keys(page: Page) -> None:
    into(page, "whose", 1)
    press(page, "1", "Shift+ArrowRight", "t", "ArrowRight", "Space")
    press(page, "Alt+ArrowRight", "3")


def spot_with_the_mouse(page: Page) -> None:
    this = card(page, "spot")
    drag(page, this, 10, 10)
    click_button(this, "Mark")
    page.keyboard.type("How big is that?")
    drag(page, this, 2, 3)
    click_button(this, "Mark")
    this.get_by_label("Why does “the largest” stand out?").fill("Who counted?")


def spot_with_keys(page: Page) -> None:
    into(page, "spot")
    press(page, *["ArrowRight"] * 10, "m")
    page.keyboard.type("How big is that?")
    press(page, "Enter", *["ArrowLeft"] * 8, "x", "ArrowRight", "m")
    page.keyboard.type("Who counted?")
    press(page, "Escape")


def rewrite_with_the_mouse(page: Page) -> None:
    this = card(page, "rewrite")
    this.get_by_role("textbox").click()
    page.keyboard.type("Atlas Systems, an Israeli firm, opened a massive office in Baku.")


def rewrite_with_keys(page: Page) -> None:
    into(page, "rewrite")
    page.keyboard.type("Atlas Systems, an Israeli firm, opened a massive office in Baku.")


WAYS = {
    "mouse": [tag_with_the_mouse, whose_with_the_mouse, spot_with_the_mouse, rewrite_with_the_mouse],
    "keys": [tag_with_keys, whose_with_keys, spot_with_keys, rewrite_with_keys],
}


def without_times(path: Path) -> str:
    return re.sub(r'"time": "[^"]*"', '"time": ""', path.read_text(encoding="utf-8"))


def test_mouse_and_keys_make_the_same_file_and_no_key_reaches_lab(page: Page, lab: Lab) -> None:
    for way, done in WAYS.items():
        show(page, lab, way, EXERCISES)
        cells = page.locator(".jp-Cell").count()
        page.locator(".jp-Notebook .jp-Cell").first.focus()
        for do in done:
            do(page)
        wait_until(lambda way=way: len(lab.answers("words", way)) == 6)
        expect(page.locator(".sw-state[data-state=kept]")).to_have_count(6)
        # D D would delete a cell, A and B insert one, M and Y change its kind, if they reached JupyterLab.
        page.locator(".sw-tagger .sw-word").first.focus()
        press(page, *"ddabyf")
        page.locator(".sw-whose input[type=radio]").first.focus()
        press(page, *"ddabmy")
        page.locator(".sw-bar button").first.focus()
        press(page, *"ddabmy")
        assert page.locator(".jp-Cell").count() == cells
        assert page.locator(".jp-MarkdownCell").count() == 0
    mouse, by_keys = (without_times(lab.folder / way / "answers" / "words.json") for way in WAYS)
    assert mouse == by_keys

    items = {item: entry["value"] for item, entry in json.loads(mouse)["items"].items()}
    outer, inner = items["tag-P50"]["statements"]
    assert (said(outer["source"]), said(outer["cue"])) == ("The Times", "published")
    assert (said(inner["source"]), said(inner["cue"])) == ("an Israeli agent named Shimon", "confirmed")
    assert items["voice-P28"] == {
        "text": "karabakh", "unit": "P28", "voice": "someone", "shown": items["voice-P28"]["shown"],
    }  # fmt: skip
    assert said(items["voice-P28"]["shown"]) == "The investigation found"
    assert items["voice-P46"]["voice"] == "own" and items["voice-P46"]["shown"] == []
    assert [(said([m["span"]]), m["reason"]) for m in items["loaded-P33"]["marks"]] == [
        ("the largest", "Who counted?"), ("massive", "How big is that?"),
    ]  # fmt: skip
    assert items["rewrite-P33"]["rewrite"].startswith("Atlas Systems, an Israeli firm")

    # Feedback, asked for by key, and progress.
    expect(page.locator(".sw-whose .sw-progress")).to_have_text("2 of 2 answered")
    expect(page.locator(".sw-tagger .sw-progress")).to_have_text("2 of 2 marked")
    word(card(page, "whose"), 0).focus()
    press(page, "Enter")
    expect(card(page, "whose")).to_contain_text("Whose word: right, someone else’s word.")
    word(card(page, "spot"), 0).focus()
    press(page, "Enter")
    expect(card(page, "spot")).to_contain_text("“crucial”: some readers mark this, because ")
    this = card(page, "rewrite")
    expect(this).to_contain_text("Of the words you marked, these remain: “massive”.")
    expect(this).to_contain_text("Names: not found “Iran”.")
    expect(this.locator("mark")).to_have_text(["the ", "largest ", "massive "][:3])
    this.get_by_role("textbox").focus()
    press(page, "Control+Enter")
    expect(this.locator(".sw-heard")).to_contain_text("What is left. Of the words you marked, these remain")


# What is heard


def test_what_a_screen_reader_gets_before_and_after(page: Page, lab: Lab) -> None:
    show(page, lab, "heard", ["tag", "whose", "spot"])
    this = card(page, "tagger")
    box = this.get_by_role("listbox")
    expect(box).to_have_accessible_name("Sentence 1, 1 of 2, 17 words. Arrow keys move, Shift chooses, S C T mark.")
    before = box.aria_snapshot()
    assert '- option "The"' in before and '- option "investigation"' in before
    assert "[selected]" not in before
    assert this.locator(".sw-word[tabindex='0']").count() == 1

    into(page, "tagger")
    assert '- option "The" [selected]' in box.aria_snapshot()
    press(page, "Shift+ArrowRight")
    expect(live(this)).to_have_text("Chosen: “The investigation”")
    press(page, "s")
    expect(live(this)).to_have_text("Marked “The investigation” as source. 2 of 17 words are marked.")
    after = box.aria_snapshot()
    assert '- option "The, source" [selected]' in after and '- option "investigation, source" [selected]' in after
    press(page, "c")
    expect(live(this)).to_have_text("Changed “The investigation” from source to cue. 2 of 17 words are marked.")
    assert '- option "The, cue" [selected]' in box.aria_snapshot()
    press(page, "Control+z")
    expect(live(this)).to_have_text("Undone. 2 of 17 words are marked.")
    assert '- option "The, source" [selected]' in box.aria_snapshot()
    press(page, "Control+Shift+z")
    expect(live(this)).to_have_text("Brought back. 2 of 17 words are marked.")
    press(page, "Delete")
    expect(live(this)).to_have_text("Cleared “The investigation”. 0 of 17 words are marked.")
    assert '- option "The" [selected]' in box.aria_snapshot()
    press(page, "Escape")
    assert box.aria_snapshot().count("[selected]") == 1
    press(page, "Escape")
    expect(this.get_by_role("button", name="Check")).to_be_focused()
    word(this, 1).focus()
    press(page, "Control+ArrowLeft", "Control+ArrowLeft")
    expect(live(this)).to_have_text("This is the first sentence.")

    # Two statements: overlapping marks, and a mark handed from one to the other.
    press(page, "Home", "Shift+ArrowRight", "t", "n", "Home", "s")
    expect(live(this)).to_have_text("Marked “The” as source of statement 2. 2 of 17 words are marked.")
    assert '- option "The, claim 1, source 2" [selected]' in box.aria_snapshot()
    press(page, "1", "l")
    expect(live(this)).to_have_text("Linked “The” as source to statement 1.")
    assert '- option "The, source"' in box.aria_snapshot() and '- option "investigation, claim"' in box.aria_snapshot()
    press(page, "9")
    expect(live(this)).to_have_text("There is no statement 9. Press N for a new one.")
    press(page, "o")
    expect(live(this)).to_have_text("Said: the article’s own word. Nobody is said to have said this.")
    expect(this.get_by_role("button", name="Own word")).to_have_attribute("aria-pressed", "true")

    this = card(page, "whose")
    into(page, "whose")
    press(page, "t")
    expect(live(this)).to_have_text("Touched “The”. 1 of 17 words are touched.")
    assert '- option "The, touched" [selected]' in this.get_by_role("listbox").aria_snapshot()
    press(page, "t")
    expect(live(this)).to_have_text("Let go of “The”. 0 of 17 words are touched.")
    word(this, 2).click()
    click_button(this, "Touch")  # as in tagging; Clear lets go
    expect(word(this, 2)).to_have_accessible_name(re.compile("touched"))
    click_button(this, "Clear")
    expect(word(this, 2)).not_to_have_accessible_name(re.compile("touched"))
    press(page, "2")
    expect(live(this)).to_contain_text("Answer 2: Someone else’s word, source missing")
    assert re.search(r'radio "Someone else’s word, source missing[^"]*" \[checked\]', this.aria_snapshot())
    press(page, "Enter")
    expect(this.locator(".sw-feedback")).to_contain_text("Touch the words that show it: who speaks")

    this = card(page, "spot")
    into(page, "spot")
    press(page, "Enter")
    expect(live(this)).to_contain_text("First decide for yourself")
    press(page, "m")
    expect(live(this)).to_have_text("Marked “Atlas”. 1 mark. Type why it stands out.")
    assert '- option "Atlas, marked 1"' in this.get_by_role("listbox").aria_snapshot()
    expect(this.get_by_label("Why does “Atlas” stand out?")).to_be_focused()
    press(page, "Enter", "Delete")
    expect(live(this)).to_have_text("Cleared “Atlas”. 0 marks.")
    press(page, "o")
    expect(live(this)).to_have_text("Recorded: nothing stands out.")
    wait_until(lambda: lab.answers("words", "heard")["loaded-P33"]["value"]["marks"] == [])


# Lists, touch, no dragging


def test_the_list_and_single_presses_do_what_dragging_does(page: Page, lab: Lab) -> None:
    show(page, lab, "list", ["tag", "whose", "spot"])
    this = card(page, "tagger")
    word(this, 4).click()
    click_button(this, "Up to …")
    expect(this.get_by_role("button", name="Up to …")).to_have_attribute("aria-pressed", "true")
    word(this, 16).click()
    click_button(this, "Claim")
    expect(this.get_by_role("button", name="Up to …")).to_have_attribute("aria-pressed", "false")
    expect(live(this)).to_contain_text("Marked “the number of flights increased")
    word(this, 0).click()
    word(this, 1).click(modifiers=["Shift"])
    click_button(this, "Source")
    this.get_by_text("Marks as a list").click()
    this.get_by_label("Last word, mark 2").select_option(label="8 flights")
    this.get_by_label("Part, mark 1").select_option("Cue")
    wait_until(lambda: lab.answers("words", "list")["tag-P28"]["value"]["statements"][0]["cue"] != [])
    this.get_by_label("Statement, mark 2").select_option("new")
    wait_until(lambda: len(lab.answers("words", "list")["tag-P28"]["value"]["statements"]) == 2)
    second = lab.answers("words", "list")["tag-P28"]["value"]["statements"][1]
    assert said(second["claim"]) == "the number of flights"
    this.get_by_role("button", name="Remove mark 1").click()
    this.get_by_role("button", name="Add a mark").click()
    expect(this.get_by_label("Part, mark 1")).to_be_focused()
    this.get_by_role("button", name="Remove mark 1").click()
    wait_until(lambda: len(lab.answers("words", "list")["tag-P28"]["value"]["statements"]) == 1)

    for kind, item in (("whose", "voice-P28"), ("spot", "loaded-P33")):
        this = card(page, kind)
        this.get_by_text("Marks as a list").click()
        this.get_by_role("button", name="Add a mark").click()
        this.get_by_label("Last word, mark 1").select_option(index=1)
        wait_until(lambda item=item: item in lab.answers("words", "list"))
        expect(word(this, 1)).to_have_accessible_name(re.compile("touched|marked 1"))
        this.get_by_role("button", name="Remove mark 1").click()
        expect(word(this, 1)).not_to_have_accessible_name(re.compile("touched|marked 1"))


def test_touch_chooses_words(browser: Browser, lab: Lab) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 900}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    show(page, lab, "touch", ["whose"])
    this = card(page, "whose")
    word(this, 2).tap()
    expect(live(this)).to_contain_text("Touched “found”.")
    click_button(this, "Up to …")
    word(this, 0).tap()
    wait_until(lambda: said(lab.answers("words", "touch")["voice-P28"]["value"]["shown"]) == "The investigation found")
    context.close()


# Strange text


STRANGE = (TEXTS / "data" / "articles" / "strange" / "article.txt").read_bytes().decode()
RTL = (TEXTS / "data" / "articles" / "strange-rtl" / "article.txt").read_bytes().decode()


def test_strange_text_shows_and_tags(page: Page, lab: Lab) -> None:
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    names = ["strange", "strange-whose", "strange-spot", "strange-rewrite", "rtl"]
    show(page, lab, "strange", names)
    this = card(page, "tagger")
    first = STRANGE.split("\n")[0]
    shown = this.get_by_role("listbox").text_content()
    assert " ".join(shown.split()) == first
    assert page.locator(".says-who b").count() == 0
    names_ = [o.get_attribute("aria-label") for o in this.get_by_role("option").all()]
    find = names_.index
    drag(page, this, 0, find("co"))
    click_button(this, "Source")
    expect(live(this)).to_contain_text("Marked “The coach 👩‍👧 of <b>FC</b> Åre & co” as source.")
    word(this, find("said")).click()
    click_button(this, "Cue")
    drag(page, this, find("fans"), find("o’clock"))
    click_button(this, "Claim")
    click_button(this, "Check")
    expect(this).to_contain_text("All right.")
    marked = lab.answers("words", "strange")["tag-S1"]["value"]["statements"][0]
    part = {role: [STRANGE[a:b] for a, b in spans] for role, spans in marked.items()}
    assert part["source"] == ["The coach 👩‍👧 of <b>FC</b> Åre & co"]
    assert part["cue"] == ["said"]
    assert part["claim"] == ["fans drank “cafe\u0301 au lait” at 10 < 11 o’clock"]

    this = card(page, "whose")
    word(this, find("“cafe\u0301")).click()
    wait_until(lambda: "voice-S1" in lab.answers("words", "strange"))
    [[a, b]] = lab.answers("words", "strange")["voice-S1"]["value"]["shown"]
    assert STRANGE[a:b] == "“cafe\u0301"
    this = card(page, "spot")
    word(this, find("<b>FC</b>")).click()
    click_button(this, "Mark")
    page.keyboard.type("<img src=x onerror=alert(1)> & 😀")
    click_button(this, "See other readers")
    expect(this).to_contain_text("Nobody else has marked this sentence yet.")
    this = card(page, "rewrite")
    this.get_by_role("textbox").fill("A coach & <b>FC</b> 😀")
    expect(this).to_contain_text("Of the words you marked, these remain: “<b>FC</b>”.")

    # Right to left: the arrow that points left goes on.
    this = card(page, "tagger", nth=1)
    assert " ".join(this.get_by_role("listbox").text_content().split()) == RTL.strip()
    start, end = (word(this, i).bounding_box()["x"] for i in (0, 6))
    assert start > end
    word(this, 0).focus()
    press(page, "c", "ArrowLeft", "s", "ArrowLeft", "ArrowLeft", "Shift+End", "t", "Enter")
    expect(this).to_contain_text("All right.")
    marked = lab.answers("words", "strange")["rtl-S1"]["value"]["statements"][0]
    assert [RTL[a:b] for a, b in marked["claim"]] == ["الفريق تدرب جيدا أمس"]
    this.scroll_into_view_if_needed()
    picture(page, "words-strange")
    assert not alerts


def test_a_passage_has_its_sentences(page: Page, lab: Lab) -> None:
    show(page, lab, "passage", ["passage", "held", "rewrite"])
    this = card(page, "tagger")
    assert this.get_by_role("listbox").get_by_role("group").count() == 4
    assert 'group "Sentence 2 of 4"' in this.get_by_role("listbox").aria_snapshot()
    into(page, "tagger")
    press(page, "Control+ArrowRight")
    second = this.get_by_role("group", name="Sentence 2 of 4").get_by_role("option").first
    expect(second).to_be_focused()
    expect(second).to_have_accessible_name("Azerbaijan")
    press(page, "Shift+Control+ArrowRight")
    expect(live(this)).to_contain_text("Chosen: “Azerbaijan prepared an airport")
    press(page, "Alt+ArrowLeft")
    expect(second).to_be_focused()
    # Held back: complete or not, nothing else.
    this = card(page, "whose")
    into(page, "whose")
    press(page, "1", "Enter")
    expect(this).to_contain_text("Recorded, not complete.")
    press(page, "t", "Enter")
    expect(this).to_contain_text("Recorded, complete.")
    expect(this).not_to_contain_text("ight")
    # What somebody types without a pause is recorded within a second all the same.
    card(page, "rewrite").get_by_role("textbox").click()
    page.keyboard.type("without a pause", delay=130)
    assert lab.answers("words", "passage")["rewrite-P33"]["value"]["rewrite"].startswith("with")


# To see: both themes, and at 400 %


@pytest.mark.parametrize("theme", EITHER_THEME)
def test_no_accessibility_violation_and_no_sideways_scrolling(page: Page, lab: Lab, theme: str) -> None:
    set_theme(lab, theme)
    show(page, lab, f"theme-{theme}", [*EXERCISES, "passage"])
    for do in WAYS["mouse"]:
        do(page)
    for kind in ("tagger", "whose"):
        click_button(card(page, kind), "Check")
    click_button(card(page, "spot"), "See other readers")
    click_button(card(page, "rewrite"), "Check")
    expect(page.locator(".sw-feedback-title")).to_have_count(4)
    for summary in page.locator(".says-who summary").all():
        summary.click()
    found = Axe().run(page, context=".says-who")
    assert not found.response["violations"], found.generate_report()
    for kind in ("tagger", "whose", "spot", "rewrite"):
        card(page, kind).scroll_into_view_if_needed()
        picture(page, f"words-{kind}-{theme}")

    # 1280 pixels at 400 % leave 320.
    page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current").click()
    page.set_viewport_size({"width": 320, "height": 640})
    too_wide = """() => [...document.querySelectorAll('.says-who')].flatMap((root) => {
        const edge = root.getBoundingClientRect().right + 1;
        const wide = [...root.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > edge);
        return root.scrollWidth > root.clientWidth ? [root, ...wide] : wide;
    })"""
    page.wait_for_function(f"({too_wide})().length === 0", timeout=30_000)
    card(page, "tagger").scroll_into_view_if_needed()
    picture(page, f"words-narrow-{theme}")
    word(card(page, "tagger"), 3).click()
    click_button(card(page, "tagger"), "Cue")
    expect(live(card(page, "tagger"))).to_contain_text("Marked “that” as cue.")
