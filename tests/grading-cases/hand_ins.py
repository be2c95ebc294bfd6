"""Hand-ins of assignment 1 that went wrong, or were made to: how each is made, how it must end, what it must earn.

A recipe changes a folder that holds the released notebook and, unless it says otherwise, answers that earn everything.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course.answers import BUNDLE
from course.marking.intake import MAX_ANSWERS, MAX_CELLS, MAX_NOTEBOOK
from course.marking.solutions import as_file, model

NAME = "1-claims-and-attribution"
TEXT = "karabakh"
ALL, NONE, WAITING = [10, 2, 2, 2, 2, 2], [0] * 6, [None] * 6


@dataclass(frozen=True)
class Case:
    """`state` is "graded", "repaired", "person" or "refused"; `says` are words that must stand in its notice."""

    name: str
    make: Callable[[Path], None]
    state: str
    marks: list
    says: str = ""
    answers: str = "right"  # "right", "wrong" (of the right form), "none"


CASES: list[Case] = []


def case(name: str, state: str, marks: list, says: str = "", answers: str = "right"):
    def keep(make: Callable[[Path], None]):
        CASES.append(Case(name, make, state, marks, says, answers))
        return make

    return keep


def right() -> str:
    return as_file(NAME, TEXT, model(NAME, TEXT))


def wrong() -> str:
    """Every answer in the slot of another sentence: nothing is earned."""
    values = model(NAME, TEXT)
    shifted = [*list(values.values())[1:], next(iter(values.values()))]
    return as_file(NAME, TEXT, dict(zip(values, shifted, strict=True)))


# Tools of the recipes


def notebook(folder: Path) -> Path:
    return folder / f"{NAME}.ipynb"


def answers(folder: Path) -> Path:
    return folder / "answers" / f"{NAME}.json"


def course_of(folder: Path) -> Path:
    return folder.parents[2]


def edit(folder: Path, change: Callable[[dict], None]) -> None:
    data = json.loads(notebook(folder).read_text("utf-8"))
    change(data)
    notebook(folder).write_text(json.dumps(data), "utf-8")


def grade_id(cell: dict) -> str | None:
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def cell_of(data: dict, name: str) -> dict:
    return next(cell for cell in data["cells"] if grade_id(cell) == name)


def code(source: str) -> dict:
    return {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def text(source: str, **more) -> dict:
    return {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": source, **more}


def witness(folder: Path) -> str:
    """A line of code that leaves a trace if it is ever run."""
    return f"open({str(course_of(folder) / 'ran')!r}, 'a').write('ran')"


def with_code(*lines: str):
    """The trick stands first in the notebook, and at the head of every code cell, grade cells included."""

    def make(folder: Path) -> None:
        trick = "\n".join([witness(folder), *lines])

        def change(data: dict) -> None:
            for cell in data["cells"]:
                if cell["cell_type"] == "code":
                    cell["source"] = f"{trick}\n{''.join(cell['source'])}"
            data["cells"].insert(0, code(trick))

        edit(folder, change)

    return make


# What is as it should be

case("right", "graded", ALL)(lambda folder: None)
case("wrong", "graded", NONE, answers="wrong")(lambda folder: None)
case("handed-in-blank", "graded", NONE, "Handed in blank", answers="none")(
    lambda folder: answers(folder).parent.rmdir()
)
case("answers-file-that-holds-none", "graded", NONE, answers="none")(
    lambda folder: answers(folder).write_text(as_file(NAME, TEXT, {}), "utf-8")
)


@case("answers-forgotten", "person", WAITING, "no answers were handed in", answers="none")
def forgets_the_answers(folder: Path) -> None:
    """The notebook was run: there may have been answers."""
    edit(folder, lambda data: cell_of(data, "voice-exercise").update(execution_count=3))


@case("answers-forgotten-outputs-cleared", "person", WAITING, "no answers were handed in", answers="none")
def forgets_the_answers_and_notes_something(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].append(text("I was not sure about sentence 3.")))


@case("answers-under-a-name-of-their-own", "person", WAITING, "no answers were handed in", answers="none")
def renames_and_breaks_the_answers(folder: Path) -> None:
    (folder / "my answers.json").write_text(right()[:-20], "utf-8")


# Code that would earn points, or break the marking, where the learner's code is run beside the grade cells

TRICKS = {
    "removes-asserts": (
        "import ast",
        "class NoAsserts(ast.NodeTransformer):",
        "    def visit_Assert(self, node): return ast.Pass()",
        "get_ipython().ast_transformers.append(NoAsserts())",
    ),
    "always-equal": (
        "class Same(float):",
        "    def __eq__(self, other): return True",
        "    def __repr__(self): return '2.0'",
        "import builtins; builtins.float = Same",
    ),
    "patches-course": (
        "import course.marking, course.marking.cells as cells",
        "course.marking.mark = cells.mark = lambda *a, **k: 2.0",
        "cells._sheet = None",
    ),
    "patches-builtins": ("import builtins", "builtins.sum = lambda *a: 2.0", "builtins.open = None"),
    "patches-json": ("import json", "json.loads = json.load = lambda *a, **k: {'items': {}}"),
    "custom-exceptions": ("get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",),
    "reads-hidden-tests": ("print(In[-1], '../../../gradebook.db', open('../../../gradebook.db', 'rb').read(99))",),
    "returns-full-marks": ("class M(float): pass", "mark = lambda *a: 99.0"),
}
for _name, _lines in TRICKS.items():
    case(_name, "repaired", NONE, "had been changed, and the released text was put back", "wrong")(with_code(*_lines))

KILLERS = {
    "exits-hard": ("import os; os._exit(0)",),
    "exits": ("import sys; sys.exit()",),
    "quits": ("quit()",),
    "loops": ("while True: pass",),
    "loops-through-interrupts": (
        "while True:",
        "    try:",
        "        while True: pass",
        "    except BaseException: pass",
    ),
    "warns": ("import warnings; warnings.warn('careful')",),
    "kills-its-parent": ("import os, signal; os.kill(os.getppid(), signal.SIGKILL)",),
}
for _name, _lines in KILLERS.items():
    case(_name, "repaired", ALL, "had been changed, and the released text was put back")(with_code(*_lines))


@case("kernel-died-after-a-good-answer", "graded", ALL)
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        cell_of(data, "begin")["outputs"] = [
            {"output_type": "error", "ename": "DeadKernelError", "evalue": "Kernel died", "traceback": ["died"]}
        ]

    edit(folder, change)


@case("warning-on-stderr", "graded", ALL)
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for cell in data["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = [{"output_type": "stream", "name": "stderr", "text": "FutureWarning: careful"}]

    edit(folder, change)


# Cells copied, deleted, turned, split, stripped


@case("copied-grade-cell", "repaired", ALL, "span-1 stood there 2 times")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].append(dict(cell_of(data, "span-1"), id="copy")))


@case("copied-every-cell", "repaired", ALL, "stood there 3 times")
def _(folder: Path) -> None:
    edit(folder, lambda data: data.update(cells=data["cells"] * 3))


@case("deleted-grade-cell", "repaired", ALL, "put back: span-2")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].remove(cell_of(data, "span-2")))


@case("deleted-every-cell", "repaired", ALL, "put back: every cell")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].clear())


@case("deleted-begin-cell", "repaired", ALL, "put back: begin")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].remove(cell_of(data, "begin")))


@case("grade-cell-turned-to-markdown", "repaired", ALL, "span-1 had become a markdown cell")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        cell = cell_of(data, "span-1")
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]

    edit(folder, change)


@case("text-turned-to-code", "repaired", ALL, "had become a code cell")
def _(folder: Path) -> None:
    edit(folder, lambda data: cell_of(data, "title").update(cell_type="code", outputs=[], execution_count=None))


@case("grade-cell-edited", "repaired", ALL, "span-1 had been changed")
def _(folder: Path) -> None:
    edit(folder, lambda data: cell_of(data, "span-1").update(source="pass"))


@case("grade-cell-gives-itself-marks", "repaired", NONE, "span-1 had been changed", "wrong")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for cell in data["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["source"] = "2.0"
                cell["metadata"]["nbgrader"]["points"] = 100
                cell["outputs"] = [
                    {
                        "output_type": "execute_result",
                        "execution_count": 1,
                        "data": {"text/plain": "2.0"},
                        "metadata": {},
                    }
                ]

    edit(folder, change)


@case("all-metadata-gone", "repaired", ALL, "metadata of cells was lost")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for number, cell in enumerate(data["cells"]):
            cell["metadata"], cell["id"] = {}, f"cell-{number}"

    edit(folder, change)


@case("metadata-and-texts-gone", "repaired", ALL, "by its id")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for cell in data["cells"]:
            cell["metadata"], cell["source"] = {}, "#"

    edit(folder, change)


@case("split-grade-cell", "repaired", ALL, "stood there 2 times")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        cell = cell_of(data, "span-1")
        place = data["cells"].index(cell)
        lines = "".join(cell["source"]).splitlines(keepends=True)
        data["cells"][place : place + 1] = [
            dict(cell, source="".join(lines[:1])),
            dict(cell, source="".join(lines[1:]), id="half"),
        ]

    edit(folder, change)


@case("metadata-of-odd-shapes", "repaired", ALL, "put back")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        odd = ["nbgrader", 5, [1], {"grade_id": 7}, {"grade_id": ["span-1"]}, {"grade": True}, None]
        for cell, shape in zip(data["cells"], odd, strict=False):
            cell["metadata"]["nbgrader"] = shape
            cell["source"] = f"# {shape!r}"
            cell["id"] = f"odd-{data['cells'].index(cell)}"

    edit(folder, change)


@case("old-nbgrader-schema", "graded", ALL)
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for cell in data["cells"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1
            del cell["metadata"]["nbgrader"]["task"]

    edit(folder, change)


@case("newer-nbgrader-schema", "graded", ALL)
def _(folder: Path) -> None:
    edit(folder, lambda data: [c["metadata"]["nbgrader"].update(schema_version=99) for c in data["cells"]])


@case("older-release", "repaired", ALL, "perhaps of another release")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        cell_of(data, "span-1")["metadata"]["nbgrader"]["grade_id"] = "tag-1"

    edit(folder, change)


@case("other-kernel", "repaired", ALL, "asked for another kernel")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["metadata"].update(kernelspec={"name": "evil", "display_name": "Evil"}))


@case("kernelspec-of-odd-shape", "repaired", ALL, "")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["metadata"].update(kernelspec=["python3"]))


# Notebooks that are none


@case("not-json", "repaired", ALL, "is not JSON")
def _(folder: Path) -> None:
    notebook(folder).write_text("Dear marker, my laptop broke.")


@case("truncated-notebook", "repaired", ALL, "is not JSON")
def _(folder: Path) -> None:
    notebook(folder).write_bytes(notebook(folder).read_bytes()[:2000])


@case("empty-notebook-file", "repaired", ALL, "is not JSON")
def _(folder: Path) -> None:
    notebook(folder).write_bytes(b"")


@case("not-json-and-no-answers", "person", WAITING, "no answers were handed in", answers="none")
def _(folder: Path) -> None:
    notebook(folder).write_text("Dear marker, my laptop broke.")


@case("deeply-nested-notebook", "repaired", ALL, "nested too deeply")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["metadata"].update(deep=json.loads("[" * 500 + "]" * 500)))


@case("bottomless-notebook", "repaired", ALL, "nested too deeply")
def _(folder: Path) -> None:
    notebook(folder).write_text('{"cells": ' + "[" * 100_000)


@case("huge-notebook", "repaired", ALL, "larger than a notebook may be")
def _(folder: Path) -> None:
    with notebook(folder).open("ab") as file:
        file.write(b" " * MAX_NOTEBOOK)


@case("notebook-of-a-million-lists", "repaired", ALL, "lists and objects")
def _(folder: Path) -> None:
    notebook(folder).write_text('{"cells": [' + "[]," * 1_000_000 + "[]]}")


@case("notebook-that-is-a-list", "repaired", ALL, "is JSON, but no notebook")
def _(folder: Path) -> None:
    notebook(folder).write_text("[1, 2]")


@case("cells-of-odd-shapes", "repaired", ALL, "breaks the rules of a notebook")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        data["cells"][2:2] = [
            5,
            None,
            {},
            {"cell_type": "evil", "source": {"a": 1}},
            {"cell_type": "code", "source": [7]},
        ]
        data["cells"].append({"cell_type": "code", "metadata": []})

    edit(folder, change)


@case("notebook-of-version-9", "repaired", ALL, "breaks the rules of a notebook")
def _(folder: Path) -> None:
    edit(folder, lambda data: data.update(nbformat=9))


@case("notebook-in-utf-16", "repaired", ALL, "is not JSON")
def _(folder: Path) -> None:
    notebook(folder).write_text(notebook(folder).read_text("utf-8"), "utf-16")


@case("renamed-by-a-browser", "repaired", ALL, "was taken as")
def _(folder: Path) -> None:
    notebook(folder).rename(folder / f"{NAME} (1).ipynb")


@case("renamed-by-hand", "repaired", ALL, "was taken as")
def _(folder: Path) -> None:
    notebook(folder).rename(folder / "my homework.ipynb")


@case("two-copies-by-a-browser", "repaired", ALL, "Also handed in, and not marked")
def _(folder: Path) -> None:
    shutil.copy(notebook(folder), folder / f"{NAME} (2).ipynb")
    notebook(folder).rename(folder / f"{NAME} (1).ipynb")


# Answers elsewhere, damaged, missing


@case("answers-beside-the-notebook", "repaired", ALL, "was taken as answers/")
def _(folder: Path) -> None:
    answers(folder).rename(folder / f"{NAME}.json")
    answers(folder).parent.rmdir()


@case("answers-renamed-by-a-browser", "repaired", ALL, "was taken as answers/")
def _(folder: Path) -> None:
    answers(folder).rename(answers(folder).with_name(f"{NAME} (1).json"))


@case("answers-of-all-lessons-in-one-file", "repaired", ALL, "was taken as answers/")
def _(folder: Path) -> None:
    entries = json.loads(answers(folder).read_text("utf-8"))["items"]
    bundle = {"schema": 1, "kind": BUNDLE, "kit": "0", "made": "", "notebooks": {NAME: entries}, "unread": {}}
    (folder / "says-who-answers.json").write_text(json.dumps(bundle))
    answers(folder).unlink()


@case("two-files-that-could-be-the-answers", "person", WAITING, "several files could be it")
def _(folder: Path) -> None:
    answers(folder).rename(folder / "a.json")
    (folder / "b.json").write_text(wrong())


@case("answers-of-another-notebook", "person", WAITING, "no answers were handed in")
def _(folder: Path) -> None:
    answers(folder).rename(answers(folder).with_name("2-counting-flights.json"))
    path = folder / "answers" / "2-counting-flights.json"
    path.write_text(path.read_text("utf-8").replace(f'"notebook": "{NAME}"', '"notebook": "2-counting-flights"'))


@case("truncated-answers", "person", WAITING, "is damaged at line 1")
def _(folder: Path) -> None:
    answers(folder).write_bytes(answers(folder).read_bytes()[:-20])


@case("empty-answers-file", "person", WAITING, "is damaged")
def _(folder: Path) -> None:
    answers(folder).write_bytes(b"")


@case("huge-answers", "person", WAITING, f"larger than {MAX_ANSWERS} bytes")
def _(folder: Path) -> None:
    with answers(folder).open("ab") as file:
        file.write(b" " * MAX_ANSWERS)


@case("deeply-nested-answers", "person", WAITING, "nested too deeply")
def _(folder: Path) -> None:
    data = json.loads(answers(folder).read_text("utf-8"))
    data["items"]["deep"] = {"value": json.loads("[" * 300 + "]" * 300), "time": "2026-01-31T09:00:00.000Z"}
    answers(folder).write_text(json.dumps(data))


@case("bottomless-answers", "person", WAITING, "nested too deeply")
def _(folder: Path) -> None:
    answers(folder).write_text('{"schema": 1, "items": ' + "[" * 100_000)


@case("answers-of-a-later-release", "person", WAITING, "written by a later release")
def _(folder: Path) -> None:
    answers(folder).write_text(answers(folder).read_text("utf-8").replace('"schema": 1', '"schema": 2'))


@case("answers-is-a-file", "person", WAITING, "answers is a file", answers="none")
def _(folder: Path) -> None:
    answers(folder).parent.rmdir()
    (folder / "answers").write_text("{}")


VALUES = {
    "text": '"2.0"', "nan": "NaN", "infinity": "Infinity", "minus-infinity": "-Infinity", "negative": "-1",
    "huge": "1e400", "very-long": "9" * 4000, "true": "true", "null": "null", "list": "[2.0]",
    "points": '{"points": 2, "maximum": 2}', "numpy": '"np.float64(2.0)"', "fraction": '"Fraction(2, 1)"',
}  # fmt: skip
for _name, _value in VALUES.items():

    @case(f"recorded-{_name}", "graded", NONE)
    def _(folder: Path, value: str = _value) -> None:
        data = json.loads(answers(folder).read_text("utf-8"))
        for id, entry in data["items"].items():
            if id != "choose-text":
                entry["value"] = "HERE"
        answers(folder).write_text(json.dumps(data).replace('"HERE"', value))


# Files that are no files, and ways out of the folder


@case("answers-link-to-another-learner", "person", WAITING, "a link, not a file", "none")
def _(folder: Path) -> None:
    answers(folder).symlink_to(course_of(folder) / "submitted" / "right" / NAME / "answers" / f"{NAME}.json")


@case("answers-link-to-the-keys", "person", WAITING, "a link, not a file", "none")
def _(folder: Path) -> None:
    answers(folder).symlink_to(os.path.relpath(course_of(folder) / "keys" / f"{NAME}.toml", answers(folder).parent))


@case("answers-folder-is-a-link", "person", WAITING, "a link, not a file", "none")
def _(folder: Path) -> None:
    answers(folder).parent.rmdir()
    (folder / "answers").symlink_to(course_of(folder) / "submitted" / "right" / NAME / "answers")


@case("links-to-keys-and-gradebook-beside", "repaired", ALL, "was set aside: a link")
def _(folder: Path) -> None:
    (folder / "keys").symlink_to(course_of(folder) / "keys")
    (folder / "gradebook.db").symlink_to("../../../gradebook.db")
    (folder / "dead").symlink_to("/no/such/place")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "environ").symlink_to("/proc/self/environ")


@case("link-to-an-endless-device", "repaired", ALL, "was set aside: a link")
def _(folder: Path) -> None:
    (folder / "zero.bin").symlink_to("/dev/zero")


@case("notebook-is-a-link", "repaired", ALL, "the notebook is a link")
def _(folder: Path) -> None:
    notebook(folder).unlink()
    notebook(folder).symlink_to(course_of(folder) / "submitted" / "right" / NAME / f"{NAME}.ipynb")


@case("hand-in-is-a-link", "person", WAITING, "is a link, not the folder of a hand-in")
def _(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(course_of(folder) / "submitted" / "right" / NAME)


@case("hard-link-to-another-learner", "person", WAITING, "a hard link", "none")
def _(folder: Path) -> None:
    elsewhere = course_of(folder) / "elsewhere.json"
    elsewhere.write_text(right())
    os.link(elsewhere, answers(folder))


@case("answers-are-a-pipe", "person", WAITING, "a pipe, not a file", "none")
def _(folder: Path) -> None:
    os.mkfifo(answers(folder))


@case("pipe-beside", "repaired", ALL, "was set aside: a pipe")
def _(folder: Path) -> None:
    os.mkfifo(folder / "notes.txt")


@case("notebook-is-a-pipe", "repaired", ALL, "the notebook is a pipe")
def _(folder: Path) -> None:
    notebook(folder).unlink()
    os.mkfifo(notebook(folder))


@case("socket-beside", "repaired", ALL, "was set aside: a socket")
def _(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.bind("talk")
    finally:
        os.chdir(here)


@case("timestamp-that-is-none", "repaired", ALL, "it holds no time")
def _(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("the day before yesterday")


@case("timestamp-is-a-pipe", "repaired", ALL, "was set aside: a pipe")
def _(folder: Path) -> None:
    os.mkfifo(folder / "timestamp.txt")


@case("two-thousand-files", "repaired", ALL, "beyond what a hand-in may hold")
def _(folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(2000):
        (folder / "many" / str(number)).touch()


@case("more-than-a-hand-in-may-hold", "repaired", ALL, "beyond what a hand-in may hold")
def _(folder: Path) -> None:
    with (folder / "big.bin").open("wb") as file:
        file.truncate(60_000_000)


@case("a-folder-without-end", "repaired", ALL, "a folder too deep down")
def _(folder: Path) -> None:
    (folder / "/".join("d" * 40)).mkdir(parents=True)


TRICKY_NAMES = ["..\\..\\gradebook.db", "a\nb", "\x1b[2Jx", "‮txt.exe", "x" * 200, 'a"b', "<img src=x onerror=alert(1)>"]


@case("tricks-in-names", "repaired", ALL, "a name that other systems cannot hold")
def _(folder: Path) -> None:
    for name in TRICKY_NAMES:
        (folder / name).write_text("x")
    (folder / os.fsdecode(b"\xff\xfe")).write_text("x")


@case("python-files-that-import-likes", "graded", ALL)
def _(folder: Path) -> None:
    for name in ("json.py", "course.py", "sitecustomize.py", "nbgrader_config.py", "answers/json.py"):
        (folder / name).write_text(witness(folder))


# Names and texts that pass for others, and what fills a notebook to the brim


def right_under(rename: Callable[[str], str]) -> str:
    """Wrong answers under the names that are asked for, right ones under others."""
    data, good = json.loads(wrong()), json.loads(right())
    data["items"] |= {rename(id): entry for id, entry in good["items"].items() if id != "choose-text"}
    return json.dumps(data)


@case("answers-under-names-that-look-alike", "graded", NONE, answers="none")
def _(folder: Path) -> None:
    answers(folder).write_text(right_under(lambda id: id.replace("a", "\u0430").replace("-", "\u2010")), "utf-8")


@case("answers-under-names-in-other-cases", "graded", NONE, answers="none")
def _(folder: Path) -> None:
    answers(folder).write_text(right_under(lambda id: f" {id.upper()}\u200b"), "utf-8")


@case("answers-twice-under-one-name", "graded", NONE, answers="none")
def _(folder: Path) -> None:
    """JSON takes the last one."""
    text = json.dumps(json.loads(right())["items"])[1:-1] + ", " + json.dumps(json.loads(wrong())["items"])[1:-1]
    head = json.dumps({key: value for key, value in json.loads(right()).items() if key != "items"})
    answers(folder).write_text(f'{head[:-1]}, "items": {{{text}}}}}', "utf-8")


@case("recorded-number-beyond-reading", "person", WAITING, "is damaged")
def _(folder: Path) -> None:
    answers(folder).write_text(right().replace('"schema": 1', f'"schema": 1, "more": {"9" * 5000}'), "utf-8")


HALF = "\ud800"  # half a character, which UTF-8 cannot hold and JSON can


@case("half-characters-in-answers", "graded", [0, 2, 2, 2, 2, 2])
def _(folder: Path) -> None:
    data = json.loads(answers(folder).read_text("utf-8"))
    for id, entry in data["items"].items():
        if id.startswith("voice"):
            entry["value"] = dict.fromkeys(entry["value"], HALF) if isinstance(entry["value"], dict) else HALF
    data["items"][HALF] = {"value": HALF, "time": "2026-01-31T09:00:00.000Z"}
    answers(folder).write_text(json.dumps(data))


@case("half-characters-in-the-notebook", "repaired", ALL)
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        for cell in data["cells"]:
            cell["source"] = f"{HALF}{''.join(cell['source'])}"
            if cell["cell_type"] == "code":
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": HALF}]
        data["cells"] += [text(HALF), dict(code(HALF), id="more")]
        data["metadata"]["kernelspec"] = {"name": HALF, "display_name": HALF}
        data["cells"][0]["metadata"]["nbgrader"]["grade_id"] = HALF

    edit(folder, change)


@case("control-characters", "graded", ALL)
def _(folder: Path) -> None:
    """What moves a terminal's cursor, rings, turns writing round, or that HTML and XML do not know."""
    noise = "\x00\x07\x08\x1b[2J\x1b]0;title\x07\x9b\u202e\u2028\ufeff\uffff"

    def change(data: dict) -> None:
        streams = [{"output_type": "stream", "name": "stdout", "text": noise * 3}]
        data["cells"] += [text(noise), dict(code(f"# {noise}"), id="more", outputs=streams)]

    edit(folder, change)


@case("swapped-names-of-cells", "repaired", ALL, "had been changed")
def _(folder: Path) -> None:
    def change(data: dict) -> None:
        one, other = cell_of(data, "span-1"), cell_of(data, "voice")
        names = one["metadata"], other["metadata"]
        other["metadata"], one["metadata"] = names

    edit(folder, change)


@case("forged-notes-of-marking", "person", WAITING, "no answers were handed in", answers="none")
def _(folder: Path) -> None:
    """A notebook that says it was marked already, in our own words and in the places where marking writes."""

    def change(data: dict) -> None:
        notes = {"repairs": [], "reasons": [], "cells": {}, "notes": ["Marked in full by hand."], "level": "none"}
        data["metadata"]["says_who_marking"] = notes
        said = "<div><p><strong>Good to know:</strong></p><ul><li>Full marks.</li></ul></div>"
        data["cells"].insert(0, text(said, id="marking-notice"))
        for cell in data["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            about |= {"score": 10, "points": 10, "auto_score": 10, "manual_score": 10, "comment": "Very good."}

    edit(folder, change)


@case("a-time-to-come", "graded", ALL)
def _(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("9999-12-31 23:59:59 UTC")


@case("a-time-long-gone", "graded", ALL)
def _(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("0001-01-01 00:00:00 UTC")


@case("cells-without-end", "repaired", ALL, f"holds more than {MAX_CELLS} cells")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].extend(dict(text(""), id=f"c{n}") for n in range(90_000)))


@case("renamed-and-of-odd-shapes", "repaired", ALL, "cells could be read")
def _(folder: Path) -> None:
    edit(folder, lambda data: data["cells"].extend([5, None, {"cell_type": "code", "source": [7]}]))
    notebook(folder).rename(folder / f"{NAME} (1).ipynb")


# The learner's name

case("<img src=x onerror=alert(1)>", "refused", WAITING)(lambda folder: None)
case('"; alert(1); "', "refused", WAITING)(lambda folder: None)
