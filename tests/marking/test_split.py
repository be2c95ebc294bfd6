"""A new draw for assignment 1: the right mixture, the same by seed, in a folder of its own, marked by its keys."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from cycle import nbgrader
from typer.testing import CliRunner

from course.check.held import held_back
from course.cli import app
from course.errors import CourseError
from course.kit.leaks import leaks
from course.marking.guard import refuse_other_slots
from course.marking.keys import load_items
from course.marking.solutions import as_file, model
from course.marking.split import ASSIGNMENT, SPANS, VOICES, candidates, draw, slots_in_use, texts, write

SEEDS = range(20)
GUIDED = {"P20", "P21", "P23a", "P23b", "P42"}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_draw_has_the_right_mixture_and_no_sentence_twice(seed):
    drawn = draw(seed)
    units = list(drawn.slots.values())
    assert len(set(units)) == len(units) == sum(VOICES.values()) + SPANS
    voices = Counter(drawn.kinds[u] for slot, u in drawn.slots.items() if slot.startswith("voice"))
    assert voices == VOICES
    assert {drawn.kinds[u] for slot, u in drawn.slots.items() if slot.startswith("span")} == {"attributed"}
    assert set(drawn.slots) == set(slots_in_use())
    assert not GUIDED & set(units)


def test_only_sentences_are_drawn_that_no_lesson_works_on():
    keys = Path(__file__).parents[2] / "assignments" / "keys"
    for text in texts():
        with (keys / text / "split.csv").open(encoding="utf-8", newline="") as file:
            used = {
                r["unit"] for r in csv.DictReader(file) if r["key"] == "form" and "lesson" in r["lesson_or_assignment"]
            }
        assert used
        assert not used & set(candidates())


def test_a_seed_gives_the_same_draw_and_seeds_differ():
    assert draw(7) == draw(7)
    assert len({tuple(draw(seed).slots.items()) for seed in SEEDS}) > len(SEEDS) / 2


def in_tables(folder: Path, change) -> None:
    for text in texts():
        path = folder / text / "split.csv"
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            names, rows = table.fieldnames, [change(row) for row in table]
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, names)
            out.writeheader()
            out.writerows(rows)


def test_too_few_sentences_are_told_with_the_numbers(project):
    taken = {"P07", "P08a", "P16", "P43"}
    in_tables(project / "assignments" / "keys", lambda row: row | ({"state": "guided"} if row["unit"] in taken else {}))
    with pytest.raises(CourseError, match=r"author_voice: 4 of 5; mixed: 2 of 3"):
        draw(1)


def test_an_open_sentence_that_no_lesson_uses_may_be_drawn(project):
    assert "P06" not in candidates()
    free = {"lesson_or_assignment": ""}
    in_tables(
        project / "assignments" / "keys", lambda r: r | (free if (r["unit"], r["key"]) == ("P06", "form") else {})
    )
    assert candidates()["P06"] == "author_voice"


def test_the_keys_go_outside_the_project_and_over_nothing(project, tmp_path):
    with pytest.raises(CourseError, match="lies in the project"):
        write(draw(1), project / "my-keys")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(CourseError, match="is there already"):
        write(draw(1), tmp_path / "mine")


def test_what_is_written_is_whole_and_the_same_each_time(project, tmp_path, monkeypatch):
    before = {p.relative_to(project): p.read_bytes() for p in project.rglob("*") if p.is_file()}
    for name in ("a", "b"):
        write(draw(2), tmp_path / name)
    assert {p.relative_to(project): p.read_bytes() for p in project.rglob("*") if p.is_file()} == before
    a, b = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in "ab"
    )
    assert a == b
    keys = project / "assignments" / "keys"
    assert {p.relative_to(keys) for p in keys.rglob("*") if p.is_file()} <= set(a)
    monkeypatch.setenv("SAYS_WHO_KEYS", str(tmp_path / "a"))
    assert slots_in_use() == draw(2).slots
    assert {item.id: item.points for item in load_items(ASSIGNMENT).values()} == {
        "voice": 10, **{f"span-{n}": 2 for n in range(1, 6)}
    }  # fmt: skip
    # The same sentences are held back as before: the learners' kit stays as free of keys as it was.
    assert held_back() == []


@pytest.fixture
def course(project, tmp_path):
    """A course folder of one's own, with a new draw in it and its keys beside."""
    folder = tmp_path / "course"
    shutil.copytree(project / "assignments" / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
    shutil.copy(project / "assignments" / "nbgrader_config.py", folder)
    done = CliRunner().invoke(app, ["split", "--seed", "3", "--out", str(folder / "keys"), "--course", str(folder)])
    assert done.exit_code == 0, done.output
    assert "1 sentences are new, 4 are asked for in the other part" in done.output
    return folder


@pytest.mark.parametrize("text", ["karabakh", "transfer-rumour"])
def test_the_notebook_of_a_draw_is_marked_by_its_keys_alone(course, text, monkeypatch, tmp_path):
    with pytest.raises(CourseError, match=r"voice-2 asks for P17, and the keys in .* mark P13"):
        refuse_other_slots(course, ASSIGNMENT)
    monkeypatch.setenv("SAYS_WHO_KEYS", str(course / "keys"))
    refuse_other_slots(course, ASSIGNMENT)
    (course / "home").mkdir()
    done = nbgrader(course, "generate_assignment", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    assert leaks(course / "release") == []
    folder = course / "submitted" / "best" / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, folder)
    (folder / "answers").mkdir()
    (folder / "answers" / f"{ASSIGNMENT}.json").write_text(as_file(ASSIGNMENT, text, model(ASSIGNMENT, text)))
    done = nbgrader(course, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    done = nbgrader(course, "export")
    (row,) = csv.DictReader((course / "grades.csv").open(encoding="utf-8"))
    assert (float(row["score"]), float(row["max_score"])) == (20, 20)
    shutil.move(course / "keys", tmp_path / "away")
    done = nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    assert done.returncode != 0
    assert "come from different draws" in done.stderr
