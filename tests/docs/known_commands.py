"""What the project and its tools know how to do: whether a line of a shell names things that exist."""

from __future__ import annotations

import ast
import re
import shlex

from nbgrader.apps import DbApp, NbGraderApp
from typer.main import get_command

from course.cli import app
from course.places import PROJECT

OF_THE_SYSTEM = {"sudo", "git", "source", "pre-commit", "ruff"}


def start_commands() -> set[str]:
    tree = ast.parse((PROJECT / "start.py").read_text("utf-8"))
    (table,) = [n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "COMMANDS"]
    return {key.value for key in table.keys}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))


def wrong_with(line: str) -> str:
    """What is wrong with a line of a shell, or ""."""
    words = shlex.split(line)
    while words and re.fullmatch(r"[A-Z_]+=\S+", words[0]):
        words.pop(0)
    match words:
        case ["make", target, *_]:
            return "" if target in make_targets() else f"no target {target} in Makefile"
        case ["python" | "python3" | "py", "start.py", command, *args]:
            if command not in start_commands():
                return f"start.py knows no {command}"
            missing = [arg for arg in args if arg.startswith("tests/") and not (PROJECT / arg).exists()]
            return f"there is no {missing[0]}" if missing else ""
        case ["python", "-m", "pytest", *paths]:
            missing = [path for path in paths if not (PROJECT / path).exists()]
            return f"there is no {missing[0]}" if missing else ""
        case ["python", script, *_] if not script.startswith("-"):
            return "" if (PROJECT / script).is_file() else f"there is no {script}"
        case ["course", command, *args]:
            known = get_command(app).commands
            if command not in known:
                return f"course knows no {command}"
            options = {"--help"} | {o for p in known[command].params for o in p.opts}
            wrong = [arg for arg in args if arg.startswith("--") and arg not in options]
            return f"course {command} knows no {wrong[0]}" if wrong else ""
        case [tool, "db", command, *_] if tool.endswith("nbgrader"):
            return "" if command in DbApp().subcommands else f"nbgrader db knows no {command}"
        case [tool, command, *_] if tool.endswith("nbgrader"):
            return "" if command in NbGraderApp().subcommands else f"nbgrader knows no {command}"
        case [first, *_]:
            return "" if first in OF_THE_SYSTEM else f"nobody knows {first}"
    return ""


def lacks_arguments(line: str) -> bool:
    """Whether a line only names a command that cannot run without arguments, as "`course mark` does" does."""
    match shlex.split(line):
        case ["course", command] if command in (known := get_command(app).commands):
            return any(param.required for param in known[command].params)
        case [tool, command]:
            return tool.endswith("nbgrader") and command != "export"
    return False
