"""`make lab` itself: from the project's folder, with an emptied environment, to a lesson that can be used."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from make_lab import MakeLab
from playwright.sync_api import Page, expect

from lab import PROJECT, free_port


@pytest.fixture
def make_lab(tmp_path: Path):
    running: list[MakeLab] = []

    def start(port: int) -> MakeLab:
        running.append(MakeLab(port, tmp_path, PROJECT))
        return running[-1]

    yield start
    for lab in running:
        lab.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="no make on Windows; start.py is tested there")
def test_make_lab_opens_the_first_lesson_and_installs_nothing_again(page: Page, make_lab) -> None:
    lab = make_lab(free_port())
    page.goto(lab.address() + "/")
    page.get_by_role("heading", name="Start here").wait_for()
    assert page.url.endswith("/lab/tree/notebooks/00-start-here.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    expect(page.locator(".jp-DirListing").get_by_text("02-claims-and-attribution.ipynb")).to_be_visible()
    # An instructor's tabs are in this environment, and kept out of a learner's way.
    page.get_by_role("menuitem", name="View", exact=True).click()
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
    page.keyboard.press("Escape")
    assert "Setting up" not in lab.printed
    # The project is still importable after a start that installed nothing. (No cell is run here: this is the
    # project's own folder, and a lesson would leave answers in it.)
    found = subprocess.run(
        [sys.executable, "-c", "import course; print(course.__file__)"], capture_output=True, text=True
    )
    assert found.stdout.strip() == str(PROJECT / "course" / "__init__.py")


def test_a_port_in_use_is_told(make_lab) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        lab = make_lab(port)
        address = lab.address()
    assert f"The port {port} is already in use, trying another port." in lab.printed
    assert not address.endswith(str(port))
