"""`course mark`: a whole class through the workshop, its marks into the gradebook, one learner after another.

After a kill at any moment, run it again: what is marked is not marked twice. The order for one hand-in is: marked in a
fork into a folder of this run's own; that folder put in place of the old one; marks, and the digest of what was marked,
written in one transaction. Only this process writes autograded/ and the gradebook.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from glob import escape, glob
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.marking.guard import refuse_answers_in_source, refuse_other_slots
from course.marking.intake import STUDENT, digest
from course.marking.outcome import Outcome, outcome
from course.places import PROJECT, keys_folder

UNFIT = (
    "This is no name for a learner: letters, digits and . @ + - _ are. nbgrader would write it into its pages as it "
    "stands. Rename the folder in submitted/, then mark again."
)


@dataclass(frozen=True)
class HandIn:
    student: str
    folder: Path


class Course:
    """An nbgrader course folder with its configuration, as nbgrader itself would read it there."""

    def __init__(self, root: Path):
        import course.marking.lighter  # noqa: F401, I001
        from jupyter_core.paths import jupyter_config_path
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config, PyFileConfigLoader

        self.config = Config()
        for folder in [*reversed(jupyter_config_path()), str(root)]:
            if (Path(folder) / "nbgrader_config.py").is_file():
                self.config.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
        if "root" not in self.config.CourseDirectory:
            self.config.CourseDirectory.root = str(root.resolve())
        self.folder = CourseDirectory(config=self.config)

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Where nbgrader keeps this: `step` is "submitted", "autograded" and so on."""
        return Path(self.folder.format_path(getattr(self.folder, f"{step}_directory"), student, assignment))

    def students(self, step: str, assignment: str) -> dict[str, Path]:
        """The folders of an assignment by learner, in their order. Also those without any notebook."""
        directory = getattr(self.folder, f"{step}_directory")
        pattern = re.compile(
            self.folder.format_path(re.escape(directory), "(?P<id>[^/]*)", re.escape(assignment), escape=True)
        )
        found = {}
        for name in glob(self.folder.format_path(escape(directory), "*", escape(assignment))):  # noqa: PTH207 (any layout)
            match = pattern.fullmatch(name)
            if match and match["id"] not in (self.folder.student_id_exclude or "").split(","):
                found[match["id"]] = Path(name)
        return dict(sorted(found.items()))

    @property
    def permissions(self) -> int:
        given = self.config.Autograde.get("permissions", 664 if self.folder.groupshared else 444)
        return int(str(given), 8)


def mark_class(
    root: Path,
    assignment: str,
    *,
    jobs: int | None = None,
    student: str | None = None,
    force: bool = False,
    require_sandbox: bool = False,
    tell: Callable[[int, int, Outcome | None], None] = lambda done, of, ended: None,
) -> tuple[dict[str, Outcome], str]:
    """Mark an assignment. Returns how each hand-in ended, by learner, and the level of protection.

    `tell` is called with how many are done, of how many, and the last one's end. Raises CourseError where nothing can
    be marked at all; whatever one learner handed in does not.
    """
    course = Course(root)
    refuse_answers_in_source(Path(course.folder.root))
    refuse_other_slots(Path(course.folder.root), assignment)
    handed_in = course.students("submitted", assignment)
    if student is not None:
        handed_in = {name: folder for name, folder in handed_in.items() if name == student}
    if not handed_in:
        whom = f" by {student}" if student else ""
        raise CourseError(f"{course.path('submitted', '*', assignment)}: nothing was handed in{whom}.")
    with _alone(course), contextlib.ExitStack() as stack:
        from course.marking.ledger import Ledger, time_of

        staging = Path(stack.enter_context(_staging(course)))
        ledger = Ledger(course.folder.db_url, course.folder.course_id, course.config)
        stack.callback(ledger.close)
        master = ledger.master(assignment)
        by = _what_marks(course, master)
        before = ledger.marked(assignment)
        ended: dict[str, Outcome] = {}
        to_mark = []
        for name, folder in handed_in.items():
            if not STUDENT.fullmatch(name):
                ended[name] = outcome(name, assignment, [], [UNFIT])
                continue
            there = (course.path("autograded", name, assignment) / f"{master.notebook}.ipynb").is_file()
            if not force and there and name in before and before[name][0] == _sealed(digest(folder), by):
                ended[name] = before[name][1]
            else:
                to_mark.append(HandIn(name, folder))
        tell(0, len(to_mark), None)
        level = ""
        settings = {
            "master": master.as_data(),
            "jobs": jobs or cores(),
            "source": str(course.path("source", ".", assignment)),
            "ignore": list(course.folder.ignore),
            "permissions": course.permissions,
            "require_sandbox": require_sandbox,
        }
        for done, (hand_in, result) in enumerate(_workshop(settings, to_mark, staging), 1):
            if "failed" in result:
                result = _failed(hand_in, assignment, result["failed"])
            level = result["level"] or level
            timestamp = time_of(hand_in.folder / "timestamp.txt")
            if result["staged"]:
                _put_in_place(Path(result["staged"]), course.path("autograded", hand_in.student, assignment), staging)
            ledger.write(assignment, timestamp, _sealed(result["digest"], by), level, result)
            ended[hand_in.student] = Outcome(**result["outcome"])
            tell(done, len(to_mark), ended[hand_in.student])
    return dict(sorted(ended.items())), level


def _workshop(
    settings: dict[str, Any], to_mark: list[HandIn], staging: Path
) -> Iterator[tuple[HandIn, dict[str, Any]]]:
    """Hand the class to the workshop; results come as they are done."""
    if not to_mark:
        return
    tasks = [
        {"student": h.student, "folder": str(h.folder), "staged": str(staging / str(n))} for n, h in enumerate(to_mark)
    ]
    book = staging / "tasks"
    book.write_text("".join(json.dumps(line) + "\n" for line in [settings, *tasks]), encoding="utf-8")
    with book.open(encoding="utf-8") as said:
        command = [sys.executable, "-m", "course.marking.workshop"]
        shop = subprocess.Popen(command, stdin=said, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    try:
        left = set(range(len(tasks)))
        for line in shop.stdout:
            result = json.loads(line)
            if "refused" in result:
                raise CourseError(result["refused"])
            number = result.pop("task")
            left.remove(number)
            yield to_mark[number], result
        if left:
            raise CourseError(
                f"The workshop ended (status {shop.wait()}) with {len(left)} hand-ins unmarked; see its words above. "
                "What is marked is kept: run the same command again."
            )
    finally:
        shop.kill()
        shop.wait()


def _failed(hand_in: HandIn, assignment: str, why: str) -> dict[str, Any]:
    """A hand-in of which the workshop could say nothing: no mark, and it is tried again next time."""
    ended = outcome(hand_in.student, assignment, [], [f"Marking failed: {why}."])
    everything = {"student": hand_in.student, "staged": "", "digest": "", "level": "", "outcome": asdict(ended)}
    return everything | {"scores": {}, "comments": {}}


def _put_in_place(staged: Path, target: Path, staging: Path) -> None:
    """Two renames: a folder in autograded/ is whole, or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink() or target.exists():
        target.rename(staging / f"{staged.name}-before")
    staged.rename(target)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sealed(content: str, by: str) -> str:
    """A digest of the hand-in and of what marks it; "" (never equal to one) where the hand-in has none."""
    return hashlib.sha256(f"{by} {content}".encode()).hexdigest() if content else ""


def _what_marks(course: Course, master: Any) -> str:
    """A digest of the assignment's cells and of the keys: where they change, everything is marked again."""
    whole = hashlib.sha256(json.dumps(master.as_data(), sort_keys=True).encode())
    for folder in (keys_folder(), course.path("source", ".", master.assignment)):
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".ipynb"):
            whole.update(f"{path.relative_to(folder)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@contextlib.contextmanager
def _alone(course: Course) -> Iterator[None]:
    """One `course mark` at a time in a course folder. When a process ends, killed or not, the system frees its lock."""
    from filelock import FileLock, Timeout

    shed = _shed(course)
    shed.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(shed / "lock", timeout=0):
            for left in shed.glob("run-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except Timeout:
        raise CourseError(f"{course.folder.root}: another `course mark` is at work here. Wait for its end.") from None


def _shed(course: Course) -> Path:
    """In autograded/, so that a rename is enough; nbgrader passes names with a dot in front by."""
    return Path(course.folder.root) / course.folder.autograded_directory / ".marking"


def _staging(course: Course) -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="run-", dir=_shed(course))
