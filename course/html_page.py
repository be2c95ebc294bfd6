"""A notebook as an HTML page that works anywhere: each exercise a table of item and answer, nothing fetched from afar.

    jupyter nbconvert --to course.html_page.LessonPage notebooks/02-claims-and-attribution.ipynb

An exercise's output holds its widget's view and, beside it, its table as HTML. JupyterLab shows the view; nbconvert
would too, which without a kernel is a blank with scripts from a CDN; where the widgets' state was saved with the
notebook, whatever its `display_data_priority` says. So `TablesForWidgets` takes view and state away before a page is
made, and this exporter leaves the scripts out (template course/templates/says_who). Feedback pages and the formgrader,
whose templates are nbgrader's, get the same by `c.HTMLExporter.preprocessors` in assignments/nbgrader_config.py.
"""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from traitlets import Bool, default
from traitlets.config import Config

# What a page without a kernel can show, best first. A widget's view is not among it.
SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]
VIEW = "application/vnd.jupyter.widget-view+json"
TEMPLATES = Path(__file__).parent / "templates"


class TablesForWidgets(Preprocessor):
    """Leaves a widget's table where its view stood, and nothing of the widgets' state."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb, resources):
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                if "text/html" in output.get("data", ()):
                    output.data.pop(VIEW, None)
        return nb, resources


class LessonPage(HTMLExporter):
    """nbconvert's HTML page, with tables in place of widgets and without a script from anywhere."""

    export_from_notebook = "Says Who page"

    @property
    def default_config(self) -> Config:
        config = Config(
            {
                "NbConvertBase": {"display_data_priority": SHOWN},
                "HTMLExporter": {"preprocessors": ["course.html_page.TablesForWidgets"]},
            }
        )
        merged = super().default_config.copy()
        merged.merge(config)
        return merged

    @default("template_name")
    def _template_name(self) -> str:
        return "says_who"

    @default("extra_template_basedirs")
    def _extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]
