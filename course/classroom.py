"""A class of made-up learners who take an assignment from release to export: to try everything out, and to test it.

    play(Path("build/class"), "1-claims-and-attribution")

Who they are and what they do stands in assignments/made-up-class.csv: the share of the questions that they answer
right, the share that they answer wrong, the text they choose, and how they hand in.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from course import choice, places
from course.answers import Answers
from course.collect.into import Collection, collect
from course.collect.roster import Learner
from course.errors import CourseError
from course.hand_in_file import pack
from course.marking.keys import BY_HAND, load_items
from course.marking.solutions import model

DUE = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
GIVEN = "2026-03-01T09:00:00.000Z"


@dataclass(frozen=True)
class MadeUp:
    """One learner of the class: who they are, and what they do."""

    learner: Learner
    text: str
    right: float  # shares of the assignment's questions, in their order
    wrong: float
    delivery: str  # zip | canvas | moodle | renamed | late | twice | absent


def the_class() -> list[MadeUp]:
    """The learners of assignments/made-up-class.csv."""
    path = places.PROJECT / "assignments" / "made-up-class.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fields = Learner.__dataclass_fields__
    return [
        MadeUp(
            Learner(**{name: row[name] for name in fields}),
            row["text"],
            float(row["right"]),
            float(row["wrong"]),
            row["delivery"],
        )
        for row in rows
    ]


def of_size(size: int) -> list[MadeUp]:
    """The class, or as many as are asked for: the same people again and again under other ids."""
    made, first = [], the_class()
    for number in range(size):
        one = first[number % len(first)]
        if number < len(first):
            made.append(one)
            continue
        again = number // len(first)
        learner = Learner(
            f"{one.learner.student_id}-{again}",
            f"{one.learner.lms_id}{again:03}",
            one.learner.first_name,
            one.learner.last_name,
            one.learner.email,
        )
        made.append(MadeUp(learner, one.text, one.right, one.wrong, one.delivery))
    return made


def parts_right(assignment: str, one: MadeUp) -> tuple[list[str], list[str]]:
    """The ids of the parts that this learner answers right, and of those answered wrong; the rest stays blank."""
    parts = [part for item in load_items(assignment).values() for part in item.parts]
    right = round(one.right * len(parts))
    return parts[:right], parts[right : right + round(one.wrong * len(parts))]


def answers_of(assignment: str, one: MadeUp) -> dict[str, Any]:
    """What this learner recorded, by the id of the part."""
    items, text = load_items(assignment), text_of(assignment, one)
    best = model(assignment, text)
    right, wrong = parts_right(assignment, one)
    found: dict[str, Any] = {}
    for item in items.values():
        for part in item.parts:
            if item.kind == BY_HAND:
                if part in right + wrong:
                    found[part] = _written(item.parts[part].key[text], text, f"What {one.learner.student_id} thinks.")
            elif part in right:
                found[part] = best[part]
            elif part in wrong and (slip := _wrong(best[part])):
                found[part] = slip
    return found


def text_of(assignment: str, one: MadeUp) -> str:
    """The text that this learner works on: the one they like, where the assignment offers it."""
    texts = next(iter(load_items(assignment).values())).texts
    return one.text if one.text in texts else texts[0]


def _written(key: str, text: str, words: str) -> dict[str, Any]:
    """What a person will mark: a sentence of the text in other words, or a paragraph."""
    return {"text": text, "unit": key, "rewrite": words} if key.startswith("P") else {"written": words}


def _wrong(value: dict[str, Any]) -> dict[str, Any] | None:
    """An honest slip that earns nothing; None for a kind of answer of which none is known here: it stays blank."""
    if "voice" in value:
        return value | {"voice": "both" if value["voice"] == "own" else "own", "shown": []}
    if "statements" in value:
        turned = [{"source": s["cue"], "cue": s["claim"], "claim": s["source"]} for s in value["statements"]]
        return value | {"statements": turned}
    return None


def hand_in(folder: Path, release: Path, assignment: str, one: MadeUp, time: datetime, *, blank: bool = False) -> bytes:
    """The file that the Hand in button makes for this learner, made by the same function in a folder of their own."""
    folder.mkdir(parents=True)
    shutil.copytree(release, folder, dirs_exist_ok=True)
    answers = Answers(assignment, folder)
    text = text_of(assignment, one)
    if text == one.text:
        answers.record(choice.ITEM, {"chosen": [text]}, GIVEN)
    for part, value in ({} if blank else answers_of(assignment, one)).items():
        answers.record(choice.item_id(part, text), value, GIVEN)
    return pack(answers, time.strftime("%Y-%m-%dT%H:%M:%S.000Z")).content


def write_inbox(inbox: Path, work: Path, release: Path, assignment: str, people: list[MadeUp]) -> None:
    """Every learner's file as it comes: from our own button, from Canvas, from Moodle, renamed, late, or twice."""
    for one in people:
        if one.delivery == "absent":
            continue
        late = one.delivery == "late"
        time = DUE + timedelta(hours=5) if late else DUE - timedelta(hours=3)
        who = one.learner
        content = hand_in(work / who.student_id, release, assignment, one, time)
        plain = (who.last_name + who.first_name).replace(" ", "").casefold()
        name = {
            "canvas": f"{''.join(c for c in plain if c.isalnum())}_{who.lms_id}_777_{assignment}.zip",
            "moodle": f"{who.first_name} {who.last_name}_{who.lms_id}_assignsubmission_file_/{assignment}.zip",
            "renamed": f"{who.student_id}/{assignment} (2).zip",
        }.get(one.delivery, f"{who.student_id}/{assignment}.zip")
        _put(inbox / name, content, time)
        if one.delivery == "twice":
            earlier = time - timedelta(hours=4)
            first = hand_in(work / f"{who.student_id}-first", release, assignment, one, earlier, blank=True)
            _put(inbox / who.student_id / "first try.zip", first, earlier)


def play(folder: Path, assignment: str, size: int = 24, *, up_to: str = "export") -> Collection:
    """Release, hand in, collect, mark, return and export in `folder`, an nbgrader course folder of its own.

    `up_to` stops after "collect", "mark" or "feedback". Raises CourseError where there is no such assignment, or where
    something stands in `folder` that no earlier run of this made.
    """
    source = places.PROJECT / "assignments"
    if not (source / "source" / assignment).is_dir():
        known = ", ".join(sorted(p.name for p in (source / "source").glob("[0-9]*")))
        raise CourseError(f"{assignment}: there is no such assignment. Here are: {known}.")
    if folder.exists() and any(folder.iterdir()) and not (folder / "made-up-class.csv").is_file():
        raise CourseError(f"{folder} is not empty, and holds no made-up class. Name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source").mkdir(parents=True)
    for name in ("nbgrader_config.py", "made-up-class.csv"):
        shutil.copy(source / name, folder)
    ignored = shutil.ignore_patterns("answers", ".ipynb_checkpoints")
    shutil.copytree(source / "source" / assignment, folder / "source" / assignment, ignore=ignored)
    people = of_size(size)
    roster = _write_roster(folder / "roster.csv", people)
    nbgrader(folder, "db", "assignment", "add", assignment, "--duedate", f"{DUE:%Y-%m-%d %H:%M:%S} UTC")
    nbgrader(folder, "db", "student", "import", str(roster))
    nbgrader(folder, "generate_assignment", assignment)
    write_inbox(folder / "inbox", folder / "learners", folder / "release" / assignment, assignment, people)
    learners = {one.learner.student_id: one.learner for one in people}
    collection = collect(assignment, folder / "inbox", folder, learners, DUE)
    for step in _steps(folder, assignment, up_to):
        step()
    return collection


def _steps(folder: Path, assignment: str, up_to: str) -> Iterator[Any]:
    commands = {
        "collect": [],
        "mark": ["mark", assignment, "--course", str(folder)],
        "feedback": ["feedback", assignment, "--course", str(folder)],
        "export": ["export", "--gradebook", str(folder / "gradebook.db"), "--roster", str(folder / "roster.csv")],
    }
    for name, command in commands.items():
        if command:
            yield lambda command=command: _run([sys.executable, "-m", "course", *command], folder)
        if name == up_to:
            return


def nbgrader(folder: Path, *args: str) -> None:
    """One nbgrader command in a course folder; CourseError with its own words where it fails."""
    _run([sys.executable, "-m", "nbgrader", *args], folder)


def _run(command: list[str], folder: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(places.PROJECT)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"{' '.join(command[2:])} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def _write_roster(path: Path, people: list[MadeUp]) -> Path:
    """A roster as `course collect` and nbgrader's import both read it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["student_id", "id", "lms_id", "lms_user_id", "first_name", "last_name", "email"])
        for one in people:
            who = one.learner
            row = [who.student_id, who.student_id, who.lms_id, who.lms_id, who.first_name, who.last_name, who.email]
            table.writerow(row)
    return path


def _put(path: Path, content: bytes, time: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.timestamp(), time.timestamp()))


def told(collection: Collection, folder: Path) -> str:
    """What there is to look at now, for whoever ran it."""
    states = json.dumps({s: sum(o.state == s for o in collection.files) for s in {o.state for o in collection.files}})
    return f"{folder}: {len(collection.files)} files handed in {states}, {len(collection.absent)} absent."
