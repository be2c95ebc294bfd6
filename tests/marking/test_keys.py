"""The key file of an assignment."""

import json
from types import SimpleNamespace

import pytest

from course.errors import CourseError
from course.marking.keys import BY_HAND, Item, Part, load_items
from course.places import PROJECT

NAME = "1-claims-and-attribution"
PART = '[items.a]\nkind = "tagging"\n[items.a.parts.a]\n'


@pytest.fixture
def key_file(project):
    return project / "assignments" / "keys" / f"{NAME}.toml"


def test_assignment_1_has_twenty_points_and_no_cell_tells_a_key_by_its_points():
    items = load_items(NAME)
    assert {item.id: item.points for item in items.values()} == {"voice": 10.0} | {
        f"span-{n}": 2.0 for n in range(1, 6)
    }
    part = Part("span-1", 2.0, {"karabakh": "P36", "transfer-rumour": "P36"})
    assert items["span-1"] == Item("span-1", "tagging", {"span-1": part}, title="Sentence 11", task="span-task")


@pytest.mark.parametrize("path", sorted((PROJECT / "assignments" / "source").glob("*/*.ipynb")), ids=lambda p: p.stem)
def test_the_feedback_knows_what_each_question_is_called_and_where_it_stands(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    there = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    items = load_items(path.stem)
    assert all(item.title for item in items.values())
    assert len({item.title for item in items.values()}) == len(items)
    assert all(item.task in there for item in items.values() if item.kind != BY_HAND)
    assert all(part.title for item in items.values() for part in item.parts.values() if len(item.parts) > 1)


@pytest.mark.parametrize("path", sorted((PROJECT / "assignments" / "source").glob("*/*.ipynb")), ids=lambda p: p.stem)
def test_the_hand_in_box_knows_every_answer_that_is_marked(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (box,) = ["".join(c["source"]) for c in cells if "course.HandIn(" in "".join(c["source"])]
    named = eval(box, {"course": SimpleNamespace(HandIn=list)})
    parts = {part for item in load_items(path.stem).values() for part in item.parts}
    # Two criteria may be marked on one text, which is recorded once.
    assert set(named) <= parts | {"rewrite"} and len(set(named)) == len(named)
    assert {part for item in load_items(path.stem).values() if item.kind != BY_HAND for part in item.parts} <= set(
        named
    )


def test_a_missing_key_file_is_named(key_file):
    key_file.unlink()
    with pytest.raises(CourseError, match=f"{NAME}.toml is missing"):
        load_items(NAME)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[items.a\n", "line 1"),
        ('[items.a]\nkind = "tagging"\n', "item a: needs a kind, and parts"),
        ('[items.a]\nkind = "tagging"\nparts = {}\n', "it has no parts"),
        ('[items.a]\nkind = "tagging"\nparts = 5\n', "item a: needs a kind"),
        (f"{PART}points = 2\n", "item a: needs a kind, and parts with points and key"),
        (f'{PART}points = "many"\nkey = {{}}\n', "item a: needs a kind"),
        (f"{PART}points = 2\nkey = {{}}\n".replace("tagging", "essay"), "'essay' is none of"),
        (f"{PART}points = 0\nkey = {{}}\n", "the points of a are no number above 0"),
        (f"{PART}points = -2\nkey = {{}}\n", "no number above 0"),
        (f"{PART}points = nan\nkey = {{}}\n", "no number above 0"),
        (f"{PART}points = inf\nkey = {{}}\n", "no number above 0"),
        (f'reveal = ["b"]\n{PART}points = 2\nkey = {{}}\n', "reveal names b"),
        (
            f"{PART}points = 2\nkey = {{}}\n" + f"{PART}points = 2\nkey = {{}}\n".replace("items.a", "items.b"),
            "a stands in two",
        ),
    ],
)
def test_a_slip_in_the_key_file_is_named_with_its_place(key_file, text, said):
    key_file.write_text(text)
    with pytest.raises(CourseError, match=rf"(?s){NAME}\.toml.*{said}"):
        load_items(NAME)
