"""What must stop generating and marking.

Answers beside an assignment's source would be released, and copied over every learner's when marking. Keys of another
draw than the notebook's would mark everything as wrong.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from course.errors import CourseError
from course.marking.keys import load_items
from course.places import keys_folder


def answers_in_source(course_folder: Path) -> list[Path]:
    """The `answers` folders (or files) anywhere under `<course folder>/source`."""
    return sorted((course_folder / "source").rglob("answers"))


def refuse_answers_in_source(course_folder: Path) -> None:
    """Raise CourseError that names them, if there are any."""
    if found := answers_in_source(course_folder):
        raise CourseError(
            f"{', '.join(map(str, found))}: answers lie in an assignment's source. nbgrader would release "
            "them and copy them over every learner's. Move the folder away; model answers are made from the keys."
        )


# Which sentence a notebook asks for in which slot: "voice-1": "P08a"
SLOT = re.compile(r'"([\w-]+)": "(P\d\d[a-i]?)"')


def refuse_other_slots(course_folder: Path, assignment: str) -> None:
    """Raise CourseError where the source asks for other sentences than the keys mark: every answer would earn zero."""
    notebook = course_folder / "source" / assignment / f"{assignment}.ipynb"
    if not notebook.is_file() or not (keys_folder() / f"{assignment}.toml").is_file():
        return  # others say what is missing
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    asked = dict(SLOT.findall("\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")))
    parts = [part for item in load_items(assignment).values() for part in item.parts.values()]
    for part in parts:
        for unit in part.key.values():
            if part.id in asked and isinstance(unit, str) and unit != asked[part.id]:
                raise CourseError(
                    f"{notebook}: {part.id} asks for {asked[part.id]}, and the keys in {keys_folder()} mark {unit}. "
                    "Keys and notebook come from different draws: name the folder that `course split` wrote by "
                    "--keys or SAYS_WHO_KEYS, or take its notebook."
                )
