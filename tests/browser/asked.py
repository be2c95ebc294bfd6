"""What a lesson asks, and what is right: its cells, run in the test's own process on the same data as the page's."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup

from course.charts.interactive_chart import InteractiveChart
from course.exercises._exercise import Exercise
from course.exercises.predict import Predict
from course.lessons._after import Afterwards


@dataclass(frozen=True)
class Asked:
    """What one code cell shows: its place among the notebook's cells, and the object (an exercise, a passage, ...)."""

    index: int
    shown: Any


def asked(notebook: Path) -> dict[str, Asked]:
    """Cell id -> what it shows, on the text that the answers beside the notebook choose."""
    names: dict[str, Any] = {}
    found = {}
    with contextlib.chdir(notebook.parent):
        for index, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
            if cell.cell_type == "code":
                *before, last = ast.parse(cell.source).body
                exec(compile(ast.Module(before, []), cell.id, "exec"), names)
                found[cell.id] = Asked(index, eval(compile(ast.Expression(last.value), cell.id, "eval"), names))
    return found


def exercises(shown: Any) -> Iterator[Exercise]:
    """The exercises in what a cell shows, those that come after others included."""
    if isinstance(shown, Exercise):
        yield shown
    elif isinstance(shown, Predict):
        yield shown.guess
    elif isinstance(shown, Afterwards):
        for part in follows(shown):
            yield from exercises(part)


def follows(shown: Afterwards | Predict) -> list[Any]:
    """What stands below once the button was pressed, or the guess made."""
    return shown._then() if isinstance(shown, Afterwards) else [shown._follows()]


def opening(part: Any) -> str:
    """The first words of something shown, as a reader sees them."""
    if isinstance(part, str):
        return part
    if isinstance(part, Exercise):
        return part.items[0]["question"].split("\n")[0]
    if isinstance(part, InteractiveChart):
        return part.spec["title"]
    html = BeautifulSoup(part._repr_html_(), "html.parser")
    return " ".join((html.find(["p", "li", "caption", "figcaption"]) or html).get_text().split())
