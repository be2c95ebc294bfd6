"""Notebooks as they are stored, their quizzes, answers where none may lie, and the environment files."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path
from typing import Any

from course.check._project import data, notebook_files, project, shown
from course.choice import offered
from course.environments import stale_environments
from course.errors import CourseError
from course.figures import FIGURES, PLACE
from course.marking.guard import answers_in_source
from course.told import passages


def answers() -> list[str]:
    """No answers lie beside an assignment's source."""
    return [
        f"{path}: answers lie in an assignment's source; marking would copy them over every learner's. Move them away."
        for path in answers_in_source(project() / "assignments")
    ]


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook as it is stored. Raises ValueError, in words that fit behind the path, where it is none."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("it has no cells")
    return notebook


def cells(path: Path) -> list[tuple[str, str, str]]:
    """(id, type, source) of each cell; [] where the file is no notebook, which the check `notebooks` reports."""
    try:
        notebook = read_notebook(path)
        return [(str(c.get("id")), c.get("cell_type", ""), "".join(c.get("source", ""))) for c in notebook["cells"]]
    except (ValueError, AttributeError, TypeError):
        return []


def calls(source: str) -> list[ast.Call]:
    """The calls in a code cell; [] where it is no plain Python."""
    try:
        return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return []


def called(call: ast.Call) -> str:
    """The last name of what is called: Quiz for course.Quiz(...)."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def notebooks() -> list[str]:
    """Notebooks are stored without outputs, with cell ids, and begin under their own name."""
    found = []
    for path in notebook_files():
        where = shown(path)
        try:
            notebook = read_notebook(path)
        except ValueError as error:
            found.append(f"{where}: not a notebook ({error}). Take it from a fresh copy.")
            continue
        ids = [cell.get("id") for cell in notebook["cells"]]
        if None in ids or len(ids) != len(set(ids)):
            found.append(f"{where}: a cell without an id of its own. Save it with a current JupyterLab.")
        for cell in notebook["cells"]:
            if cell.get("outputs") or cell.get("execution_count"):
                found.append(f"{where}, cell {cell.get('id')}: stored with outputs. Clear all outputs and save.")
        source = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        if f'begin("{path.stem}")' not in source:
            found.append(f'{where}: no cell says course.begin("{path.stem}"). Put it into the first code cell.')
    return found


def quizzes() -> list[str]:
    """Every question of a quiz file is whole, and each that a lesson asks is there, for every text."""
    found = []
    known: dict[tuple[str, str], set[str]] = {}  # (text or "", notebook) -> names
    for path in sorted((data() / "quizzes").rglob("*.toml"), key=lambda p: (len(p.parts), p)):
        try:
            questions = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found.append(f"{shown(path)}: {error}. Mend that line.")
            continue
        text = "" if path.parent.name == "quizzes" else path.parent.name
        known[text, path.stem] = set(questions)
        # A panel of one text may list questions that all texts share; those files come first in this order.
        there = {*questions, *known.get(("", path.stem), set())}
        for name, question in questions.items():
            found += [f"{shown(path)}, {name}: {fault}." for fault in _faults_of_entry(question, there)]
    texts = sorted({text for text, _ in known if text})
    for path in notebook_files():
        common = known.get(("", path.stem), set())
        for id, kind, source in cells(path):
            for call in calls(source) if kind == "code" else ():
                if called(call) not in ASKING or len(call.args) != 1 or call.keywords:
                    continue
                item = getattr(call.args[0], "value", None)
                if item is None or item in common:
                    continue
                for text in texts or [""]:
                    if item not in known.get((text, path.stem), set()):
                        file = f"data/quizzes/{f'{text}/' if text and common else ''}{path.stem}.toml"
                        found.append(f"{shown(path)}, cell {id}: {file} has no question {item!r}. Add it.")
    return found


def told() -> list[str]:
    """Every passage that a lesson tells is there for each text that can be chosen, and its figures can be computed."""
    found = []
    for path in notebook_files():
        for id, kind, source in cells(path):
            for call in calls(source) if kind == "code" else ():
                if called(call) != "tell" or not call.args:
                    continue
                for text in offered():
                    name = getattr(call.args[0], "value", None)
                    try:
                        words = passages(path.stem, text.name).get(name)
                    except CourseError as error:
                        found.append(f"{shown(path)}, cell {id}: {error}")
                        continue
                    if words is None:
                        file = f"data/passages/{text.name}/{path.stem}.md"
                        found.append(f"{shown(path)}, cell {id}: {file} has no passage {name!r}. Add it.")
                        continue
                    found += [
                        f"data/passages/{text.name}/{path.stem}.md, {name}: {{{figure}}} is no figure. "
                        "course/figures.py lists them."
                        for figure in PLACE.findall(words)
                        if figure not in FIGURES
                    ]
    return found


# What asks, in a lesson, by the name of an entry of its file.
ASKING = {
    "Quiz",
    "Check",
    "DoesItMatter",
    "does_it_matter",
    "guess",
    "afterwards",
    "show_cards",
    "put_on_the_ladder",
    "weigh_the_verbs",
    "what_did_each_do",
    "trace",
    "which_could_you_ring",
}
# The list or word without which an entry of another kind is none.
OTHER_KINDS = {"cards", "sources", "pairs", "documents", "retellings", "sentence", "show", "slider", "line"}
KNOWN = {"question", "options", "multiple", "kind", "hint", "reason", "then", "chart"}


def _faults_of_entry(entry: Any, there: set[str]) -> list[str]:
    if isinstance(entry, dict):
        if isinstance(entry.get("questions"), list):
            lacking = [name for name in entry["questions"] if name not in there]
            return [f"there is no question {name!r} in this file. Add it" for name in lacking]
        if "finding" in entry:
            lacking = [key for key in ("gold", "reason") if not entry.get(key)]
            return [f"has no {key}. Write it" for key in lacking]
        if any(entry.get(key) for key in OTHER_KINDS):
            return []
        if entry.get("kind") in ("number", "text"):
            return [] if isinstance(entry.get("question"), str) else ["needs a question. Write question = “...”"]
    return _faults_of_question(entry)


def _faults_of_question(question: Any) -> list[str]:
    if not isinstance(question, dict) or not isinstance(question.get("question"), str):
        return ["needs a question. Write question = “...”"]
    options = question.get("options")
    if not isinstance(options, list) or len(options) < 2 or not all(isinstance(o, dict) for o in options):
        return ["needs two options or more. Add them"]
    faults = []
    ids = [option.get("id") for option in options]
    if not all(isinstance(id, str) and id for id in ids) or len(set(ids)) < len(ids):
        faults.append("every option needs an id of its own. Give it one")
    for option in options:
        if not isinstance(option.get("text"), str) or not option["text"]:
            faults.append(f"option {option.get('id')} has no text. Write it")
        if not isinstance(option.get("right", True), bool):
            faults.append(f"option {option.get('id')}: right is true or false, without quotation marks. Mend it")
        if "right" in option and not (option.get("feedback") or question.get("reason")):
            faults.append(f"option {option.get('id')} has no feedback. Say why it is right or not")
    judged = ["right" in option for option in options]
    if any(judged) and not all(judged):
        faults.append("some options say right and some do not. Say it of all, or of none for a guess")
    elif all(judged) and not any(option["right"] is True for option in options):
        faults.append("no option is right. Mark one, or leave right out everywhere for a guess")
    if unknown := sorted(set(question) - KNOWN):
        faults.append(f"unknown key {unknown[0]!r}. Known: {', '.join(sorted(KNOWN))}")
    return faults


def environment_files() -> list[str]:
    """The environment files say what the locks say."""
    return [f"{file} differs from the lock. Run: python start.py lock" for file in stale_environments()]
