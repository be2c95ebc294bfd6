"""The one file that is handed in, and what it says is missing."""

import io
import json
import zipfile

import pytest

from course.answers import Answers, AnswersError
from course.hand_in_file import find_notebook, pack, recorded_and_missing, write

NAME = "1-claims-and-attribution"


@pytest.fixture
def answers(tmp_path):
    return Answers(NAME, tmp_path)


def inside(packed):
    with zipfile.ZipFile(io.BytesIO(packed.content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize(
    ("value", "there"),
    [
        ({"written": " \n"}, False),
        ({"chosen": []}, False),
        ({"text": "karabakh", "unit": "P38", "rewrite": ""}, False),
        ({"text": "karabakh", "unit": "P36", "statements": [], "own": False}, False),
        ({"text": "karabakh", "unit": "P36", "voice": "own", "shown": []}, True),
        ({"written": "x"}, True),
        ({"guess": 0}, True),
    ],
)
def test_an_emptied_answer_is_missing(answers, value, there):
    answers.record("span-1", value)
    assert recorded_and_missing(answers, ["span-1", "span-2"]) == (
        (["span-1"], ["span-2"]) if there else ([], ["span-1", "span-2"])
    )


def test_the_check_before_and_after_stays_with_the_learner(answers):
    answers.record("span-1", {"voice": "own"})
    answers.record("check-A1", {"rating": 70, "done": True})
    answers.record("check-order", {"first": "A"})
    items = json.loads(inside(pack(answers))[f"answers/{NAME}.json"])["items"]
    assert list(items) == ["span-1"]


def test_a_renamed_notebook_is_found_by_its_first_cell(answers, tmp_path):
    path = tmp_path / f"{NAME} (1).ipynb"
    path.write_text(json.dumps({"cells": [{"source": [f'course.begin("{NAME}")']}]}))
    (tmp_path / "other.ipynb").write_text(json.dumps({"cells": [{"source": ['course.begin("other")']}]}))
    assert find_notebook(tmp_path, NAME) == path
    answers.record("span-1", {"voice": "own"})
    assert inside(pack(answers))[f"{NAME}.ipynb"] == path.read_bytes()


def test_answers_without_their_notebook_are_handed_in_and_that_is_told(answers):
    answers.record("span-1", {"voice": "own"})
    packed = pack(answers)
    assert f"{NAME}.ipynb" not in inside(packed)
    assert "only the answers are in it" in packed.notes[0]


def test_nothing_to_hand_in_is_told(answers):
    with pytest.raises(AnswersError, match="There is nothing to hand in"):
        pack(answers)


def test_the_file_lies_beside_the_notebook_whole_or_not_at_all(answers, tmp_path):
    answers.record("span-1", {"voice": "own"})
    packed = pack(answers)
    assert write(packed, tmp_path).read_bytes() == packed.content
    assert not list(tmp_path.glob(".*.tmp"))
