"""One hand-in, looked through, -> the notebook that is marked: repaired, harmless to look at, with what has to be told.

What is found out on the way stands in the notebook's own metadata (`NOTES`), so that it survives on disk between
nbgrader's two passes; a learner's notebook cannot bring any, since repair makes the metadata anew.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from course.marking.cells import Sheet
from course.marking.intake import Intake
from course.marking.master import Master
from course.marking.outcome import Outcome, outcome
from course.marking.repair import as_released, released_ids, repair, write_recorded_text
from course.marking.sanitise import mend_half_characters, sanitise

NOTES = "says_who_marking"
NOTICE = "marking-notice"  # id of the cell on top that a person reads
BLANK = (
    "Handed in blank: the notebook is as it was released and was never run, and no answers came with it. So it earns "
    "nothing. If there was work, the wrong file was handed in"
)


def is_blank(nb: NotebookNode, intake: Intake, master: Master, source: Path) -> bool:
    """Whether somebody handed in the release as they got it: no answers, nothing changed, never run. `source` is the
    instructor's own notebook.

    Such a hand-in earns nothing, and says so. A notebook that was run may have had answers that got lost: whoever
    marks has to ask for them.
    """
    return intake.no_answers and intake.never_run and not intake.notebook_lost and as_released(nb, master, source)


def prepare(
    nb: NotebookNode,
    intake: Intake,
    master: Master,
    answers: dict[str, Any],
    items: dict[str, Any],
    source: Path | None = None,
) -> NotebookNode:
    """The notebook to be marked. `answers` are the recorded entries, empty where they cannot be read; `source` is the
    instructor's own notebook.

    Grade cells that cannot be marked from what was handed in carry the reason (`person_needed`).
    """
    ids = released_ids(source) if source else {}
    blank = source is not None and is_blank(nb, intake, master, source)
    nb, mended = repair(nb, master, ids)
    sanitise(nb, {cell.name: cell.source for cell in master.cells.values()})
    write_recorded_text(nb, Sheet(items, answers, []).values() if answers else {}, items)
    # Where the whole notebook was put together anew, the list of its cells says nothing more.
    told = [*intake.repairs, *([] if intake.notebook_lost else mended)]
    nb.metadata[NOTES] = NotebookNode(repairs=told, reasons=[], cells={}, notes=[BLANK] if blank else [])
    for cell in nb.cells:
        about = cell.metadata.get("nbgrader")
        if not about or not (about.grade or about.task):
            continue
        if intake.answers_lost and not blank:
            ask_a_person(nb, about.grade_id, intake.answers_lost)
        elif intake.notebook_lost and _is_computed(items.get(about.grade_id)):
            ask_a_person(nb, about.grade_id, f"code has to be run, and {intake.notebook_lost}")
    return mend_half_characters(nb)


def _is_computed(item: Any) -> bool:
    return any(getattr(part, "computed", False) for part in getattr(item, "parts", {}).values())


# Who has to look, and why


def ask_a_person(nb: NotebookNode, cell: str, reason: str) -> None:
    """Note that this grade cell cannot be marked by a machine."""
    reason = reason.rstrip(".")
    notes = nb.metadata[NOTES]
    notes.cells[cell] = reason
    if reason not in notes.reasons:
        notes.reasons.append(reason)


def person_needed(nb: NotebookNode) -> dict[str, str]:
    """The grade cells that a person has to mark, with the reason."""
    return dict(nb.metadata.get(NOTES, {}).get("cells", {}))


def ask_where_marking_failed(nb: NotebookNode) -> None:
    """A grade cell that ended in an error gives no mark: nbgrader would make it a zero."""
    for cell in nb.cells:
        about = cell.metadata.get("nbgrader")
        if not about or not about.grade or cell.cell_type != "code" or about.grade_id in person_needed(nb):
            continue
        for output in cell.outputs:
            if output.output_type == "error" or (output.output_type == "stream" and output.name == "stderr"):
                words = output.get("evalue") or output.get("text") or ""
                ask_a_person(nb, about.grade_id, f"the grade cell {about.grade_id} failed ({str(words)[:300]})")
                break


def tell(nb: NotebookNode) -> NotebookNode:
    """Puts what a person must know where they look: on top of the notebook, and on each cell that waits for them."""
    needed = person_needed(nb)
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in needed and cell.cell_type == "code":
            html = f"<p><strong>A person has to look at this.</strong> {escape(_sentence(needed[name]))}</p>"
            cell.outputs = [new_output("display_data", {"text/html": html, "text/plain": needed[name]})]
    nb.cells = [cell for cell in nb.cells if cell.get("id") != NOTICE]
    notes = nb.metadata.get(NOTES, {})
    parts = [
        ("A person has to look at this.", notes.get("reasons")),
        ("Good to know:", notes.get("notes")),
        ("Mended before marking:", notes.get("repairs")),
    ]
    lists = "".join(
        f"<p><strong>{title}</strong></p><ul>{''.join(f'<li>{escape(_sentence(line))}</li>' for line in lines)}</ul>"
        for title, lines in parts
        if lines
    )
    if lists and notes.get("level"):
        lists += f"<p>Protection while the learner's code ran: {escape(notes.level)}.</p>"
    if lists:
        nb.cells.insert(0, new_markdown_cell(f"<div>{lists}</div>", id=NOTICE))
    return mend_half_characters(nb)


def outcome_of(nb: NotebookNode, student: str, assignment: str) -> Outcome:
    """How the marking of this notebook ended."""
    notes = nb.metadata.get(NOTES, {})
    repairs, reasons, told = (list(notes.get(name, [])) for name in ("repairs", "reasons", "notes"))
    return outcome(student, assignment, repairs, reasons, told)


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words[:1].upper() + words[1:].rstrip(".") + "." if words else ""
