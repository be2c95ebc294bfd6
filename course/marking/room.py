"""The marker's room: a process of its own that runs an instructor's grade cells, each alone in an empty namespace.

It is given, as JSON, `assignment`, `items` (the answers that count, by item), `notice` (what to tell about them) and
`cells` (source texts from the gradebook), and gives back the outputs of each cell as nbformat has them. Nothing that a
learner wrote is run here: an answer is data. Held-back gold is read here and nowhere else.
"""

from __future__ import annotations

import ast
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from html import escape
from pathlib import Path
from typing import Any

from course.answers import AnswersError, parse
from course.marking.cells import Sheet, lay_out
from course.marking.keys import load_items
from course.marking.limits import die_with_parent, limit
from course.places import PROJECT

MAX_ANSWERS = 2_000_000  # bytes; an honest file of the longest assignment has some ten thousand
SECONDS = 120
MEMORY = 4_000_000_000  # bytes of address space
Outputs = list[list[dict[str, Any]]]


def mark_in_room(assignment: str, answers: Path, cells: list[str]) -> Outputs:
    """Run grade cells on a handed-in file in a fresh process. The outputs of each cell; RuntimeError as below."""
    items, notice = read_answers(answers)
    task = {"assignment": assignment, "items": items, "notice": notice, "cells": cells}
    return in_a_fresh_process(task)


def in_a_fresh_process(task: dict[str, Any]) -> Outputs:
    """The room as a new Python. RuntimeError, with the room's own words, where it failed: then there is no mark."""
    done = subprocess.run(
        [sys.executable, "-m", "course.marking.room"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        # Not the submission's folder: a file json.py in there would be imported in place of the real one.
        cwd=PROJECT,
    )
    if done.returncode:
        raise RuntimeError(f"the marker's room failed: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


def in_a_fork(task: dict[str, Any]) -> Outputs:
    """The room as a copy of this process, which has imported everything already and must have one thread only.

    Raises RuntimeError as `in_a_fresh_process` does.
    """
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_room(task, writing, parent)
    os.close(writing)
    try:
        raw = _read_all(reading, time.monotonic() + SECONDS)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    try:
        result = json.loads(raw)
    except ValueError:
        raise RuntimeError("the marker's room failed: it ended without a word, or took too long.") from None
    if "failed" in result:
        raise RuntimeError(f"the marker's room failed: {result['failed'][-2000:]}")
    return result["outputs"]


def _be_the_room(task: dict[str, Any], writing: int, parent: int) -> None:
    """In the child: mark, write, end. Never returns into the parent's code."""
    try:
        die_with_parent(parent)
        limit(AS=MEMORY, CPU=SECONDS, CORE=0)
        sys.stdout = sys.stderr  # a print in a grade cell must not mix with what the parent says
        os.dup2(2, 1)
        result = {"outputs": run_cells(task)}
    except BaseException:
        result = {"failed": traceback.format_exc()}
    try:
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(result, out)
    finally:
        os._exit(0)


def _read_all(reading: int, deadline: float) -> bytes:
    """What comes until the other end closes; b"" where that is not before the deadline."""
    parts = []
    while True:
        ready, _, _ = select.select([reading], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return b""
        part = os.read(reading, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def read_answers(path: Path) -> tuple[dict[str, Any], str]:
    """The entries of a handed-in file, and a sentence where there is something to tell. Bad content never raises."""
    if path.is_symlink() or path.parent.is_symlink():
        return {}, f"answers/{path.name} is a link, not a file, and was not read."
    if not path.is_file():
        return {}, f"No answers were handed in: answers/{path.name} is missing."
    if path.stat().st_size > MAX_ANSWERS:
        return {}, f"answers/{path.name} is larger than {MAX_ANSWERS} bytes and was not read."
    try:
        return parse(path.read_bytes(), path.name), ""
    except AnswersError as error:
        return {}, str(error)


def run_cells(task: dict[str, Any]) -> Outputs:
    notice = task["notice"]
    sheet = Sheet(load_items(task["assignment"]), task["items"], [], task["assignment"])
    lay_out(sheet)
    outputs = []
    for number, source in enumerate(task["cells"], 1):
        sheet.shown = [f"<p>{escape(notice)}</p>"] if notice else []
        outputs.append(run_cell(source, f"<grade cell {number}>", sheet))
    return outputs


def run_cell(source: str, name: str, sheet: Sheet) -> list[dict[str, Any]]:
    """One cell in an empty namespace; its last line's value is its result, as in a notebook."""
    body = ast.parse(source, name)
    last = body.body.pop() if body.body and isinstance(body.body[-1], ast.Expr) else None
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        exec(compile(body, name, "exec"), namespace)
        result = eval(compile(ast.Expression(last.value), name, "eval"), namespace) if last else None
    except Exception as error:
        lines = traceback.format_exception_only(error)
        return [{"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": lines}]
    outputs = [
        {
            "output_type": "display_data",
            "data": {"text/html": shown, "text/plain": "Feedback"},
            "metadata": {},
        }
        for shown in sheet.shown
    ]
    if type(result) is not float:
        # nbgrader would take anything else, and no output at all, for full marks.
        problem = f"a grade cell must end in a plain float, this one ended in {type(result).__name__}"
        return [
            *outputs,
            {"output_type": "error", "ename": "TypeError", "evalue": problem, "traceback": [problem]},
        ]
    data = {"text/plain": repr(result)}
    return [*outputs, {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}]


if __name__ == "__main__":
    real_output = sys.stdout
    sys.stdout = sys.stderr  # a print in a grade cell must not mix with the result
    json.dump(run_cells(json.load(sys.stdin)), real_output)
