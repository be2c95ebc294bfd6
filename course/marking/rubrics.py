"""How an answer is marked by hand, as data: assignments/rubrics/<assignment>.toml.

    [criteria.claim-kept]                # the grade_id of the manual cell
    title = "The claim is kept"
    points = 4
    [[criteria.claim-kept.levels]]       # three, the best one first
    name = "Proficient"
    points = 4
    means = "..."

Each criterion stands in a locked Markdown cell (`rubric-<criterion>`) right above the manual cell, so that learners and
graders read the same. `course rubrics` writes these cells; `course check` says where one differs.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course import places
from course.errors import CourseError

CELL = "rubric-"  # and the criterion's name: the id of its cell
LEVELS = 3
NOTHING = "Nothing handed in, or nothing about this: 0 points. Points in between may be given."


@dataclass(frozen=True)
class Level:
    """One level of a criterion: its name, its points, and what an answer on it is like."""

    name: str
    points: float
    means: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is marked; `name` is the grade_id of its manual cell, `levels` go from the best down."""

    name: str
    title: str
    points: float
    levels: tuple[Level, ...]

    def as_markdown(self) -> str:
        """The source of its cell: a table with headers."""
        rows = [f"| {level.name} | {level.points:g} | {level.means} |" for level in self.levels]
        head = f"**How this is marked: {self.title}** ({self.points:g} points)"
        return "\n".join([head, "", "| Level | Points | Your text |", "|---|---|---|", *rows, "", NOTHING])


def folder() -> Path:
    return places.PROJECT / "assignments" / "rubrics"


def load_rubric(assignment: str) -> dict[str, Criterion]:
    """The criteria of an assignment by name; {} where it has no rubric. CourseError says what is wrong where."""
    path = folder() / f"{assignment}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}. Mend that line.") from None
    found = {}
    for name, given in data.get("criteria", {}).items():
        try:
            levels = tuple(Level(v["name"], float(v["points"]), v["means"]) for v in given["levels"])
            found[name] = Criterion(name, given["title"], float(given["points"]), levels)
        except (KeyError, TypeError, ValueError) as error:
            raise CourseError(f"{path}, {name}: needs a title, points and levels ({error}).") from None
        earned = [level.points for level in levels]
        if len(levels) != LEVELS or earned != sorted(earned, reverse=True) or earned[0] != found[name].points:
            raise CourseError(
                f"{path}, {name}: needs {LEVELS} levels, the best first, which earns all {given['points']} points."
            )
    return found


def faults(assignment: str, notebook: Path) -> list[str]:
    """What of the rubric the notebook does not show as it is."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]}
    criteria = {CELL + name: criterion for name, criterion in load_rubric(assignment).items()}
    found = [f"no cell {name}. Add a locked Markdown cell with this id" for name in criteria if name not in cells]
    found += [
        f"cell {name}: no criterion of that name is in the rubric. Take one out"
        for name in cells
        if name.startswith(CELL) and name not in criteria
    ]
    found += [
        f"cell {name}: differs from the rubric. Run: course rubrics"
        for name, criterion in criteria.items()
        if cells.get(name, criterion.as_markdown()) != criterion.as_markdown()
    ]
    return found


def write_into(assignment: str, notebook: Path) -> bool:
    """Put each criterion into its cell; whether anything changed. CourseError where a cell is missing."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in content["cells"]}
    for name, criterion in load_rubric(assignment).items():
        if CELL + name not in cells:
            raise CourseError(f"{notebook}: no cell {CELL}{name}. Add a locked Markdown cell with this id.")
        cells[CELL + name]["source"] = criterion.as_markdown().splitlines(keepends=True)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    changed = text != notebook.read_text(encoding="utf-8")
    if changed:
        notebook.write_text(text, encoding="utf-8")
    return changed
