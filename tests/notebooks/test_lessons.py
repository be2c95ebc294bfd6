"""Every lesson, top to bottom, against the outputs that are expected of it (pytest-notebook)."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

sys.path.insert(0, str(Path(__file__).parent))
from expected import EXPECTED, cases, copy_without_answers, expected_file, lessons, with_expected

# Widgets and their views have new ids at each run; the HTML table that each exercise leaves is what is compared.
IGNORED = (
    "/metadata",
    "/cells/*/metadata",
    "/cells/*/outputs/*/metadata",
    "/cells/*/outputs/*/data/application",
    "/cells/*/outputs/*/data/text/plain",
    "/cells/*/outputs/*/data/application/vnd.jupyter.widget-view+json",
)


on_each_text = pytest.mark.parametrize(
    ("notebook", "text"), [pytest.param(notebook, text, id=f"{notebook.stem}-{text}") for notebook, text in cases()]
)


@on_each_text
def test_a_lesson_shows_what_is_expected(notebook: Path, text: str, nb_regression, tmp_path: Path) -> None:
    merged = copy_without_answers(notebook, tmp_path, text)
    nbformat.write(with_expected(notebook, text), merged)
    nb_regression.exec_cwd = str(tmp_path)
    nb_regression.diff_ignore = IGNORED
    nb_regression.check(str(merged))


@on_each_text
def test_a_lesson_runs_a_second_time_and_out_of_order(notebook: Path, text: str, tmp_path: Path) -> None:
    copy = nbformat.read(copy_without_answers(notebook, tmp_path, text), as_version=4)
    code = [c for c in copy.cells if c.cell_type == "code"]
    copy.cells = [code[0], *reversed(code[1:]), *code]
    for number, cell in enumerate(copy.cells):
        copy.cells[number] = nbformat.v4.new_code_cell(cell.source, metadata={"tags": cell.metadata.get("tags", [])})
    NotebookClient(copy, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = json.dumps([o for c in copy.cells for o in c.outputs])
    assert "Warning" not in printed


def test_expected_outputs_exist_for_just_the_lessons_there_are() -> None:
    assert set(EXPECTED.rglob("*.json")) == {expected_file(notebook, text) for notebook, text in cases()}


def test_no_figure_is_left_unfilled() -> None:
    for file in EXPECTED.rglob("*.json"):
        assert not re.search(r"\{[a-z_]+\}", file.read_text(encoding="utf-8")), file


def test_no_warning_and_no_traceback_is_expected() -> None:
    """Expected outputs are written by a command, which would take a warning for what belongs there."""
    for notebook, text in cases():
        outputs = json.loads(expected_file(notebook, text).read_text(encoding="utf-8"))
        kinds = {(o["output_type"], o.get("name")) for of_cell in outputs.values() for o in of_cell}
        loud = {("stream", "stderr"), ("error", None)} & kinds
        # An assignment's grade cells raise while nothing is answered: that is how they say so.
        assert not loud or notebook.parent.name != "notebooks", f"{notebook.stem}, {text}: {loud}"


@pytest.mark.parametrize("planted", ["import warnings\nwarnings.warn('old')", "1 / 0", "print('left over')"])
def test_a_lesson_that_warns_or_breaks_fails(planted: str, nb_regression, tmp_path: Path) -> None:
    from pytest_notebook.nb_regression import NBRegressionError

    lesson = with_expected(lessons()[0])
    next(c for c in lesson.cells if c.cell_type == "code").source += f"\n{planted}"
    merged = copy_without_answers(lessons()[0], tmp_path)
    nbformat.write(lesson, merged)
    nb_regression.exec_cwd = str(tmp_path)
    nb_regression.diff_ignore = IGNORED
    with pytest.raises((NBRegressionError, CellExecutionError)):
        nb_regression.check(str(merged))


def test_a_changed_output_is_noticed(nb_regression, tmp_path: Path) -> None:
    """The regression test can fail: a wrong word in one expected output does."""
    from pytest_notebook.nb_regression import NBRegressionError

    lesson = with_expected(lessons()[0])
    first = next(c for c in lesson.cells if c.cell_type == "code" and c.outputs)
    first.outputs[0].data["text/html"] = "something else"
    nbformat.write(lesson, tmp_path / "changed.ipynb")
    nb_regression.exec_cwd = str(tmp_path)
    nb_regression.diff_ignore = IGNORED
    with pytest.raises(NBRegressionError):
        nb_regression.check(str(tmp_path / "changed.ipynb"))
