"""A small assignment for the tests of marking: one item that the learner's code computes, one that a person marks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cycle import nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes

from course.answers import SCHEMA
from course.places import PROJECT

NAME = "9-small"
TIME = "2026-01-31T09:00:00.000Z"
KEYS = """
[items.count]
kind = "numbers"
[items.count.parts.count]
points = 2
computed = true
key = { karabakh = { number = 42, unit = "flights" } }

[items.rewrite]
kind = "written"
[items.rewrite.parts.rewrite]
points = 8
key = { karabakh = "P18" }
"""
CODE = """### BEGIN SOLUTION
flights = 40 + 2
### END SOLUTION
current().record("count", {"number": flights, "unit": "flights", "by": "code"})"""
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def _about(name: str, **given) -> dict:
    about = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return {"nbgrader": about | given}


def make_course(course: Path) -> None:
    """A course folder with this assignment generated, and its keys in `keys/`."""
    (course / "home").mkdir(parents=True)
    shutil.copy(PROJECT / "assignments" / "nbgrader_config.py", course)
    shutil.copytree(PROJECT / "assignments" / "keys", course / "keys")
    (course / "keys" / f"{NAME}.toml").write_text(KEYS)
    begin = f'import course\nfrom course.answers import current\n\ncourse.begin("{NAME}")'
    cells = [
        new_markdown_cell("# A small assignment", id="title", metadata=_about("title", locked=True)),
        new_code_cell(begin, id="begin", metadata=_about("begin", locked=True)),
        new_code_cell(CODE, id="count-code", metadata=_about("count-code", solution=True)),
        new_code_cell(
            'from course.marking import mark\n\nmark("count", "numbers")',
            id="grade-count",
            metadata=_about("count", grade=True, locked=True, points=2) | {"tags": ["raises-exception"]},
        ),
        new_markdown_cell(
            "Write it here.", id="rewrite", metadata=_about("rewrite", grade=True, solution=True, points=8)
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    folder = course / "source" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(writes(made), "utf-8")
    done = nbgrader(course, "generate_assignment", NAME)
    assert done.returncode == 0, done.stderr


def hand_in(course: Path, student: str, code: str | None = None, values: dict | None = None) -> Path:
    """The released notebook with `code` in place of the stub, and an answers file with these values."""
    folder = course / "submitted" / student / NAME
    (folder / "answers").mkdir(parents=True)
    notebook = (course / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    data = json.loads(notebook)
    if code is not None:
        for cell in data["cells"]:
            cell["source"] = "".join(cell["source"]).replace(STUB, code)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(data), "utf-8")
    if values is not None:
        items = {id: {"value": value, "time": TIME} for id, value in values.items()}
        file = {"schema": SCHEMA, "notebook": NAME, "kit": "0", "items": items}
        (folder / "answers" / f"{NAME}.json").write_text(json.dumps(file), "utf-8")
    return folder
