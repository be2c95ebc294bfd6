"""Draws a plotly figure as SVG, without a browser: the printed form of every chart.

It knows the part of plotly that the course's charts use (scatter and bar traces; linear, date and category
axes; rectangles, lines and annotations) and raises ValueError on anything else, so that nothing disappears
from a printed page unnoticed. Input is the figure as plain JSON, as `Chart.spec` gives it.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from html import escape
from typing import Any, ClassVar

WIDTH = 720
FONT = 12
INK, GRID = "#1F2328", "#DADFE5"
KNOWN = {"scatter", "bar"}


def draw(figure: dict[str, Any], label: str) -> str:
    """The picture as one <svg> element, its size 720 by the figure's height, `label` as its name."""
    return _Picture(figure, label).svg()


def _number(value: Any, kind: str) -> float:
    if kind == "date":
        return datetime.fromisoformat(str(value)[:19]).timestamp() / 86400
    return float(value)


def _plain(text: Any) -> list[str]:
    """plotly's text: <br> breaks the line, other tags only dress it."""
    return [re.sub(r"<[^>]+>", "", part) for part in re.split(r"<br\s*/?>", str(text))]


def _step(extent: float, most: int = 7) -> float:
    raw = extent / most
    power = 10 ** math.floor(math.log10(raw))
    return next(power * s for s in (1, 2, 5, 10) if power * s >= raw)


def _path(points: list[tuple[float, float]], close: bool = False) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + ("Z" if close else "")


class _Axis:
    """One axis: from data to the unit interval, and its ticks."""

    def __init__(self, layout: dict[str, Any], values: list[Any], bars: bool) -> None:
        self.layout = layout
        self.kind = layout.get("type") or self._guess(values)
        self.visible = layout.get("visible", True)
        if self.kind == "category":
            self.names = list(dict.fromkeys(layout.get("categoryarray") or [str(v) for v in values]))
            self.low, self.high = -0.5, len(self.names) - 0.5
            if layout.get("range"):
                self.low, self.high = layout["range"]
        elif layout.get("range"):
            self.low, self.high = (_number(v, self.kind) for v in layout["range"])
        else:
            numbers = [_number(v, self.kind) for v in values if v is not None] or [0.0, 1.0]
            low, high = min(numbers), max(numbers)
            room = (high - low or 1) * 0.06
            low, high = (min(0, low), high + room) if bars else (low - room, high + room)
            if layout.get("rangemode") == "tozero":
                low = min(0, low)
            self.low, self.high = low, high
        if layout.get("autorange") == "reversed":
            self.low, self.high = self.high, self.low

    @staticmethod
    def _guess(values: list[Any]) -> str:
        words = [v for v in values if isinstance(v, str)]
        if not words:
            return "linear"
        return "date" if all(re.match(r"\d{4}-\d{2}-\d{2}", w) for w in words) else "category"

    def at(self, value: Any) -> float:
        """Where a value lies between the axis's ends, 0 to 1."""
        if self.kind == "category":
            number = float(self.names.index(str(value))) if str(value) in self.names else float(value)
        else:
            number = _number(value, self.kind)
        return (number - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[Any, str]]:
        if self.layout.get("showticklabels") is False:
            return []
        if self.layout.get("tickvals") is not None:
            values = self.layout["tickvals"]
            return list(zip(values, map(str, self.layout.get("ticktext", values)), strict=True))
        if self.kind == "category":
            return [(n, n) for n in self.names]
        low, high = sorted((self.low, self.high))
        if self.kind == "date":
            first, last = (date.fromtimestamp(v * 86400) for v in (low, high))
            if last.year - first.year >= 2:
                years = range(first.year, last.year + 2)
                days = [date(y, 1, 1) for y in years]
                shown = [(d, str(d.year)) for d in days]
            else:
                months = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13)]
                apart = max(1, round((high - low) / 30 / 7))
                shown = [(d, f"{d:%b %Y}") for d in months[::apart]]
            return [(d.isoformat(), words) for d, words in shown if low <= _number(d.isoformat(), "date") <= high]
        step = self.layout.get("dtick") or _step(high - low)
        count = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        suffix = self.layout.get("ticksuffix", "")
        return [(i * step, f"{round(i * step, 10):g}{suffix}") for i in count]


class _Picture:
    def __init__(self, figure: dict[str, Any], label: str) -> None:
        self.layout = figure.get("layout", {})
        self.traces = [t for t in figure.get("data", []) if t.get("visible", True) is True]
        for trace in self.traces:
            if trace.get("type", "scatter") not in KNOWN:
                raise ValueError(f"The printed form cannot draw a trace of type {trace['type']!r}.")
        self.label = label
        self.out: list[str] = []
        bars = {t.get("orientation", "v") for t in self.traces if t.get("type") == "bar"}
        xs = [v for t in self.traces for v in t.get("x") or []]
        ys = [v for t in self.traces for v in t.get("y") or []]
        self.x = _Axis(self.layout.get("xaxis", {}), xs, "h" in bars)
        self.y = _Axis(self.layout.get("yaxis", {}), ys, "v" in bars)
        margin = self.layout.get("margin", {})
        widest = max((len(w) for _, t in self.y.ticks() for w in _plain(t)), default=0) if self.y.visible else 0
        self.left = max(margin.get("l", 40), 26 + 6.6 * widest + (18 if self._title(self.y) else 0))
        self.right, self.top = margin.get("r", 20), margin.get("t", 20)
        self.legend = self._legend_lines()
        lines = max((len(_plain(t)) for _, t in self.x.ticks()), default=1)
        below = (18 * lines + 8 if self.x.visible else 4) + (
            22 * len(_plain(self._title(self.x))) if self._title(self.x) else 0
        )
        self.height = self.layout.get("height", 380)
        self.bottom = below + 20 * len(self.legend) + 8
        self.below = below

    @staticmethod
    def _title(axis: _Axis) -> str:
        return (axis.layout.get("title") or {}).get("text", "") if axis.visible else ""

    # Coordinates
    # ---------------------------------------------------------------------------------------------

    def px(self, value: Any, ref: str = "x") -> float:
        share = float(value) if ref == "paper" else self.x.at(value)
        return self.left + share * (WIDTH - self.left - self.right)

    def py(self, value: Any, ref: str = "y") -> float:
        share = float(value) if ref == "paper" else self.y.at(value)
        return self.height - self.bottom - share * (self.height - self.bottom - self.top)

    # Pieces
    # --------------------------------------------------------------------------------------------------

    def add(self, tag: str, content: str = "", **attributes: Any) -> None:
        pairs = " ".join(
            f'{k.replace("_", "-")}="{escape(f"{v:.1f}" if isinstance(v, float) else str(v))}"'
            for k, v in attributes.items()
            if v not in (None, "")
        )
        self.out.append(f"<{tag} {pairs}>{content}</{tag}>" if content else f"<{tag} {pairs}/>")

    def text(self, x: float, y: float, words: Any, anchor: str = "middle", size: float = FONT, **more: Any) -> None:
        lines = _plain(words)
        spans = "".join(
            f'<tspan x="{x:.1f}" dy="{0 if i == 0 else size * 1.25:.1f}">{escape(line)}</tspan>'
            for i, line in enumerate(lines)
        )
        self.add(
            "text",
            spans,
            x=float(x),
            y=float(y),
            text_anchor=anchor,
            font_size=size,
            fill=more.pop("fill", INK),
            **more,
        )

    def mark(self, x: float, y: float, symbol: str, size: float, colour: str, edge: float = 1.6) -> None:
        hollow = symbol.endswith("-open")
        shape = symbol.removesuffix("-open")
        r = size / 2
        paint = {"fill": "#fff" if hollow else colour, "stroke": colour, "stroke_width": edge}
        corners = {
            "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
            "diamond": [(0, -1.25 * r), (1.25 * r, 0), (0, 1.25 * r), (-1.25 * r, 0)],
            "triangle-up": [(0, -1.2 * r), (1.15 * r, 0.85 * r), (-1.15 * r, 0.85 * r)],
            "triangle-left": [(-1.2 * r, 0), (0.85 * r, 1.15 * r), (0.85 * r, -1.15 * r)],
        }
        if shape == "circle":
            self.add("circle", cx=float(x), cy=float(y), r=float(r), **paint)
        elif shape in corners:
            self.add("path", d=_path([(x + a, y + b) for a, b in corners[shape]], close=True), **paint)
        elif shape == "line-ns":
            self.add("path", d=_path([(x, y - r), (x, y + r)]), stroke=colour, stroke_width=max(edge, 2.4))
        elif shape in ("x", "cross", "x-thin", "cross-thin"):
            a = 0.75 * r if shape.startswith("x") else 0.0
            ends = (
                [((x - r, y), (x + r, y)), ((x, y - r), (x, y + r))]
                if not a
                else [((x - a, y - a), (x + a, y + a)), ((x - a, y + a), (x + a, y - a))]
            )
            for end in ends:
                self.add("path", d=_path(list(end)), stroke=colour, stroke_width=2.4)
        else:
            raise ValueError(f"The printed form cannot draw the marker {symbol!r}.")

    DASHES: ClassVar = {"solid": "", "dash": "8 5", "dot": "2 4", "dashdot": "8 4 2 4", "longdash": "13 5"}

    def stroke(self, points: list[tuple[float, float]], line: dict[str, Any], fallback: str) -> None:
        self.add(
            "path",
            d=_path(points),
            fill="none",
            stroke=line.get("color", fallback),
            stroke_width=line.get("width", 2),
            stroke_dasharray=self.DASHES[line.get("dash", "solid")],
        )

    # The whole
    # -----------------------------------------------------------------------------------------------

    def svg(self) -> str:
        self._axes()
        shapes = self.layout.get("shapes", [])
        for shape in [s for s in shapes if s.get("layer") == "below"]:
            self._shape(shape)
        before: list[tuple[float, float]] = []
        groups = [t for t in self.traces if t.get("type") == "bar"]
        for trace in self.traces:
            if trace.get("type") == "bar":
                self._bars(trace, groups)
            else:
                before = self._scatter(trace, before)
        for shape in [s for s in shapes if s.get("layer") != "below"]:
            self._shape(shape)
        for note in self.layout.get("annotations", []):
            self._note(note)
        self._draw_legend()
        box = f'viewBox="0 0 {WIDTH} {self.height:g}" width="{WIDTH}" height="{self.height:g}"'
        style = "max-width:100%;height:auto;background:#fff;font-family:sans-serif"
        return f'<svg role="img" aria-label="{escape(self.label)}" {box} style="{style}">{"".join(self.out)}</svg>'

    def _axes(self) -> None:
        left, right = self.left, WIDTH - self.right
        floor, roof = self.height - self.bottom, self.top
        for axis, place in ((self.x, self.px), (self.y, self.py)):
            if not axis.visible:
                continue
            for value, words in axis.ticks():
                here = place(value)
                across = axis is self.x
                if axis.layout.get("showgrid", True):
                    line = [(here, floor), (here, roof)] if across else [(left, here), (right, here)]
                    self.add("path", d=_path(line), stroke=GRID, stroke_width=1)
                if across:
                    self.text(here, floor + 16, words)
                else:
                    middle = here + 4 - (len(_plain(words)) - 1) * FONT * 0.62
                    self.text(left - 7, middle, words, "end")
        if self.x.visible:
            self.add("path", d=_path([(left, floor), (right, floor)]), stroke=INK, stroke_width=1)
            self.text(
                (left + right) / 2,
                floor + self.below - 22 * len(_plain(self._title(self.x))) + 14,
                self._title(self.x),
                size=12.5,
            )
        if self._title(self.y):
            x, y = 13.0, (floor + roof) / 2
            self.text(x, y, self._title(self.y), size=12.5, transform=f"rotate(-90 {x:.0f} {y:.0f})")

    def _scatter(self, trace: dict[str, Any], before: list[tuple[float, float]]) -> list[tuple[float, float]]:
        mode = trace.get("mode", "lines+markers")
        points = [
            (self.px(x), self.py(y)) if x is not None and y is not None else None
            for x, y in zip(trace.get("x") or [], trace.get("y") or [], strict=True)
        ]
        line, marker = trace.get("line", {}), trace.get("marker", {})
        colour = marker.get("color") if isinstance(marker.get("color"), str) else line.get("color", INK)
        if (line.get("shape") or "linear") == "hv":
            stepped: list[tuple[float, float] | None] = []
            for point in points:
                if stepped and stepped[-1] and point:
                    stepped.append((point[0], stepped[-1][1]))
                stepped.append(point)
            drawn = stepped
        else:
            drawn = points
        runs: list[list[tuple[float, float]]] = [[]]
        for point in drawn:
            if point is None:
                runs.append([])
            else:
                runs[-1].append(point)
        fill = trace.get("fill", "none")
        if fill in ("toself", "tonexty", "tozeroy") and drawn:
            closing = {"toself": [], "tonexty": before[::-1]}.get(fill)
            if closing is None:
                closing = [(runs[0][-1][0], self.py(0)), (runs[0][0][0], self.py(0))]
            for run in runs if fill == "toself" else runs[:1]:
                if run:
                    self.add(
                        "path",
                        d=_path(run + closing, close=True),
                        fill=trace.get("fillcolor", GRID),
                        stroke="none",
                    )
        if "lines" in mode:
            for run in runs:
                if len(run) > 1:
                    self.stroke(run, line, colour)
        each = lambda key, i, default: (  # noqa: E731
            marker[key][i] if isinstance(marker.get(key), list) else marker.get(key, default)
        )
        texts = trace.get("text")
        for i, point in enumerate(points):
            if point is None:
                continue
            if "markers" in mode:
                edge = marker.get("line", {}).get("width", 1.6)
                self.mark(*point, each("symbol", i, "circle"), each("size", i, 8), each("color", i, colour), edge)
            if "text" in mode and texts is not None:
                words = texts[i] if isinstance(texts, list) else texts
                where = trace.get("textposition", "middle center")
                self._beside(point, words, where[i] if isinstance(where, list) else where)
        return [p for p in drawn if p]

    def _beside(self, point: tuple[float, float], words: Any, where: str) -> None:
        lines = len(_plain(words)) - 1
        up, side = where.split()
        dy = {"top": -9 - lines * FONT * 1.25, "bottom": 19, "middle": 4 - lines * FONT * 0.62}[up]
        dx, anchor = {"left": (-8, "end"), "right": (8, "start"), "center": (0, "middle")}[side]
        self.text(point[0] + (dx if up == "middle" else dx / 2), point[1] + dy, words, anchor)

    def _bars(self, trace: dict[str, Any], groups: list[dict[str, Any]]) -> None:
        flat = trace.get("orientation") == "h"
        names, lengths = (trace["y"], trace["x"]) if flat else (trace["x"], trace["y"])
        along, across = (self.px, self.py) if flat else (self.py, self.px)
        axis = self.y if flat else self.x
        stacked = self.layout.get("barmode") in ("overlay", "stack") or len(groups) == 1
        slot = 1 if stacked else len(groups)
        width = 0.7 / slot
        shift = 0 if stacked else (groups.index(trace) - (slot - 1) / 2) * width
        colours = trace.get("marker", {}).get("color", INK)
        texts = trace.get("text")
        pattern = trace.get("marker", {}).get("pattern", {}).get("shape", "")
        for i, (name, length) in enumerate(zip(names, lengths, strict=True)):
            if length is None:
                continue
            middle = axis.names.index(str(name)) if axis.kind == "category" else float(name)
            ends = [
                across((middle + shift + d - axis.low) / (axis.high - axis.low), "paper")
                for d in (-width / 2, width / 2)
            ]
            base_share = 0.0 if min(self.x.low if flat else self.y.low, 0) >= 0 else None
            foot = along(0, "paper") if base_share is not None else along(0)
            tip = along(length)
            a, b = sorted(ends)
            c, d = sorted((foot, tip))
            colour = colours[i] if isinstance(colours, list) else colours
            shape = pattern[i] if isinstance(pattern, list) else pattern
            box = (
                {"x": c, "y": a, "width": d - c, "height": b - a}
                if flat
                else {"x": a, "y": c, "width": b - a, "height": d - c}
            )
            self.add("rect", fill=colour, **box)
            if shape:
                self._hatch(box, shape)
            if texts is not None:
                words = texts[i] if isinstance(texts, list) else texts
                self._beside(
                    (tip, (a + b) / 2) if flat else ((a + b) / 2, tip),
                    words,
                    "middle right" if flat else "top center",
                )

    def _hatch(self, box: dict[str, float], shape: str) -> None:
        """White strokes over a bar, the second cue where colours might be confused."""
        if not shape:
            return
        x, y, w, h = (float(box[k]) for k in ("x", "y", "width", "height"))
        step = 7.0
        lines: list[list[tuple[float, float]]] = []
        if shape in "-+":
            lines += [[(x, y + i * step), (x + w, y + i * step)] for i in range(1, int(h / step) + 1)]
        if shape in "|+":
            lines += [[(x + i * step, y), (x + i * step, y + h)] for i in range(1, int(w / step) + 1)]
        if shape in "/x\\":
            for i in range(1, int((w + h) / step) + 1):
                s = i * step
                rise = [(x + max(0, s - h), y + min(s, h)), (x + min(s, w), y + max(0, s - w))]
                if shape in "/x":
                    lines.append(rise)
                if shape in "\\x":
                    lines.append([(2 * x + w - a, b) for a, b in rise])
        for line in lines:
            self.add("path", d=_path(line), stroke="#fff", stroke_width=1.4)
        if shape == ".":
            for i in range(int(w / step) + 1):
                for j in range(int(h / step) + 1):
                    cx, cy = x + 3.5 + i * step, y + 3.5 + j * step
                    if cx < x + w - 1 and cy < y + h - 1:
                        self.add("circle", cx=cx, cy=cy, r=1.2, fill="#fff")

    def _shape(self, shape: dict[str, Any]) -> None:
        xs = [self.px(shape[k], shape.get("xref", "x")) for k in ("x0", "x1")]
        ys = [self.py(shape[k], shape.get("yref", "y")) for k in ("y0", "y1")]
        line = shape.get("line", {})
        if shape["type"] == "line":
            self.stroke(list(zip(xs, ys, strict=True)), line, INK)
        elif shape["type"] == "rect":
            self.add(
                "rect",
                x=min(xs),
                y=min(ys),
                width=abs(xs[1] - xs[0]),
                height=abs(ys[1] - ys[0]),
                fill=shape.get("fillcolor", "none"),
                stroke=line.get("color", "none") if line.get("width", 1) else "none",
                stroke_width=line.get("width", 1),
                stroke_dasharray=self.DASHES[line.get("dash", "solid")],
            )
        else:
            raise ValueError(f"The printed form cannot draw the shape {shape['type']!r}.")

    def _note(self, note: dict[str, Any]) -> None:
        if note.get("showarrow", True):
            raise ValueError("The printed form draws no arrows: set showarrow=False.")
        x = self.px(note["x"], note.get("xref", "x")) + note.get("xshift", 0)
        y = self.py(note["y"], note.get("yref", "y")) - note.get("yshift", 0)
        anchor = {"left": "start", "right": "end"}.get(note.get("xanchor", "center"), "middle")
        lines = len(_plain(note["text"])) - 1
        size = note.get("font", {}).get("size", FONT)
        dy = {"top": size, "bottom": -3 - lines * size * 1.25}.get(
            note.get("yanchor", "middle"), 4 - lines * size * 0.62
        )
        self.text(x, y + dy, note["text"], anchor, size, fill=note.get("font", {}).get("color", INK))

    # The legend
    # ------------------------------------------------------------------------------------------------

    def _legend_lines(self) -> list[list[tuple[dict[str, Any], str, float]]]:
        if self.layout.get("showlegend") is False:
            return []
        named = [t for t in self.traces if t.get("name") and t.get("showlegend", True)]
        if len(named) < 2 and not self.layout.get("showlegend"):
            return []
        lines: list[list[tuple[dict[str, Any], str, float]]] = [[]]
        used = 0.0
        for trace in named:
            words = " ".join(_plain(trace["name"]))
            width = 44 + 6.4 * len(words)
            if lines[-1] and used + width > WIDTH - 40:
                lines.append([])
                used = 0.0
            lines[-1].append((trace, words, width))
            used += width
        return lines

    def _draw_legend(self) -> None:
        for row, line in enumerate(self.legend):
            y = self.height - 20 * (len(self.legend) - row) + 8
            x = max(20.0, (WIDTH - sum(w for *_, w in line)) / 2)
            for trace, words, width in line:
                marker, stroke = trace.get("marker", {}), trace.get("line", {})
                colour = next((c for c in (marker.get("color"), stroke.get("color")) if isinstance(c, str)), INK)
                if isinstance(marker.get("color"), list) and marker["color"]:
                    colour = marker["color"][0]
                mode = trace.get("mode", "lines+markers")
                if trace.get("type") == "bar":
                    box = {"x": x + 4, "y": y - 8, "width": 18.0, "height": 12.0}
                    self.add("rect", fill=colour, **box)
                    pattern = marker.get("pattern", {}).get("shape", "")
                    self._hatch(box, pattern if isinstance(pattern, str) else "")
                elif trace.get("fill", "none") != "none":
                    self.add("rect", x=x + 4, y=y - 8, width=18, height=12, fill=trace.get("fillcolor", GRID))
                else:
                    if "lines" in mode:
                        self.stroke([(x, y - 2), (x + 26, y - 2)], stroke, colour)
                    if "markers" in mode:
                        symbol = marker.get("symbol", "circle")
                        self.mark(x + 13, y - 2, symbol[0] if isinstance(symbol, list) else symbol, 9, colour)
                self.text(x + 31, y + 2, words, "start")
                x += width
