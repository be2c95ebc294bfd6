"""docs/architecture.md names every module of course/, and no module imports what stands above it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from course.places import PROJECT

PACKAGE = PROJECT / "course"
PAGE = PROJECT / "docs" / "architecture.md"
# Python's own names for a package's face and for `python -m course`; both only hand on to what stands in the table.
FACES = {"__init__", "__main__"}


def modules() -> set[str]:
    """The top-level modules and packages of course/."""
    paths = [p for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
    return {path.stem for path in paths} - FACES


def layers(page: str) -> list[set[str]]:
    """What stands in each row of the table, the top one first: names in code type that are modules."""
    table = re.search(r"^\| Layer .*\n\|[-| ]+\n((?:\|.*\n)+)", page, re.M)
    assert table, "docs/architecture.md has no table that begins with | Layer"
    return [set(re.findall(r"`(\w+)`", row.split("|")[2])) for row in table[1].splitlines()]


def imported(path: Path) -> set[str]:
    """The top-level modules of course/ that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "course":
            names = [f"course.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("course.")}
    return found


def own_module(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_module_stands_in_the_table_once():
    named = [name for row in layers(PAGE.read_text("utf-8")) for name in row]
    assert sorted(named) == sorted(modules())


def climbs(rows: list[set[str]]) -> list[str]:
    """Imports that lead up, or sideways within a row: what one row holds knows nothing of its neighbours."""
    height = {name: -number for number, row in enumerate(rows) for name in row}
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = own_module(path)
        for name in sorted(imported(path) & modules() - {own}):
            if own not in FACES and height[name] >= height[own]:
                found.append(f"{path.relative_to(PROJECT)} imports {name}")
    return found


def test_each_module_imports_only_from_the_layers_below():
    assert climbs(layers(PAGE.read_text("utf-8"))) == []


def test_an_import_that_leads_up_is_found():
    rows = layers(PAGE.read_text("utf-8"))
    assert "course/marking/cells.py imports answers" in climbs(rows[::-1])
