"""Fixtures of the browser tests: a JupyterLab of its own for each test, one browser for all."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from lab import PROJECT, copy_course, start_browser, start_lab

# A whole lesson runs before its last exercise is there, on a machine that may be busy.
expect.set_options(timeout=30_000)


@pytest.fixture
def lab(tmp_path: Path):
    server = start_lab(copy_course(tmp_path))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        started = start_browser(playwright)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A test that fails leaves a picture of what it saw."""
    report = yield
    page = item.funcargs.get("page")
    if report.when == "call" and report.failed and page:
        failed = PROJECT / "build" / "failed"
        failed.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=failed / f"{item.name.replace('/', '-')}.png")
    return report
