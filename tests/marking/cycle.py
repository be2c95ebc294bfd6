"""One assignment through real nbgrader with a made-up class: generate, hand in, autograde, return, export.

    @pytest.fixture(scope="module")
    def cycle(tmp_path_factory):
        return played(tmp_path_factory, "3-chains-and-words", {"model": as_file(...), "blank": None})

Everything runs in an emptied environment, as from a shell in which .venv is not activated.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from nbgrader.api import Gradebook

from course.places import PROJECT

Change = Callable[[str, Path, Path], None]  # (student, folder of the hand-in, course folder)


@dataclass
class Cycle:
    """A course folder in which one assignment went the whole way; `autograde` is how that command ended."""

    course: Path
    assignment: str
    autograde: subprocess.CompletedProcess

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.course / 'gradebook.db'}")

    def scores(self, student: str) -> dict[str, float | None]:
        """The automatic points by grade cell; None where a person has to mark."""
        with self.gradebook() as gradebook:
            (notebook,) = gradebook.find_submission(self.assignment, student).notebooks
            return {grade.cell.name: grade.auto_score for grade in notebook.grades}

    def feedback(self, student: str) -> str:
        """The learner's feedback page, entities resolved."""
        page = self.course / "feedback" / student / self.assignment / f"{self.assignment}.html"
        return html.unescape(page.read_text("utf-8"))

    def marked(self, student: str) -> dict[str, dict]:
        """The cells of the autograded notebook by grade_id."""
        path = self.course / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return {c["metadata"]["nbgrader"]["grade_id"]: c for c in cells if "nbgrader" in c["metadata"]}


def nbgrader(course: Path, *args: str) -> subprocess.CompletedProcess:
    """As from `env -i` and without activating .venv: no PATH, nothing but a home."""
    env = {"HOME": str(course / "home"), "PYTHONPATH": str(PROJECT)}
    if (course / "keys").is_dir():
        env["SAYS_WHO_KEYS"] = str(course / "keys")
    command = [str(Path(sys.executable).with_name("nbgrader")), *args]
    return subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)


def course_mark(course: Path, assignment: str, *more: str) -> subprocess.CompletedProcess:
    """`course mark`, with a variable in its environment that no learner may see."""
    env = {"HOME": str(course / "home"), "PYTHONPATH": str(PROJECT), "HIDDEN": "1"}
    if (course / "keys").is_dir():
        env["SAYS_WHO_KEYS"] = str(course / "keys")
    env |= {
        name: os.environ[name] for name in ("SAYS_WHO_BUBBLEWRAP", "SAYS_WHO_SANDBOX", "PATH") if name in os.environ
    }
    command = [sys.executable, "-m", "course", "mark", assignment, "--course", str(course), *more]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True)


def new_course(course: Path, assignment: str) -> None:
    """A course folder with this assignment's source, generated for release."""
    (course / "home").mkdir(parents=True)
    shutil.copy(PROJECT / "assignments" / "nbgrader_config.py", course)
    ignored = shutil.ignore_patterns("answers", ".ipynb_checkpoints")
    source = PROJECT / "assignments" / "source" / assignment
    shutil.copytree(source, course / "source" / assignment, ignore=ignored)
    done = nbgrader(course, "generate_assignment", assignment)
    assert done.returncode == 0, done.stderr


def hand_in(course: Path, assignment: str, student: str, answers: str | None) -> Path:
    """The released notebook, and an answers file with this text beside it (None: no file)."""
    folder = course / "submitted" / student / assignment
    (folder / "answers").mkdir(parents=True)
    shutil.copy(course / "release" / assignment / f"{assignment}.ipynb", folder)
    if answers is not None:
        (folder / "answers" / f"{assignment}.json").write_text(answers, "utf-8")
    return folder


def play(course: Path, assignment: str, handed_in: Mapping[str, str | None], change: Change | None = None) -> None:
    new_course(course, assignment)
    for student, answers in handed_in.items():
        folder = hand_in(course, assignment, student, answers)
        if change:
            change(student, folder, course)
    marked = nbgrader(course, "autograde", assignment)
    (course / "autograde.json").write_text(json.dumps([marked.returncode, marked.stdout, marked.stderr]))
    for step in (["generate_feedback", assignment], ["export"]):
        done = nbgrader(course, *step)
        assert done.returncode == 0, done.stderr


# Cells in order, as a learner runs them; one that stops is told, and the next runs. Arguments: folder, cells as JSON.
RUN_CELLS = """
import json, os, sys
os.chdir(sys.argv[1])
space = {}
for cell in json.loads(sys.argv[2]):
    try:
        exec(cell, space)
    except Exception as error:
        print(type(error).__name__, error)
"""


def played(factory, assignment: str, handed_in: Mapping[str, str | None], change: Change | None = None) -> Cycle:
    """Played by the first worker that needs it, read by all. `factory` is pytest's tmp_path_factory."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    course = shared / f"cycle-{assignment}"
    with FileLock(shared / f"cycle-{assignment}.lock"):
        if not (course / "grades.csv").is_file():
            shutil.rmtree(course, ignore_errors=True)
            play(course, assignment, handed_in, change)
    status, out, err = json.loads((course / "autograde.json").read_text())
    return Cycle(course, assignment, subprocess.CompletedProcess([], status, out, err))
