"""What a chart is: a plotly figure, and everything without which the figure would mislead or shut someone
out.

How it is drawn, and why so. Measured in JupyterLab 4.6 with plotly 7.1:
 - A FigureWidget sends 4.96 MB of code over the websocket for each instance, and asks the kernel at every
 move. - plotly's own sliders and buttons cannot be reached by keyboard. - JupyterLab already carries one copy
 of plotly.js for its mimetype renderer, served from this computer.
So a chart is one small anywidget (interactive_chart.js). Its controls are real HTML inputs; plotly draws,
from JupyterLab's own copy, which costs nothing on the websocket; and every position of the controls was
computed before (`frames`), or is computed in the browser (`rule`), so that no move waits for the kernel.
Where that copy cannot be reached, the widget shows the drawing in SVG that is also the printed form. The
printed form needs neither network nor kaleido nor a browser: `_svg.py` draws it from the figure's own data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

SOURCE_CLASSES = {
    "article": "the text",
    "outside": "outside the text",
    "computed": "computed here",
}


@dataclass(frozen=True)
class Control:
    """One HTML input. A range moves over `options` if given, else from `low` to `high` in whole steps."""

    id: str
    label: str
    kind: str  # "range", "choice" (radio buttons) or "menu" (a drop-down list)
    value: str
    options: tuple[tuple[str, str], ...] = ()  # (value, words)
    low: int = 0
    high: int = 0

    @classmethod
    def steps(cls, id: str, label: str, words: list[str], start: int = 0) -> Control:
        """A range whose positions bear words, read out by a screen reader in place of bare numbers."""
        return cls(id, label, "range", str(start), tuple((str(i), w) for i, w in enumerate(words)))

    @classmethod
    def choice(cls, id: str, label: str, options: dict[str, str], start: str, kind: str = "choice") -> Control:
        return cls(id, label, kind, start, tuple(options.items()))

    @property
    def values(self) -> list[str]:
        return [v for v, _ in self.options] or [str(i) for i in range(self.low, self.high + 1)]


@dataclass(frozen=True)
class Frame:
    """What one position of the controls changes: paths into the figure, and the sentence that says what it
    shows.

    A frame always starts from the figure as it stands, never from the frame before it.
    """

    say: str
    set: dict[str, Any] = field(default_factory=dict)  # {"data.0.x": [...], "layout.xaxis.range": [...]}


@dataclass
class Chart:
    """A figure with what it needs to be honest and open to all.

    source_class   article (only the text's own statements), outside, computed, or several joined by "+"
    sources        in words; addresses stand in the data file that `data_file` names, never in the chart
    cannot_tell    one or two sentences; shown under the chart
    text_alternative  the chart in words, for those who do not see it
    table          the data drawn, with units in the column names or in a column `unit`
    prediction     the question that a lesson asks first
    inside         a second chart behind "Look inside"
    """

    name: str
    title: str
    figure: go.Figure
    source_class: str
    sources: str
    cannot_tell: str
    text_alternative: str
    table: pd.DataFrame
    prediction: str
    data_file: str = ""
    axis_note: str = ""
    controls: tuple[Control, ...] = ()
    frames: dict[str, Frame] = field(default_factory=dict)
    rule: dict[str, Any] = field(default_factory=dict)
    inside: Chart | None = None

    def __post_init__(self) -> None:
        self.figure.update_layout(title_text=self.title)

    # The figure
    # ------------------------------------------------------------------------------------------------

    def spec(self) -> dict[str, Any]:
        """The figure as plain JSON: lists and dicts, no plotly base64 arrays."""
        return json.loads(self.figure.to_json())

    def key(self, **chosen: str) -> str:
        """The frame's key for some control values, the others as they start. A menu of presets has no part in
        it.
        """
        presets = self.rule.get("presets", {})
        return "|".join(str(chosen.get(c.id, c.value)) for c in self.controls if c.id not in presets)

    def at(self, **chosen: str) -> dict[str, Any]:
        """The figure as JSON with the controls so set: what the browser draws then."""
        figure = self.spec()
        for path, value in self.frames[self.key(**chosen)].set.items():
            *way, last = path.split(".")
            here = figure
            for step in way:
                here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
            here[last] = value
        return figure

    @property
    def source_line(self) -> str:
        classes = ", ".join(SOURCE_CLASSES.get(c, c) for c in self.source_class.split("+"))
        return f"Source: {classes}. {self.sources[:1].upper()}{self.sources[1:]}."

    @property
    def first_words(self) -> str:
        """What the readout says before any control is moved."""
        return self.frames[self.key()].say if self.frames else self.rule.get("say", "")

    # The printed form
    # ------------------------------------------------------------------------------------------

    def svg(self, **chosen: str) -> str:
        """The figure as an SVG picture, drawn without a browser. For inlining in HTML; see `write_svg`."""
        from course.charts._svg import draw

        return draw(self.at(**chosen) if self.frames else self.spec(), self.title)

    def write_svg(self, path: Any, **chosen: str) -> None:
        """The picture as a file of its own, on white, for a README or a page."""
        from pathlib import Path

        picture = self.svg(**chosen).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        Path(path).write_text(picture, encoding="utf-8")

    def to_html(self) -> str:
        """The printed form: picture, words and table, without script, style sheet or network."""
        from course.charts._html import printed

        return printed(self)

    # On screen
    # -------------------------------------------------------------------------------------------------

    def payload(self, ask: bool = True) -> dict[str, Any]:
        """Everything the browser needs, sent once."""
        from course.charts._html import table_cells
        from course.charts._palette import DARK

        return {
            "name": self.name,
            "title": self.title,
            "ask": self.prediction if ask else "",
            "source": self.source_line,
            "figure": self.spec(),
            "controls": [vars(c) | {"options": list(c.options)} for c in self.controls],
            "frames": {k: {"say": f.say, "set": f.set} for k, f in self.frames.items()},
            "rule": self.rule,
            "say": self.first_words,
            "cannot": self.cannot_tell,
            "words": self.text_alternative,
            "axis_note": self.axis_note,
            "table": table_cells(self.table),
            "svg": self.svg(),
            "dark": DARK,
            "inside": self.inside.payload(ask=False) if self.inside else None,
        }

    def show(self, ask: bool = True) -> Any:
        """The chart as a widget. ask=False where an exercise before it has asked the question already."""
        from course.charts.interactive_chart import InteractiveChart

        return InteractiveChart(self, ask=ask)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.show()._repr_mimebundle_(include=include, exclude=exclude)
