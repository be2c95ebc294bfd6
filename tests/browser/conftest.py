"""Fixtures of the browser tests: a JupyterLab of its own for each test, one browser for all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from binder_image import image_in
from playwright.sync_api import Browser, expect

from lab import PROJECT, copy_course, new_page, start_lab

# A whole lesson runs before its last exercise is there, on a machine that may be busy.
expect.set_options(timeout=30_000)


@pytest.fixture
def lab(tmp_path: Path):
    server = start_lab(copy_course(tmp_path))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Binder would leave of this project. Each session takes a copy."""
    return image_in(tmp_path_factory.mktemp("image") / "home")


@pytest.fixture
def page(browser: Browser):
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A test that fails leaves a picture of what it saw, in the window that it opened last."""
    report = yield
    browser = item.funcargs.get("browser")
    pages = [page for context in browser.contexts for page in context.pages] if browser else []
    if report.when == "call" and report.failed and pages:
        failed = PROJECT / "build" / "failed"
        failed.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", item.name)
        pages[-1].screenshot(path=failed / f"{name}.png")
    return report
