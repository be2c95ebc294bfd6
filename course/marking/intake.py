"""Judges a hand-in before nbgrader copies or parses anything of it, and makes the folder safe to copy.

nbgrader follows links, copies what a device gives without end, parses JSON of any size, and gives 0 for a notebook of
another name. Its one entry before that is `c.Autograde.pre_convert_hook`, whose errors it swallows: so `take_in` keeps
a stamp of every hand-in that it has judged (in this process's memory, where no learner writes, with a digest of the
content), and the first preprocessor refuses a hand-in without one.

What must not be read is moved, unread, to `<course>/set-aside/<student>/<assignment>/`, with `found.json` that says
why; where something has to stand in its place, it is put there. Nothing is deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from course.answers import BUNDLE, AnswersError, parse
from course.errors import CourseError
from course.printable import printable

MAX_NOTEBOOK = 10_000_000  # bytes; the longest assignment with charts in it has some hundred thousand
MAX_ANSWERS = 2_000_000  # bytes; an honest file of the longest assignment has some ten thousand
MAX_HAND_IN = 50_000_000  # bytes, everything together
MAX_FILES = 200
MOST_ENTRIES = 1000  # files and folders that are looked at
MAX_FOLDERS_DEEP = 8
MAX_DEPTH = 60  # of JSON; a notebook has about ten levels
MAX_VALUES = 400_000  # lists and objects in one JSON file: each costs far more memory than its bytes
MAX_CELLS = 2000  # of a notebook; the longest assignment has some dozens
MAX_NAME = 150
ASIDE = "set-aside"
FOUND = "found.json"

# Letters, digits and what addresses and matriculation numbers are made of: nbgrader writes the id into pages unescaped.
STUDENT = re.compile(r"[\w.@+-][\w.@+ -]{0,99}")
_COPY = re.compile(r"(?: ?\(\d{1,3}\)|[-_ ]+copy ?\d{0,3}|_\d{1,3})+$", re.IGNORECASE)
_USUAL_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})? UTC", re.ASCII)  # nbgrader's and ours
EMPTY_NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'


class UnfitName(CourseError):
    """A folder in submitted/ whose name may not become a learner's id."""


@dataclass
class Intake:
    """What was found in a hand-in. `repairs` are in words for the instructor.

    `notebook_lost` and `answers_lost` say why the notebook, or the answers, cannot be read; "" where they can. What
    that means depends on the assignment: a recorded answer can be marked without the notebook.
    """

    folder: Path
    assignment: str
    repairs: list[str] = field(default_factory=list)
    notebook_lost: str = ""
    answers_lost: str = ""
    no_answers: bool = False  # there is no file that could be the answers, damaged or not
    never_run: bool = False  # no cell of the notebook has an output or a number, as in the release
    moved: dict[str, str] = field(default_factory=dict)  # path in the hand-in -> why it is set aside
    written: dict[str, bytes] = field(default_factory=dict)  # path in the hand-in -> what is put there

    @property
    def student(self) -> str:
        return self.folder.parent.name

    @property
    def answers(self) -> Path:
        """Where the answers that count lie, if there are any."""
        return self.folder / "answers" / f"{self.assignment}.json"


# Stamps

_seen: dict[Path, tuple[str, Intake]] = {}


def receive(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's pre_convert_hook, called per hand-in. The command line says student='*': the path tells who it is.

    `notebooks` is nbgrader's own list: a notebook that was renamed is put into it under its right name.
    """
    folder = Path(notebooks[0]).parent
    take_in(folder, assignment)
    notebooks[:] = [str(folder / f"{assignment}.ipynb")]


def take_in(folder: Path, assignment: str) -> Intake:
    """Judge one hand-in, make its folder safe to copy, and stamp it. Returns what was found.

    Raises CourseError where the folder cannot be made safe, or bears a name that no learner can have (UnfitName); there
    is no stamp then, and it is not marked.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - not resolve(): a link must be seen as one
    _seen.pop(folder, None)
    _refuse_unfit(folder.parent.name)
    intake = judge(folder, assignment)
    _make_safe(intake)
    _seen[folder] = (digest(folder), intake)
    return intake


def stamped(folder: Path) -> Intake:
    """What was found in a hand-in. Raises CourseError where it was not judged, or has changed since."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100
    _refuse_unfit(folder.parent.name)
    found = _seen.get(folder)
    if found is None or digest(folder) != found[0]:
        raise CourseError(
            f"{folder} was not looked through before marking, or has changed since, so nothing of it was marked. "
            "Mark it with assignments/nbgrader_config.py in force, and while nobody writes there."
        )
    return found[1]


def _refuse_unfit(name: str) -> None:
    if not STUDENT.fullmatch(name):
        raise UnfitName(
            f"{name!a} is no name for a learner: letters, digits and . @ + - _ are. nbgrader would write it into its "
            "pages as it stands. Rename the folder in submitted/, then mark again."
        )


def digest(folder: Path) -> str:
    """Of every name, kind and byte in a folder; links are not followed."""
    whole, total = hashlib.sha256(), 0
    for path, about in _entries(folder):
        name = str(path.relative_to(folder))
        whole.update(f"{name!a} {stat.S_IFMT(about.st_mode):o} {about.st_size}\n".encode())
        if not stat.S_ISREG(about.st_mode):
            continue
        total += about.st_size  # what is safe to mark holds no more than is read here
        if total <= MAX_HAND_IN and (raw := _read(path)) is not None:
            whole.update(hashlib.sha256(raw).digest())
    return whole.hexdigest()


# Judging: reads only, and follows nothing


def judge(folder: Path, assignment: str) -> Intake:
    """What is to be done with a hand-in, without doing it."""
    intake = Intake(folder, assignment)
    if linked := next((place for place in (folder, folder.parent) if place.is_symlink()), None):
        intake.moved[os.path.relpath(linked, folder)] = "a link in place of a folder"
        intake.notebook_lost = intake.answers_lost = f"{linked.name} is a link, not the folder of a hand-in"
        intake.repairs.append(f"{_shown(linked.name)} is a link in place of a folder. It was set aside, not followed.")
        intake.written[f"{assignment}.ipynb"] = EMPTY_NOTEBOOK
        return intake
    before = _found_before(intake)
    files = _plain_files(intake)
    _judge_notebook(intake, files)
    _judge_answers(intake, files)
    _judge_timestamp(intake, files)
    if before:
        intake.repairs = list(dict.fromkeys([*before["repairs"], *intake.repairs]))
        intake.notebook_lost = before["notebook_lost"] or intake.notebook_lost
        if not intake.answers_lost or before["answers_lost"]:
            intake.answers_lost = before["answers_lost"]
    return intake


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything in a folder in a fixed order, folders before what is in them, links not followed."""
    waiting, seen = [(folder, 0)], 0
    while waiting:
        here, deep = waiting.pop()
        with os.scandir(here) as found:
            entries = sorted(found, key=lambda e: os.fsencode(e.name))
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            yield Path(entry.path), about
            seen += 1
            if seen >= MOST_ENTRIES:
                return
            if stat.S_ISDIR(about.st_mode) and deep < MAX_FOLDERS_DEEP:
                waiting.append((Path(entry.path), deep + 1))


def _plain_files(intake: Intake) -> dict[str, int]:
    """The files that may be read, by path in the hand-in, with their size; the rest is to be set aside."""
    folder, files, total, seen = intake.folder, {}, 0, 0
    needed = {f"{intake.assignment}.ipynb", f"answers/{intake.assignment}.json", "timestamp.txt"}
    for seen, (path, about) in enumerate(_entries(folder), 1):  # noqa: B007 (how many is asked after the loop)
        name = str(path.relative_to(folder))
        if any(name.startswith(f"{gone}/") for gone in intake.moved):
            continue
        if fault := _fault(path, about, name.count("/")):
            _set_aside(intake, name, fault)
        elif stat.S_ISREG(about.st_mode):
            files[name] = about.st_size
            total += about.st_size
    if len(files) > MAX_FILES or total > MAX_HAND_IN or seen >= MOST_ENTRIES:
        why = f"beyond what a hand-in may hold ({MAX_FILES} files, {MAX_HAND_IN // 1_000_000} MB)"
        intake.moved["."] = why
        intake.repairs.append(f"Everything but the notebook and its answers was set aside: {why}.")
        files = {}
        for name in sorted(needed):
            path = folder / name
            # Looked at one by one: among so many files the walk may not have come to them.
            if path.parent.is_symlink() or (raw := _read(path, MAX_NOTEBOOK)) is None:
                continue
            if not _fault(path, path.lstat(), name.count("/")):
                files[name], intake.written[name] = len(raw), raw
    return files


def _fault(path: Path, about: os.stat_result, deep: int) -> str:
    kind = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}.get(stat.S_IFMT(about.st_mode))
    if kind is None and not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
        kind = "a device"
    if kind:
        return f"{kind}, not a file"
    if len(path.name) > MAX_NAME or any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or c in '\\<>:"|?*' for c in path.name
    ):
        return "a name that other systems cannot hold"
    if stat.S_ISDIR(about.st_mode):
        return "a folder too deep down" if deep >= MAX_FOLDERS_DEEP else ""
    if about.st_nlink > 1:
        return "the same file as one elsewhere (a hard link)"
    return "" if os.access(path, os.R_OK) else "not readable"


def _set_aside(intake: Intake, name: str, why: str) -> None:
    intake.moved[name] = why
    intake.repairs.append(f"{_shown(name)} was set aside: {why}.")


def _judge_notebook(intake: Intake, files: dict[str, int]) -> None:
    right = f"{intake.assignment}.ipynb"
    if right in intake.moved:
        intake.notebook_lost = f"the notebook is {intake.moved[right]}"
    elif right not in files:
        others = _renamed(intake, [n for n in files if n.endswith(".ipynb")])
        if not others:
            intake.notebook_lost = "no notebook was handed in"
        else:
            if others[1:]:
                intake.repairs.append(f"Also handed in, and not marked: {', '.join(map(_shown, others[1:]))}.")
            fault, mended = _look_through(intake, others[0], files[others[0]])
            if fault:
                intake.notebook_lost = f"the notebook ({_shown(others[0])}) {fault}"
            else:
                intake.repairs.append(f"{_shown(others[0])} was taken as {right}.")
                intake.written[right] = mended or _read(intake.folder / others[0]) or b""
                intake.moved[others[0]] = f"renamed to {right}"
                return
    else:
        fault, mended = _look_through(intake, right, files[right])
        if mended:
            _set_aside(intake, right, "it breaks the rules of a notebook's format")
            intake.written[right] = mended
        if not fault:
            return
        intake.notebook_lost = f"the notebook {fault}"
        _set_aside(intake, right, f"it {fault}")
    intake.written[right] = EMPTY_NOTEBOOK
    intake.repairs.append(f"The notebook was put together anew from the released one: {intake.notebook_lost}.")


def _look_through(intake: Intake, name: str, size: int) -> tuple[str, bytes]:
    """What makes a notebook unreadable, "" if nothing does; and one made of its cells where it has slips of form."""
    import nbformat

    if size > MAX_NOTEBOOK:
        return "is larger than a notebook may be", b""
    data, fault = read_json(_read(intake.folder / name) or b"", MAX_NOTEBOOK)
    if fault:
        return fault, b""
    cells = data.get("cells", data.get("worksheets")) if isinstance(data, dict) else None
    if not isinstance(cells, list):
        return "is JSON, but no notebook", b""
    sheets = [] if "cells" in data else [s["cells"] for s in cells if isinstance(s, dict) and "cells" in s]
    if max(len(each) for each in (cells, *sheets) if isinstance(each, list)) > MAX_CELLS:
        return f"holds more than {MAX_CELLS} cells", b""
    intake.never_run = _never_run(data)
    try:
        version = data.get("nbformat")
        if version not in (3, 4):
            raise ValueError
        nbformat.validate(nbformat.from_dict(data) if version == 4 else nbformat.reads(json.dumps(data), 4))
    except Exception:  # a validator fed with anything at all may raise anything
        mended = _mended(data)
        intake.repairs.append(f"{_shown(name)}: {len(mended['cells'])} cells could be read and were taken over.")
        return "", json.dumps(mended, ensure_ascii=True, indent=1).encode()
    return "", b""


def _never_run(data: Any) -> bool:
    """Whether no cell shows that the notebook was ever run. JupyterLab saves outputs while somebody works."""
    cells = data.get("cells") if isinstance(data, dict) else None
    return isinstance(cells, list) and not any(
        isinstance(cell, dict) and (cell.get("outputs") or cell.get("execution_count") is not None) for cell in cells
    )


def _mended(data: dict[str, Any]) -> dict[str, Any]:
    """What can be read of a notebook that breaks its format's rules: kinds, texts, ids and nbgrader's data of cells."""
    cells = []
    for given in data.get("cells") or []:
        if not isinstance(given, dict):
            continue
        source = given.get("source", given.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        kind = given.get("cell_type") if given.get("cell_type") in ("code", "markdown", "raw") else "raw"
        metadata = given.get("metadata") if isinstance(given.get("metadata"), dict) else {}
        cell = {"cell_type": kind, "source": source if isinstance(source, str) else "", "metadata": {}}
        if isinstance(metadata.get("nbgrader"), dict):
            cell["metadata"] = {"nbgrader": metadata["nbgrader"]}
        cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
        cell["id"] = f"cell-{len(cells)}"
        cells.append(cell)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _renamed(intake: Intake, names: list[str]) -> list[str]:
    """The notebooks that may be this assignment's under another name, best first."""

    def stem(name: str) -> str:
        return _COPY.sub("", Path(name).stem).strip().casefold()

    same = [n for n in names if stem(n) == intake.assignment.casefold()]
    if same:
        return sorted(same, key=lambda n: (n.count("/"), -_number(n), n))
    begins = f'begin(\\"{intake.assignment}\\")'.encode()
    found = [n for n in names if begins in (_read(intake.folder / n, MAX_NOTEBOOK) or b"")]
    return found if len(found) == 1 else []


def _number(name: str) -> int:
    """A browser's or a file manager's number of a copy: the highest came last."""
    found = re.findall(r"\d+", (_COPY.search(Path(name).stem) or [""])[0])
    return int(found[-1]) if found else 0


def _judge_answers(intake: Intake, files: dict[str, int]) -> None:
    name = f"answers/{intake.assignment}.json"
    for place in ("answers", name):
        if place in intake.moved:
            intake.answers_lost = f"{place} is {intake.moved[place]}"
            return
    if name in files:
        intake.answers_lost = _answers_fault(intake.folder / name, files[name])
        return
    if "answers" in files:
        intake.answers_lost = "answers is a file, and a folder was expected"
        return
    found: dict[bytes, str] = {}
    for other in (n for n in files if n.lower().endswith(".json") and files[n] <= MAX_ANSWERS * 10):
        if taken := _answers_of(intake, _read(intake.folder / other) or b""):
            found.setdefault(taken, other)
    if len(found) == 1:
        ((intake.written[name], other),) = found.items()
        intake.repairs.append(f"{_shown(other)} was taken as {name}.")
    elif found:
        intake.answers_lost = (
            f"{name} is missing, and several files could be it: {', '.join(map(_shown, found.values()))}"
        )
    else:
        intake.no_answers = not any(Path(other).suffix.lower() == ".json" or "answers/" in other for other in files)
        intake.answers_lost = f"no answers were handed in: {name} is missing"


def _answers_fault(path: Path, size: int) -> str:
    if size > MAX_ANSWERS:
        return f"answers/{path.name} is larger than {MAX_ANSWERS} bytes and was not read"
    raw = _read(path) or b""
    try:
        items = parse(raw, path.name)
    except AnswersError as error:
        return str(error).removesuffix(".")
    if too_deep(items) or raw.count(b"[") + raw.count(b"{") > MAX_VALUES:
        return f"{path.name} is damaged: it is nested too deeply"
    return ""


def _answers_of(intake: Intake, raw: bytes) -> bytes:
    """The bytes of an answers file for this notebook made from another file, or b""; also from one of all notebooks."""
    data, fault = read_json(raw, MAX_ANSWERS * 10)
    if fault or not isinstance(data, dict):
        return b""
    if data.get("kind") == BUNDLE and isinstance(data.get("notebooks"), dict):
        data = {
            "schema": data.get("schema"),
            "notebook": intake.assignment,
            "kit": data.get("kit"),
            "items": data["notebooks"].get(intake.assignment),
        }
    if data.get("notebook") != intake.assignment:
        return b""
    made = json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1).encode()
    try:
        parse(made)
    except AnswersError:
        return b""
    return made if len(made) <= MAX_ANSWERS else b""


def _judge_timestamp(intake: Intake, files: dict[str, int]) -> None:
    """nbgrader stumbles over a time that it cannot read."""
    name = "timestamp.txt"
    if name not in files:
        return
    try:
        if files[name] > 200:
            raise ValueError
        text = (_read(intake.folder / name) or b"").decode().strip()
        if _USUAL_TIME.fullmatch(text):
            datetime.fromisoformat(text.removesuffix(" UTC"))
        elif text:
            from nbgrader.utils import parse_utc  # with all of nbgrader: dozens of times what a hand-in costs

            parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        _set_aside(intake, name, "it holds no time")


def read_json(raw: bytes, largest: int) -> tuple[Any, str]:
    """A value from untrusted bytes and "", or None and what is wrong, as words that follow "the file"."""
    if len(raw) > largest:
        return None, f"is larger than {largest} bytes"
    if raw.count(b"[") + raw.count(b"{") > MAX_VALUES:
        return None, f"holds more than {MAX_VALUES} lists and objects"
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except RecursionError:
        return None, "is nested too deeply"
    except ValueError as error:
        return None, f"is not JSON ({str(error)[:100]})"
    return (None, "is nested too deeply") if too_deep(data) else (data, "")


def too_deep(value: Any, most: int = MAX_DEPTH) -> bool:
    """Whether lists and objects are nested deeper than `most`; without recursion."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(most):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _read(path: Path, largest: int = MAX_HAND_IN) -> bytes | None:
    """The bytes of a plain file; None for anything else, also where it became something else a moment ago."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        return file.read() if stat.S_ISREG(about.st_mode) and about.st_size <= largest else None


def _shown(name: str) -> str:
    return printable(name)[:MAX_NAME]


# Making safe: what judging found is done


def _aside(intake: Intake) -> Path:
    return intake.folder.parents[2] / ASIDE / intake.student / intake.assignment


def _found_before(intake: Intake) -> dict[str, Any] | None:
    """What an earlier look at this very hand-in found and set aside, so that marking it again says the same."""
    try:
        before = json.loads((_aside(intake) / FOUND).read_bytes())
    except (OSError, ValueError):
        return None
    return before if before["digest"] in (None, digest(intake.folder)) else None


def _make_safe(intake: Intake) -> None:
    if not intake.moved and not intake.written:
        return
    try:
        _record(intake, None)  # before anything is moved: killed in between, the next look knows what was found
        moved = {".": intake.moved["."]} if "." in intake.moved else intake.moved
        for number, (name, why) in enumerate(moved.items(), 1):
            source = Path(os.path.normpath(intake.folder / name))
            plain = re.sub(r"[^\w.() -]", "_", source.name)[:100]
            target = _aside(intake) / f"{number}-{plain}"
            while target.is_symlink() or target.exists():
                target = target.with_name(f"again-{target.name}")
            source.rename(target)
            (_aside(intake) / f"{target.name}.why.txt").write_text(f"{_shown(name)}: {why}\n", "utf-8")
        for name, content in intake.written.items():
            path = intake.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _record(intake, digest(intake.folder))
    except OSError as error:
        raise CourseError(
            f"{intake.folder} could not be made safe to mark: {error}. Mend that and mark again."
        ) from error


def _record(intake: Intake, after: str | None) -> None:
    found = {
        "digest": after,
        "repairs": intake.repairs,
        "notebook_lost": intake.notebook_lost,
        "answers_lost": intake.answers_lost,
    }
    path = _aside(intake) / FOUND
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=True, indent=1), "utf-8")
