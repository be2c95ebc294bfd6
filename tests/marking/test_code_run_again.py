"""Assignment 2, whose answers may come from code, through `course mark` and through plain nbgrader: the same rooms."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cycle import hand_in, nbgrader, new_course

from course.counts import by_id
from course.marking.ledger import cell_by_cell
from course.marking.solutions import as_file, model
from course.places import PROJECT

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("code-run-again")

NAME, TEXT, SECOND = "2-counting-flights", "karabakh", "transfer-rumour"
RIGHT = 'course.answer("step-2", left_after_taking_off("Hetq"), unit="flights")'
WRONG = 'course.answer("step-2", left_after_taking_off("AP"), unit="flights")'
OF_SECOND = f'course.answer("step-2", left_after_taking_off("{by_id("part", SECOND).name}"), unit="visits")'
SPY = "import pathlib\nprint([str(p) for p in pathlib.Path('/').glob('**/keys/*.toml')])"


def step_2(text: str = TEXT, **fields) -> str:
    return as_file(NAME, text, {"step-2": model(NAME, text)["step-2"] | fields})


LEARNERS = {
    # code in the notebook, and the answers handed in
    "computed": (RIGHT, step_2(by="code")),
    "second": (OF_SECOND, step_2(SECOND, by="code")),
    "typed": ('course.answer("step-2", left_after_taking_off(BLANK), unit=BLANK)', step_2(by="typed")),
    "forged": (WRONG, step_2(by="code")),
    "lost": (RIGHT, None),
    "endless": ("while True:\n    pass", step_2(by="code")),
    "spy": (SPY + "\n" + RIGHT, step_2(by="code")),
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory) -> tuple[Path, str]:
    course = tmp_path_factory.mktemp("run-again") / "course"
    new_course(course, NAME)
    for who, (code, answers) in LEARNERS.items():
        path = hand_in(course, NAME, who, answers) / f"{NAME}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        (line,) = [cell for cell in notebook["cells"] if cell.get("id") == "line-2"]
        line["source"] = code
        path.write_text(json.dumps(notebook), "utf-8")
    plain = course.with_name("plain")
    shutil.copytree(course, plain)
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "course", "mark", NAME, "--course", str(course)]
    weaker = os.environ.get("SAYS_WHO_SANDBOX") == "limits"
    done = subprocess.run(
        [*command, *([] if weaker else ["--require-sandbox"])], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return course, done.stdout


def points(course: Path, who: str) -> float | None:
    return cell_by_cell(course / "gradebook.db")[NAME, who, "step-2"][0]


def notebook(course: Path, who: str) -> str:
    return (course / "autograded" / who / NAME / f"{NAME}.ipynb").read_text("utf-8")


@pytest.mark.parametrize("who", ["computed", "second", "typed", "spy"])
def test_what_is_recorded_again_and_what_was_typed_earns_its_marks(marked, who):
    assert points(marked[0], who) == 2
    assert f"\n  {who}\n" not in marked[1]


def test_what_the_code_does_not_record_again_waits_for_a_person_who_is_shown_both(marked):
    assert points(marked[0], "forged") is None
    assert "step-2: handed in was" in marked[1]
    assert "running it again gave" in notebook(marked[0], "forged")
    assert points(marked[0], "endless") is None
    assert "ran too long" in marked[1]


def test_lost_answers_wait_for_a_person(marked):
    assert points(marked[0], "lost") is None


def test_the_outputs_of_a_learners_code_stand_in_the_marked_notebook_and_keys_are_not_in_reach(marked):
    cells = json.loads(notebook(marked[0], "spy"))["cells"]
    (line,) = [cell for cell in cells if "".join(cell["source"]).startswith("import pathlib")]
    assert "".join(line["outputs"][0]["text"]) == "[]\n"


def test_the_level_of_protection_is_named(marked):
    assert "Protection while marking: bubblewrap" in marked[1] or "WEAKER" in marked[1]
    assert "Protection while the learner" in notebook(marked[0], "forged")


def test_plain_nbgrader_marks_in_the_same_rooms(marked):
    course = marked[0].with_name("plain")
    done = nbgrader(course, "autograde", NAME)
    assert done.returncode == 0, done.stderr[-2000:]
    assert cell_by_cell(course / "gradebook.db") == cell_by_cell(marked[0] / "gradebook.db")
