"""The widget that shows a chart: controls as HTML inputs, plotly from JupyterLab's own copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.charts._chart import Chart

HERE = Path(__file__).parent


class InteractiveChart(anywidget.AnyWidget):
    """One chart on screen.

    spec   everything the browser needs, sent once at the start; nothing comes back and nothing more is sent

    Example: `InteractiveChart(charts.band())`, or just `charts.band()` on the last line of a cell.
    """

    _esm = HERE / "interactive_chart.js"
    _css = HERE / "interactive_chart.css"
    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, chart: Chart, ask: bool = True) -> None:
        self._chart = chart
        super().__init__(spec=chart.payload(ask))

    def _repr_html_(self) -> str:
        return self._chart.to_html()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and the printed form beside it for pages where no widget can live."""
        made = super()._repr_mimebundle_(**kwargs)
        data, metadata = made if isinstance(made, tuple) else (made, {})
        return data | {
            "text/html": self._chart.to_html(),
            "text/plain": self._chart.text_alternative,
        }, metadata
