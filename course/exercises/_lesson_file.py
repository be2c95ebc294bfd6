"""A lesson's questions as they are written in its files: the chosen text's own first, figures filled in from the data.

data/quizzes/<text>/<notebook>.toml holds what speaks about one text, data/quizzes/<notebook>.toml what serves every
text.
In both, `{first}` and the like stand for figures of the chosen text (course/figures.py), also as a number's `answer`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course import choice
from course.figures import filled


def table(notebook: str, item: str) -> tuple[Path, dict[str, Any]]:
    """The file that holds `item`, and what it says; `item` in it is the id under which answers are recorded.

    Raises CourseError that names the file and what is wrong.
    """
    path, item_id, given = choice.question(notebook, item)
    said = _filled(given, f"{path}, {item!r}")
    if said != given:  # with figures of the chosen text in it, the question is that text's own
        item_id = choice.item_id(item, choice.text())
    return path, said | {"item": item_id}


def _filled(given: Any, where: str) -> Any:
    if isinstance(given, str):
        return filled(given, choice.text(), where) if "{" in given else given
    if isinstance(given, list):
        return [_filled(part, where) for part in given]
    if isinstance(given, dict):
        return {_filled(name, where): _filled(part, where) for name, part in given.items()}
    return given
