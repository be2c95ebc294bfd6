"""Puts a handed-in notebook back into the order of the released one: copies, gaps, other kinds, lost metadata.

A pure function of the notebook and of what the gradebook knows. Nothing that a learner wrote is lost: what is no cell
of the assignment stays in the notebook as a cell of theirs, without nbgrader's metadata.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from course.corpus.article import load_article
from course.marking.master import Master, MasterCell
from course.marking.sanitise import as_text

SCHEMA = 3  # of nbgrader's cell metadata
LIKE = 0.6  # how alike a learner's cell must be to the released one where nothing else tells which it was
LONGEST = 20_000  # characters of a cell that are compared; the comparison takes quadratic time
MOST_COMPARED = 50_000_000  # pairs of characters that are compared to find lost cells: some four seconds


def repair(nb: NotebookNode, master: Master, ids: Mapping[str, str] | None = None) -> tuple[NotebookNode, list[str]]:
    """The notebook with each cell of `master` exactly once, in its kind, and what was mended, in words.

    `ids` are the released cells' own ids with their grade_id, where they are known: they find a cell whose metadata
    was lost.
    """
    told: list[str] = []
    cells = [_plain(cell) for cell in copy.deepcopy(nb.cells)]
    claims = _claims(cells, master, ids or {}, told)
    cells, names = _one_each(cells, claims, master, told)
    for cell, name in zip(cells, names, strict=True):
        if name:
            _as_master(cell, master.cells[name], told)
    cells = _with_missing(cells, names, master, told)
    _distinct_ids(cells)
    kernel = nb.metadata.get("kernelspec")
    name = kernel.get("name") if isinstance(kernel, dict) else None
    if kernel is not None and name != master.kernelspec.get("name", name):
        told.append(f"The notebook asked for another kernel ({str(name)[:50]!r}); it got the assignment's.")
    fresh = NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=cells)
    fresh.metadata.language_info = NotebookNode(name="python")
    if master.kernelspec:
        fresh.metadata.kernelspec = NotebookNode(master.kernelspec)
    return fresh, told


def _plain(cell: Any) -> NotebookNode:
    """A cell with nothing but its kind, text, id, pictures and what nbgrader and its tags say of it."""
    kind = cell.get("cell_type")
    source = _source(cell)
    made = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    if isinstance(cell.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
        made.id = cell["id"]
    if kind == "code":
        made.outputs = cell.get("outputs", []) if isinstance(cell.get("outputs"), list) else []
    elif isinstance(cell.get("attachments"), dict):
        made.attachments = cell["attachments"]
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    if isinstance(metadata.get("nbgrader"), dict):
        made.metadata.nbgrader = metadata["nbgrader"]
    return made


def _source(cell: Any) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(str(line) for line in source or ())


def _claims(cells: list[NotebookNode], master: Master, ids: Mapping[str, str], told: list[str]) -> list[str | None]:
    """Which cell of the master each cell is, by nbgrader's metadata, its id, its text, or its likeness."""
    claims: list[str | None] = []
    strangers = []
    for cell in cells:
        about = cell.metadata.pop("nbgrader", None)
        name = about.get("grade_id") if about else None
        known = isinstance(name, str) and name in master.cells
        claims.append(name if known else None)
        if name and not known:
            strangers.append(str(name)[:60])
    if strangers:
        named = ", ".join(repr(name) for name in dict.fromkeys(strangers[:5]))
        told.append(
            f"The notebook has cells that this assignment does not know ({named}), perhaps of another release: they "
            "were left as cells of the learner's own."
        )
    gone = [name for name in master.cells if name not in claims]

    def found(place: int, name: str, how: str) -> None:
        claims[place] = name
        gone.remove(name)
        lost.append(f"{name} ({how})")

    lost: list[str] = []
    free = [place for place, name in enumerate(claims) if name is None]
    for place in free:
        if (name := ids.get(cells[place].get("id", ""))) in gone:
            found(place, name, "by its id")
    for place in free:
        text = cells[place].source.strip()
        same = [name for name in gone if master.cells[name].source.strip() == text]
        if claims[place] is None and text and same:
            found(place, same[0], "by its text")
    left = MOST_COMPARED
    for name in [n for n in gone if master.cells[n].solution]:
        likeness, released = {}, master.cells[name].source
        for place in free:
            source = cells[place].source
            if claims[place] is None and _may_be_like(source, released) and left > 0:
                likeness[place] = _likeness(source, released)
                left -= len(source) * len(released)
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= LIKE:
            found(best, name, "as the most alike")
    if lost:
        told.append(f"The metadata of cells was lost; they were found again: {', '.join(lost)}.")
    return claims


def _may_be_like(ours: str, theirs: str) -> bool:
    """Whether lengths and letters allow a likeness of LIKE: a look at both that takes next to no time."""
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE


def _likeness(ours: str, theirs: str) -> float:
    if len(ours) > min(LONGEST, 1000 + 4 * len(theirs)):  # beyond that it is hardly like it, and takes seconds
        return 0.0
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _one_each(
    cells: list[NotebookNode], claims: list[str | None], master: Master, told: list[str]
) -> tuple[list[NotebookNode], list[str | None]]:
    """Copies of a cell: the halves of a split one are joined, of others one counts, the rest are the learner's own."""
    dropped: set[int] = set()
    for name in dict.fromkeys(claim for claim in claims if claim):
        places = [place for place, claim in enumerate(claims) if claim == name]
        if len(places) == 1:
            continue
        known = master.cells[name]
        if not known.locked and _is_split(cells, places, known):
            cells[places[0]].source = "\n".join(cells[place].source for place in places)
            dropped |= set(places[1:])
            told.append(f"{name} had been split into {len(places)} cells, which were joined.")
            continue
        worked = [place for place in places if cells[place].source.strip() != known.source.strip()]
        # The instructor's text is put back into a locked cell whichever counts. Of a learner's, the last one that was
        # worked on: it is the one whose outcome stood when the notebook was handed in.
        counts = places[0] if known.locked else (worked or places)[-1]
        for place in places:
            if place != counts:
                claims[place] = None
        which = "" if known.locked else f" The {'last one that was changed' if worked else 'last one'} counts."
        told.append(f"{name} stood there {len(places)} times.{which}")
    kept = [place for place in range(len(cells)) if place not in dropped]
    return [cells[place] for place in kept], [claims[place] for place in kept]


def _is_split(cells: list[NotebookNode], places: list[int], known: MasterCell) -> bool:
    """Whether neighbours make up the released cell together better than any of them alone."""
    if places != list(range(places[0], places[0] + len(places))):
        return False
    parts = [cells[place].source for place in places]
    if sum(map(len, parts)) > LONGEST:
        return False
    return _likeness("\n".join(parts), known.source) > max(_likeness(part, known.source) for part in parts)


def _as_master(cell: NotebookNode, known: MasterCell, told: list[str]) -> None:
    """Give a cell the kind, the metadata and, where it is the instructor's, the text that the gradebook has."""
    if cell.cell_type != known.cell_type:
        told.append(f"{known.name} had become a {cell.cell_type} cell and is a {known.cell_type} cell again.")
        fresh = _new(known, cell.source)
        fresh.id = cell.id
        cell.clear()
        cell.update(fresh)
    if known.locked and cell.source != known.source:
        cell.source = known.source
        told.append(f"{known.name} had been changed, and the released text was put back.")
    cell.metadata = _metadata(known)


def _new(known: MasterCell, source: str) -> NotebookNode:
    return new_code_cell(source) if known.cell_type == "code" else new_markdown_cell(source)


def _metadata(known: MasterCell) -> NotebookNode:
    about = {
        "grade": known.grade,
        "grade_id": known.name,
        "locked": known.locked,
        "solution": known.solution,
        "task": known.task,
        "cell_type": known.cell_type,
        "checksum": known.checksum,
        "schema_version": SCHEMA,
    }
    if known.points is not None:
        about["points"] = known.points
    return NotebookNode(nbgrader=NotebookNode(about))


def _with_missing(
    cells: list[NotebookNode], names: list[str | None], master: Master, told: list[str]
) -> list[NotebookNode]:
    """Each missing cell after the one that stands before it in the release."""
    missing = [name for name in master.cells if name not in names]
    cells, names = list(cells), list(names)
    order = list(master.cells)
    for name in missing:
        before = next((n for n in reversed(order[: order.index(name)]) if n in names), None)
        place = names.index(before) + 1 if before else 0
        fresh = _new(master.cells[name], master.cells[name].source)
        fresh.metadata = _metadata(master.cells[name])
        cells.insert(place, fresh)
        names.insert(place, name)
    if missing:
        which = "every cell" if len(missing) == len(order) else ", ".join(missing)
        told.append(f"Missing from the notebook, and put back: {which}.")
    return cells


def _distinct_ids(cells: list[NotebookNode]) -> None:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.id in seen:
            cell.id = f"{cell.id[:50]}-{number}"
        seen.add(cell.id)


def released_ids(notebook: Path) -> dict[str, str]:
    """The ids of an assignment's cells with their grade_id, from the instructor's own notebook; {} without one."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        return {
            cell["id"]: cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def as_released(nb: NotebookNode, master: Master, notebook: Path) -> bool:
    """Whether every cell is one of the released notebook's, unchanged: the gradebook's, or the instructor's own."""
    known = {(cell.cell_type, cell.source.strip()) for cell in master.cells.values()}
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        known |= {(cell["cell_type"], "".join(cell["source"]).strip()) for cell in cells}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return bool(nb.cells) and all((cell.get("cell_type"), _source(cell).strip()) in known for cell in nb.cells)


# Hand-marked answers


def write_recorded_text(nb: NotebookNode, values: Mapping[str, Any], items: Mapping[str, Any]) -> list[str]:
    """Write the recorded texts of hand-marked items into their manual cells, so that each waits for a person.

    `values` is what was recorded, by the id of the part; `items` are the key file's, and of kind "written" are those
    that a person marks. Returns the names of the cells that were filled. Text is put there as text, whatever is in it.
    Where it is about one sentence of a text, that sentence stands above it.
    """
    filled = []
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}
    for name, item in items.items():
        if item.kind != "written" or name not in cells:
            continue
        shown = []
        for id, part in item.parts.items():
            if text := recorded_text(values.get(id)):
                shown += [as_text(about) for about in _sentences(part, values[id])] + [as_text(text)]
        if shown:
            cells[name].source = "\n\n".join(shown)
            filled.append(name)
    return filled


def _sentences(part: Any, value: Any) -> list[str]:
    """The sentence that the key names for the text of this answer, in a list; [] where there is none."""
    text = value.get("text") if isinstance(value, dict) else None
    unit = part.key.get(text) if isinstance(text, str) else None
    if not isinstance(unit, str):
        return []
    found = [sentence for sentence in load_article(text).sentences if sentence.id == unit]
    return [f"To be written anew ({unit}): {' '.join(sentence.text.split())}" for sentence in found]


def recorded_text(value: Any) -> str:
    """The words of a recorded answer: a text, or the texts of a list or an object in order; "" where there are none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "\n\n".join(text for inner in value if (text := recorded_text(inner)))
    if isinstance(value, dict):
        # `text` is the name of the article that was chosen, wherever anything else stands beside it.
        said = {key: inner for key, inner in value.items() if key not in ("text", "unit")} or value
        return "\n\n".join(text for inner in said.values() if (text := recorded_text(inner)))
    return ""
