"""A first hand-in of nobody's, marked in the workshop itself: what marking imports, reads and works out once is then
there in every fork. Without it each fork pays that anew, which is some thirty times what a hand-in costs.
"""

from __future__ import annotations

import contextlib
import gc
import json
import tempfile
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course.marking import cells
from course.marking.computed import harmless
from course.marking.keys import BY_HAND, load_items
from course.marking.master import Master
from course.marking.solutions import as_file, model
from course.marking.submission import Rooms, mark_submission


def rehearse(master: Master, source: Path) -> None:
    """Mark a model solution on every text that the assignment offers. No grade cell and no learner's code is run.

    Never raises: a fault in the keys is told with each hand-in, where somebody reads it.
    """
    with contextlib.suppress(Exception), tempfile.TemporaryDirectory() as folder:
        for text in dict.fromkeys(text for item in load_items(master.assignment).values() for text in item.texts):
            _mark_a_model(Path(folder) / "submitted" / text / master.assignment, text, master, source)
    for output in (
        new_output("stream", text="A line."),
        new_output("display_data", {"text/html": "<p>A line.</p>", "text/plain": "A line."}),
        new_output("execute_result", {"text/plain": "1.0"}, execution_count=1),
        new_output("error", ename="Error", evalue="", traceback=[]),
    ):
        harmless(output)
    # This lives as long as the process: the forks' collectors need not go through it, which would copy it.
    gc.collect()
    gc.freeze()


def _mark_a_model(folder: Path, text: str, master: Master, source: Path) -> None:
    (folder / "answers").mkdir(parents=True)
    answers = as_file(master.assignment, text, model(master.assignment, text))
    (folder / "answers" / f"{master.notebook}.json").write_text(answers, encoding="utf-8")
    made = [new_code_cell if cell.cell_type == "code" else new_markdown_cell for cell in master.cells.values()]
    notebook = new_notebook(cells=[new(cell.source) for new, cell in zip(made, master.cells.values(), strict=True)])
    notebook.cells.append(new_markdown_cell("A word of a learner's with a [link](https://example.org)."))
    (folder / f"{master.notebook}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    mark_submission(folder, "nobody", master, source, Rooms("", mark=_points_only))


def _points_only(task: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The rules' work on these answers, without the grade cells that ask for it."""
    items = load_items(task["assignment"])
    cells.lay_out(cells.Sheet(items, task["items"], [], task["assignment"]))
    try:
        for item in items.values():
            if item.kind != BY_HAND:
                cells.mark(item.id, item.kind)
    finally:
        cells.lay_out(None)
    return [[] for _ in task["cells"]]
