"""Makes exported pages keep a chart's printed form.

nbclient stores the state of widgets in a notebook that it runs. nbconvert then shows the widget, with code
that it fetches from the network, and a page without network stays blank. So the widget is taken out wherever
the same output carries a printed form.
"""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor

WIDGET = "application/vnd.jupyter.widget-view+json"


def keep_printed(notebook: Any) -> Any:
    """The notebook, changed in place: outputs with text/html lose their widget view, so nbconvert shows the
    HTML.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if WIDGET in data and "text/html" in data:
                del data[WIDGET]
    return notebook


class KeepPrinted(Preprocessor):
    """`keep_printed` for nbconvert and nbgrader: c.HTMLExporter.preprocessors =
    ["course.charts.KeepPrinted"].
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        return keep_printed(nb), resources
