"""`course check`: everything that must fit together, each thing a function that lists what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from course.corpus.article import load_article
from course.environments import stale_environments
from course.errors import CourseError
from course.marking.guard import answers_in_source
from course.marking.keys import load_items
from course.places import PROJECT, keys_folder


def run_checks() -> Iterator[tuple[str, list[str]]]:
    """Each check's title and what it found; an error inside a check is a finding, not the end."""
    for title, check in CHECKS.items():
        try:
            yield title, check()
        except CourseError as error:
            yield title, [str(error)]


def texts() -> list[str]:
    """Every text loads: unchanged, its units cover it, its gold fits."""
    found = []
    for folder in sorted(path for path in (PROJECT / "data" / "articles").iterdir() if path.is_dir()):
        try:
            load_article(folder.name)
        except CourseError as error:
            found.append(str(error))
    return found


def keys() -> list[str]:
    """Held-back gold fits its text, and no sentence is both open and held. Nothing to do in a learner's kit."""
    found = []
    for held in sorted(keys_folder().glob("*.ann")):
        try:
            open_, all_ = load_article(held.stem), load_article(held.stem, keys=True)
        except CourseError as error:
            found.append(str(error))
            continue
        opened = {s.id for s in open_.sentences if s.voice}
        hidden = {s.id for s in all_.sentences if s.voice} - opened
        if not hidden:
            found.append(
                f"{held}: holds no sentence that {held.stem}/practice.ann does not hold. Take it from a fresh copy."
            )
    for file in sorted(keys_folder().glob("[0-9]-*.toml")):
        for item in load_items(file.stem).values():
            for text, unit in item.units.items():
                gold = load_article(text, keys=True).sentence(unit)
                if not gold.voice:
                    found.append(f"{file}, item {item.id}: {text} has no gold for {unit}.")
                elif not gold.attributions:
                    found.append(f"{file}, item {item.id}: {unit} has no attribution to mark. Take another sentence.")
                if load_article(text).sentence(unit).voice:
                    found.append(f"{file}, item {item.id}: the key of {unit} is open, learners have it.")
    return found


def answers() -> list[str]:
    """No answers lie beside an assignment's source."""
    return [
        f"{path}: answers lie in an assignment's source; marking would copy them over every learner's. Move them away."
        for path in answers_in_source(PROJECT / "assignments")
    ]


def notebooks() -> list[str]:
    """Notebooks are stored without outputs, with cell ids, and begin under their own name."""
    found = []
    for path in notebook_files():
        where = path.relative_to(PROJECT)
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            found.append(f"{where}: not a notebook ({error}).")
            continue
        if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
            found.append(f"{where}: not a notebook (it has no cells).")
            continue
        ids = [cell.get("id") for cell in notebook["cells"]]
        if None in ids or len(ids) != len(set(ids)):
            found.append(f"{where}: a cell without an id of its own. Save it with a current JupyterLab.")
        for cell in notebook["cells"]:
            if cell.get("outputs") or cell.get("execution_count"):
                found.append(f"{where}, cell {cell.get('id')}: stored with outputs. Clear all outputs and save.")
        source = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        if f'begin("{path.stem}")' not in source:
            found.append(f'{where}: no cell says course.begin("{path.stem}").')
    return found


def environment_files() -> list[str]:
    """The environment files say what the locks say."""
    return [f"{file} differs from the lock. Run: python start.py lock" for file in stale_environments()]


def notebook_files() -> list[Path]:
    return [
        path
        for folder in ("notebooks", "assignments/source")
        for path in sorted((PROJECT / folder).rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


CHECKS: dict[str, Callable[[], list[str]]] = {
    "texts": texts,
    "keys": keys,
    "answers": answers,
    "notebooks": notebooks,
    "environment files": environment_files,
}
