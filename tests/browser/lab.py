"""A real JupyterLab on a copy of the course, and a real browser in front of it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import psutil
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Playwright

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "build" / "pictures"
# `make pictures` names docs/pictures here: what README and docs show is what the tests saw.
SHOWN = os.environ.get("SAYS_WHO_PICTURES")


@dataclass
class Lab:
    """A running server: its folder (a copy, with answers of its own) and its process."""

    folder: Path
    port: int
    process: subprocess.Popen

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, notebook: str) -> str:
        return f"{self.address}/lab/tree/{notebook}?reset"

    def answers(self, stem: str, within: str = "notebooks") -> dict:
        """The recorded items of one notebook; empty before anything is recorded."""
        path = self.folder / within / "answers" / f"{stem}.json"
        return json.loads(path.read_text(encoding="utf-8"))["items"] if path.is_file() else {}

    def kernels(self) -> list[int]:
        """Process ids of the kernels that this server started, by way of make and start.py, too."""
        try:
            started = psutil.Process(self.process.pid).children(recursive=True)
            return [one.pid for one in started if "ipykernel_launcher" in one.cmdline()]
        except psutil.NoSuchProcess:  # the server, or one of them, ended meanwhile
            return []

    def kill_kernels(self) -> None:
        for pid in self.kernels():
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()

    def stop(self) -> None:
        """Kernels first: once their server is gone, nothing tells whose they were."""
        self.kill_kernels()
        self.process.kill()
        self.process.wait()


def kills_kernels(lab: Lab, page: Page) -> None:
    """Kills them, and closes the dialog in which JupyterLab tells so, at some moment: under it a mouse does nothing.
    Any that comes later is closed as soon as it is in the way of a pointer."""
    dialog = page.locator(".jp-Dialog")
    lab.kill_kernels()
    dialog.get_by_role("button").click(timeout=60_000)
    page.add_locator_handler(dialog, lambda: dialog.get_by_role("button").click())


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_lab(
    folder: Path,
    wrap: list[str] | None = None,
    port: int | None = None,
    arguments: tuple[str, ...] = (),
    variables: dict[str, str] | None = None,
    python: str | Path = sys.executable,
) -> Lab:
    """JupyterLab with a learner's settings; `wrap` puts a command such as bwrap in front, `python` has JupyterLab."""
    port = port or free_port()
    env = os.environ | {
        "JUPYTER_CONFIG_PATH": str(PROJECT / "lab" / "learner"),
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
        "IPYTHONDIR": str(folder / ".ipython"),
        **(variables or {}),
    }
    log = (folder / "lab.log").open("wb")
    process = subprocess.Popen(
        [*(wrap or []), str(python), "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}",
         "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}", *arguments],
        cwd=folder, env=env, stdout=log, stderr=log,
    )  # fmt: skip
    deadline = time.monotonic() + 300  # with other tests beside it; one that ends is told at once
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2):
            return Lab(folder, port, process)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start:\n" + (folder / "lab.log").read_text("utf-8", "replace")[-3000:])


def copy_course(folder: Path) -> Path:
    """What a learner has in view: notebooks and assignments, without any answers of ours."""
    for name in ("notebooks", "assignments/source"):
        ignored = shutil.ignore_patterns("answers", ".ipynb_checkpoints")
        target = folder / name.replace("assignments/source", "handed-out")
        shutil.copytree(PROJECT / name, target, ignore=ignored)
    return folder


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of code cells, for what no lesson holds side by side."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(made, path)


def open_lesson(page: Page, lab: Lab, notebook: str) -> None:
    """As a learner does: open it, run it, wait for its first exercise."""
    open_notebook(page, lab, notebook)
    run_all(page)
    page.locator(".says-who").first.wait_for()


def open_notebook(page: Page, lab: Lab, notebook: str) -> None:
    page.goto(lab.url(notebook))
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def new_page(browser: Browser) -> Page:
    """A browser window that knows nothing of earlier ones."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    return page


THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
# For what the nine walks look at in the dark theme as well: they end with axe-core in it.
EITHER_THEME = ["light", pytest.param("dark", marks=pytest.mark.proof)]


def set_theme(lab: Lab, name: str) -> None:
    """For pages opened from now on."""
    settings = lab.folder / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "{THEMES[name]}"}}')


def wait_until(condition, seconds: float = 30, vain: str = "waited in vain") -> None:
    """Poll for something outside the page, a file above all."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, vain
        time.sleep(0.05)


def picture(page: Page | Locator, name: str) -> None:
    """A screenshot of a window, or of a part of it; one that shows nothing fails."""
    path = picture_path(name)

    def shows_something() -> bool:
        page.screenshot(path=path)
        with Image.open(path) as image:
            return len(image.convert("RGB").getcolors(1 << 24)) > 50

    wait_until(shows_something, seconds=10, vain=f"{path} shows nothing")  # a busy computer draws a new page late
    with Image.open(path) as image:
        whole = image.convert("RGB")
    if SHOWN and path.is_relative_to(PROJECT / SHOWN):
        # A page of our own has few colours: a palette takes a third of the room and looks the same.
        whole.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def picture_path(name: str) -> Path:
    """Where a picture goes: under build/pictures; while `make pictures` runs, to where README and docs show it from."""
    path = (PROJECT / SHOWN if SHOWN and name in pictures_shown() else PICTURES) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@cache
def pictures_shown() -> frozenset[str]:
    """The pictures that README and the pages of docs/ show, as they are named within docs/pictures."""
    pages = [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    words = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    return frozenset(re.findall(r"\]\((?:docs/)?pictures/([\w/-]+)\.png\)", words))


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def start_browser(playwright: Playwright) -> Browser:
    """Chromium as the machine has it. `make test` installs one where there is none; a test without one fails."""
    path = os.environ.get("SAYS_WHO_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise RuntimeError("no Chromium: run the tests by `make test`, which installs it")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return playwright.chromium.launch(executable_path=path, args=quiet)
