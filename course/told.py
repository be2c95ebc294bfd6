"""Passages of a lesson that speak about the text chosen, and figures in them that come from the data.

    course.tell("date-proof")

shows the passage of that name from data/passages/<text>/<notebook>.md, where a passage begins with a line
`<!-- date-proof -->`. A figure stands in it as `{sentences}`: a name in FIGURES, computed when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from course import answers, choice, places
from course.errors import CourseError
from course.figures import FIGURES, filled
from course.scrolling import scrolling

LEFT = 'style="text-align:left"'  # JupyterLab sets words on the right, as if they were numbers
CELL = re.compile("<(t[hd])>")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
NAME = re.compile(r"^<!-- ([a-z0-9-]+) -->\n", re.MULTILINE)


class Told:
    """Markdown that shows itself as HTML: in a notebook, below a guess and on paper alike."""

    def __init__(self, markdown: str):
        self.markdown = markdown

    def _repr_html_(self) -> str:
        import mistune  # comes with JupyterLab

        html = mistune.create_markdown(escape=False, plugins=["table"])(self.markdown)
        return TABLE.sub(lambda table: scrolling(CELL.sub(rf"<\1 {LEFT}>", table[0])), html)

    def __repr__(self) -> str:
        return self.markdown


def tell(name: str) -> Told:
    """The passage `name` of the notebook that has begun, about the text chosen."""
    return Told(passage(answers.current().notebook, name, choice.text()))


def passage(notebook: str, name: str, text: str, figures: dict[str, Callable[[str], str]] = FIGURES) -> str:
    """One passage with its figures filled in. Raises CourseError that names the file and what is missing."""
    path = places.PROJECT / "data" / "passages" / text / f"{notebook}.md"
    found = passages(notebook, text)
    if name not in found:
        raise CourseError(f"{path}: there is no passage called {name!r}. It has: {', '.join(found) or 'none'}.")

    return filled(found[name], text, f"{path}, passage {name!r}", figures)


def passages(notebook: str, text: str) -> dict[str, str]:
    """All passages of a lesson about one text, by name, as they are written."""
    path = places.PROJECT / "data" / "passages" / text / f"{notebook}.md"
    try:
        parts = NAME.split(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
    return {name: words.strip() for name, words in zip(parts[1::2], parts[2::2], strict=True)}
