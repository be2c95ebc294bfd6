"""environment.yml and binder/environment.yml, written from the locks.

conda-forge brings Python and pip alone; everything else is a pinned pip line, the same as the lock's. No local path
stands in them: repo2docker would then copy the whole repository before building the environment, and every commit would
rebuild it.
"""

from __future__ import annotations

import re

from course.errors import CourseError
from course.places import PROJECT

PYTHON = "3.12"
FILES = {
    "environment.yml": (
        "test",
        "conda, for learner, instructor and developer alike: everything of requirements/test.txt.",
    ),
    "binder/environment.yml": ("learner", "Binder, lean: everything of requirements/learner.txt."),
}


def locked_lines(level: str) -> list[str]:
    """`name==version` with its marker, for each package of a lock, without the hashes."""
    path = PROJECT / "requirements" / f"{level}.txt"
    if not path.is_file():
        raise CourseError(f"{path} is missing. Take it from a fresh copy, or run: python start.py lock")
    text = path.read_text(encoding="utf-8")
    return [m[1].strip() for m in re.finditer(r"^([\w.\-\[\]]+==[^\\\n]+)", text, re.M)]


def environment_text(file: str) -> str:
    level, purpose = FILES[file]
    lines = "".join(f"      - {line}\n" for line in locked_lines(level))
    return (
        f"# {purpose}\n# Written by: python start.py lock\n"
        "name: says-who\nchannels:\n  - conda-forge\ndependencies:\n"
        f"  - python={PYTHON}\n  - pip\n  - pip:\n{lines}"
    )


def write_environments() -> None:
    for file in FILES:
        (PROJECT / file).write_text(environment_text(file), encoding="utf-8")


def stale_environments() -> list[str]:
    """The environment files that differ from what the locks say."""
    return [f for f in FILES if not (PROJECT / f).is_file() or (PROJECT / f).read_text("utf-8") != environment_text(f)]
