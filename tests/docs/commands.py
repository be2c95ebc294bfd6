"""The commands that a page shows, taken out to be run, so that the page stays true.

    for command in commands(PROJECT / "docs" / "teaching-guide.md", "The term in commands"):
        command.missing(shell.run(command.line).stdout)

`commands` looks at blocks marked ```console: a line that begins with "$ " is run, in a shell that stays in its folder;
the lines below it are what it must print, in that order, others between them allowed. "…" stands for anything.
`typed` looks at what else a page tells its reader to type: plain blocks that begin with a command, and code in a line.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROMPT = "$ "
GAP = "…"
TOOL = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\S+/)?(?:make|python3?|py|course|nbgrader|ruff|pre-commit|source) \S")


@dataclass
class Command:
    """One command, the page's line it stands in (counted from 1), and what the page says that it prints."""

    line: str
    place: str
    shown: list[str] = field(default_factory=list)
    inline: bool = False  # within a sentence or a table, where a command may be named without its arguments

    def missing(self, printed: str) -> list[str]:
        """The lines of the page that were not printed."""
        left, found = printed.splitlines(), []
        for line in self.shown:
            wanted = re.compile(".*".join(re.escape(part) for part in line.split(GAP)))
            at = next((n for n, said in enumerate(left) if wanted.fullmatch(said.rstrip())), None)
            if at is None:
                found.append(line)
            else:
                left = left[at + 1 :]
        return found


def commands(page: Path, section: str | None = None) -> list[Command]:
    """The commands of a Markdown page, or of one section of it, in their order."""
    found: list[Command] = []
    for number, line in _console(page, section):
        if line.startswith(PROMPT):
            found.append(Command(line.removeprefix(PROMPT), f"{page.name}, line {number}"))
        elif line.strip():
            assert found, f"{page.name}, line {number}: printed by no command"
            found[-1].shown.append(line.rstrip())
    return found


def typed(page: Path) -> list[Command]:
    """What a page tells its reader to type, console blocks aside. Three spaces part a command from what it does."""
    found: list[Command] = []
    block: list[tuple[int, str]] | None = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            if block and TOOL.match(block[0][1]):
                lines = [(n, re.split(r" {3,}", told)[0]) for n, told in block if told.strip()]
                found += [Command(told, f"{page.name}, line {n}") for n, told in lines]
            block = [] if block is None else None
        elif block is not None:
            block.append((number, line))
        else:
            spans = [span for span in re.findall(r"`([^`]+)`", line) if TOOL.match(span)]
            found += [Command(span, f"{page.name}, line {number}", inline=True) for span in spans]
    return found


def _console(page: Path, section: str | None) -> Iterator[tuple[int, str]]:
    inside, here = False, section is None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not inside and section and line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            if line.lstrip("# ").strip() == section:
                here, depth = True, level
            elif here and level <= depth:
                here = False
        elif line.startswith("```"):
            inside = line.removeprefix("```").strip() == "console" if not inside else False
        elif inside and here:
            yield number, line


class Shell:
    """Runs one command after another; `cd` and exported variables hold for those that follow."""

    def __init__(self, folder: Path, env: dict[str, str]):
        self.folder, self.env, self.before = folder, env, []

    def run(self, line: str) -> subprocess.CompletedProcess:
        script = "\n".join(["set -e", *self.before, line])
        if re.match(r"(cd|export) ", line):
            self.before.append(line)
        return subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.env, capture_output=True, text=True)
