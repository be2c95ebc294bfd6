"""A lesson's questions as they are written in its files: the chosen text's own first, figures filled in from the data.

data/quizzes/<text>/<notebook>.toml holds what speaks about one text, data/quizzes/<notebook>.toml what serves every
text.
In both, `{first}` and the like stand for figures of the chosen text (course/figures.py), also as a number's `answer`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from course import choice
from course.errors import CourseError
from course.figures import filled


def table(notebook: str, item: str) -> tuple[Path, dict[str, Any]]:
    """The file that holds `item`, and what it says; `item` in it is the id under which answers are recorded.

    Raises CourseError that names the file and what is wrong.
    """
    missing = True
    for path, text in choice.question_files(notebook):
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8")).get(item)
        except FileNotFoundError:
            continue
        except tomllib.TOMLDecodeError as error:
            raise CourseError(f"{path}: {error}. Mend that line.") from None
        missing = False
        if given is not None:
            said = _filled(given, f"{path}, {item!r}")
            # Where figures of the chosen text were filled in, the answer is one to that text's question.
            return path, said | {"item": choice.item_id(item, text if said == given else choice.text())}
    if missing:
        raise CourseError(f"{path} is missing. Take it from a fresh copy of the kit.")
    raise CourseError(f"{path}: {item!r} is missing there. The lesson asks for it.")


def _filled(given: Any, where: str) -> Any:
    if isinstance(given, str):
        return filled(given, choice.text(), where) if "{" in given else given
    if isinstance(given, list):
        return [_filled(part, where) for part in given]
    if isinstance(given, dict):
        return {_filled(name, where): _filled(part, where) for name, part in given.items()}
    return given
