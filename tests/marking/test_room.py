"""The marker's room: grade cells alone, answers as untrusted data."""

import json
import os

import pytest

from course.corpus.article import load_article
from course.marking.cells import Sheet
from course.marking.keys import load_items
from course.marking.room import MAX_ANSWERS, mark_in_room, read_answers, run_cell
from course.overlap import ROLES

NAME = "1-claims-and-attribution"
CELL = "from course.marking import mark\n\nmark({item!r}, 'tagging')"


def hand_in(folder, items, schema=1):
    path = folder / "answers" / f"{NAME}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"schema": schema, "items": items}))
    return path


def model(item):
    unit = load_items(NAME)[item].parts[item].key["karabakh"]
    spans = load_article("karabakh", keys=True).sentence(unit).attributions[0].spans
    value = {"text": "karabakh", "unit": unit, "statements": [{role: spans[role] for role in ROLES}]}
    return {"value": value, "time": "2026-01-31T09:00:00.000Z"}


def outcome(source, shown=()):
    return run_cell(source, "<cell>", Sheet({}, {}, list(shown)))


# One cell


def test_a_cells_last_value_is_its_result_and_what_it_shows_stands_before():
    shown, result = outcome("x = 1.5\nx", ["<p>Good.</p>"])
    assert (shown["output_type"], shown["data"]["text/html"]) == ("display_data", "<p>Good.</p>")
    assert (result["output_type"], result["data"]) == ("execute_result", {"text/plain": "1.5"})


@pytest.mark.parametrize(
    "source",
    [
        "", "x = 2.0", "2", "True", "'2.0'", "None", "import math\nmath", "[1.0]", "-1",
        "import fractions\nfractions.Fraction(1, 2)", "import numpy\nnumpy.float64(1.0)",
    ],
)  # fmt: skip
def test_a_cell_that_does_not_end_in_a_plain_float_is_an_error_not_full_marks(source):
    *_, last = outcome(source)
    assert last["output_type"] == "error"
    assert "plain float" in last["evalue"]


def test_an_error_in_a_cell_is_an_error_output():
    assert [o["output_type"] for o in outcome("1 / 0")] == ["error"]
    assert outcome("1 / 0")[0]["ename"] == "ZeroDivisionError"


def test_each_cell_begins_with_an_empty_namespace():
    outcome("left_over = 1.0\nleft_over")
    assert outcome("left_over")[0]["ename"] == "NameError"


# What was handed in


def test_good_answers_are_read_without_a_word(tmp_path):
    items, notice = read_answers(hand_in(tmp_path, {"span-1": model("span-1")}))
    assert (list(items), notice) == (["span-1"], "")


def test_missing_answers_are_told(tmp_path):
    assert read_answers(tmp_path / "answers" / "n.json") == (
        {},
        "No answers were handed in: answers/n.json is missing.",
    )


def test_a_folder_or_a_pipe_in_place_of_the_file_is_told(tmp_path):
    (tmp_path / "n.json").mkdir()
    os.mkfifo(tmp_path / "p.json")
    for name in ("n.json", "p.json"):
        items, notice = read_answers(tmp_path / name)
        assert (items, "is missing" in notice) == ({}, True)


def test_a_huge_file_is_not_read(tmp_path):
    path = hand_in(tmp_path, {"span-1": model("span-1")})
    path.write_text(path.read_text() + " " * MAX_ANSWERS)
    items, notice = read_answers(path)
    assert (items, f"larger than {MAX_ANSWERS} bytes" in notice) == ({}, True)


def test_a_linked_file_or_folder_is_not_followed(tmp_path):
    theirs = hand_in(tmp_path / "theirs", {"span-1": model("span-1")})
    mine = tmp_path / "mine" / "answers"
    mine.mkdir(parents=True)
    (mine / theirs.name).symlink_to(theirs)
    (tmp_path / "lazy").mkdir()
    (tmp_path / "lazy" / "answers").symlink_to(theirs.parent)
    for path in (mine / theirs.name, tmp_path / "lazy" / "answers" / theirs.name):
        items, notice = read_answers(path)
        assert (items, "is a link" in notice) == ({}, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"scribble", b"\xff", b"[1]", b'{"schema": 1, "items": {"a": 5}}', b'{"schema": 2, "items": {}}',
        b"[" * 100_000, b'{"schema": 1, "items": ' + b"9" * 5000 + b"}",
    ],
    ids=range(8),
)  # fmt: skip
def test_a_damaged_file_is_told_and_never_raises(tmp_path, raw):
    path = tmp_path / "n.json"
    path.write_bytes(raw)
    items, notice = read_answers(path)
    assert (items, notice.startswith("n.json ")) == ({}, True)


# The room as a whole


def test_the_room_marks_each_cell_from_the_handed_in_file(tmp_path):
    path = hand_in(tmp_path, {"span-1": model("span-1"), "span-2": model("span-1")})
    first, second, third = mark_in_room(NAME, path, [CELL.format(item=f"span-{n}") for n in (1, 2, 3)])
    assert [o[-1]["data"]["text/plain"] for o in (first, second, third)] == ["2.0", "0.0", "0.0"]


def test_a_file_beside_the_answers_is_not_imported_and_the_prints_of_a_cell_do_no_harm(tmp_path):
    """The learner's folder is neither where the room works nor where it imports from."""
    path = hand_in(tmp_path, {})
    for name in ("json.py", "course.py", "sitecustomize.py"):
        for folder in (tmp_path, path.parent):
            (folder / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    ((result,),) = mark_in_room(NAME, path, ["print('{}')\nimport json\n1.0"])
    assert result["data"]["text/plain"] == "1.0"
    assert not (tmp_path / "ran").exists()


def test_an_items_id_in_a_damaged_file_is_shown_as_text(tmp_path):
    path = hand_in(tmp_path, {"<img src=x onerror=alert(1)>": 5})
    ((notice, _, result),) = mark_in_room(NAME, path, [CELL.format(item="span-1")])
    assert "&lt;img src=x" in notice["data"]["text/html"]
    assert "<img" not in notice["data"]["text/html"]
    assert result["data"]["text/plain"] == "0.0"


def test_a_file_made_to_keep_the_marker_busy_is_marked_at_once(tmp_path):
    entry = model("span-4")
    (place,) = entry["value"]["statements"][0]["cue"]
    entry["value"]["statements"] *= 6
    entry["value"]["statements"] = [s | {"claim": [place] * 20_000} for s in entry["value"]["statements"]]
    path = hand_in(tmp_path, {"span-4": entry})
    assert path.stat().st_size < MAX_ANSWERS
    ((_, result),) = mark_in_room(NAME, path, [CELL.format(item="span-4")])
    assert result["data"]["text/plain"] == "0.0"


@pytest.mark.parametrize("cells", [["this is no Python"], ["import os\nos._exit(3)"]])
def test_a_broken_grade_cell_ends_marking_instead_of_giving_a_mark(tmp_path, cells):
    with pytest.raises(RuntimeError, match="the marker's room failed"):
        mark_in_room(NAME, tmp_path / "n.json", cells)


def test_an_assignment_without_keys_ends_marking(tmp_path):
    with pytest.raises(RuntimeError, match=r"9-unknown\.toml is missing"):
        mark_in_room("9-unknown", tmp_path / "n.json", ["1.0"])
