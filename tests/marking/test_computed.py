"""Computed answers: what running the notebook again records counts, and a person is asked where that is unclear."""

from __future__ import annotations

import json

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.marking.computed import run_again
from course.marking.keys import Item, Part
from course.marking.learners_room import Limits, WarmRoom
from course.marking.master import Master
from course.marking.notebook_run import is_blank
from course.marking.prepare import NOTES, outcome_of, person_needed

ITEMS = {"sum": Item("sum", "numbers", {"sum": Part("sum", 2, {"karabakh": 5}, computed=True)})}
MASTER = Master("n", "n", {}, {})
TIME = "2026-01-31T09:00:00.000Z"


@pytest.fixture(scope="module")
def room():
    warm = WarmRoom(limits=Limits(cell_seconds=3, notebook_seconds=10))
    yield warm
    warm.close()


def entry(value: object, by: str = "code") -> dict:
    return {"value": {"number": value, "by": by}, "time": TIME}


def play(room, tmp_path, work: str, handed_in: dict, *more: str) -> tuple[dict, NotebookNode]:
    begin = "import course\nA = course.begin('n')"
    record = "A.record('sum', {'number': x, 'by': 'code'})"
    cells = [new_code_cell(source) for source in (begin, work, record, *more)]
    grade = new_code_cell("raise SystemExit('a grade cell ran')")
    grade.metadata = NotebookNode(nbgrader=NotebookNode(grade=True, grade_id="sum"))
    notebook = new_notebook(cells=[*cells, grade])
    notebook.metadata[NOTES] = NotebookNode(repairs=[], reasons=[], cells=NotebookNode())
    return run_again(room, notebook, tmp_path, MASTER, handed_in, ITEMS), notebook


def value(answers: dict) -> object:
    return answers["sum"]["value"]["number"] if "sum" in answers else None


def test_the_same_again_counts_without_a_word(room, tmp_path):
    answers, notebook = play(room, tmp_path, "x = 2 + 3\nx", {"sum": entry(5)})
    assert (value(answers), outcome_of(notebook, "s", "n").state) == (5, "graded")
    assert notebook.cells[1].outputs[0].data["text/plain"] == "5"
    assert notebook.cells[-1].outputs == []


def test_something_else_than_handed_in_goes_to_a_person_with_both(room, tmp_path):
    _, notebook = play(room, tmp_path, "x = 4", {"sum": entry(5)})
    reason = person_needed(notebook)["sum"]
    assert '"number": 5' in reason
    assert '"number": 4' in reason


@pytest.mark.parametrize("work", ["x = 1 / 0", "x = BLANK + 1", "import os; os._exit(0)", "while True: pass"])
def test_a_run_that_records_nothing_goes_to_a_person_with_what_was_handed_in(room, tmp_path, work):
    answers, notebook = play(room, tmp_path, work, {"sum": entry(5)})
    assert value(answers) == 5
    reason = person_needed(notebook)["sum"]
    assert '"number": 5' in reason
    assert "running it again recorded nothing" in reason


@pytest.mark.parametrize("by", ["typed", "menu"])
def test_what_was_typed_or_chosen_counts_as_handed_in_whatever_the_code_says(room, tmp_path, by):
    answers, notebook = play(room, tmp_path, "x = 4", {"sum": entry(5, by)})
    assert (value(answers), person_needed(notebook)) == (5, {})


def test_answers_that_were_not_handed_in_are_those_of_the_run(room, tmp_path):
    answers, notebook = play(room, tmp_path, "x = 5", {})
    assert (value(answers), outcome_of(notebook, "s", "n").state) == (5, "repaired")


def test_nothing_handed_in_and_nothing_recorded_is_no_answer(room, tmp_path):
    answers, notebook = play(room, tmp_path, "x = BLANK", {})
    assert (answers, person_needed(notebook)) == ({}, {})


def test_a_blank_is_one_in_the_code_not_in_an_import_a_text_or_a_comment():
    assert is_blank("f(BLANK)")
    assert is_blank("%time f(BLANK)")
    assert is_blank("f(BLANK")
    for source in ("from course.counts import BLANK, bars", "'BLANK'", "x = 1  # BLANK", "BLANKS", "%time f('BLANK')"):
        assert not is_blank(source)


def test_the_run_sees_the_choice_of_text_and_no_other_answer(room, tmp_path):
    chosen = {"value": {"chosen": ["transfer-rumour"]}, "time": TIME}
    handed_in = {"choose-text": chosen, "other": {"value": 1, "time": TIME}, "sum": entry(2)}
    _, notebook = play(room, tmp_path, "x = len(A.items())\nprint(course.text())", handed_in)
    assert json.loads(person_needed(notebook)["sum"].split("gave ")[1])["number"] == 1


def test_answers_written_without_code_that_computes_them_are_what_the_run_says(room, tmp_path):
    """Whoever writes the right number into the file and hands in other code is not given the number."""
    _, notebook = play(room, tmp_path, "x = 0", {"sum": entry(5)})
    assert "sum" in person_needed(notebook)


def test_outputs_are_harmless_before_a_person_sees_them(room, tmp_path):
    script = "from IPython.display import HTML\nHTML('<img src=x onerror=alert(1)><script>alert(2)</script>')"
    _, notebook = play(room, tmp_path, "x = 5", {"sum": entry(5)}, script)
    shown = json.dumps(notebook.cells[3].outputs)
    assert "<script" not in shown
    assert "<img" not in shown
