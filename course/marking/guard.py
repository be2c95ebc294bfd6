"""What must stop generating and marking.

Answers beside an assignment's source would be released, and copied over every learner's when marking.
"""

from __future__ import annotations

from pathlib import Path

from course.errors import CourseError


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
