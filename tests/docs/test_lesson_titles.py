"""A lesson is called by its title, wherever its number stands before it: in links, README and the teaching guide."""

from __future__ import annotations

import re

import nbformat
import pytest

from course.places import PROJECT

NOTEBOOKS = [nbformat.read(path, as_version=4) for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))]
TITLES = {
    path.stem[:2]: nbformat.read(path, as_version=4).metadata["says_who"]["title"]
    for path in sorted((PROJECT / "notebooks").glob("[0-9]*.ipynb"))
}
PROSE = "\n".join(c.source for notebook in NOTEBOOKS for c in notebook.cells if c.cell_type == "markdown")


def page(*path: str) -> str:
    return PROJECT.joinpath(*path).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "pattern", "least"),
    [
        (PROSE, r"\[Lesson (\d\d), ([^\]]+)\]", 6),
        (page("README.md"), r"^\| (\d\d) ([^|]+) \|", 9),
        (page("docs", "teaching-guide.md"), r"^### (\d\d) (.+)$", 9),
        (page("docs", "teaching-guide.md"), r"^\| \d \|.*?\b(0\d) ([A-Z][^|;(]*[^|;( ])", 7),
    ],
    ids=["links", "README", "teaching guide", "calendar"],
)
def test_a_lesson_is_called_by_its_title(text, pattern, least):
    named = re.findall(pattern, text, re.M)
    assert len(named) >= least
    assert [(number, title) for number, title in named if TITLES[number] != title] == []


def test_the_heading_of_a_lesson_is_its_title():
    headings = {
        n.metadata["says_who"]["title"]: n.cells[0].source.split("\n")[0] for n in NOTEBOOKS if "says_who" in n.metadata
    }
    assert [title for title, heading in headings.items() if heading != f"# {title}"] == []
