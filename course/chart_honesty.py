"""Whether a chart of counts is honest, from its figure's data: four rules.

    values   every value stands in the table, in one column of it, and says whose it is: nothing is invented
    axis     one value axis that begins at zero or says that it does not, and cuts no bar
    label    the axis says what is counted, in the unit of what is drawn
    source   a line names the sources of what is drawn

A figure is {"data": [traces], "layout": {...}} (course/recording.py), with arrays as lists or as plotly writes them:
{"dtype": "f8", "bdata": base64}. Only bars, lines and dots are judged. The table has a row per source, with the columns
count and per_month (course/counts.py). What is read here may come from anybody: nothing raises.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from dataclasses import dataclass
from typing import Any

FORMATS = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q", "f4": "f", "f8": "d"}
MOST_TRACES, MOST_VALUES, MOST_WORDS, MOST_CHARACTERS = 20, 200, 20, 300
SAYS_SO = re.compile(
    r"\b(axis|scale)\b[^.;]*\b(starts?|begins?|from|cut|broken|not)\b|\bnot (from|at) (zero|0)\b", re.I
)
COLUMNS = {"count": "", "per_month": " per month"}  # and how the unit goes on


@dataclass(frozen=True)
class Judged:
    """What came of it. `outcomes`: rule -> (credit of 0, 0.5 or 1, why in words). `invented`: a value is in no column
    of the table. `told`: the chart in words."""

    outcomes: dict[str, tuple[float, str]]
    invented: bool
    told: str


@dataclass(frozen=True)
class Drawn:
    """One bar or dot: its value, None where it is no number, and the words that stand by it."""

    value: float | None
    words: str


def judge(figure: Any, table: Any, noun: str) -> Judged | None:
    """A figure against the table of counts of `noun`; None where nothing is drawn."""
    if not isinstance(figure, dict):
        return None
    traces, layout = _traces(figure), figure.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    drawn = [mark for trace in traces for mark in _drawn(trace)]
    if all(mark.value is None for mark in drawn):
        return None
    column, values = _judge_values(drawn, traces, table)
    outcomes = {
        "Values": values,
        "Axis": _judge_axis(traces, layout, drawn),
        "Label": _judge_label(traces, layout, column, noun),
        "Source": _judge_source(layout, drawn, table),
    }
    return Judged(outcomes, not column, _told(drawn, traces, layout))


# The four rules: what is earned (0, 0.5 or 1), and why in words ------------------------------------------


def _judge_values(drawn: list[Drawn], traces: list[dict], table: Any) -> tuple[str, tuple[float, str]]:
    """The table's column that is drawn ("" where something is not in it), and the outcome."""
    if any(trace.get("type", "scatter") not in ("bar", "scatter", "scattergl") for trace in traces):
        return "", (0.0, "only bars, lines and dots can be judged")
    if any(mark.value is None for mark in drawn):
        return "", (0.0, "some of what is drawn is no number")
    fits = {name: sum(_stands(mark, table, name) for mark in drawn) for name in COLUMNS}
    column = max(fits, key=fits.__getitem__)
    if fits[column] < len(drawn):
        odd = [f"{mark.value:g}" for mark in drawn if not _stands(mark, table, column)]
        return "", (0.0, f"{len(odd)} of {len(drawn)} do not stand in the table as drawn ({', '.join(odd[:5])})")
    if len(drawn) < 2:
        return column, (0.5, "it stands in the table, and one value alone compares nothing")
    if not all(_named(mark, table) for mark in drawn):
        return column, (0.5, "all stand in the table, and the chart does not say whose each one is")
    return column, (1.0, "all stand in the table, and each says whose it is")


def _judge_axis(traces: list[dict], layout: dict, drawn: list[Drawn]) -> tuple[float, str]:
    names = {_value_axis(trace) for trace in traces}
    overlaid = any(axis.get("overlaying") for _, axis in _axes(layout))
    if len(names) > 1 or overlaid:
        return 0.0, "there are two value axes, so that anything can be made to fit"
    axis = layout.get(names.pop())
    axis = axis if isinstance(axis, dict) else {}
    if axis.get("visible") is False or axis.get("showticklabels") is False:
        return 0.0, "the axis shows no numbers"
    if "reversed" in str(axis.get("autorange")):
        return 0.0, "the axis runs downwards"
    bars = all(trace.get("type") == "bar" for trace in traces)
    zero = bars or axis.get("rangemode") == "tozero"
    limits = axis.get("range")
    if isinstance(limits, list) and limits:
        ends = [_number(end) for end in limits[:2]]
        if len(ends) < 2 or None in ends or ends[0] >= ends[1]:
            return 0.0, "where the axis begins cannot be told"
        highest = max((mark.value for mark in drawn if mark.value is not None), default=0.0)
        if ends[1] < highest:
            return 0.0, "the axis ends below the highest value"
        zero = ends[0] <= 0
    if axis.get("type") not in (None, "-", "linear") or any(_floats(trace) for trace in traces):
        zero = False
    if zero:
        return 1.0, "it begins at zero"
    if any(SAYS_SO.search(words) for words in _words(layout)):
        return 1.0, "it does not begin at zero, and the chart says so"
    return 0.0, "it does not begin at zero, and nothing says so"


def _judge_label(traces: list[dict], layout: dict, column: str, noun: str) -> tuple[float, str]:
    axis = layout.get(_value_axis(traces[0]))
    label = " ".join(_title(axis).casefold().replace("/", " per ").split()) if isinstance(axis, dict) else ""
    if not label:
        return 0.0, "nothing stands beside the axis"
    rate = bool(re.search(r"\bper\b|\ba (day|week|month|year)\b", label))
    if noun not in label:
        return 0.0, "the words beside the axis do not say what is counted"
    if not column:
        return 1.0, f"the axis says {noun}"
    if rate != (column == "per_month") or (rate and "month" not in label):
        return 0.5, "the words beside the axis say what is counted, in another unit than what is drawn"
    return 1.0, f"the axis says {noun}{COLUMNS[column]}"


def _judge_source(layout: dict, drawn: list[Drawn], table: Any) -> tuple[float, str]:
    said = " ".join(_words(layout)).casefold()
    there = [who for who in table.index if any(who.casefold() in mark.words.casefold() for mark in drawn)]
    needed = there or list(table.index)
    named = [who for who in needed if who.casefold() in said]
    if len(named) == len(needed):
        return 1.0, "a line names where the counts come from"
    if named:
        return 0.5, f"a line names {len(named)} of {len(needed)} sources"
    return 0.0, "no line says where the counts come from"


# What a figure's data says -------------------------------------------------------------------------------


def _traces(figure: dict) -> list[dict]:
    data = figure.get("data")
    found = [trace for trace in data[:MOST_TRACES] if isinstance(trace, dict)] if isinstance(data, list) else []
    return [trace for trace in found if trace.get("visible") not in (False, "legendonly")]


def _drawn(trace: dict) -> list[Drawn]:
    sideways = trace.get("orientation") == "h"
    values, beside = (_values(trace.get(name)) for name in (("x", "y") if sideways else ("y", "x")))
    name = str(trace.get("name") or "")[:MOST_CHARACTERS]
    beside += [""] * (len(values) - len(beside))
    return [
        Drawn(_number(value), f"{str(by)[:MOST_CHARACTERS]} {name}") for value, by in zip(values, beside, strict=False)
    ]


def _values(given: Any) -> list:
    """A trace's array, as a list or as plotly packs it; [] where it is neither, or too long to be honest."""
    if isinstance(given, list):
        return given[:MOST_VALUES]
    if not isinstance(given, dict) or given.get("dtype") not in FORMATS or not isinstance(given.get("bdata"), str):
        return []
    form = FORMATS[given["dtype"]]
    try:
        raw = base64.b64decode(given["bdata"][: MOST_VALUES * 12], validate=False)
    except (binascii.Error, ValueError):
        return []
    size = struct.calcsize(f"<{form}")
    count = min(len(raw) // size, MOST_VALUES)
    return list(struct.unpack(f"<{count}{form}", raw[: count * size]))


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _stands(mark: Drawn, table: Any, column: str) -> bool:
    """Whether a value is one of the table's, and of the source that stands by it, where one does."""
    rows = [who for who in table.index if who.casefold() in mark.words.casefold()] or list(table.index)
    return any(abs(mark.value - float(table.loc[who, column])) < 0.011 for who in rows)


def _named(mark: Drawn, table: Any) -> bool:
    return any(who.casefold() in mark.words.casefold() for who in table.index)


def _floats(trace: dict) -> bool:
    """Whether its bars begin elsewhere than at zero."""
    base = trace.get("base")
    given = _values(base) if isinstance(base, list | dict) else [base]
    return any(value not in (None, 0, 0.0) for value in given)


def _value_axis(trace: dict) -> str:
    """The layout's name of the axis that a trace's values lie on: "yaxis", "xaxis", "yaxis2"."""
    letter = "x" if trace.get("orientation") == "h" else "y"
    found = re.fullmatch(rf"{letter}(\d{{0,3}})", str(trace.get(f"{letter}axis") or letter)[:9])
    return f"{letter}axis{found[1] if found and found[1] != '1' else ''}" if found else f"{letter}axis"


def _axes(layout: dict) -> list[tuple[str, dict]]:
    return [(k, v) for k, v in layout.items() if re.match("[xy]axis", str(k)) and isinstance(v, dict)][:MOST_TRACES]


def _title(of: dict) -> str:
    title = of.get("title")
    title = title.get("text") if isinstance(title, dict) else title
    return title[:MOST_CHARACTERS] if isinstance(title, str) else ""


def _words(layout: dict) -> list[str]:
    """What is written on the chart: notes, its title, and what stands beside its axes."""
    notes = layout.get("annotations")
    notes = notes[:MOST_WORDS] if isinstance(notes, list) else []
    texts = [note.get("text") if isinstance(note, dict) else note for note in notes]
    found = [text[:MOST_CHARACTERS] for text in texts if isinstance(text, str)]
    return [*found, _title(layout), *(_title(axis) for _, axis in _axes(layout))]


def _told(drawn: list[Drawn], traces: list[dict], layout: dict) -> str:
    shown = ", ".join("no number" if mark.value is None else f"{mark.value:g}" for mark in drawn[:12])
    axis = layout.get(_value_axis(traces[0]))
    label = _title(axis) if isinstance(axis, dict) else ""
    notes = "; ".join(words for words in _words(layout) if words and words != label)[:MOST_CHARACTERS]
    return f"a chart of {shown}; beside the axis: “{label}”; other words: “{notes}”"
