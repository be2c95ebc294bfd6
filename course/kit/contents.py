"""Which files belong to the learners' kit: an allow-list, so that what nobody thought of stays at home."""

from __future__ import annotations

import json
import re
from pathlib import Path

from course import places
from course.errors import CourseError

# Of the project, by pattern; "!" takes out again what an earlier line put in.
PATTERNS = [
    "LICENSE",
    "LICENSES.md",
    "pyproject.toml",
    "start.py",
    "requirements/learner.txt",
    "lab/learner/**",
    "course/**",
    "!course/agreement*",
    "!course/agreement/**",
    "!course/check/**",
    "!course/environments.py",
    "!course/kit/**",
    "!course/own_text.py",
    "!course/site/**",
    "!course/marking/**",
    "course/marking/__init__.py",
    "course/marking/cells.py",
    "course/marking/keys.py",
    "course/marking/rules/**",
    "data/**",
    "!data/articles/library/**",
    "!data/articles/*/passes/**",
    "!data/datapackage.json",
    "!data/passages/*/02-on-paper.md",
    "notebooks/**",
    "docs/glossary.md",
    "docs/further-reading.md",
    "docs/privacy.md",
    "docs/accessibility.md",
]
NEVER = re.compile(r"(^|/)(\.|__pycache__|answers/|.*\.pyc$|.*\.tmp$|.*~$)")
# What the kit has in place of the project's own file of that name.
OWN = "kit"
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\\?[\"']([^\"'\\]+)")


def project_files(released: list[str]) -> dict[str, bytes]:
    """Path in the kit -> its bytes: the project's part, the kit's own files, and the released assignments.

    Raises CourseError where an assignment that is asked for was not released, or its release holds answers.
    """
    root = places.PROJECT
    found: dict[str, bytes] = {path: (root / path).read_bytes() for path in sorted(_matching(root))}
    for path in sorted((root / OWN).rglob("*")):
        name = path.relative_to(root / OWN).as_posix()
        if path.is_file() and not NEVER.search(name):
            found[name] = path.read_bytes()
    found["environment.yml"] = (root / "binder" / "environment.yml").read_bytes()
    for name in released:
        found |= _release(root, name)
    return found | _pictures(root, found)


def releases() -> list[str]:
    """The assignments that nbgrader released here, in order."""
    folder = places.PROJECT / "assignments" / "release"
    return sorted(path.name for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))


def _matching(root: Path) -> set[str]:
    found: set[str] = set()
    for pattern in PATTERNS:
        plain = pattern.removeprefix("!")
        if plain.endswith("/**"):
            paths = [p for folder in root.glob(plain.removesuffix("/**")) for p in folder.rglob("*")]
        else:
            paths = list(root.glob(plain))
        names = {p.relative_to(root).as_posix() for p in paths if p.is_file() and not p.is_symlink()}
        found = found - names if pattern.startswith("!") else found | names
    return {name for name in found if not NEVER.search(name)}


def _release(root: Path, name: str) -> dict[str, bytes]:
    folder = root / "assignments" / "release" / name
    if not (folder / f"{name}.ipynb").is_file():
        raise CourseError(
            f"{folder / name}.ipynb is missing: {name} is not released. In assignments/, run: "
            f"nbgrader generate_assignment {name}"
        )
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise CourseError(f"{path} is a link. Put the file itself into assignments/source, and release again.")
        if path.is_file() and not re.search(r"(^|/)(\.|__pycache__)", inside):
            if inside.startswith("answers/"):
                raise CourseError(f"{path}: a release holds answers. Move them away, and release {name} again.")
            found[f"assignments/{name}/{inside}"] = path.read_bytes()
    return found


def _pictures(root: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """The pictures that pages of the kit show, where they lie in the project."""
    found = {}
    for name, raw in files.items():
        if not name.endswith((".md", ".ipynb")):
            continue
        text = raw.decode("utf-8")
        if name.endswith(".ipynb"):
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        for match in PICTURE.finditer(text):
            address = match[1] or match[2]
            if ":" in address:
                continue
            path = (root / name).parent.joinpath(address).resolve()
            if path.is_relative_to(root) and path.is_file():
                found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found
