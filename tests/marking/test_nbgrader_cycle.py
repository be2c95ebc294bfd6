"""One class through real nbgrader: generate, hand in, autograde, return, export, in an emptied environment."""

from __future__ import annotations

import csv
import html
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from nbgrader.api import Gradebook

from course.corpus.article import load_article
from course.marking.keys import load_items
from course.marking.master import Master, read_master
from course.marking.room import MAX_ANSWERS
from course.overlap import ROLES
from course.places import PROJECT

NAME = "1-claims-and-attribution"
ARTICLE = load_article("karabakh", keys=True)
UNITS = {item.id: item.units["karabakh"] for item in load_items(NAME).values()}
ITEMS = list(UNITS)
TIME = "2026-01-31T09:00:00.000Z"


# What people hand in


def model() -> dict[str, dict]:
    """A right statement for each item, made from the keys."""
    gold = {item: ARTICLE.sentence(unit).attributions[0].spans for item, unit in UNITS.items()}
    return {item: {role: [list(piece) for piece in spans[role]] for role in ROLES} for item, spans in gold.items()}


def answers(statements: dict[str, dict], units: dict[str, str] = UNITS) -> str:
    entries = {
        item: {
            "value": {"text": "karabakh", "unit": units[item], "statements": [statement], "own": False},
            "time": TIME,
        }
        for item, statement in statements.items()
    }
    return json.dumps({"schema": 1, "notebook": NAME, "kit": "0", "items": entries})


def only(*roles: str) -> dict[str, dict]:
    return {item: {r: s[r] if r in roles else [] for r in ROLES} for item, s in model().items()}


def whole_sentences() -> dict[str, dict]:
    """Source and cue right, and one drag across everything as claim."""
    places = {item: ARTICLE.sentence(unit) for item, unit in UNITS.items()}
    return {item: s | {"claim": [[places[item].start, places[item].end]]} for item, s in model().items()}


HANDED_IN = {
    "blank": None,
    "model": answers(model()),
    "no-claims": answers(only("source", "cue")),
    "sources-only": answers(only("source")),
    "whole-sentences": answers(whole_sentences()),
    "first-five": answers({item: model()[item] for item in ITEMS[:5]}),
    "wrong-slots": answers(model(), dict(zip(ITEMS, [*ITEMS[1:], ITEMS[0]], strict=True))),
    "truncated": answers(model())[:-20],
    "huge": answers(model()) + " " * MAX_ANSWERS,
    "html-id": json.dumps({"schema": 1, "items": {"<img src=x onerror=alert(1)>": 5}}),
    "linked": None,  # to the model's file
    "cheat": None,  # edits the grade cells
    "planter": answers(model()),  # plants code everywhere
}
NONE, ALL = [0.0] * 10, [2.0] * 10
EXPECTED = {
    "blank": NONE,
    "model": ALL,
    "no-claims": [1.0] * 10,
    # In the last sentence nobody is named: who marks nothing there has not answered.
    "sources-only": [0.5] * 9 + [0.0],
    # Half of the claim, where the whole sentence is not far too long (spans 9 and 10).
    "whole-sentences": [1.5] * 8 + [1.0, 1.0],
    "first-five": [2.0] * 5 + [0.0] * 5,
    "wrong-slots": NONE,
    "truncated": NONE,
    "huge": NONE,
    "html-id": NONE,
    "cheat": NONE,
    "planter": ALL,
}


def hand_in(course: Path, student: str) -> Path:
    folder = course / "submitted" / student / NAME
    (folder / "answers").mkdir(parents=True)
    shutil.copy(course / "release" / NAME / f"{NAME}.ipynb", folder)
    if HANDED_IN[student] is not None:
        (folder / "answers" / f"{NAME}.json").write_text(HANDED_IN[student], "utf-8")
    return folder


def cheat(folder: Path) -> None:
    """Grade cells that give themselves full marks, worth more than they are."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "2.0"
            cell["metadata"]["nbgrader"]["points"] = 100
            cell["outputs"] = [
                {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}}
            ]
    path.write_text(json.dumps(notebook), "utf-8")


def plant(folder: Path, witness: Path) -> None:
    """Code of the learner's in every cell, in a cell of its own, and in files that Python likes to import."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    code = f"open({str(witness)!r}, 'a').write('ran')"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = f"{code}\n{''.join(cell['source'])}"
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None, "source": code}
    notebook["cells"].insert(0, own)
    path.write_text(json.dumps(notebook), "utf-8")
    for name in ("json.py", "course.py", "sitecustomize.py", "nbgrader_config.py", "answers/json.py"):
        (folder / name).write_text(code)


# The class, once for all tests


@dataclass
class Cycle:
    course: Path
    autograde: subprocess.CompletedProcess

    def scores(self, student: str) -> dict[str, float | None]:
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as gradebook:
            (notebook,) = gradebook.find_submission(NAME, student).notebooks
            return {grade.cell.name: grade.auto_score for grade in notebook.grades}

    def feedback(self, student: str) -> str:
        return html.unescape((self.course / "feedback" / student / NAME / f"{NAME}.html").read_text("utf-8"))


def nbgrader(course: Path, *args: str) -> subprocess.CompletedProcess:
    """As from `env -i` and without activating .venv: no PATH, nothing but a home."""
    env = {"HOME": str(course / "home"), "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "nbgrader", *args]
    return subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)


def play(course: Path) -> None:
    (course / "home").mkdir(parents=True)
    shutil.copy(PROJECT / "assignments" / "nbgrader_config.py", course)
    ignored = shutil.ignore_patterns("answers", ".ipynb_checkpoints")
    shutil.copytree(PROJECT / "assignments" / "source", course / "source", ignore=ignored)
    done = nbgrader(course, "generate_assignment", NAME)
    assert done.returncode == 0, done.stderr
    for student in HANDED_IN:
        folder = hand_in(course, student)
        if student == "linked":
            target = Path("../../../model") / NAME / "answers" / f"{NAME}.json"
            (folder / "answers" / f"{NAME}.json").symlink_to(target)
        if student == "cheat":
            cheat(folder)
        if student == "planter":
            plant(folder, course / "witness")
    marked = nbgrader(course, "autograde", NAME)
    (course / "autograde.json").write_text(json.dumps([marked.returncode, marked.stdout, marked.stderr]))
    for step in (["generate_feedback", NAME], ["export"]):
        done = nbgrader(course, *step)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def cycle(tmp_path_factory) -> Cycle:
    """Played by the first worker that needs it, read by all."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    course = shared / "cycle"
    with FileLock(shared / "cycle.lock"):
        if not (course / "grades.csv").is_file():
            shutil.rmtree(course, ignore_errors=True)
            play(course)
    status, out, err = json.loads((course / "autograde.json").read_text())
    return Cycle(course, subprocess.CompletedProcess([], status, out, err))


# Marks


@pytest.mark.parametrize("student", EXPECTED)
def test_each_item_earns_exactly_what_it_should(cycle, student):
    assert cycle.scores(student) == dict(zip(ITEMS, EXPECTED[student], strict=True))


@pytest.mark.parametrize("student", EXPECTED)
def test_the_gradebook_has_20_points_at_most_and_waits_for_nobody(cycle, student):
    with Gradebook(f"sqlite:///{cycle.course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission(NAME, student)
        assert submission.max_score == 20
        assert submission.score == sum(EXPECTED[student])
        assert not submission.needs_manual_grade


def test_what_the_notebook_says_a_cell_is_worth_is_what_the_keys_say(cycle):
    items = load_items(NAME)
    with Gradebook(f"sqlite:///{cycle.course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_assignment(NAME).notebooks
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {i.id: i.points for i in items.values()}


def test_the_master_is_the_released_notebook_cell_by_cell(cycle):
    released = json.loads((cycle.course / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8"))["cells"]
    with Gradebook(f"sqlite:///{cycle.course / 'gradebook.db'}") as gradebook:
        master = read_master(gradebook, NAME)
    about = [cell["metadata"]["nbgrader"] for cell in released]
    assert list(master.cells) == [a["grade_id"] for a in about]
    assert [c.source for c in master.cells.values()] == ["".join(cell["source"]) for cell in released]
    assert [c.checksum for c in master.cells.values()] == [a["checksum"] for a in about]
    assert [c.points for c in master.cells.values()] == [a.get("points") for a in about]
    assert Master.from_data(json.loads(json.dumps(master.as_data()))) == master


def test_the_export_says_what_the_gradebook_says(cycle):
    with (cycle.course / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {s: float(rows[s]["score"]) for s in EXPECTED} == {s: sum(points) for s, points in EXPECTED.items()}
    assert {row["max_score"] for row in rows.values()} == {"20.0"}


# Refusals


def test_a_hand_in_with_a_link_is_not_marked_and_named_and_the_others_are(cycle):
    assert cycle.autograde.returncode != 0
    assert f"submitted/linked/{NAME}/answers/{NAME}.json: a link where a file should be" in cycle.autograde.stderr
    assert (
        cycle.autograde.stderr.count("There was an error processing assignment") == 2
    )  # as it happens, and at the end
    assert set(cycle.scores("linked").values()) == {None}
    assert not (cycle.course / "autograded" / "linked" / NAME).exists()
    assert not (cycle.course / "feedback" / "linked").exists()


@pytest.fixture
def planted(cycle, tmp_path) -> Path:
    """The course with answers beside the source, as left by an instructor who tried the assignment out."""
    course = tmp_path / "course"
    shutil.copytree(cycle.course, course, symlinks=True)
    shutil.rmtree(course / "release")
    shutil.rmtree(course / "submitted")
    (course / "source" / NAME / "answers").mkdir()
    (course / "source" / NAME / "answers" / f"{NAME}.json").write_text(answers(model()))
    return course


def test_generating_stops_while_answers_lie_in_the_source(planted):
    done = nbgrader(planted, "generate_assignment", NAME, "--force")
    assert done.returncode != 0
    assert f"source/{NAME}/answers: answers lie in an assignment's source" in done.stderr
    assert "Move the folder away" in done.stderr
    assert not (planted / "release" / NAME).exists()


def test_marking_stops_while_answers_lie_in_the_source(planted):
    shutil.copytree(PROJECT / "assignments" / "source" / NAME, planted / "submitted" / "late" / NAME)
    done = nbgrader(planted, "autograde", NAME)
    assert done.returncode != 0
    assert f"source/{NAME}/answers: answers lie in an assignment's source" in done.stderr
    assert set(Cycle(planted, done).scores("late").values()) == {None}
    assert not (planted / "autograded" / "late" / NAME).exists()


# What runs, what shows


def test_nothing_that_a_learner_wrote_runs_while_marking(cycle):
    assert (cycle.course / "submitted" / "planter" / NAME / "sitecustomize.py").is_file()
    assert not (cycle.course / "witness").exists()


def phrases() -> set[str]:
    """Words of the keys, long enough not to stand in a page by chance."""
    found = set()
    for unit in UNITS.values():
        sentence = ARTICLE.sentence(unit)
        found.add(sentence.reason)
        for attribution in sentence.attributions:
            found.add(attribution.reason)
            for reading in attribution.readings:
                found |= {ARTICLE.text[a:b] for role in ROLES for a, b in reading[role]}
    return {phrase for phrase in found if len(phrase.split()) > 1}


@pytest.mark.parametrize("student", ["blank", "wrong-slots", "truncated", "huge"])
def test_feedback_without_an_answer_shows_nothing_of_the_keys(cycle, student):
    page = cycle.feedback(student)
    assert "span-1: 0 of 2 points." in page
    assert [phrase for phrase in phrases() if phrase in page] == []


def test_feedback_shows_the_learners_words_and_whether_each_part_agrees(cycle):
    page = cycle.feedback("no-claims")
    theirs = only("source", "cue").values()
    own = {ARTICLE.text[a:b] for s in theirs for role in ROLES for a, b in s[role]}
    others = {phrase for phrase in phrases() if not any(phrase in word for word in own)}
    assert [phrase for phrase in others if phrase in page] == []
    assert "span-1: 1 of 2 points." in page
    assert "Your answer: source: “The report”; cue: “further stated”" in page
    assert page.count("Source: agrees (0.5 of 0.5).") == page.count("Claim: does not agree (0 of 1).") == 10


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("blank", f"No answers were handed in: answers/{NAME}.json is missing."),
        ("truncated", f"{NAME}.json is damaged at line 1, column"),
        ("huge", f"answers/{NAME}.json is larger than {MAX_ANSWERS} bytes and was not read."),
        ("wrong-slots", "What was handed in is no answer to this item."),
    ],
)
def test_feedback_says_what_is_wrong_with_the_file(cycle, student, said):
    assert said in cycle.feedback(student)


def test_what_a_learner_called_an_item_is_text_in_the_feedback(cycle):
    raw = (cycle.course / "feedback" / "html-id" / NAME / f"{NAME}.html").read_text("utf-8")
    assert "onerror" in raw
    assert "<img" not in raw


def test_what_is_released_is_the_notebook_alone_and_has_no_keys(cycle):
    release = cycle.course / "release" / NAME
    assert [p.name for p in release.rglob("*")] == [f"{NAME}.ipynb"]
    text = (release / f"{NAME}.ipynb").read_text("utf-8")
    assert [phrase for phrase in phrases() if phrase in text] == []


def test_the_blank_notebook_tells_a_learner_what_is_missing_and_nothing_more(cycle, tmp_path, python):
    """The released cells in order, as a learner who has marked nothing runs them."""
    notebook = json.loads((cycle.course / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    script = """
import json, os, sys
os.chdir(sys.argv[1])
space = {}
for cell in json.loads(sys.argv[2]):
    try:
        exec(cell, space)
    except Exception as error:
        print(type(error).__name__, error)
"""
    done = python(script, tmp_path, json.dumps(cells), env=os.environ | {"SAYS_WHO_KEYS": str(tmp_path)})
    recorded, *told = done.stdout.splitlines()
    assert recorded == f"0 of 10 recorded; missing: {', '.join(ITEMS)}"
    assert told == [f"Incomplete {item}: nothing is recorded yet." for item in ITEMS]
