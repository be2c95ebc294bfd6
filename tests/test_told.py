"""Passages about the text chosen, and the figures in them."""

import pytest

from course.errors import CourseError
from course.told import passage, passages


def write(project, words: str) -> None:
    path = project / "data" / "passages" / "karabakh" / "n.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")


def test_a_passage_goes_from_its_name_to_the_next(project):
    write(project, "<!-- one -->\n## A\n\nFirst.\n\n<!-- two -->\nSecond.\n")
    assert passages("n", "karabakh") == {"one": "## A\n\nFirst.", "two": "Second."}


def test_a_figure_is_computed(project):
    write(project, "<!-- one -->\nIt has {sentences} sentences.\n")
    assert passage("n", "one", "karabakh", {"sentences": lambda text: f"51 of {text}"}) == (
        "It has 51 of karabakh sentences."
    )


def test_what_is_missing_is_told_with_its_place(project):
    write(project, "<!-- one -->\nIt has {no_such} sentences.\n")
    with pytest.raises(CourseError, match=r"n\.md.*no_such"):
        passage("n", "one", "karabakh")
    with pytest.raises(CourseError, match=r"n\.md.*two.*one"):
        passage("n", "two", "karabakh")
    with pytest.raises(CourseError, match=r"other\.md is missing"):
        passage("other", "one", "karabakh")
