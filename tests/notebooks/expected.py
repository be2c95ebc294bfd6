"""Expected outputs of the lessons, kept apart from them: notebooks are stored without outputs.

    python tests/notebooks/expected.py        writes tests/notebooks/expected/*.json anew

What is kept is what every reader sees with or without a kernel: the text and HTML of each cell's outputs. Widget ids
differ at each run and are left out.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

# Which form of the check comes first is drawn for each learner; here it is always the same.
os.environ["SAYS_WHO_FIRST_FORM"] = "A"
PROJECT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).parent / "expected"
KEPT = ("text/html", "text/plain")


def lessons() -> list[Path]:
    """Every notebook that a learner gets, assignments as they are before anything is answered."""
    return sorted([*(PROJECT / "notebooks").glob("*.ipynb"), *(PROJECT / "assignments/source").glob("*/*.ipynb")])


def copy_without_answers(notebook: Path, folder: Path) -> Path:
    """A lesson on its own: run in place, it would read and write the answers beside it."""
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


def with_expected(notebook: Path) -> nbformat.NotebookNode:
    """A lesson's current cells with the outputs that are expected of them."""
    lesson = nbformat.read(notebook, as_version=4)
    outputs = json.loads((EXPECTED / f"{notebook.stem}.json").read_text(encoding="utf-8"))
    for number, cell in enumerate((c for c in lesson.cells if c.cell_type == "code"), 1):
        cell.outputs = [nbformat.from_dict(o) for o in outputs.get(cell.id, [])]
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    return lesson


def main() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for notebook in lessons():
        with tempfile.TemporaryDirectory() as folder:
            copy = copy_without_answers(notebook, Path(folder))
            ran = nbformat.read(copy, as_version=4)
            NotebookClient(ran, resources={"metadata": {"path": folder}}).execute()
        text = json.dumps(kept_outputs(ran), ensure_ascii=False, indent=1, sort_keys=True)
        (EXPECTED / f"{notebook.stem}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{notebook.name}: {len(kept_outputs(ran))} cells", file=sys.stderr)


if __name__ == "__main__":
    main()
