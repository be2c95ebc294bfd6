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


def table(notebook: str, item: str, text: str | None = None) -> tuple[Path, dict[str, Any]]:
    """The file that holds `item`, and what it says; `item` in it is the id under which answers are recorded.

    `text` is the one chosen by default.

    Raises CourseError that names the file and what is wrong.
    """
    text = text or choice.text()
    path, item_id, given = choice.question(notebook, item, text)
    said = _filled(given, text, f"{path}, {item!r}")
    if said != given:  # with figures of the chosen text in it, the question is that text's own
        item_id = choice.item_id(item, text)
    return path, said | {"item": item_id}


def _filled(given: Any, text: str, where: str) -> Any:
    if isinstance(given, str):
        return filled(given, text, where) if "{" in given else given
    if isinstance(given, list):
        return [_filled(part, text, where) for part in given]
    if isinstance(given, dict):
        return {_filled(name, text, where): _filled(part, text, where) for name, part in given.items()}
    return given
