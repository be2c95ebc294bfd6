"""A class whose code is run again, marked in one go: what each earns, and that none reaches beyond its room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from cycle import course_mark
from filelock import FileLock
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from runs import RUNS, Run
from small_assignment import NAME, hand_in, make_course

from course.marking.prepare import outcome_of
from course.places import PROJECT

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("grading-runs")

WEAKER = os.environ.get("SAYS_WHO_SANDBOX") == "limits"
if WEAKER and os.geteuid() != 0:  # as ourselves, outside a namespace: it would end every process of ours, this test too
    RUNS = [run for run in RUNS if run.name != "kills-every-process"]
WALLS = ("reads-", "talks-", "opens-", "writes-to-the-", "writes-to-kernel-")  # what only walls keep from succeeding
runs = pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)


def make_class(course: Path) -> None:
    make_course(course)
    for run in RUNS:
        here = {"COURSE": str(course), "PROJECT": str(PROJECT)}
        code, after = run.code, run.after
        for name, path in here.items():
            code, after = code.replace(name, path), after.replace(name, path)
        folder = hand_in(course, run.name, code, {"count": run.handed_in} if run.handed_in else None)
        if after:
            path = folder / f"{NAME}.ipynb"
            data = json.loads(path.read_text("utf-8"))
            data["cells"].append(dict(new_code_cell(after, id="mine")))
            path.write_text(json.dumps(data), "utf-8")
        for name, content in run.files.items():
            (folder / name).write_text(content)


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "runs"
    with FileLock(shared / "runs.lock"):
        if not (folder / "marked.json").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            make_class(folder)
            done = course_mark(folder, NAME)
            (folder / "marked.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]))
    return folder


@runs
def test_each_run_earns_what_it_should_and_no_more(course, run: Run):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, run.name).notebooks
        (mark,) = [grade.auto_score for grade in notebook.grades if grade.cell.name == "count"]
    made = nbformat.read(course / "autograded" / run.name / NAME / f"{NAME}.ipynb", 4)
    outcome = outcome_of(made, run.name, NAME)
    if run.state == "any" or (WEAKER and run.name.startswith(WALLS)):
        assert mark in (0.0, None), outcome
    else:
        assert (outcome.state, mark) == (run.state, run.mark), outcome
    assert run.says in " ".join([*outcome.repairs, *outcome.reasons])


def test_the_class_was_marked_to_its_end_and_the_level_is_named(course):
    status, said, _ = json.loads((course / "marked.json").read_text())
    assert status == 0
    assert f"{NAME}: {len(RUNS)} handed in" in said
    assert f"Protection while marking: {'process limits only, WEAKER' if WEAKER else 'bubblewrap'}" in said


def test_the_package_was_not_written_to(course):
    done = subprocess.run([sys.executable, "-c", "import course"], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    assert not (Path(sys.prefix) / "x.pth").exists()
