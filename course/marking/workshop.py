"""A warm process that marks hand-ins side by side, each in a fork of its own.

Everything is imported once, here; a fork costs milliseconds. It is started as a program, by `course mark` and by the
preprocessors alike, because the formgrader is a process of many threads, in which a fork is unsafe. Standard input
brings one JSON value a line: first the settings, then the tasks. Standard output gives a line for each task that ends.
No gradebook is open here.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import course.marking.lighter  # isort: skip  # noqa: F401
import nbformat

from course.errors import CourseError
from course.marking import room
from course.marking.intake import digest
from course.marking.keys import load_items
from course.marking.limits import die_with_parent
from course.marking.master import Master
from course.marking.rehearsal import rehearse
from course.marking.submission import Rooms, mark_prepared, mark_submission

SECONDS = 600  # for one hand-in, all in all: what its rooms may take, twice over


@dataclass
class Settings:
    """The first line. `source` and `ignore` are nbgrader's source folder and the names that it does not copy."""

    master: Master
    jobs: int
    source: str
    ignore: list[str]
    permissions: int
    require_sandbox: bool
    rooms: Rooms

    @classmethod
    def from_data(cls, data: dict[str, Any], rooms: Rooms) -> Settings:
        return cls(**data | {"master": Master.from_data(data["master"]), "rooms": rooms})


def do(task: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """One task, in its fork."""
    if "notebook" in task:
        return _mark_for_nbgrader(task, settings)
    return _mark_and_stage(task, settings)


def _mark_and_stage(task: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Mark a hand-in and lay everything that nbgrader would put into autograded/ into the folder `staged`."""
    folder, staged = Path(task["folder"]), Path(task["staged"])
    marked = mark_submission(folder, task["student"], settings.master, Path(settings.source), settings.rooms)
    staged.mkdir(parents=True)
    if not folder.is_symlink():
        _copy(folder, staged, settings)
    _copy(Path(settings.source), staged, settings)
    name = staged / f"{settings.master.notebook}.ipynb"
    name.write_text(json.dumps(marked.notebook, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    for path in staged.rglob("*"):
        if path.is_file():
            path.chmod(settings.permissions)
    return {
        "student": task["student"],
        "level": settings.rooms.level,
        "staged": str(staged),
        "digest": digest(folder) if folder.is_dir() else "",
        "outcome": asdict(marked.outcome),
        "scores": marked.scores,
        "comments": marked.comments,
    }


def _copy(source: Path, target: Path, settings: Settings) -> None:
    """Plain files but notebooks, links not followed; what nbgrader ignores stays behind."""

    def stays(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        left = shutil.ignore_patterns(*settings.ignore, "*.ipynb")(folder, names)
        return {
            *left,
            *(n for n in names if (here / n).is_symlink() or not ((here / n).is_dir() or (here / n).is_file())),
        }

    shutil.copytree(source, target, ignore=stays, dirs_exist_ok=True, copy_function=shutil.copyfile)


def _mark_for_nbgrader(task: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """What plain nbgrader asks for: it has copied the hand-in and prepared the notebook already."""
    master = settings.master
    notebook, items = nbformat.from_dict(task["notebook"]), load_items(master.assignment)
    answers, notice = room.read_answers(Path(task["answers"]))
    mark_prepared(notebook, answers, notice, Path(task["folder"]), master, items, settings.rooms)
    return {"notebook": notebook, "level": settings.rooms.level}


@dataclass
class _Fork:
    number: int
    pid: int
    reading: int
    until: float
    said: bytes = b""


def serve(settings: Settings, tasks: TextIO, results: TextIO) -> None:
    """Mark until the tasks end; as many forks at a time as `settings.jobs` says."""
    forks: dict[int, _Fork] = {}
    waiting = enumerate(iter(tasks.readline, ""))
    more = True
    while more or forks:
        while more and len(forks) < settings.jobs:
            try:
                number, line = next(waiting)
            except StopIteration:
                more = False
                break
            fork = _start(number, json.loads(line), settings, tuple(forks))
            forks[fork.reading] = fork
        soonest = min((fork.until for fork in forks.values()), default=0) - time.monotonic()
        ready, _, _ = select.select(list(forks), [], [], max(0, soonest)) if forks else ([], [], [])
        for reading in ready:
            part = os.read(reading, 1 << 20)
            forks[reading].said += part
            if not part:
                _end(forks.pop(reading), results)
        for fork in [f for f in forks.values() if f.until < time.monotonic()]:
            os.kill(fork.pid, signal.SIGKILL)


def _start(number: int, task: dict[str, Any], settings: Settings, others: tuple[int, ...]) -> _Fork:
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Fork(number, pid, reading, time.monotonic() + SECONDS)
    try:
        die_with_parent(parent)
        for handle in (reading, *others, 0, 1):
            with contextlib.suppress(OSError):
                os.close(handle)
        os.open(os.devnull, os.O_RDONLY)  # 0
        os.dup2(2, 1)
        try:
            said = do(task, settings)
        except Exception as error:
            said = {"failed": f"{type(error).__name__}: {error}"}
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(said, out)
    finally:
        os._exit(0)


def _end(fork: _Fork, results: TextIO) -> None:
    os.close(fork.reading)
    os.waitpid(fork.pid, 0)
    try:
        said = json.loads(fork.said)
    except ValueError:
        said = {"failed": "marking ended without a word, or took too long"}
    print(json.dumps({"task": fork.number, **said}), file=results, flush=True)


def main() -> None:
    die_with_parent(os.getppid())
    data = json.loads(sys.stdin.readline())
    with contextlib.ExitStack() as stack:
        try:
            master = Master.from_data(data["master"])
            rooms = _rooms(master, data["require_sandbox"], stack, partial(rehearse, master, Path(data["source"])))
        except CourseError as error:
            print(json.dumps({"refused": str(error)}), flush=True)
            return
        serve(Settings.from_data(data, rooms), sys.stdin, sys.stdout)


def _rooms(master: Master, require_sandbox: bool, stack: contextlib.ExitStack, rehearsal: Callable[[], None]) -> Rooms:
    """The learner's room is warmed only for an assignment in which code gives answers, while we rehearse."""
    if not any(part.computed for item in load_items(master.assignment).values() for part in item.parts.values()):
        rehearsal()
        return Rooms("no learner's code is run for this assignment")
    from course.marking.computed import run_again
    from course.marking.learners_room import WarmRoom

    warm = WarmRoom(require_sandbox, meanwhile=rehearsal)
    stack.callback(warm.close)
    return Rooms(warm.level, run=partial(run_again, warm))


if __name__ == "__main__":
    main()
