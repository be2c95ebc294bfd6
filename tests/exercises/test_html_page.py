"""Without a kernel each exercise is a readable table: in an exported page, in feedback, in the formgrader."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from course.answers import Answers
from course.html_page import LessonPage

PROJECT = Path(__file__).resolve().parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The gallery, run where one answer is recorded; with the widgets' state, as Lab may save it."""
    folder = tmp_path_factory.mktemp("ran")
    Answers("exercises", folder).record("fair-first", {"chosen": ["blog"]})
    Answers("exercises", folder).record("fair-word", {"typed": "<b>crowd</b> & more"})
    notebook = nbformat.read(PROJECT / "docs" / "exercises.ipynb", as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, store_widget_state=True)
    client.execute()
    return notebook


def exercises(notebook):
    return [o.data for c in notebook.cells for o in c.get("outputs", ()) if WIDGET in o.get("data", ())]


def test_each_exercise_leaves_a_view_and_a_table(ran):
    assert len(exercises(ran)) == 14  # JupyterLab shows the view, which it prefers
    for data in exercises(ran):
        assert data["text/html"].startswith('<table class="says-who-table">')
    assert "widgets" in ran.metadata


def check_page(html: str, ran) -> None:
    assert html.count('<table class="says-who-table">') == len(exercises(ran))
    assert '<th scope="row">Who counted the visitors of the fair?</th><td>The blog</td>' in html
    assert "&lt;b&gt;crowd&lt;/b&gt; &amp; more" in html
    assert "widget-view+json" not in html


def test_a_lesson_as_a_page_has_tables_and_fetches_nothing(ran):
    html, _ = LessonPage().from_notebook_node(copy.deepcopy(ran))
    check_page(html, ran)
    assert "widget-state+json" not in html
    assert not re.search(r"<script|<link|<iframe|@import|url\(['\"]?http", html)


def test_the_page_is_had_by_nbconverts_own_command(ran, tmp_path, python):
    nbformat.write(ran, tmp_path / "lesson.ipynb")
    python(
        "import sys; from nbconvert.nbconvertapp import main; main(sys.argv[1:])",
        "--to", "course.html_page.LessonPage", tmp_path / "lesson.ipynb",
    )  # fmt: skip
    check_page((tmp_path / "lesson.html").read_text("utf-8"), ran)


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_nbgraders_pages_show_the_tables(ran, template):
    """As nbgrader makes them: its own exporter and templates, and what our configuration says."""
    import nbgrader
    from nbconvert.exporters import HTMLExporter

    source = (PROJECT / "assignments" / "nbgrader_config.py").read_text("utf-8")
    config = Config()
    exec(compile(source, "nbgrader_config.py", "exec"), {"get_config": lambda: config, "__file__": str(PROJECT / "x")})
    shown = Config({"DataTypeFilter": config.DataTypeFilter, "HTMLExporter": config.HTMLExporter})
    formgrader = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
    shown.HTMLExporter.template_name = template
    shown.HTMLExporter.extra_template_basedirs = [str(formgrader / "templates")]
    bootstrap = formgrader / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    shown.HTMLExporter.extra_template_paths = [str(bootstrap)]
    marks = {"score": 1, "max_score": 2, "late_penalty": 0, "notebook": "n"}
    names = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "student", "first_name", "last_name"), "x")
    paths = {"base_url": "/", "notebook_path": "/n.ipynb"}
    resources = {"nbgrader": marks, "index": 0, "total": 1} | names | paths
    html, _ = HTMLExporter(config=shown).from_notebook_node(copy.deepcopy(ran), resources=resources)
    check_page(html, ran)
