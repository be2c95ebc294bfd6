"""One class through real nbgrader: generate, hand in, autograde, return, export, in an emptied environment."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from cycle import RUN_CELLS, Cycle, nbgrader, played
from nbgrader.api import Gradebook

from course.corpus.article import load_article
from course.marking.keys import load_items
from course.marking.master import Master, read_master
from course.marking.room import MAX_ANSWERS
from course.marking.solutions import as_file, model
from course.overlap import ROLES
from course.places import PROJECT

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("nbgrader-cycle")

NAME = "1-claims-and-attribution"
TEXTS = ("karabakh", "transfer-rumour")
ITEMS = load_items(NAME)
PARTS = [part for item in ITEMS.values() for part in item.parts]


# What people hand in: each works on the text whose name ends theirs


def some(text: str, parts: list[str]) -> str:
    values = model(NAME, text)
    return as_file(NAME, text, {part: values[part] for part in parts})


def tagged(text: str, change) -> str:
    """Part 2 alone, each statement changed: `change(roles, sentence)`."""
    article, found = load_article(text), {}
    for part, value in model(NAME, text).items():
        if "statements" in value:
            sentence = article.sentence(value["unit"])
            found[part] = value | {"statements": [change(s, sentence) for s in value["statements"]]}
    return as_file(NAME, text, found)


def voiced(text: str, **fields) -> str:
    """Part 1 alone, some fields set alike in every answer."""
    return as_file(NAME, text, {p: v | fields for p, v in model(NAME, text).items() if "voice" in v})


def only(*roles: str):
    return lambda statement, _: {r: statement[r] if r in roles else [] for r in ROLES}


def whole_sentence(statement: dict, sentence) -> dict:
    """Source and cue right, and one drag across everything as claim."""
    return statement | {"claim": [[sentence.start, sentence.end]]}


def lazy(text: str) -> str:
    """Own word everywhere, and each whole sentence as claim."""
    article, values = load_article(text), model(NAME, text)
    for value in values.values():
        sentence = article.sentence(value["unit"])
        if "voice" in value:
            value |= {"voice": "own", "shown": []}
        else:
            value["statements"] = [{"source": [], "cue": [], "claim": [[sentence.start, sentence.end]]}]
    return as_file(NAME, text, values)


def shifted(text: str) -> str:
    """Every answer in the slot of another sentence."""
    values = model(NAME, text)
    return as_file(
        NAME, text, dict(zip(values, [*list(values.values())[1:], next(iter(values.values()))], strict=True))
    )


PARTIAL = {
    "model": (lambda text: some(text, PARTS), {"karabakh": [10, 2, 2, 2, 2, 2]}),
    "voices-only": (lambda text: some(text, PARTS[:10]), {"karabakh": [10, 0, 0, 0, 0, 0]}),
    "always-own": (lambda text: voiced(text, voice="own", shown=[]), {"karabakh": [4, 0, 0, 0, 0, 0]}),
    "always-both": (lambda text: voiced(text, voice="both", shown=[]), {"karabakh": [3, 0, 0, 0, 0, 0]}),
    "no-words-touched": (lambda text: voiced(text, shown=[]), {"karabakh": [7, 0, 0, 0, 0, 0]}),
    "lazy": (lazy, {"karabakh": [4, 0, 0, 0, 0, 0]}),
    "no-claims": (lambda text: tagged(text, only("source", "cue")), {"karabakh": [0, 1, 1, 1, 1, 1]}),
    "sources-only": (lambda text: tagged(text, only("source")), {"karabakh": [0, 0.5, 0.5, 0.5, 0.5, 0.5]}),
    "whole-sentences": (lambda text: tagged(text, whole_sentence), {"karabakh": [0, 1.5, 1.5, 1.5, 1.5, 1.5]}),
    "wrong-slots": (shifted, {"karabakh": [0, 0, 0, 0, 0, 0]}),
}
HANDED_IN = (
    {f"{name}-{text}": make(text) for name, (make, _) in PARTIAL.items() for text in TEXTS}
    | {
        "blank": None,
        "forgotten": None,  # a notebook that was run, without its answers
        "empty-file": as_file(NAME, "karabakh", {}),  # what the Hand in button makes of nothing
        "truncated": some("karabakh", PARTS)[:-20],
        "huge": some("karabakh", PARTS) + " " * MAX_ANSWERS,
        "html-id": json.dumps({"schema": 1, "items": {"<img src=x onerror=alert(1)>": 5}}),
        "linked": None,  # to the model's file
        "cheat": None,  # edits the grade cells
        "planter": some("karabakh", PARTS),  # plants code everywhere
    }
)
# No mark where nothing can be read: a person has to look.
WAITING, NONE, ALL = [None] * 6, [0] * 6, PARTIAL["model"][1]["karabakh"]
EXPECTED = {f"{n}-{t}": marks.get(t, marks["karabakh"]) for n, (_, marks) in PARTIAL.items() for t in TEXTS} | {
    "blank": NONE,
    "forgotten": WAITING,
    "empty-file": NONE,
    "truncated": WAITING,
    "huge": WAITING,
    "html-id": WAITING,
    "linked": WAITING,
    "cheat": WAITING,
    "planter": ALL,
}


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


def change(student: str, folder: Path, course: Path) -> None:
    """What somebody did to their hand-in besides the answers."""
    if student == "linked":
        target = Path("../../../model-karabakh") / NAME / "answers" / f"{NAME}.json"
        (folder / "answers" / f"{NAME}.json").symlink_to(target)
    if student == "forgotten":
        path = folder / f"{NAME}.ipynb"
        path.write_text(path.read_text("utf-8").replace('"execution_count": null', '"execution_count": 1', 1), "utf-8")
    if student == "cheat":
        cheat(folder)
    if student == "planter":
        plant(folder, course / "witness")


@pytest.fixture(scope="module")
def cycle(tmp_path_factory) -> Cycle:
    return played(tmp_path_factory, NAME, HANDED_IN, change)


# Marks


@pytest.mark.parametrize("student", EXPECTED)
def test_each_item_earns_exactly_what_it_should(cycle, student):
    assert cycle.scores(student) == dict(zip(ITEMS, EXPECTED[student], strict=True))


@pytest.mark.parametrize("student", EXPECTED)
def test_the_gradebook_has_20_points_at_most_and_waits_for_a_person_where_it_must(cycle, student):
    with Gradebook(f"sqlite:///{cycle.course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission(NAME, student)
        assert submission.max_score == 20
        assert submission.score == sum(points or 0 for points in EXPECTED[student])
        assert submission.needs_manual_grade == (EXPECTED[student] == WAITING)


def test_what_the_notebook_says_a_cell_is_worth_is_what_the_keys_say(cycle):
    with Gradebook(f"sqlite:///{cycle.course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_assignment(NAME).notebooks
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {i.id: i.points for i in ITEMS.values()}


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
    assert {s: float(rows[s]["score"]) for s in EXPECTED} == {
        s: sum(filter(None, points)) for s, points in EXPECTED.items()
    }
    assert {row["max_score"] for row in rows.values()} == {"20.0"}


# Refusals


def test_answers_that_are_a_link_are_never_followed_and_a_person_is_told(cycle):
    assert cycle.autograde.returncode == 0, cycle.autograde.stderr
    assert not (cycle.course / "autograded" / "linked" / NAME / "answers" / f"{NAME}.json").exists()
    assert not (cycle.course / "feedback" / "linked" / NAME / "answers" / f"{NAME}.json").exists()
    (aside,) = (cycle.course / "set-aside" / "linked" / NAME).glob("1-*.json")
    assert aside.is_symlink()
    assert "A person has to look at this." in cycle.feedback("linked")


@pytest.fixture
def planted(cycle, tmp_path) -> Path:
    """The course with answers beside the source, as left by an instructor who tried the assignment out."""
    course = tmp_path / "course"
    shutil.copytree(cycle.course, course, symlinks=True)
    shutil.rmtree(course / "release")
    shutil.rmtree(course / "submitted")
    (course / "source" / NAME / "answers").mkdir()
    (course / "source" / NAME / "answers" / f"{NAME}.json").write_text(some("karabakh", PARTS))
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
    assert set(Cycle(planted, NAME, done).scores("late").values()) == {None}
    assert not (planted / "autograded" / "late" / NAME).exists()


# What runs, what shows


def test_nothing_that_a_learner_wrote_runs_while_marking(cycle):
    assert (cycle.course / "submitted" / "planter" / NAME / "sitecustomize.py").is_file()
    assert not (cycle.course / "witness").exists()


def phrases() -> set[str]:
    """Words of the keys, long enough not to stand in a page by chance."""
    found = set()
    article = load_article("karabakh", keys=True)
    for part in (part for item in ITEMS.values() for part in item.parts.values()):
        sentence = article.sentence(part.key["karabakh"])
        found.add(sentence.reason)
        for attribution in sentence.attributions:
            found.add(attribution.reason)
            for reading in attribution.readings:
                found |= {article.text[a:b] for role in ROLES for a, b in reading[role]}
    return {phrase for phrase in found if len(phrase.split()) > 1}


def said(page: str) -> str:
    """A feedback page without the sentences that are asked about."""
    return re.sub(r"<blockquote>.*?</blockquote>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("student", ["blank", "forgotten", "empty-file", "wrong-slots-karabakh", "truncated", "huge"])
def test_feedback_without_an_answer_shows_nothing_of_the_keys(cycle, student):
    page = cycle.feedback(student)
    waits = EXPECTED[student] == WAITING
    assert f"Sentence 11: {'not marked yet, of 2 points' if waits else '0 of 2 points'}" in page
    assert ("6 answers wait for your teacher" in page) == waits
    assert [phrase for phrase in phrases() if phrase in said(page)] == []


def test_feedback_shows_the_learners_words_and_whether_each_part_agrees(cycle):
    page = said(cycle.feedback("no-claims-karabakh"))
    text = load_article("karabakh").text
    entries = json.loads(HANDED_IN["no-claims-karabakh"])["items"].values()
    theirs = [s for entry in entries for s in entry["value"].get("statements", [])]
    own = {text[a:b] for s in theirs for role in ROLES for a, b in s[role]}
    others = {phrase for phrase in phrases() if not any(phrase in word for word in own)}
    assert [phrase for phrase in others if phrase in page] == []
    assert "Sentence 11: 1 of 2 points" in page
    assert "<strong>Your answer:</strong> source: “The report”; cue: “further stated”" in page
    assert page.count("Source: agrees (0.5 of 0.5).") == page.count("Claim: does not agree (0 of 1).") == 5


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("blank", f"No answers were handed in: answers/{NAME}.json is missing."),
        ("truncated", f"{NAME}.json is damaged at line 1, column"),
        ("huge", f"nswers/{NAME}.json is larger than {MAX_ANSWERS} bytes and was not read."),
        ("wrong-slots-karabakh", "What was handed in is no answer to this item."),
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
    done = python(RUN_CELLS, tmp_path, json.dumps(cells), env=os.environ | {"SAYS_WHO_KEYS": str(tmp_path)})
    told = done.stdout.splitlines()
    assert [line.split(":")[0] for line in told] == [f"Incomplete {item}" for item in ITEMS]
    assert all("nothing is recorded yet." in line for line in told)
