"""Marking one hand-in: a function of its folder and of what the gradebook knows of the assignment, and of nothing else.

    intake -> notebook put right -> learner's room (computed items) -> marker's room -> words of the outcome

It reads and writes no gradebook: whoever calls it does, with the `Marked` that it gets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.marking import room
from course.marking.intake import take_in
from course.marking.master import Master, MasterCell
from course.marking.outcome import Outcome, outcome
from course.marking.repair import repair
from course.marking.sanitise import sanitise
from course.marking.written import write_into

NOTES = {"says_who": "marking notes"}  # marks the cell that tells what became of a hand-in


@dataclass(frozen=True)
class Rooms:
    """How the two rooms are entered, and at which level of protection.

    `mark` takes the marker's room's task and gives its result; `run` runs a notebook in the learner's room and gives the
    answers that count then, or is None where learners' code is not run at all.
    """

    level: str
    mark: Callable[[dict[str, Any]], dict[str, Any]] = room.in_a_fork
    run: Callable[..., Any] | None = None


@dataclass
class Found:
    """What was found while marking: in words, and what waits for a person: cells, and items of which it is not plain
    which answer counts."""

    repairs: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Marked:
    """A marked hand-in. `scores` by cell: None waits for a person, whatever `waiting` says.

    `waiting` are cells that have a score and that a person must look at all the same. `comments` are what nbgrader says
    of cells that a learner fills in: "No response." or None.
    """

    outcome: Outcome
    notebook: dict[str, Any]
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    waiting: set[str]


def mark_submission(folder: Path, student: str, master: Master, rooms: Rooms) -> Marked:
    """Mark one hand-in. Whatever a learner handed in ends in a `Marked`; nothing of it raises."""
    from nbformat import from_dict

    notebook = from_dict({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    found = Found()
    everything = {cell.name for cell in master.marked}
    scores: dict[str, float | None] = dict.fromkeys(everything)
    try:
        intake = take_in(folder, master.assignment)
        found.repairs += intake.repairs
        notebook = _parse((folder / f"{master.notebook}.ipynb").read_bytes())
        found.repairs += repair(notebook, master)
        if intake.answers_lost:
            found.reasons.append(f"{intake.answers_lost[:1].upper()}{intake.answers_lost[1:]}.")
            found.waiting |= everything
        mark_notebook(notebook, intake.answers, folder, master, rooms, found)
        scores = {name: score(cell, notebook) for name, cell in master.cells.items() if cell.grade}
    except CourseError as error:
        found.reasons.append(str(error))
        found.waiting |= everything
        repair(notebook, master)
    except Exception as error:  # a fault of ours: never a mark, never a stop of the others
        found.reasons.append(f"Marking failed: {type(error).__name__}: {error}")
        found.waiting |= everything
        notebook.cells.clear()
        repair(notebook, master)
    sanitise(notebook)
    ended = outcome(student, master.assignment, found.repairs, found.reasons)
    add_notes(notebook, ended, rooms.level)
    comments = {name: comment(cell, notebook) for name, cell in master.cells.items() if cell.solution or cell.task}
    return Marked(ended, notebook, scores, comments, found.waiting)


def mark_notebook(notebook: Any, answers: Path, folder: Path, master: Master, rooms: Rooms, found: Found) -> None:
    """Put what the rooms say onto the cells of a notebook that was put right; what is to be told goes into `found`."""
    from nbformat import from_dict

    items, notice = room.read_answers(answers)
    if master.code_to_run and rooms.run:
        items = rooms.run(folder, notebook, items, master, found)
    cells = {cell.metadata.nbgrader["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    marked = [cell for cell in master.marked if not cell.by_hand]
    result = rooms.mark(
        {
            "assignment": master.assignment,
            "items": items,
            "notice": notice,
            "cells": [cell.source for cell in marked],
            "by_hand": [cell.name for cell in master.marked if cell.by_hand],
            "doubtful": sorted(found.doubtful),
        }
    )
    for name, recorded in result["written"].items():
        own = _checksum(master.cells[name], cells[name].source) != master.cells[name].checksum
        write_into(cells[name], recorded, own)
    for cell, outputs in zip(marked, result["outputs"], strict=True):
        cells[cell.name].source = cell.source
        cells[cell.name].outputs = [from_dict(output) for output in outputs]
    found.waiting |= set(result["waiting"])


def score(cell: MasterCell, notebook: Any) -> float | None:
    """What nbgrader's own rule makes of a cell (nbgrader.utils.determine_grade, for the cells that can be here)."""
    (there,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == cell.name]
    if cell.solution:
        return 0.0 if _checksum(cell, there.source) == cell.checksum else None
    if cell.cell_type != "code":
        return None
    for output in there.outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "execute_result":
            return max(0.0, min(float(cell.points or 0), float(output.data["text/plain"])))
    return None


def comment(cell: MasterCell, notebook: Any) -> str | None:
    (there,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == cell.name]
    return "No response." if not cell.task and _checksum(cell, there.source) == cell.checksum else None


def _checksum(cell: MasterCell, source: str) -> str:
    """As nbgrader.utils.compute_checksum has it."""
    flags = (cell.grade, cell.solution, cell.locked)
    parts = [source, cell.cell_type, *map(str, flags), cell.name, *([str(cell.points)] if cell.grade else [])]
    return hashlib.md5("".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def add_notes(notebook: Any, ended: Outcome, level: str) -> None:
    """Say at the top of the notebook what became of it: for the instructor, and in the learner's feedback."""
    from nbformat.v4 import new_markdown_cell

    if ended.state == "graded":
        return
    lines = [f"- Needs a person: {_plain(reason)}" for reason in ended.reasons]
    lines += [f"- Put right: {_plain(repaired)}" for repaired in ended.repairs]
    text = "**Marking notes**\n\n" + "\n".join(lines) + f"\n\nProtection while marking: {level}."
    cell = new_markdown_cell(text, metadata={**NOTES, "editable": False, "deletable": False})
    cell.id = "marking-notes"
    notebook.cells.insert(0, cell)


def _plain(words: str) -> str:
    """Words of a hand-in inside Markdown: nothing in them is markup, and nothing is HTML."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~$" else c for c in " ".join(words.split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _parse(raw: bytes) -> Any:
    """A notebook that intake has found good, in today's format."""
    import nbformat

    data = json.loads(raw.decode("utf-8-sig"))
    return nbformat.from_dict(data) if data.get("nbformat") == 4 else nbformat.reads(json.dumps(data), 4)
