"""The marker's room: a process of its own that runs an instructor's grade cells, each alone in an empty namespace.

It gets on standard input, as JSON, `assignment`, `answers` (the path of the handed-in file, read as untrusted data) and
`cells` (a list of source texts from the gradebook), and writes the outputs of each cell, as nbformat has them, to
standard output. Nothing that a learner wrote is run here: an answer is data.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import traceback
from html import escape
from pathlib import Path
from typing import Any

from course.answers import AnswersError, parse
from course.marking.cells import Sheet, lay_out
from course.marking.keys import load_items

MAX_ANSWERS = 2_000_000  # bytes; an honest file of the longest assignment has some ten thousand
SECONDS = 120


def mark_in_room(assignment: str, answers: Path, cells: list[str]) -> list[list[dict[str, Any]]]:
    """Run grade cells in a fresh process. Returns the outputs of each cell.

    Raises RuntimeError with the process's own words where it failed: marking then stops for this submission, and no
    mark is written.
    """
    task = {"assignment": assignment, "answers": str(answers), "cells": cells}
    done = subprocess.run(
        [sys.executable, "-m", "course.marking.room"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        # Not the submission's folder: a file json.py in there would be imported in place of the real one.
        cwd=Path(__file__).parent,
    )
    if done.returncode:
        raise RuntimeError(f"the marker's room failed: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout)


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


def run_cells(task: dict[str, Any]) -> list[list[dict[str, Any]]]:
    answers, notice = read_answers(Path(task["answers"]))
    sheet = Sheet(load_items(task["assignment"]), answers, [])
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
