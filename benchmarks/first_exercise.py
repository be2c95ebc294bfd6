"""How long a learner waits: for `import course`, and from "Run All Cells" to the first exercise that can be used.

    python benchmarks/first_exercise.py

The second is measured in a real JupyterLab beside a notebook with one bare ipywidgets button, in turns, in one browser.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
from _budgets import BUDGETS

from lab import Lab, copy_course, open_notebook, run_all, start_browser, start_lab

ROUNDS = 5
LESSON = "notebooks/02-claims-and-attribution.ipynb"
BARE = "notebooks/bare-button.ipynb"


def import_milliseconds(module: str) -> float:
    """Cumulative time of an import as `-X importtime` tells it."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"], capture_output=True, text=True
    )
    found = re.findall(rf"\|\s+(\d+) \|\s*{module}$", done.stderr, re.M)
    return int(found[-1]) / 1000


def seconds_to_first(page: Page, lab: Lab, notebook: str, ready: str) -> float:
    """From the click on Run All Cells, on a fresh kernel, until the thing is there and can be clicked."""
    open_notebook(page, lab, notebook)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Clear Outputs of All Cells…").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.locator(ready).first.wait_for(state="detached")
    page.wait_for_timeout(3000)  # the new kernel's own start is not the lesson's
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    start = time.perf_counter()
    run_all(page)
    page.locator(ready).first.click()
    return time.perf_counter() - start


def bare_notebook(path: Path) -> None:
    cell = nbformat.v4.new_code_cell('import ipywidgets\n\nipywidgets.Button(description="Press")')
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def main() -> None:
    imports = [import_milliseconds("course") for _ in range(ROUNDS)]
    budget = BUDGETS["first_exercise"]["import_milliseconds"]
    print(f"import course           median {statistics.median(imports):6.1f} ms   (budget: {budget} ms)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = start_lab(copy_course(Path(folder)))
        bare_notebook(lab.folder / BARE)
        browser = start_browser(playwright)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        try:
            times: dict[str, list[float]] = {LESSON: [], BARE: []}
            for _ in range(ROUNDS):
                times[BARE].append(seconds_to_first(page, lab, BARE, ".jp-OutputArea .widget-button"))
                times[LESSON].append(seconds_to_first(page, lab, LESSON, ".says-who label, .says-who .sw-word"))
        finally:
            browser.close()
            lab.stop()
    bare, lesson = (statistics.median(times[n]) for n in (BARE, LESSON))
    print(f"Run All to a bare button  median {bare:5.2f} s")
    print(f"Run All to an exercise    median {lesson:5.2f} s   ratio {lesson / bare:.2f}")


if __name__ == "__main__":
    main()
