"""Expected outputs of the lessons, kept apart from them: notebooks are stored without outputs.

    python tests/notebooks/expected.py        writes tests/notebooks/expected/ anew
    python tests/notebooks/expected.py 02     only those whose name begins so

A notebook is run on each text that can be chosen in lesson 00; what it shows on the second one lies in a folder of that
text's name.

What is kept is what every reader sees with or without a kernel: the text and HTML of each cell's outputs. Widget ids
differ at each run and are left out.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course import choice
from course.answers import DRAW, Answers
from course.choice import offered

PROJECT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).parent / "expected"
KEPT = ("text/html", "text/plain")


def lessons() -> list[Path]:
    """Every notebook that a learner gets, assignments as they are before anything is answered."""
    return sorted([*(PROJECT / "notebooks").glob("*.ipynb"), *(PROJECT / "assignments/source").glob("*/*.ipynb")])


def cases() -> list[tuple[Path, str]]:
    """Each notebook with each text that it can be run on."""
    return [
        (notebook, text.name)
        for notebook in lessons()
        for text in (offered()[:1] if notebook.stem in choice.FIXED else offered())
    ]


def expected_file(notebook: Path, text: str) -> Path:
    return (EXPECTED if text == choice.PLAIN else EXPECTED / text) / f"{notebook.stem}.json"


def copy_without_answers(notebook: Path, folder: Path, text: str = choice.PLAIN) -> Path:
    """A lesson on its own: run in place, it would read and write the answers beside it.

    Nothing is answered but what would differ from run to run: the text, and the draw of the check's first form.
    """
    answers = Answers(choice.LESSON, folder)
    answers.record(DRAW, {"first": "A"}, "2026-01-31T09:00:00.000Z")
    if text != choice.PLAIN:
        answers.record(choice.ITEM, {"chosen": [text]}, "2026-01-31T09:00:00.000Z")
    return Path(shutil.copy(notebook, folder))


def kept_outputs(notebook: nbformat.NotebookNode) -> dict[str, list]:
    """Cell id -> outputs without what differs at each run."""
    return {cell.id: [_kept(o) for o in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"}


def _kept(output: dict) -> dict:
    output = json.loads(json.dumps(output))
    data = output.get("data", {})
    if "application/vnd.jupyter.widget-view+json" in data:
        data["text/plain"] = "widget"
    elif "text/html" in data:
        data["text/plain"] = "shown as HTML"  # an address in memory otherwise
    if "data" in output:
        output["data"] = {kind: data[kind] for kind in KEPT if kind in data}
        output["metadata"] = {}
    return output


def with_expected(notebook: Path, text: str = choice.PLAIN) -> nbformat.NotebookNode:
    """A lesson's current cells with the outputs that are expected of them."""
    lesson = nbformat.read(notebook, as_version=4)
    outputs = json.loads(expected_file(notebook, text).read_text(encoding="utf-8"))
    for number, cell in enumerate((c for c in lesson.cells if c.cell_type == "code"), 1):
        cell.outputs = [nbformat.from_dict(o) for o in outputs.get(cell.id, [])]
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    return lesson


def main() -> None:
    for notebook, text in cases():
        if sys.argv[1:] and not notebook.stem.startswith(tuple(sys.argv[1:])):
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = copy_without_answers(notebook, Path(folder), text)
            ran = nbformat.read(copy, as_version=4)
            NotebookClient(ran, resources={"metadata": {"path": folder}}).execute()
        kept = json.dumps(kept_outputs(ran), ensure_ascii=False, indent=1, sort_keys=True)
        expected_file(notebook, text).parent.mkdir(parents=True, exist_ok=True)
        expected_file(notebook, text).write_text(kept + "\n", encoding="utf-8")
        print(f"{notebook.name}, {text}: {len(kept_outputs(ran))} cells", file=sys.stderr)


if __name__ == "__main__":
    main()
