"""Computed answers: the notebook is run again in the learner's room, and what that run records counts.

An item that was last recorded by typing or from a menu (`"by": "typed"` or `"menu"` in its value) counts as it was
handed in. Where running fails, or gives something else than was handed in, a person is shown both.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from course import choice
from course.answers import SCHEMA, AnswersError, parse
from course.marking.keys import Item
from course.marking.learners_room import Ran, WarmRoom
from course.marking.master import Master
from course.marking.notebook_run import is_blank
from course.marking.prepare import NOTES, ask_a_person
from course.marking.sanitise import Allowance, sanitise_output

BY_HAND = ("typed", "menu")
LARGEST = 30_000_000  # bytes of files beside the notebook that go into the room


def run_again(
    room: WarmRoom,
    notebook: NotebookNode,
    folder: Path,
    master: Master,
    answers: dict[str, Any],
    items: dict[str, Item],
) -> dict[str, Any]:
    """The answers that count. The run's outputs are put onto the notebook's cells; grade cells are not run."""
    cell_of = _computed(items)
    if not any(_by(entry) == "code" for entry in answers.values()) and not any(map(_is_own_code, notebook.cells)):
        return answers
    notebook.metadata[NOTES].level = room.level
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not _is_grade(cell)]
    sources = [cell.source for cell in code]
    name = f"answers/{master.notebook}.json"
    files = _files(folder) | {name: _seed(master.notebook, answers)}
    ran = room.run(sources, [n for n, source in enumerate(sources) if is_blank(source)], files, name)
    allowance = Allowance()
    for number, cell in enumerate(code):
        outputs = [made for output in ran.outputs.get(number, []) if (made := harmless(output, allowance))]
        cell.outputs = outputs
    recorded = _recorded(ran, master.notebook)
    return _counting(notebook, answers, recorded, cell_of, ran)


def _counting(
    notebook: NotebookNode, answers: dict[str, Any], recorded: dict[str, Any], cell_of: dict[str, str], ran: Ran
) -> dict[str, Any]:
    """For each computed item, the run's value; a person is asked where that is not plainly the learner's answer."""
    counting = dict(answers)
    trouble = "; ".join(ran.troubles)
    for id in sorted({*cell_of, *(i for i, entry in answers.items() if _by(entry) == "code")}):
        handed_in, again = answers.get(id), recorded.get(id)
        if (handed_in and _by(handed_in) in BY_HAND) or (handed_in is None and again is None and not trouble):
            continue
        cell = cell_of.get(id)
        if again is not None:
            counting[id] = again
        if again is not None and handed_in is not None and again["value"] == handed_in["value"]:
            continue
        if again is not None and handed_in is None:
            notebook.metadata[NOTES].repairs.append(
                f"{id} was not among the answers handed in; running the notebook recorded it"
            )
            continue
        if cell:
            was = f"handed in was {_short(handed_in)}" if handed_in else "nothing was handed in"
            now = f"running it again gave {_short(again)}" if again else "running it again recorded nothing"
            ask_a_person(notebook, cell, f"{id}: {was}, {now}" + (f" ({trouble})" if trouble else ""))
    return counting


def _computed(items: dict[str, Item]) -> dict[str, str]:
    """Recorded id, for either text -> the grade cell that it belongs to, for the parts that code records."""
    return {
        choice.item_id(part.id, text): item.id
        for item in items.values()
        for part in item.parts.values()
        if part.computed
        for text in part.key
    }


def _by(entry: Any) -> str:
    value = entry.get("value") if isinstance(entry, dict) else None
    return value["by"] if isinstance(value, dict) and isinstance(value.get("by"), str) else ""


def _is_own_code(cell: NotebookNode) -> bool:
    """Whether a learner has written code into this cell: into one of the instructor's, only where that is foreseen."""
    about = cell.metadata.get("nbgrader")
    own = cell.cell_type == "code" and (not about or about.get("solution"))
    return bool(own and cell.source.strip() and not is_blank(cell.source))


def _is_grade(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _seed(notebook: str, answers: dict[str, Any]) -> bytes:
    """The answers file that the run begins with: the text that was chosen, and nothing that was answered."""
    chosen = {choice.ITEM: answers[choice.ITEM]} if choice.ITEM in answers else {}
    return json.dumps({"schema": SCHEMA, "notebook": notebook, "items": chosen}).encode()


def _recorded(ran: Ran, notebook: str) -> dict[str, Any]:
    """The entries of the file that the run left, as untrusted as one handed in."""
    if ran.answers is None:
        return {}
    try:
        return parse(ran.answers, f"{notebook}.json")
    except AnswersError as error:
        ran.troubles.append(f"running left no readable answers: {error}")
        return {}


def harmless(output: dict[str, Any], allowance: Allowance | None = None) -> NotebookNode | None:
    """An output that came out of a room, or None where it is none that a page should show."""
    try:
        return sanitise_output(from_dict(output), allowance)
    except (AttributeError, TypeError, ValueError, KeyError, RecursionError):
        return None


def _files(folder: Path) -> dict[str, bytes]:
    """The plain files of a hand-in by path, without notebooks and answers; links are not followed."""
    found, total = {}, 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] == "answers" or path.suffix == ".ipynb" or not stat.S_ISREG(path.lstat().st_mode):
            continue
        total += path.stat().st_size
        if total > LARGEST:
            break
        found[str(name)] = path.read_bytes()
    return found


def _short(entry: dict[str, Any]) -> str:
    text = json.dumps(entry["value"], ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]} ..."
