"""The workshop that plain nbgrader keeps: started at the first hand-in, asked for each, gone with nbgrader's process.

`nbgrader autograde` and the formgrader ask for one hand-in at a time. A workshop for each would import everything anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from course.places import PROJECT, keys_folder

_lock = threading.Lock()
_shop: subprocess.Popen | None = None
_asked_for = ""  # what it was started with; another assignment, changed cells or changed keys need another


def in_the_workshop(notebook: Any, folder: Path, master: Any) -> Any:
    """One prepared notebook, marked, for plain nbgrader, which has copied the hand-in to `folder`.

    Raises RuntimeError where marking failed: nbgrader then ends with this hand-in unmarked.
    """
    from nbformat import from_dict

    settings = {"master": master.as_data(), "jobs": 1, "source": "", "ignore": [], "permissions": 0}
    first = json.dumps(settings | {"require_sandbox": False})
    answers = folder / "answers" / f"{master.notebook}.json"
    task = json.dumps({"notebook": notebook, "folder": str(folder), "answers": str(answers)})
    with _lock:
        # It ends with the thread that started it (the formgrader may use another one), so one that is gone is normal.
        said = _ask(first, task) or _ask(first, task)
    if not said:
        raise RuntimeError("the workshop ended without a word; its own words stand above")
    result = json.loads(said)
    if "notebook" not in result:
        raise RuntimeError(f"marking failed: {result.get('failed') or result.get('refused')}")
    return from_dict(result["notebook"])


def _ask(first: str, task: str) -> str:
    """The answer's line, "" where the workshop is gone."""
    global _shop, _asked_for
    wanted = first + _keys_as_they_are()
    if _shop is None or _shop.poll() is not None or wanted != _asked_for:
        close()
        command = [sys.executable, "-m", "course.marking.workshop"]
        _shop = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
        _asked_for, task = wanted, f"{first}\n{task}"
    try:
        _shop.stdin.write(task + "\n")
        _shop.stdin.flush()
        said = _shop.stdout.readline()
    except BrokenPipeError:
        said = ""
    if not said or "refused" in json.loads(said):
        close()
    return said


def close() -> None:
    """End the workshop, if there is one."""
    global _shop
    if _shop is not None:
        _shop.kill()
        _shop.communicate()
        _shop = None


def _keys_as_they_are() -> str:
    """Changes when a file of the keys does: the workshop reads them once."""
    folder = keys_folder()
    seen = [(str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.rglob("*")) if p.is_file()]
    return json.dumps([str(folder), seen])
