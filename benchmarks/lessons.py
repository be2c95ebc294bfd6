"""What the nine lessons cost: seconds to run each from top to bottom, and memory of its kernel and of the server.

    python benchmarks/lessons.py

Each is opened in a real JupyterLab and run by "Run All Cells" on a kernel of its own, on both texts; the time ends
with the last cell's output on the page. Kernels stay, as they do for somebody who leaves tabs open, so the last line
is the most that a learner needs. Peaks are what the system counted (VmHWM). Pages that several processes share count
once in the sums (PSS), whose peak is looked for every 50 ms. The browser is not counted: on Binder it runs elsewhere.
Linux only, on two cores. Exit status 1 where a budget (budgets.toml) is broken. selfstudy.py runs the same in the
environment that Binder builds.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from course import choice
from course.answers import Answers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
from _budgets import BUDGETS

from lab import Lab, copy_course, open_notebook, run_all, start_browser, start_lab

CORES = 2
SECONDS = BUDGETS["lessons"]["seconds"]
MEGABYTES = BUDGETS["memory"]["server_and_kernel"]


def megabytes(pid: int, file: str, name: str) -> float:
    try:
        return int(re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.M)[1]) / 1024
    except (OSError, TypeError):  # it has just ended
        return 0.0


class Watch(threading.Thread):
    """The most that the server and all kernels held together (peak), and the server with the newest one (newest)."""

    def __init__(self, lab: Lab):
        super().__init__(daemon=True)
        self.lab, self.peak, self.newest = lab, 0.0, 0.0
        self.idle: set[int] = set()  # kernels of lessons before this one

    def run(self) -> None:
        while True:
            server, *held = (
                (pid, megabytes(pid, "smaps_rollup", "Pss")) for pid in (self.lab.process.pid, *self.lab.kernels())
            )
            self.peak = max(self.peak, server[1] + sum(mb for _, mb in held))
            self.newest = max(self.newest, server[1] + sum(mb for pid, mb in held if pid not in self.idle))
            time.sleep(0.05)


def run_lesson(page: Page, lab: Lab, notebook: Path) -> float:
    """Seconds from the click on Run All Cells until the last cell shows its output and the kernel rests."""
    open_notebook(page, lab, str(notebook.relative_to(lab.folder)))
    begin = time.perf_counter()
    run_all(page)
    page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    return time.perf_counter() - begin


def measure(page: Page, lab: Lab, text: str) -> tuple[bool, float]:
    """Print one line per lesson and the sums; whether they stay within the budgets, and the peak with all kernels open,
    in MB. The server is stopped in the end."""
    folder = lab.folder
    Answers(choice.LESSON, folder / "notebooks").record(choice.ITEM, {"chosen": [text]})
    watch = Watch(lab)
    watch.start()
    seconds, most = 0.0, 0.0
    print(f"{text:34}{'seconds':>8}{'kernel':>10}{'server + kernel':>18}")
    try:
        for notebook in sorted((folder / "notebooks").glob("[0-9]*.ipynb")):
            watch.idle, watch.newest = set(lab.kernels()), 0.0
            took = run_lesson(page, lab, notebook)
            (kernel,) = set(lab.kernels()) - watch.idle
            seconds, most = seconds + took, max(most, watch.newest)
            print(f"{notebook.stem:34}{took:8.1f}{megabytes(kernel, 'status', 'VmHWM'):7.0f} MB{watch.newest:15.0f} MB")
    finally:
        lab.stop()
    print(f"{'all, one after another':34}{seconds:8.1f}{'':10}{most:15.0f} MB   (bounds: {SECONDS} s, {MEGABYTES} MB)")
    print(f"{'all kernels left open':62}{watch.peak:5.0f} MB\n", flush=True)
    return seconds <= SECONDS and most <= MEGABYTES, watch.peak


def main() -> int:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    kept = []
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for text in (text.name for text in choice.offered()):
            with tempfile.TemporaryDirectory() as folder:
                page = browser.new_page()
                page.set_default_timeout(60_000)
                kept.append(measure(page, start_lab(copy_course(Path(folder))), text)[0])
                page.close()
        browser.close()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
