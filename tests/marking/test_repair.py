"""Putting a notebook back in order: what the cases of tests/grading-cases do not show from outside."""

from __future__ import annotations

import random
from dataclasses import replace
from difflib import SequenceMatcher

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.marking import repair as repair_module
from course.marking.keys import Item, Part
from course.marking.master import Master, MasterCell
from course.marking.repair import LONGEST, MOST_COMPARED, recorded_text, repair, write_recorded_text

TEXT = "Explain in your own words why this number can be bounded and not known."
CODE = "flights = BLANK  # the count by 6 March\nrate = flights / BLANK\nshow(rate)"


KERNEL = {"name": "python3", "display_name": "Python 3"}


def known(name: str, kind: str, source: str, **given) -> MasterCell:
    about = {"locked": False, "grade": False, "solution": False, "task": False, "points": None} | given
    return MasterCell(name, kind, source, checksum="c", **about)


CELLS = [
    known("title", "markdown", "# Title", locked=True),
    known("count", "code", CODE, solution=True),
    known("grade", "code", "mark('count')", locked=True, grade=True, points=2.0),
    known("text", "markdown", TEXT, solution=True, grade=True, points=8.0),
]
MASTER = Master("a", "a", KERNEL, {cell.name: cell for cell in CELLS})


def released(**sources: str):
    cells = []
    for cell in CELLS:
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        about = {"nbgrader": {"grade_id": cell.name}}
        cells.append(make(sources.get(cell.name, cell.source), metadata=about, id=f"id-{cell.name}"))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def names(nb) -> list[str | None]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells]


def source_of(nb, name: str) -> str:
    return nb.cells[names(nb).index(name)].source


def test_a_notebook_in_order_stays_as_it_is():
    nb, told = repair(released(count="flights = 92"), MASTER)
    assert (names(nb), told) == (["title", "count", "grade", "text"], [])
    assert source_of(nb, "count") == "flights = 92"


def test_the_notebook_that_was_given_is_not_changed():
    given = released(title="other")
    repair(given, MASTER)
    assert given.cells[0].source == "other"


def test_of_copies_the_last_one_that_was_worked_on_counts_and_all_stay_to_be_seen():
    given = released(count="flights = 1")
    place = given.cells[1]
    for source in ("flights = 2", CODE):
        given.cells.append(type(place)(place | {"source": source, "id": source[-1] + "x"}))
    nb, told = repair(given, MASTER)
    assert source_of(nb, "count") == "flights = 2"
    assert [cell.source for cell in nb.cells if "flights" in cell.source] == ["flights = 1", "flights = 2", CODE]
    assert told == ["count stood there 3 times. The last one that was changed counts."]


def test_the_halves_of_a_split_cell_are_joined():
    given = released()
    first, *rest = CODE.replace("BLANK", "92").split("\n")
    given.cells[1].source = first
    given.cells.insert(2, type(given.cells[1])(given.cells[1] | {"source": "\n".join(rest), "id": "half"}))
    nb, told = repair(given, MASTER)
    assert source_of(nb, "count") == CODE.replace("BLANK", "92")
    assert (len(nb.cells), told) == (4, ["count had been split into 2 cells, which were joined."])


@pytest.mark.parametrize("ids", [{}, {"id-count": "count"}], ids=["by likeness", "by id"])
def test_a_cell_that_was_worked_on_is_found_without_metadata(ids):
    given = released(count=CODE.replace("BLANK", "92"), text=TEXT + " Because only two counts are dated.")
    for cell in given.cells:
        cell.metadata = {}
    nb, told = repair(given, MASTER, ids)
    assert names(nb) == ["title", "count", "grade", "text"]
    assert "92" in source_of(nb, "count")
    assert source_of(nb, "text").endswith("dated.")
    assert told[0].startswith("The metadata of cells was lost; they were found again: ")


def test_a_cell_of_the_learners_own_that_resembles_nothing_stays_their_own():
    given = released()
    del given.cells[1]
    given.cells.append(new_code_cell("print('my notes about something else entirely, at some length')"))
    nb, _ = repair(given, MASTER)
    assert names(nb) == ["title", "count", "grade", "text", None]
    assert source_of(nb, "count") == CODE


def test_missing_cells_come_back_in_their_places():
    for gone in range(len(CELLS)):
        given = released()
        del given.cells[gone]
        nb, told = repair(given, MASTER)
        assert names(nb) == ["title", "count", "grade", "text"]
        assert told == [f"Missing from the notebook, and put back: {CELLS[gone].name}."]


def test_a_manual_cell_turned_to_code_keeps_its_words():
    given = released()
    given.cells[3] = new_code_cell("My own words.", metadata=given.cells[3].metadata)
    nb, told = repair(given, MASTER)
    assert nb.cells[3].cell_type == "markdown"
    assert nb.cells[3].source == "My own words."
    assert told == ["text had become a code cell and is a markdown cell again."]


# Recorded texts

ITEMS = {
    "text": Item("text", "written", {"text-1": Part("text-1", 4, {}), "text-2": Part("text-2", 4, {})}),
    "grade": Item("grade", "numbers", {"grade": Part("grade", 2, {})}),
}


def test_recorded_words_stand_in_their_manual_cell_as_text():
    nb, _ = repair(released(), MASTER)
    values = {
        "text-1": {"text": "karabakh", "unit": "P18", "rewrite": "<b>Bold</b>\n\nend"},
        "text-2": "two",
        "grade": 5,
    }
    assert write_recorded_text(nb, values, ITEMS) == ["text"]
    source = source_of(nb, "text")
    assert "&lt;b&gt;Bold&lt;/b&gt;&#10;&#10;end" in source
    assert "two" in source
    assert "karabakh" not in source
    assert source_of(nb, "grade") == "mark('count')"


@pytest.mark.parametrize(
    "values", [{}, {"text-1": ""}, {"text-1": {"text": "karabakh", "unit": "P18", "rewrite": " "}}, {"text-1": 5}]
)
def test_where_nothing_was_written_the_cell_stays_blank(values):
    nb, _ = repair(released(), MASTER)
    assert write_recorded_text(nb, values, ITEMS) == []
    assert source_of(nb, "text") == TEXT


def test_the_words_of_any_value():
    assert recorded_text({"text": "all of it"}) == "all of it"
    assert recorded_text({"who": "a", "why": ["b", {"x": "c"}], "n": 3, "text": "karabakh"}) == "a\n\nb\n\nc"


@pytest.mark.parametrize("kind", ["shuffled", "of spaces", "in pieces"])
def test_looking_for_lost_cells_ends_whatever_the_notebook_holds(kind, monkeypatch):
    """Comparing takes the product of the lengths: unbounded, each of these takes from half a minute to hours."""
    sought = CODE * 6
    master = replace(MASTER, cells=MASTER.cells | {"count": replace(MASTER.cells["count"], source=sought)})
    cells = {
        "shuffled": ["".join(random.Random(n).sample(sought, len(sought))) for n in range(2000)],
        "of spaces": [" " * 20_000] * 500,
        "in pieces": [" " * 10] * 2000,
    }[kind]
    nb = new_notebook(cells=[new_code_cell(text) for text in cells])
    if kind == "in pieces":
        for cell in nb.cells:
            cell.metadata["nbgrader"] = {"grade_id": "count"}
    compared = []

    class Counted(SequenceMatcher):
        def ratio(self) -> float:
            compared.append(len(self.a) * len(self.b))
            return super().ratio()

    monkeypatch.setattr(repair_module, "SequenceMatcher", Counted)
    repair(nb, master)
    assert sum(compared) <= MOST_COMPARED + len(sought) * LONGEST


def test_a_lost_cell_that_was_worked_on_is_found_among_many():
    nb = released()
    nb.cells[1].source = CODE.replace("BLANK", "92")
    for cell in nb.cells:
        cell.metadata, cell.id = {}, f"gone-{cell.id}"
    nb.cells[1:1] = [new_code_cell(f"note = {n} * 'a note of my own'") for n in range(300)]
    fixed, told = repair(nb, MASTER)
    assert source_of(fixed, "count") == CODE.replace("BLANK", "92")
    assert "count (as the most alike)" in " ".join(told)
