"""`course feedback`: nbgrader's own feedback pages, made side by side.

Each process makes one learner's pages with nbgrader's GenerateFeedback; the gradebook is only read.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

from course.errors import CourseError
from course.marking.queue import Course, cores

_course: Course


def make_feedback(
    root: Path,
    assignment: str,
    *,
    jobs: int | None = None,
    student: str | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, str]:
    """Write feedback/<learner>/<assignment>/ for everybody who is marked. Returns why, for those where it failed."""
    global _course
    # What takes long to import is imported before the fork.
    from nbconvert.exporters import HTMLExporter
    from nbgrader.converters import GenerateFeedback  # noqa: F401

    HTMLExporter  # noqa: B018 (nbconvert loads it when it is asked for)
    _course = Course(root)
    students = [who for who in _course.students("autograded", assignment) if student in (None, who)]
    if not students:
        raise CourseError(
            f"{_course.path('autograded', '*', assignment)}: nobody is marked yet. Run course mark first."
        )
    tell(0, len(students))
    failed = {}
    tasks = [(who, assignment) for who in students]
    count = min(jobs or cores(), len(tasks))
    with multiprocessing.get_context("fork").Pool(count) as pool:
        for done, (who, why) in enumerate(pool.imap_unordered(_one, tasks), 1):
            if why:
                failed[who] = why
            tell(done, len(students))
    return dict(sorted(failed.items()))


def _one(task: tuple[str, str]) -> tuple[str, str]:
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    who, assignment = task
    os.chdir(_course.folder.root)
    config = Config(_course.config)
    folder = CourseDirectory(config=config, student_id=who, assignment_id=assignment)
    converter = GenerateFeedback(coursedir=folder, config=config)
    converter.log = _Log("feedback", logging.ERROR)
    converter.force = True
    try:
        converter.start()
    except (Exception, SystemExit) as error:
        said = converter.log.said
        return who, " ".join([str(error), *said])[-1000:]
    return who, ""


class _Log(logging.Logger):
    """Keeps nbgrader's errors instead of printing them between the bars of the progress."""

    def __init__(self, name: str, level: int):
        super().__init__(name, level)
        self.said: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
