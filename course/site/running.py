"""The lessons, run for paper: in a copy, on one text, with no keys at hand."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course import choice, places
from course.answers import DRAW, Answers
from course.errors import CourseError
from course.site.paper import FIRST_FORM

AT_A_TIME = os.cpu_count() or 1
FIRST = nbformat.v4.new_code_cell("from course.site import paper\n\npaper.use()", id="for-paper")
WHEN = "2026-01-31T09:00:00.000Z"  # any: it is shown nowhere


def run_lessons(text: str) -> dict[str, nbformat.NotebookNode]:
    """Every notebook of notebooks/ with outputs, by stem. Raises CourseError that names the lesson and the cell."""
    paths = sorted((places.PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        answers = Answers(choice.LESSON, folder)
        answers.record(choice.ITEM, {"chosen": [text]}, WHEN)
        answers.record(DRAW, {"first": FIRST_FORM}, WHEN)
        no_keys = Path(folder) / "no-keys"
        no_keys.mkdir()
        env = os.environ | {"SAYS_WHO_KEYS": str(no_keys)}
        with ThreadPoolExecutor(AT_A_TIME) as workers:  # each waits for a kernel, a process of its own
            ran = list(workers.map(lambda path: _run(path, folder, env), paths))
    return {path.stem: notebook for path, notebook in zip(paths, ran, strict=True)}


def _run(path: Path, folder: str, env: dict[str, str]) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    lesson = notebook.cells
    notebook.cells = [FIRST, *lesson]
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": folder}},
        timeout=300,
        extra_arguments=["--IPKernelApp.log_level=40"],  # a kernel on this machine warns that its line is not encrypted
    )
    try:
        client.execute(env=env)
    except CellExecutionError as error:
        raise CourseError(f"{path}: the lesson does not run, so it has no page. {error}") from None
    notebook.cells = lesson
    for cell in lesson:
        for output in cell.get("outputs", ()):
            if output.output_type in ("stream", "error"):
                raise CourseError(f"{path}, cell {cell.id}: prints {output.get('text', output)!r}. Mend the cell.")
    return notebook
