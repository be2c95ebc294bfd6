"""What a line of code works out, as a value that an answers file can hold.

    as_value(between("2023-09-01", "2023-09-13"))    # {"low": 0, "high": 7}
    figure_data(figure)                              # a plotly figure's data, bounded

A number is an int or a float; days counted in a table become their number; the least and the most become low and high.
Of a chart only what can be judged is kept: the kinds of its traces, their x and y, the axes, the words on it.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from course.errors import CourseError
from course.recorded_numbers import NO_UPPER_END

MOST_TRACES, MOST_VALUES, MOST_WORDS, MOST_CHARACTERS = 20, 200, 20, 300
TRACE = ("type", "mode", "orientation", "name", "xaxis", "yaxis", "base", "visible")
AXIS = ("type", "range", "rangemode", "autorange", "side", "overlaying", "visible", "showticklabels")


def as_value(result: Any) -> dict[str, Any]:
    """The fields to record. Raises CourseError that says what the line gives instead of a number."""
    name = type(result).__name__
    if name == "Series" and set(result.index) == {"least", "most"}:
        most = float(result["most"])
        return {"low": _number(float(result["least"])), "high": NO_UPPER_END if math.isinf(most) else _number(most)}
    if name.endswith("Index"):
        return {"number": len(result)}
    if hasattr(result, "item") and getattr(result, "size", 0) == 1:  # numpy's numbers
        result = result.item()
    if isinstance(result, Real) and not isinstance(result, bool):
        try:
            number = float(result)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return {"number": _number(number)}
        raise CourseError("This line does not give a number that can be written down. Look at it again.")
    raise CourseError(f"This line gives a {name}, and a number is asked for. Take the line as it stood.")


def _number(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def is_figure(result: Any) -> bool:
    return hasattr(result, "to_plotly_json") and hasattr(result, "layout")


def figure_data(figure: Any) -> dict[str, Any]:
    """{"data": [traces], "layout": {...}} of a plotly figure, with plain lists of at most 200 values."""
    layout, traces = figure.layout, []
    for trace in list(figure.data)[:MOST_TRACES]:
        kept = {name: trace[name] for name in TRACE if name in trace and trace[name] is not None}
        traces.append(
            {name: _plain(value) for name, value in kept.items()}
            | {axis: _plain(trace[axis]) for axis in ("x", "y", "z") if axis in trace and trace[axis] is not None}
        )
    axes = {}
    for name in layout:
        if name.startswith(("xaxis", "yaxis")):
            axis = layout[name]
            axes[name] = {key: _plain(axis[key]) for key in AXIS if axis[key] is not None}
            axes[name]["title"] = _words(axis.title.text)
    notes = [_words(note.text) for note in list(layout.annotations)[:MOST_WORDS]]
    return {
        "data": traces,
        "layout": {"title": _words(layout.title.text), "annotations": notes, **axes},
    }


def chart_missing(value: dict[str, Any]) -> list[str]:
    """What a recorded chart lacks, in a learner's words."""
    figure = value.get("figure")
    drawn = isinstance(figure, dict) and figure.get("data")
    return [] if drawn else ["There is no chart yet: a blank is still open."]


def _words(value: Any) -> str:
    return str(value)[:MOST_CHARACTERS] if value is not None else ""


def _plain(value: Any) -> Any:
    """As JSON holds it: numpy's and pandas' values as plain ones, days as text, what is no number as None."""
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if isinstance(value, bool) or value is None:
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple) or type(value).__name__ in ("Series", "Index"):
        return [_plain(inner) for inner in list(value)[:MOST_VALUES]]
    if isinstance(value, Real):
        number = float(value)
        return _number(number) if math.isfinite(number) else None
    return str(value)[:MOST_CHARACTERS]
