"""What Binder would leave of this project, without Docker: a copy of what git holds, then binder/postBuild in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from lab import Lab, start_lab

PROJECT = Path(__file__).resolve().parents[2]
MADE_HERE = {
    ".git",
    ".venv",
    "build",
    "answers",
    ".ipynb_checkpoints",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
}


def copy_repository(target: Path) -> Path:
    """The project as a clone holds it, a .git among it."""
    shutil.copytree(PROJECT, target, ignore=lambda folder, names: [n for n in names if n in MADE_HERE])
    (target / ".git").mkdir()
    (target / ".git" / "packed-keys").write_text("history, from which everything could be had again")
    (target / ".profile").write_text("# the image's own: a user's home is the same folder")
    return target


def leave_learners_files(repository: Path, python: str) -> Path:
    """The last line of postBuild alone, by a Python that has the project already."""
    env = os.environ | {"REPO_DIR": str(repository), "PYTHONPATH": str(repository)}
    subprocess.run([python, "-m", "course.kit.self_study"], cwd=repository, env=env, check=True, capture_output=True)
    return repository


def image_in(folder: Path) -> Path:
    """Both, in a folder that is not there yet."""
    return leave_learners_files(copy_repository(folder), sys.executable)


def pip_lines() -> list[str]:
    """The lines of binder/environment.yml that pip gets."""
    given = yaml.safe_load((PROJECT / "binder" / "environment.yml").read_text("utf-8"))["dependencies"]
    return next(entry["pip"] for entry in given if isinstance(entry, dict))


def install(folder: Path, uv: Path) -> Path:
    """A virtual environment of those lines alone; returns its Python."""
    subprocess.run([uv, "venv", "--quiet", "--seed", str(folder)], check=True)
    lines = folder / "lines.txt"
    lines.write_text("\n".join(pip_lines()) + "\n", encoding="utf-8")
    python = folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--no-deps", "--python", python, "-r", lines], check=True)
    return python


def post_build(repository: Path, python: Path) -> Path:
    """binder/postBuild as Binder runs it, with that environment first on the path."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {"REPO_DIR": str(repository), "PATH": f"{python.parent}:{os.environ['PATH']}"}
    subprocess.run([repository / "binder" / "postBuild"], cwd=repository, env=env, check=True, capture_output=True)
    return repository


def start_session(image: Path, folder: Path) -> Lab:
    """A server as Binder starts it, with nothing from any earlier one; it imports the package of its own folder."""
    home = shutil.copytree(image, folder)
    there = {"PYTHONPATH": str(home), "BINDER_REF": "HEAD"}
    return start_lab(home, wrap=[str(home / "binder" / "start")], variables=there)
