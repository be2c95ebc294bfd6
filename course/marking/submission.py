"""Marking one hand-in: a function of its folder and of what the gradebook knows of the assignment, and of nothing else.

    intake -> notebook put right -> learner's room (computed items) -> marker's room -> what a person must know

It reads and writes no gradebook: whoever calls it does, with the `Marked` that it gets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from course.errors import CourseError
from course.marking import room
from course.marking.intake import Intake, take_in
from course.marking.keys import Item, load_items
from course.marking.master import Master, MasterCell
from course.marking.outcome import Outcome
from course.marking.prepare import (
    NOTES,
    ask_where_marking_failed,
    outcome_of,
    person_needed,
    prepare,
    tell,
)


@dataclass(frozen=True)
class Rooms:
    """How the two rooms are entered, and at which level of protection.

    `mark` takes the marker's room's task and gives its result; `run` takes a prepared notebook, the master and the
    answers handed in, and gives the answers that count, or is None where learners' code is not run at all.
    """

    level: str
    mark: Callable[[dict[str, Any]], room.Outputs] = room.in_a_fork
    run: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Marked:
    """A marked hand-in. `scores` by cell: None waits for a person. `comments` are what nbgrader says of the cells that
    a learner fills in: "No response." or None."""

    outcome: Outcome
    notebook: NotebookNode
    scores: dict[str, float | None]
    comments: dict[str, str | None]


def mark_submission(folder: Path, student: str, master: Master, source: Path, rooms: Rooms) -> Marked:
    """Mark one hand-in. `source` is the assignment's own folder. Whatever a learner handed in ends in a `Marked`."""
    items = load_items(master.assignment)
    try:
        intake = take_in(folder, master.assignment)
        handed_in = _parse((folder / f"{master.notebook}.ipynb").read_bytes())
        answers, notice = ({}, "") if intake.answers_lost else room.read_answers(intake.answers)
        notebook = prepare(handed_in, intake, master, answers, items, source / f"{master.notebook}.ipynb")
        notice = notice or (room.read_answers(intake.answers)[1] if intake.no_answers else "")
        mark_prepared(notebook, answers, notice, folder, master, items, rooms)
    except (
        Exception
    ) as error:  # a folder that cannot be made safe, or a fault of ours: the others are marked all the same
        why = str(error) if isinstance(error, CourseError) else f"marking failed: {type(error).__name__}: {error}"
        intake = Intake(folder, master.assignment, notebook_lost=why, answers_lost=why)
        notebook = prepare(new_notebook(), intake, master, {}, items)
        tell(notebook)
    waiting = person_needed(notebook)
    there = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    scores = {
        name: None if name in waiting else score(cell, there[name]) for name, cell in master.cells.items() if cell.grade
    }
    comments = {name: comment(cell, there[name]) for name, cell in master.cells.items() if cell.solution or cell.task}
    return Marked(outcome_of(notebook, student, master.assignment), notebook, scores, comments)


def mark_prepared(
    notebook: NotebookNode,
    answers: dict[str, Any],
    notice: str,
    folder: Path,
    master: Master,
    items: dict[str, Item],
    rooms: Rooms,
) -> None:
    """Put what the rooms say onto the cells of a prepared notebook. `notice` is what to tell about the answers."""
    if rooms.run and not notebook.metadata[NOTES].get("notes"):  # in a blank one there is nothing to run
        answers = rooms.run(notebook, folder, master, answers, items)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    marked = [cell for cell in master.marked if not cell.by_hand]
    task = {
        "assignment": master.assignment,
        "items": answers,
        "notice": notice,
        "cells": [cell.source for cell in marked],
    }
    for cell, outputs in zip(marked, rooms.mark(task), strict=True):
        cells[cell.name].source = cell.source
        cells[cell.name].outputs = [from_dict(output) for output in outputs]
    ask_where_marking_failed(notebook)
    tell(notebook)


def score(cell: MasterCell, there: NotebookNode) -> float | None:
    """What nbgrader's own rule makes of a cell (nbgrader.utils.determine_grade, for the cells that can be here)."""
    if cell.solution:
        return 0.0 if _checksum(cell, there.source) == cell.checksum else None
    if cell.cell_type != "code":
        return None
    for output in there.outputs:
        if output.output_type == "execute_result":
            return max(0.0, min(float(cell.points or 0), float(output.data["text/plain"])))
    return None


def comment(cell: MasterCell, there: NotebookNode) -> str | None:
    """As nbgrader's SaveAutoGrades."""
    return "No response." if not cell.task and _checksum(cell, there.source) == cell.checksum else None


def _checksum(cell: MasterCell, source: str) -> str:
    """As nbgrader.utils.compute_checksum."""
    locked = cell.locked and not cell.solution
    parts = [
        source,
        cell.cell_type,
        str(cell.grade),
        str(cell.solution),
        str(locked or (cell.grade and not cell.solution)),
    ]
    parts += [cell.name, *([str(cell.points)] if cell.grade else [])]
    return hashlib.md5("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _parse(raw: bytes) -> NotebookNode:
    """A notebook that intake has found good, in today's format."""
    import nbformat

    data = json.loads(raw.decode("utf-8-sig"))
    return from_dict(data) if data.get("nbformat") == 4 else nbformat.reads(json.dumps(data), 4)
