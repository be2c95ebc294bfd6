"""docs/architecture.md says what is where, and it is there: every folder and file at the top, none that is gone."""

from __future__ import annotations

import re
import subprocess

from course.places import PROJECT

PAGE = PROJECT / "docs" / "architecture.md"


def named(page: str) -> list[str]:
    """Names in the first column of the table under "What is where", folders without their slash."""
    table = re.search(r"^\| Folder or file .*\n\|[-| ]+\n((?:\|.*\n)+)", page, re.M)
    assert table, "docs/architecture.md has no table that begins with | Folder or file"
    return [name.rstrip("/") for row in table[1].splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def on_disk() -> set[str]:
    """What git keeps at the top, or would keep."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True)
    return {path.split("/")[0] for path in done.stdout.splitlines() if (PROJECT / path).exists()}


def test_the_layout_is_the_layout_on_disk():
    names = named(PAGE.read_text("utf-8"))
    assert sorted(names) == sorted(on_disk())


def test_what_the_page_names_within_a_folder_is_there():
    """Paths such as `course/marking/room.py`; what nbgrader or a learner makes is left out."""
    made = ("answers/", "submitted/", "release", "text/library")
    paths = set(re.findall(r"`((?:course|data|docs|assignments|tests|lab|binder)/[\w./-]+)`", PAGE.read_text("utf-8")))
    assert len(paths) > 8
    assert [path for path in sorted(paths) if not path.startswith(made) and not (PROJECT / path).exists()] == []
