"""What self-study on Binder costs, in an environment built from the lines of binder/environment.yml alone.

    python benchmarks/selfstudy.py

In an empty folder: the environment, binder/postBuild, the server by binder/start. Then, from the opening of JupyterLab
on lesson 02 until its first exercise can be used, against a notebook with one bare ipywidgets button, in turns, each in
a window that knows nothing of earlier ones and with a kernel that has to start; the first exercise answered; and all
nine lessons one after another, each in a kernel of its own (lessons.py). Budgets: budgets.toml. Linux only.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
from _budgets import BUDGETS
from binder_image import PROJECT, copy_repository, install, post_build
from first_exercise import BARE, LESSON, bare_notebook
from lessons import CORES, measure

from lab import Lab, new_page, run_all, start_browser, start_lab

ROUNDS = 11  # opening the bare button alone moves by a tenth from run to run
READY = {LESSON: ".says-who label, .says-who .sw-word", BARE: ".jp-OutputArea .widget-button"}


def installed_megabytes(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def start(tree: Path, python: Path) -> Lab:
    return start_lab(tree, wrap=[str(tree / "binder" / "start")], python=python)


STOP_KERNELS = """async () => {
  const token = document.cookie.match(/_xsrf=([^;]+)/)[1];
  for (const session of await (await fetch("/api/sessions")).json())
    await fetch(`/api/sessions/${session.id}`, { method: "DELETE", headers: { "X-XSRFToken": token } });
}"""


def opening_seconds(browser: Browser, lab: Lab, notebook: str, answer: bool = False) -> tuple[float, float]:
    """From asking for the page until a click on the exercise, or button, is taken; and how much of it passed before Run
    All Cells could be chosen."""
    page = new_page(browser)
    page.set_default_timeout(60_000)
    begin = time.perf_counter()
    page.goto(lab.url(notebook))
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    opened = time.perf_counter() - begin
    run_all(page)
    page.locator(READY[notebook]).first.click()
    took = time.perf_counter() - begin
    if answer:
        page.get_by_text("✓ Kept").first.wait_for()
    page.evaluate(STOP_KERNELS)  # so that the next opening starts one
    page.context.close()
    return took, opened


def main() -> int:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    fits = []

    def told(words: str, measured: float, unit: str, budget: float) -> None:
        fits.append(measured <= budget)
        print(f"{words:58}{measured:8.2f} {unit:3} (budget: {budget:g}){'' if fits[-1] else '  TOO MUCH'}", flush=True)

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        begin = time.perf_counter()
        python = install(Path(folder) / "environment", Path(sys.executable).with_name("uv"))
        tree = post_build(copy_repository(Path(folder) / "home"), python)
        print(f"environment and postBuild, packages from uv's cache        {time.perf_counter() - begin:8.1f} s")
        told("installed", installed_megabytes(python.parents[1]), "MB", BUDGETS["environment"]["installed"])
        browser = start_browser(playwright)
        lab = start(tree, python)
        bare_notebook(tree / BARE)
        times: dict[str, list[tuple[float, float]]] = {LESSON: [], BARE: []}
        opening_seconds(browser, lab, LESSON, answer=True)  # the first of all compiles and fills caches
        opening_seconds(browser, lab, BARE)
        for _ in range(ROUNDS):
            for notebook in (BARE, LESSON):
                times[notebook].append(opening_seconds(browser, lab, notebook))
        lab.stop()
        (tree / BARE).unlink()
        whole = {name: statistics.median(t for t, _ in took) for name, took in times.items()}
        before = {name: statistics.median(t for _, t in took) for name, took in times.items()}
        for name, words in ((BARE, "a bare button can be pressed"), (LESSON, "lesson 02's first exercise")):
            print(
                f"{'opening JupyterLab until ' + words:58}{whole[name]:8.2f} s  ({before[name]:.2f} s before Run All)"
            )
        ratio = whole[LESSON] / whole[BARE]
        told("the one against the other", ratio, "", BUDGETS["first_exercise"]["against_a_bare_button"])
        page = new_page(browser)
        page.set_default_timeout(60_000)
        kept, peak = measure(page, start(tree, python), "karabakh")
        fits.append(kept)
        told("server and the kernels of all nine lessons", peak, "MB", BUDGETS["memory"]["server_and_all_kernels"])
        browser.close()
    return 0 if all(fits) else 1


if __name__ == "__main__":
    assert PROJECT.is_dir()
    sys.exit(main())
