"""Tables that a lesson shows, the same with and without a kernel."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html import escape

from course import places
from course.scrolling import scrolling
from course.told import LEFT


class Table:
    """A caption, column heads, rows of words. The first cell of a row is its head."""

    def __init__(self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]):
        self.caption, self.heads, self.rows = caption, heads, rows

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col" {LEFT}>{escape(head)}</th>' for head in self.heads)
        rows = "".join(
            f'<tr><th scope="row" {LEFT}>{escape(first)}</th>'
            + "".join(f"<td {LEFT}>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return scrolling(
            f"<table><caption>{escape(self.caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
            "</table>",
            self.caption,
        )

    def __repr__(self) -> str:
        return "\n".join([self.caption, *(" | ".join(row) for row in [self.heads, *self.rows])])


def read_rows(*path: str) -> list[dict[str, str]]:
    """The rows of a table under data/."""
    with places.PROJECT.joinpath("data", *path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
