"""Self-study on Binder, as a reader meets it: the server that binder/start starts on what postBuild leaves.

What takes longest, and tells least that other tests do not, runs in `make proof`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from binder_image import start_session
from hands import press, tab_to
from looks import looks_well
from playwright.sync_api import Browser, Locator, Page, expect

from lab import (
    Lab,
    new_page,
    open_lesson,
    open_notebook,
    picture,
    picture_path,
    run_all,
    set_theme,
    wait_until,
)

pytestmark = pytest.mark.xdist_group("self-study")
PAPER = "practice-3-chains-and-words"
GIVE = "That is my answer"


@pytest.fixture
def session(image: Path, tmp_path: Path):
    lab = start_session(image, tmp_path / "home")
    yield lab
    lab.stop()


def test_binder_opens_on_lesson_00_with_lessons_alone_in_view(page: Page, session: Lab) -> None:
    page.goto(session.address)
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first).to_contain_text("Start here")
    names = page.locator(".jp-DirListing-itemName")
    expect(names.filter(has_text="00-start-here.ipynb")).to_be_visible()
    here = names.all_inner_texts()
    assert [n for n in here if n[0].isdigit()] == [
        p.name for p in sorted((session.folder / "notebooks").glob("0*.ipynb"))
    ]
    assert "pictures" not in here
    page.get_by_role("navigation", name="file browser").or_(page.locator(".jp-BreadCrumbs")).locator(
        ".jp-BreadCrumbs-home"
    ).first.click()
    expect(names).to_have_text(["docs", "notebooks", "lab.log"])  # the last is this test's own
    picture(page, "self-study-opens")
    for path in ("assignments", "assignments/keys/karabakh.ann", "tests", ".git"):
        assert page.request.get(f"{session.address}/api/contents/{path}").status == 404, path
    settings = page.request.get(f"{session.address}/lab/api/settings/@jupyterlab/docmanager-extension:plugin").json()
    autosave = settings["schema"]["properties"]["autosave"]["default"]
    assert autosave is True and json.loads(settings["raw"] or "{}").get("autosave", True)
    run_all(page)
    page.get_by_role("link", name="your progress").first.click()
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first).to_contain_text("Your progress")


def answer_something(page: Page, lab: Lab) -> None:
    """One exercise of lesson 00 by mouse, one of lesson 02 by keys, one of a practice paper for good."""
    open_lesson(page, lab, "notebooks/00-start-here.ipynb")
    page.locator(".sw-quiz label").first.click()
    wait_until(lambda: lab.answers("00-start-here"))
    open_lesson(page, lab, "notebooks/02-claims-and-attribution.ipynb")
    first = page.locator(".sw-whose .sw-card").first
    tab_to(page, first.get_by_role("radio").first)
    press(page, "Space")
    wait_until(lambda: "voice-P28" in lab.answers("02-claims-and-attribution"))
    open_lesson(page, lab, f"notebooks/{PAPER}.ipynb")
    give(paper_card(page, "retold-late"), "It kept number, period and caution")
    wait_until(lambda: "committed-retold-late" in lab.answers(PAPER))


def paper_card(page: Page, item: str) -> Locator:
    return page.locator(f".sw-card[data-item={item}]")


def give(card: Locator, option: str) -> None:
    card.get_by_label(option).check()
    card.get_by_role("button", name=GIVE).click()


def test_saved_then_the_server_is_gone_then_a_new_one_has_the_same_answers(
    page: Page, browser: Browser, image: Path, tmp_path: Path
) -> None:
    lab = start_session(image, tmp_path / "first")
    answer_something(page, lab)
    open_lesson(page, lab, "notebooks/your-progress.ipynb")
    panel = page.locator(".sw-panel").filter(has_text="All your answers")
    expect(panel.locator(".sw-reminder")).to_contain_text("You have answers that are not downloaded yet")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Download all answers").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    expect(panel.locator(".sw-reminder")).to_be_empty()
    before = {n: lab.answers(n) for n in ("00-start-here", "02-claims-and-attribution", PAPER)}
    assert all(before.values())
    lab.stop()
    shutil.rmtree(lab.folder)
    page.context.close()

    lab = start_session(image, tmp_path / "second")
    page = new_page(browser)
    try:
        open_lesson(page, lab, "notebooks/your-progress.ipynb")
        assert not any(lab.answers(n) for n in before)
        expect(page.locator(".jp-RenderedHTMLCommon").filter(has_text="0 of 12 notebooks are done")).to_be_visible()
        panel = page.locator(".sw-panel").filter(has_text="All your answers")
        panel.locator("input[type=file]").set_input_files(saved)
        expect(panel).to_contain_text("answers brought back.")
        assert {n: lab.answers(n) for n in before} == before
        open_lesson(page, lab, "notebooks/02-claims-and-attribution.ipynb")
        expect(page.locator(".sw-whose .sw-card").first.get_by_role("radio").first).to_be_checked()
        open_lesson(page, lab, f"notebooks/{PAPER}.ipynb")
        late = paper_card(page, "retold-late")
        expect(late.get_by_label("It kept number, period and caution")).to_be_checked()
        expect(late).to_contain_text("✓ Kept")
    finally:
        lab.stop()


def test_whoever_stops_working_is_reminded_before_the_server_stops(page: Page, session: Lab) -> None:
    # A clock that is turned forward makes Lab's autosave ask whose file is newer: not what is looked at here.
    settings = session.folder / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "docmanager-extension"
    settings.mkdir(parents=True)
    (settings / "plugin.jupyterlab-settings").write_text('{"autosave": false}')
    page.clock.install()
    open_lesson(page, session, f"notebooks/{PAPER}.ipynb")
    expect(page.get_by_text("This server forgets everything when it stops")).to_be_visible()
    away = page.get_by_role("alert").filter(has_text="Are you pausing?")
    give(paper_card(page, "retold-late"), "It kept number, period and caution")
    wait_until(lambda: "committed-retold-late" in session.answers(PAPER))
    page.locator(".jp-NotebookPanel h1").first.scroll_into_view_if_needed()
    page.clock.run_for(6 * 60_000)
    expect(away).to_have_count(0)
    page.clock.run_for(90_000)
    expect(away).to_be_in_viewport()
    picture(page, "are-you-pausing")
    with page.expect_download():
        away.get_by_role("button", name="Download all answers").click()
    page.clock.run_for(1000)
    expect(away).to_have_count(0)  # all is downloaded
    page.clock.run_for(8 * 60_000)
    expect(away).to_have_count(0)


def test_a_practice_paper_by_mouse_says_nothing_before_the_answer_is_given(page: Page, session: Lab) -> None:
    open_lesson(page, session, f"notebooks/{PAPER}.ipynb")
    card = paper_card(page, "retold-short")
    card.get_by_label("It made the period shorter").check()
    wait_until(lambda: "retold-short" in session.answers(PAPER))
    expect(card.locator(".sw-feedback")).to_be_empty()
    card.get_by_role("button", name=GIVE).click()
    feedback = card.locator(".sw-feedback")
    expect(feedback).to_contain_text("Your answer is in. Right so far; there is more.")
    expect(feedback).to_contain_text("You left out: It made the number smaller.")
    expect(feedback).to_contain_text("The period matters more")
    expect(feedback).not_to_contain_text("hint")
    first = session.answers(PAPER)["committed-retold-short"]
    card.get_by_label("It made the number smaller").check()
    card.get_by_role("button", name=GIVE).click()
    expect(feedback).to_contain_text("This is another try.")
    assert session.answers(PAPER)["committed-retold-short"] == first
    picture(page, "practice-paper")
    page.locator(".jp-NotebookPanel h1").first.click()  # out of the exercise, where Lab's keys are not heard
    looks_well(page, "practice-paper")


@pytest.mark.proof
def test_a_practice_paper_by_keys_in_the_dark(page: Page, session: Lab) -> None:
    set_theme(session, "dark")
    open_lesson(page, session, f"notebooks/{PAPER}.ipynb")
    card = paper_card(page, "pairs-report")
    radio = card.get_by_role("radio").nth(1)
    tab_to(page, card.get_by_role("radio").first)
    press(page, "ArrowDown", "Enter")  # Enter asks for nothing here
    expect(radio).to_be_checked()
    wait_until(lambda: "pairs-report" in session.answers(PAPER))
    expect(card.locator(".sw-feedback")).to_be_empty()
    tab_to(page, card.get_by_role("button", name=GIVE))
    press(page, "Enter")
    expect(card.locator(".sw-feedback")).to_contain_text("Your answer is in. Right.")
    assert page.locator(".jp-CodeCell").count() == 11  # no key reached JupyterLab's own commands
    words = page.locator(".sw-rewrite textarea")
    tab_to(page, words)
    page.keyboard.type("A firm opened an office in Baku, they write.")
    press(page, "Control+Enter")
    wait_until(lambda: "committed-rewrite-P33" in session.answers(PAPER))
    page.get_by_role("button", name="Compare with our try").click()
    expect(page.get_by_text("One way of many")).to_be_visible()
    page.locator(".jp-NotebookPanel h1").first.click()
    looks_well(page, "practice-paper-dark")


@pytest.mark.proof
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_progress_and_the_page_to_keep_by_mouse_and_by_keys(
    page: Page, session: Lab, tmp_path: Path, theme: str
) -> None:
    set_theme(session, theme)
    answer_something(page, session)
    open_notebook(page, session, "notebooks/your-progress.ipynb")
    run_all(page)
    table = page.get_by_role("table").filter(has_text="Your notebooks")
    row = table.get_by_role("row").filter(has_text="Practice paper 3")
    expect(row).to_contain_text("1 of 9 given for good")
    button = page.get_by_role("button", name="Make my page")
    with page.expect_download() as download:
        if theme == "light":
            button.click()
        else:
            button.scroll_into_view_if_needed()
            page.locator(".sw-panel .sw-title").first.click()
            tab_to(page, button)
            press(page, "Enter")
    expect(page.locator(".sw-panel").first).to_contain_text("my-says-who.html is downloaded.")
    picture(page, f"progress-{theme}")
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first.click()
    looks_well(page, f"progress-{theme}")
    saved = tmp_path / "kept" / download.value.suggested_filename
    download.value.save_as(saved)
    alone = page.context.browser.new_context(color_scheme=theme, offline=True, viewport={"width": 1280, "height": 900})
    kept = alone.new_page()
    asked: list[str] = []
    kept.on("request", lambda request: asked.append(request.url))
    kept.goto(saved.as_uri())
    assert asked == [saved.as_uri()]
    expect(kept.locator("html")).to_have_attribute("lang", "en")
    found = Axe().run(kept)
    assert not found.response["violations"], found.generate_report()
    kept.screenshot(path=picture_path(f"page-to-keep-{theme}"), full_page=True)
    kept.set_viewport_size({"width": 320, "height": 900})
    assert kept.evaluate("document.documentElement.scrollWidth") <= 320
    alone.close()

    page.set_viewport_size({"width": 1280, "height": 900})
    table.get_by_role("link", name="Lesson 01: Stop and look around").click()
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first).to_contain_text("Stop and look around")
