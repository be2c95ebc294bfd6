"""What the gradebook knows of an assignment's notebook: its cells as the instructor wrote them, and their points.

Read once by whoever holds the gradebook and handed on as plain data, so that marking a submission needs no gradebook.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from course.errors import CourseError


@dataclass(frozen=True)
class MasterCell:
    """One cell with a grade_id, from nbgrader's tables. `points` is None where the cell earns none.

    `locked` cells are the instructor's word for word; `solution` ones are for the learner to fill; both `grade` and
    `solution`, or `task`: marked by hand.
    """

    name: str
    cell_type: str  # "code" | "markdown"
    source: str
    locked: bool
    checksum: str
    grade: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def by_hand(self) -> bool:
        return self.task or (self.grade and (self.solution or self.cell_type == "markdown"))


@dataclass(frozen=True)
class Master:
    """One assignment with its one notebook; `cells` by name, in the order of the notebook."""

    assignment: str
    notebook: str
    kernelspec: dict[str, Any]
    cells: dict[str, MasterCell]

    @property
    def marked(self) -> list[MasterCell]:
        """The cells that earn points."""
        return [cell for cell in self.cells.values() if cell.grade or cell.task]

    def as_data(self) -> dict[str, Any]:
        """As JSON takes it; `from_data` makes it again."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Master:
        return cls(**data | {"cells": {name: MasterCell(**cell) for name, cell in data["cells"].items()}})


def read_master(gradebook: Any, assignment: str) -> Master:
    """From an open nbgrader Gradebook. Raises CourseError where the assignment was never generated."""
    from nbgrader.api import MissingEntry
    from sqlalchemy import text

    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        raise CourseError(
            f"The gradebook knows no assignment {assignment!r}. Generate it: nbgrader generate_assignment {assignment}"
        ) from None
    if len(found.notebooks) != 1:
        raise CourseError(f"{assignment}: the gradebook holds {len(found.notebooks)} notebooks of it; one is expected.")
    notebook = found.notebooks[0]
    order = gradebook.db.execute(
        text("SELECT name FROM source_cell WHERE notebook_id = :id ORDER BY rowid"), {"id": notebook.id}
    )
    place = {name: number for number, (name,) in enumerate(order)}
    grades = {cell.name: cell for cell in notebook.grade_cells}
    tasks = {cell.name: cell for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    cells = {}
    for cell in sorted(notebook.source_cells, key=lambda c: place[c.name]):
        worth = grades.get(cell.name) or tasks.get(cell.name)
        cells[cell.name] = MasterCell(
            name=cell.name,
            cell_type=cell.cell_type,
            source=cell.source,
            locked=bool(cell.locked),
            checksum=cell.checksum,
            grade=cell.name in grades,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=float(worth.max_score) if worth else None,
        )
    return Master(assignment, notebook.name, json.loads(notebook.kernelspec or "{}"), cells)
