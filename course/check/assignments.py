"""Assignments: what a notebook says its cells are worth is what the keys say, and its rubric is the one on file."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.check._project import data, need_keys, notebook_files, shown
from course.check.notebooks import called, calls
from course.errors import CourseError
from course.marking.keys import BY_HAND, Item, load_items
from course.marking.rubrics import faults, folder, load_rubric


def points() -> list[str]:
    """Grade cells and key file name the same items, kinds, parts and points."""
    need_keys()
    found = []
    for path in notebook_files("assignments/source"):
        try:
            items = load_items(path.stem)
        except CourseError as error:
            found.append(str(error))
            continue
        found += [f"{shown(path)}: {fault}" for fault in _faults(path, items)]
    return found


def rubrics() -> list[str]:
    """Each notebook shows its rubric as it is on file, and a person marks just what it speaks of."""
    found = []
    for path in notebook_files("assignments/source"):
        found += [f"{shown(path)}, {fault}." for fault in faults(path.stem, path)]
    known = {path.stem for path in notebook_files("assignments/source")}
    found += [
        f"{shown(path)}: there is no assignment of this name. Rename it."
        for path in sorted(folder().glob("*.toml"))
        if path.stem not in known
    ]
    return found


# What says of an answer that it is right, and why: never in a file that learners get.
TELLING = {"right", "reason", "answer", "tolerance", "accepted", "near", "gold", "feedback", "hint", "rung", "change"}


def questions() -> list[str]:
    """What an assignment shows and asks stands in open files: none of them says what is right."""
    stems = {path.stem for path in notebook_files("assignments/source")}
    found = []
    for path in sorted([*(data() / "quizzes").rglob("*.toml"), *(data() / "articles").rglob("*.toml")]):
        if path.stem not in stems:
            continue
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            found.append(f"{shown(path)}: {error}. Mend that line.")
            continue
        found += [
            f"{shown(path)}, {name}: {key!r} tells the answer to an assignment. Move it to the key file."
            for name, entry in given.items()
            for key in sorted(TELLING & set(_names(entry)))
        ]
    return found


def _names(entry: Any) -> Iterator[str]:
    """The names of fields in an entry, however deep."""
    if isinstance(entry, dict):
        yield from entry
        entry = list(entry.values())
    for inner in entry if isinstance(entry, list) else ():
        yield from _names(inner)


def _faults(path: Path, items: dict[str, Item]) -> Iterator[str]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    graded = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in graded}
    for name in sorted(items.keys() - cells.keys()):
        yield f"no grade cell {name}, which the key file has. Add it."
    for name in sorted(cells.keys() - items.keys()):
        yield f"the grade cell {name} is not in the key file. Add it there."
    criteria = load_rubric(path.stem)
    for name in sorted(items.keys() & cells.keys()):
        item, cell = items[name], cells[name]
        if cell["metadata"]["nbgrader"].get("points") != item.points:
            worth = cell["metadata"]["nbgrader"].get("points")
            yield f"the grade cell {name} is worth {worth}, the key file says {item.points:g}. Mend one of them."
        if item.kind == BY_HAND:
            if name not in criteria:
                yield f"a person marks {name}, and the rubric has no criterion of this name. Write it."
            elif criteria[name].points != item.points:
                yield f"{name}: the rubric says {criteria[name].points:g}, the key file {item.points:g}. Mend one."
            if cell["cell_type"] != "markdown" or not cell["metadata"]["nbgrader"].get("solution"):
                yield f"a person marks {name}, so its cell must be a manual answer in Markdown. Mend its metadata."
            continue
        yield from _faults_of_call(name, item, "".join(cell["source"]))
        if "raises-exception" not in cell["metadata"].get("tags", []):
            yield f"the grade cell {name} lacks the tag raises-exception: it would stop Run All Cells. Add it."
    total = round(sum(item.points for item in items.values()), 4)
    told = notebook["metadata"].get("says_who", {}).get("points")
    if told != total:
        yield f"its metadata say {told} points, the keys {total:g}. Mend one of them."


def _faults_of_call(name: str, item: Item, source: str) -> Iterator[str]:
    """The cell must call mark() with the item's own name, kind and parts."""
    marks = [call for call in calls(source) if called(call) == "mark"]
    if len(marks) != 1:
        yield f"the grade cell {name} must call mark() once. Write: mark({name!r}, {item.kind!r})"
        return
    try:
        given = [ast.literal_eval(argument) for argument in marks[0].args]
    except ValueError:
        yield f"the grade cell {name}: this check reads plain values only. Write out the list of parts."
        return
    wanted = [name, item.kind] + ([list(item.parts)] if list(item.parts) != [name] else [])
    if given != wanted:
        yield f"the grade cell {name} calls mark with {given}, the key file has {wanted}. Mend one of them."
