"""The lessons on the other text, without a mouse: run, answered wrong and right, read and kept by keys alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from keys_alone import LearnerOnKeys
from playwright.sync_api import Browser
from test_walks import OTHERS, has_done_lesson_00

from lab import PROJECT, Lab, new_page, start_lab

LESSONS = sorted((PROJECT / "notebooks").glob("0*.ipynb"))
pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("keys-alone")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    server = start_lab(tmp_path_factory.mktemp("keys"))
    yield server
    server.stop()


@pytest.mark.parametrize("stem", [path.stem for path in LESSONS])
def test_a_lesson_with_keys_alone(browser: Browser, lab: Lab, stem: str) -> None:
    folder = lab.folder / stem
    folder.mkdir()
    (folder / f"{stem}.ipynb").write_bytes((PROJECT / "notebooks" / f"{stem}.ipynb").read_bytes())
    has_done_lesson_00(folder, OTHERS[0])
    page = new_page(browser)
    # A pointer that is used all the same would be seen: the page counts what a mouse presses.
    page.add_init_script("window.pointed = 0; addEventListener('pointerdown', () => { window.pointed += 1; }, true);")
    learner = LearnerOnKeys(page, lab, folder, stem, OTHERS[0])
    learner.opens()
    learner.does(*(name for name in learner.cells if name not in ("begin", "answers")))
    learner.has_done_everything()
    assert page.evaluate("window.pointed") == 0
    page.context.close()
