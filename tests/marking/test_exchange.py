"""Where learners share a server with the instructor, nbgrader's own exchange takes hand-ins there and back."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cycle import nbgrader, new_course
from nbgrader.api import Gradebook

from course.answers import Answers
from course.marking.keys import load_items
from course.marking.solutions import as_file, model

NAME, TEXT = "1-claims-and-attribution", "karabakh"


def run(where: Path, exchange: Path, *command: str) -> str:
    """In the instructor's course folder, or in a learner's own folder, where no configuration of the course lies."""
    given = [*command, NAME, f"--Exchange.root={exchange}"]
    if (where / "nbgrader_config.py").is_file():
        done = nbgrader(where, *given)
    else:
        program = str(Path(sys.executable).with_name("nbgrader"))
        env = {"HOME": str(where), "USER": os.environ.get("USER", getpass.getuser())}
        done = subprocess.run(
            [program, *given, "--course=says-who"], cwd=where, env=env, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
def test_released_fetched_submitted_collected_marked_and_returned(tmp_path) -> None:
    course, exchange, learner = (tmp_path / name for name in ("course", "exchange", "learner"))
    new_course(course, NAME)
    exchange.mkdir()
    exchange.chmod(0o777)  # as nbgrader asks
    learner.mkdir()
    run(course, exchange, "release_assignment")
    run(learner, exchange, "fetch_assignment")
    answers = Answers(NAME, learner / NAME)
    for item, entry in json.loads(as_file(NAME, TEXT, model(NAME, TEXT)))["items"].items():
        answers.record(item, entry["value"])
    run(learner, exchange, "submit")
    run(course, exchange, "collect")
    run(course, exchange, "autograde")
    (student,) = [path.name for path in (course / "submitted").iterdir()]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, student).notebooks
        assert {g.name: g.score for g in notebook.grades} == {i.id: i.points for i in load_items(NAME).values()}
    run(course, exchange, "generate_feedback")
    run(course, exchange, "release_feedback")
    run(learner, exchange, "fetch_feedback")
    (page,) = learner.rglob(f"{NAME}.html")
    assert "20 of 20 points" in page.read_text("utf-8")
