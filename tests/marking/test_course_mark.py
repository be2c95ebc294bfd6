"""`course mark`: the same as nbgrader, side by side, and after a kill at any moment."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cycle import hand_in, new_course, played
from nbgrader.api import Gradebook
from test_nbgrader_cycle import HANDED_IN, NAME, change

from course.errors import CourseError
from course.marking.ledger import cell_by_cell
from course.marking.queue import mark_class
from course.marking.report import summary
from course.places import PROJECT

SOME = ["model-karabakh", "no-claims-karabakh", "truncated", "planter", "lazy-transfer-rumour", "blank"]


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """A course with hand-ins that nobody has marked."""
    course = tmp_path_factory.mktemp("generated") / "course"
    new_course(course, NAME)
    for student in SOME:
        change(student, hand_in(course, NAME, student, HANDED_IN[student]), course)
    return course


@pytest.fixture
def course(generated, tmp_path) -> Path:
    copy = tmp_path / "course"
    shutil.copytree(generated, copy)
    return copy


def command(course: Path, *more: str) -> subprocess.Popen:
    """As from a shell in an emptied environment."""
    env = {"HOME": str(course / "home"), "PYTHONPATH": str(PROJECT)}
    line = [sys.executable, "-m", "course", "mark", NAME, "--course", str(course), *more]
    return subprocess.Popen(line, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def files(course: Path, student: str) -> dict[str, tuple[int, object]]:
    """Path -> permissions and content of what is marked; the planter's code names the course folder that it is in."""
    folder = course / "autograded" / student / NAME

    def content(path: Path) -> object:
        text = path.read_text("utf-8").replace(str(course), "COURSE")
        if path.suffix != ".ipynb":
            return text
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            for output in cell.get("outputs", []):
                for kind, text in output.get("data", {}).items():
                    output["data"][kind] = "".join(text)
        return notebook

    return {
        str(p.relative_to(folder)): (p.stat().st_mode & 0o777, content(p)) for p in folder.rglob("*") if p.is_file()
    }


def test_it_writes_what_nbgrader_writes_where_nbgrader_writes_it(tmp_path_factory, tmp_path):
    theirs = played(tmp_path_factory, NAME, HANDED_IN, change)
    ours = tmp_path / "course"
    new_course(ours, NAME)
    for student in HANDED_IN:
        change(student, hand_in(ours, NAME, student, HANDED_IN[student]), ours)
    process = command(ours)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert cell_by_cell(ours / "gradebook.db") == cell_by_cell(theirs.course / "gradebook.db")
    for student in HANDED_IN:
        assert files(ours, student) == files(theirs.course, student), student
    assert f"{len(HANDED_IN)} handed in (needs a person: 6," in out
    assert out.startswith((ours / "reports" / f"{NAME}-marking.txt").read_text())


IMPORTED = """
import sys
from pathlib import Path
from course.marking import workshop
from course.marking.asked import question
from course.marking.ledger import Ledger
from traitlets.config import Config

book, source, hand_ins = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
ledger = Ledger(f"sqlite:///{book}", "says-who", Config())
master = ledger.master(source.name)
for name in [name for name in sys.modules if name.partition(".")[0] in ("nbgrader", "sqlalchemy", "alembic")]:
    del sys.modules[name]  # the workshop has none of it
workshop.rehearse(master, source)
before = set(sys.modules)
worked_out = question.cache_info().misses
rooms = workshop.Rooms("none", mark=workshop.room.run_cells)
for folder in map(Path, hand_ins):
    workshop.mark_submission(folder, folder.parent.name, master, source, rooms)
print(sorted(set(sys.modules) - before), question.cache_info().misses - worked_out)
"""


def test_what_marking_imports_and_works_out_is_there_before_the_first_fork(course):
    """What a fork imports, every fork imports anew: that has cost more than all the marking together."""
    hand_ins = [course / "submitted" / who / NAME for who in ("model-karabakh", "lazy-transfer-rumour", "blank")]
    for folder in hand_ins:
        (folder / "timestamp.txt").write_text("2026-03-02 15:00:00.000000 UTC")
    command = [sys.executable, "-c", IMPORTED, course / "gradebook.db", course / "source" / NAME, *hand_ins]
    said = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True)
    assert said.stdout == "[] 0\n", said.stderr


def test_what_is_marked_and_unchanged_is_left_alone_what_changed_is_marked_again(course):
    ended, _ = mark_class(course, NAME)
    first = cell_by_cell(course / "gradebook.db")
    told = []
    assert mark_class(course, NAME, tell=lambda *step: told.append(step))[0] == ended
    assert told == [(0, 0, None)]
    answers = course / "submitted" / "blank" / NAME / "answers" / f"{NAME}.json"
    answers.parent.mkdir(exist_ok=True)
    answers.write_text(HANDED_IN["model-karabakh"])
    mark_class(course, NAME, tell=lambda *step: told.append(step))
    assert told[1:3] == [(0, 1, None), (1, 1, told[2][2])]
    second = cell_by_cell(course / "gradebook.db")
    assert {who for (_, who, _), was in first.items() if second[NAME, who, _] != was} == {"blank"}
    assert second[NAME, "blank", "span-1"][0] == 2


def test_marks_made_by_hand_survive_and_wait_for_a_second_look_when_marked_again(course):
    mark_class(course, NAME)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grade = book.find_grade("span-1", NAME, NAME, "lazy-transfer-rumour")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        book.db.commit()
    mark_class(course, NAME)
    cell = (NAME, "lazy-transfer-rumour", "span-1")
    assert cell_by_cell(course / "gradebook.db")[cell] == (0, 1.5, 0.5, False)
    mark_class(course, NAME, force=True, student="lazy-transfer-rumour")
    assert cell_by_cell(course / "gradebook.db")[cell] == (0, 1.5, 0.5, True)


def test_a_folder_without_a_notebook_and_a_name_that_is_none_are_named(course):
    empty = course / "submitted" / "empty" / NAME
    empty.mkdir(parents=True)
    shutil.copytree(course / "submitted" / "planter", course / "submitted" / "<b>x")
    ended, level = mark_class(course, NAME)
    assert ended["empty"].state == ended["<b>x"].state == "person"
    text = summary(NAME, ended, level)
    assert "  empty\n    - " in text
    assert "no name for a learner" in text
    assert not any(who == "<b>x" for _, who, _ in cell_by_cell(course / "gradebook.db"))


def test_an_assignment_without_hand_ins_or_never_generated_is_an_error(course):
    with pytest.raises(CourseError, match="nothing was handed in"):
        mark_class(course, "2-unknown")
    shutil.copytree(course / "submitted" / "planter" / NAME, course / "submitted" / "planter" / "2-unknown")
    with pytest.raises(CourseError, match="Generate it"):
        mark_class(course, "2-unknown")


def killed_and_resumed(generated: Path, course: Path, times: int) -> None:
    """Kill `course mark` at random moments between its start and its end, then let it finish."""
    whole = course.with_name("undisturbed")
    shutil.copytree(generated, whole)
    begun = time.monotonic()
    assert command(whole).wait() == 0
    lasted = time.monotonic() - begun
    expected = cell_by_cell(whole / "gradebook.db")
    for _ in range(times):
        process = command(course)
        time.sleep(random.uniform(0.3, 1.0) * lasted)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = cell_by_cell(course / "gradebook.db")
        there = {who for _, who, _ in now}
        assert now == {cell: marks for cell, marks in expected.items() if cell[1] in there}  # whole learners only
    process = command(course)
    assert process.wait() == 0, process.stderr.read()
    assert cell_by_cell(course / "gradebook.db") == expected
    for student in SOME:
        assert files(course, student) == files(whole, student)
    assert [p.name for p in (course / "autograded" / ".marking").iterdir()] == ["lock"]


def test_killed_and_started_again_it_ends_as_if_nothing_had_happened(generated, course):
    killed_and_resumed(generated, course, 1)


@pytest.mark.proof
def test_killed_twenty_times_it_ends_as_if_nothing_had_happened(generated, course):
    killed_and_resumed(generated, course, 20)


@pytest.mark.proof
def test_marks_that_a_grader_saves_while_marking_is_killed_and_started_again_are_all_kept(course):
    """As the formgrader saves them: the gradebook opened, one mark set, committed."""
    begun = time.monotonic()
    assert command(course).wait() == 0
    lasted = time.monotonic() - begun
    before = cell_by_cell(course / "gradebook.db")
    saved: dict[tuple[str, str, str], float] = {}
    over, troubles = threading.Event(), []

    def grade() -> None:
        number = 0
        while not over.is_set():
            for cell in before:
                assignment, who, name = cell
                number += 1
                try:
                    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
                        grade = book.find_grade(name, NAME, assignment, who)
                        grade.manual_score, grade.needs_manual_grade = number / 8, False
                        book.db.commit()
                except Exception as error:
                    troubles.append(error)
                    return
                saved[cell] = number / 8
                time.sleep(0.2)  # a quick grader
                if over.is_set():
                    return

    grader = threading.Thread(target=grade)
    grader.start()
    try:
        process = command(course, "--force")
        time.sleep(random.uniform(0.4, 0.9) * lasted)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        process = command(course, "--force")
        _, err = process.communicate()
        assert process.returncode == 0, err
    finally:
        over.set()
        grader.join()
    after = cell_by_cell(course / "gradebook.db")
    assert troubles == []
    assert len(saved) > 3
    assert {cell: after[cell][1] for cell in saved} == saved
    assert {cell: marks[0] for cell, marks in after.items()} == {cell: marks[0] for cell, marks in before.items()}


def test_two_at_a_time_in_one_course_folder_are_refused(course):
    from filelock import FileLock

    shed = course / "autograded" / ".marking"
    shed.mkdir(parents=True)
    with FileLock(shed / "lock"):
        process = command(course)
        _, err = process.communicate()
    assert process.returncode != 0
    assert "another `course mark` is at work here" in err


def test_no_process_of_marking_outlives_a_kill(course):
    process = command(course)
    deadline = time.monotonic() + 60
    while not (below := _below(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert below
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while any(_alive(pid) for pid in below) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in below if _alive(pid)]


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_below(child)]
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
