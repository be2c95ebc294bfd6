"""The learners’ kit as a learner meets it: unpacked, `make lab`, an assignment done and handed in."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from kit_folder import release, unpacked
from make_lab import MakeLab
from playwright.sync_api import Page, expect

from course.collect.into import collect
from lab import free_port, picture, run_all

NAME = "1-claims-and-attribution"


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory) -> Path:
    return release(tmp_path_factory.mktemp("course"), NAME)


@pytest.fixture(scope="module")
def kit(course_folder, tmp_path_factory) -> Path:
    return unpacked(course_folder, tmp_path_factory.mktemp("learner"), NAME)


@pytest.mark.skipif(sys.platform == "win32", reason="no make on Windows; start.py is tested there")
def test_a_learner_opens_the_kit_does_an_assignment_and_hands_it_in(page: Page, kit, course_folder, tmp_path) -> None:
    lab = MakeLab(free_port(), tmp_path, kit)
    try:
        page.goto(lab.address(300) + f"/lab/tree/assignments/{NAME}/{NAME}.ipynb")
        page.locator(".jp-Notebook").first.wait_for()
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        run_all(page)
        # Wait for the whole notebook: the hand-in box is its last exercise.
        box = page.get_by_role("group", name="Hand in")
        expect(box).to_contain_text("0 of 15 recorded; missing: sentence 1")
        # The other text, chosen in private.
        page.get_by_role("radio", name="A report on a rumour from football").check()
        expect(page.get_by_text("those on the text chosen here are marked")).to_be_visible()
        run_all(page)
        expect(box).to_contain_text("0 of 15 recorded")
        first = page.locator(".says-who .sw-card").filter(has_text="Sentence 1").first
        first.get_by_role("radio", name="The article’s own word").check()
        expect(box).to_contain_text("1 of 15 recorded; missing: sentence 2")
        with page.expect_download() as got:
            box.get_by_role("button", name="Hand in").click()
        expect(box).to_contain_text(f"{NAME}.zip is downloaded. Give this one file to your teacher.")
        expect(box).to_contain_text("Still without an answer: sentence 2")
        picture(page, "hand-in")
        found = Axe().run(page, context=".sw-hand-in").response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        # Both copies are one and the same file.
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        got.value.save_as(inbox / "ana.zip")
        beside = kit / "assignments" / NAME / f"{NAME}.zip"
        assert (inbox / "ana.zip").read_bytes() == beside.read_bytes()
        # With keys alone, too.
        button = box.get_by_role("button", name="Hand in")
        button.focus()
        with page.expect_download():
            page.keyboard.press("Enter")
    finally:
        lab.stop()
    (one,) = collect(NAME, inbox, course_folder).files
    assert (one.student, one.state, one.notes) == ("ana", "new", ())
    answers = json.loads((course_folder / "submitted" / "ana" / NAME / "answers" / f"{NAME}.json").read_text("utf-8"))
    assert answers["items"]["choose-text"]["value"] == {"chosen": ["transfer-rumour"]}
    assert answers["items"]["voice-1-transfer-rumour"]["value"]["voice"] == "own"
