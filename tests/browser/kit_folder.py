"""A learner's kit as an instructor makes it and a learner unpacks it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from course.classroom import nbgrader
from course.kit import contents
from course.kit.build import build
from lab import PROJECT


def release(folder: Path, *names: str) -> Path:
    """nbgrader's course folder with these assignments released, as an instructor has it."""
    shutil.copy(PROJECT / "assignments" / "nbgrader_config.py", folder)
    ignored = shutil.ignore_patterns("answers", ".ipynb_checkpoints")
    for name in names:
        shutil.copytree(PROJECT / "assignments" / "source" / name, folder / "source" / name, ignore=ignored)
        nbgrader(folder, "generate_assignment", name)
    return folder


def unpacked(course_folder: Path, empty: Path, *names: str) -> Path:
    """What is in the kit's archive, unpacked in an empty folder. The kit reads `<project>/assignments/release`; here
    it lies in a course folder of the test's own."""
    root = empty / "as-project"
    (root / "assignments").mkdir(parents=True)
    shutil.copytree(course_folder / "release", root / "assignments" / "release")
    with pytest.MonkeyPatch.context() as patch:
        released = contents._release
        patch.setattr(contents, "_release", lambda _, name: released(root, name))
        archive = build(empty / "built", list(names)).archive
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(empty / "kit")
    return empty / "kit" / "says-who"
