"""The teaching guide's term in commands, run as it stands there on five made-up learners' hand-ins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from commands import Command, Shell, commands

from course import classroom, places
from course.classroom import the_class

PAGE = Path("docs") / "teaching-guide.md"
SECTION = "The term in commands"
NAME = "1-claims-and-attribution"
WHO = ("l01", "l03", "l10", "l12", "l24")  # at the first go, by Canvas, late, twice, absent


@pytest.mark.proof
def test_the_terms_commands_do_what_the_guide_says(project, tmp_path):
    env = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]), "HOME": str(tmp_path)}
    shell = Shell(project, env | {"PYTHONPATH": str(project), "TZ": "UTC", "COLUMNS": "120"})
    people = [one for one in the_class() if one.learner.student_id in WHO]
    classroom._write_roster(project / "roster.csv", people)
    there = commands(project / PAGE, SECTION)
    assert {"nbgrader", "course"} <= {command.line.split()[0] for command in there}
    for command in there:
        if command.line.startswith("course collect"):
            release = places.PROJECT / "assignments" / "release" / NAME
            classroom.write_inbox(project / "hand-ins", tmp_path / "learners", release, NAME, people)
        done = shell.run(command.line)
        told = f"{command.place}: $ {command.line}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, told
        assert command.missing(done.stdout) == [], told


def test_what_a_command_does_not_print_is_found():
    command = Command("echo", "page, line 1", ["one", "three …"])
    assert command.missing("one\ntwo\nthree 3\n") == []
    assert command.missing("three 3\none\n") == ["three …"]


def test_only_console_blocks_of_the_section_are_run(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A\n```console\n$ first\nsaid\n```\n## B\n```\n$ no\n```\n```console\n$ second\n# not a heading\n```\n# C\n"
        "```console\n$ third\n```\n"
    )
    assert [c.line for c in commands(page)] == ["first", "second", "third"]
    assert [(c.line, c.shown) for c in commands(page, "B")] == [("second", ["# not a heading"])]
    assert commands(page)[0].shown == ["said"]
