"""The key file of an assignment."""

import pytest

from course.errors import CourseError
from course.marking.keys import Item, load_items

NAME = "1-claims-and-attribution"


@pytest.fixture
def key_file(project):
    return project / "assignments" / "keys" / f"{NAME}.toml"


def test_assignment_1_has_ten_items_of_two_points():
    items = load_items(NAME)
    assert list(items) == [f"span-{n}" for n in range(1, 11)]
    assert {item.points for item in items.values()} == {2.0}
    assert items["span-1"] == Item("span-1", "tagging", 2.0, {"karabakh": "P36"})


def test_a_missing_key_file_is_named(key_file):
    key_file.unlink()
    with pytest.raises(CourseError, match=f"{NAME}.toml is missing"):
        load_items(NAME)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[items.span-1\n", "line 1"),
        ('[items.span-1]\nkind = "tagging"\npoints = 2\n', "item span-1: needs kind, points and units"),
        ('[items.span-1]\nkind = "tagging"\npoints = "many"\nunits = {}\n', "item span-1: needs kind, points"),
        ('[items.span-1]\nkind = "essay"\npoints = 2\nunits = {}\n', "'essay' is none of"),
        ('[items.span-1]\nkind = "tagging"\npoints = 0\nunits = {}\n', "no number above 0"),
        ('[items.span-1]\nkind = "tagging"\npoints = -2\nunits = {}\n', "no number above 0"),
        ('[items.span-1]\nkind = "tagging"\npoints = nan\nunits = {}\n', "no number above 0"),
        ('[items.span-1]\nkind = "tagging"\npoints = inf\nunits = {}\n', "no number above 0"),
    ],
)
def test_a_slip_in_the_key_file_is_named_with_its_place(key_file, text, said):
    key_file.write_text(text)
    with pytest.raises(CourseError, match=rf"(?s){NAME}\.toml.*{said}"):
        load_items(NAME)
