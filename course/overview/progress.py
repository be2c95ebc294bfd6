"""How far a learner is: a table of all notebooks here, and what comes next.

    course.progress()

No widget: a plain table, made anew whenever the cell is run.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from course.overview.notebooks import BEGUN, DONE, NOT_BEGUN, Notebook, here, next_one, notebooks
from course.scrolling import scrolling
from course.told import LEFT

# A sign beside each word, for eyes that skim; the word says it all.
SIGNS = {DONE: "✓", BEGUN: "◐", NOT_BEGUN: "○"}
HEADS = ("Notebook", "Minutes", "How far", "Answers kept", "At the end")


class Progress:
    """The table of one folder."""

    def __init__(self, folder: Path):
        self.notebooks = notebooks(folder)

    @property
    def next(self) -> Notebook | None:
        return next_one(self.notebooks)

    def rows(self) -> list[tuple[Notebook, list[str]]]:
        return [
            (n, [str(n.minutes), f"{SIGNS[n.state]} {n.state}", str(n.answered), at_end(n)]) for n in self.notebooks
        ]

    def words(self) -> str:
        """One sentence on where things stand."""
        done = sum(n.state == DONE for n in self.notebooks)
        return f"{done} of {len(self.notebooks)} notebooks are done."

    def _repr_html_(self) -> str:
        if not self.notebooks:
            return "<p>There are no lessons in this folder. Open this page where the lessons are.</p>"
        head = "".join(f'<th scope="col" {LEFT}>{name}</th>' for name in HEADS)
        body = "".join(
            f'<tr><th scope="row" {LEFT}>{_link(n)}</th>'
            + "".join(f"<td {LEFT}>{escape(words)}</td>" for words in cells)
            + "</tr>"
            for n, cells in self.rows()
        )
        table = f"<table><caption>Your notebooks</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        nxt = f"<strong>Next:</strong> {_link(self.next)}." if self.next else "You have done everything here."
        return f"<p>{self.words()} {nxt}</p>{scrolling(table, 'Your notebooks')}"

    def __repr__(self) -> str:
        return "\n".join([self.words(), *(" | ".join([n.title, *cells]) for n, cells in self.rows())])


def at_end(notebook: Notebook) -> str:
    """The questions at a lesson's end, or what was given for good on a paper, in words."""
    if notebook.is_paper:
        return f"{notebook.given} of {notebook.of} given for good"
    verdicts = notebook.verdicts
    if not verdicts:
        return f"{notebook.of} questions wait"
    return f"{len(verdicts)} of {notebook.of} answered, {verdicts.count('right')} right"


def _link(notebook: Notebook) -> str:
    return f'<a href="{escape(notebook.stem)}.ipynb">{escape(notebook.title)}</a>'


def progress() -> Progress:
    """How far you are in the notebooks beside this one, and what comes next."""
    return Progress(here())
