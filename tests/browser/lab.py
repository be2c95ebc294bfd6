"""A real JupyterLab on a temporary folder, and a browser in front of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def notebook(cells: list[str]) -> str:
    made = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {},
            "source": s,
            "outputs": [],
            "execution_count": None,
        }
        for i, s in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


@contextmanager
def lab(folder: Path):
    """Starts JupyterLab in the folder with the learner's settings; yields its address; ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "JUPYTER_CONFIG_PATH": str(ROOT / "lab/learner"),
        "JUPYTER_CONFIG_DIR": str(folder / ".config"),
        "JUPYTER_DATA_DIR": str(folder / ".data"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".run"),
        "IPYTHONDIR": str(folder / ".ipython"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests/charts")]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        "--expose-app-in-browser",
        f"--notebook-dir={folder}",
        f"--LabApp.workspaces_dir={folder / '.workspaces'}",
        f"--LabApp.user_settings_dir={folder / '.settings'}",
    ]
    with (folder / ".lab.log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=folder)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    with urllib.request.urlopen(f"{address}/api", timeout=2):
                        break
                except OSError:
                    if server.poll() is not None:
                        break
                    time.sleep(0.25)
            else:
                raise RuntimeError((folder / ".lab.log").read_text()[-2000:])
            if server.poll() is not None:
                raise RuntimeError((folder / ".lab.log").read_text()[-2000:])
            yield address
        finally:
            server.terminate()
            server.wait(20)


def chromium() -> str:
    found = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    if not found:
        raise RuntimeError("The browser tests need Chromium. Install it and try again.")
    return found


def open_notebook(page, address: str, name: str, before: str = "0") -> None:
    """Opens a notebook, waits for its kernel, runs `before` in the page, then every cell; waits for all."""
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_function("window.jupyterapp && document.querySelector('.jp-Notebook')", timeout=90_000)
    page.wait_for_function(
        "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=90_000
    )
    page.evaluate(before)
    # Not awaited: the command's promise may outlive the cells, and evaluate knows no time limit.
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_function(
        """() => { const p = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
                   return p.length && p.every(n => /\\d/.test(n.textContent)); }""",
        timeout=90_000,
    )
