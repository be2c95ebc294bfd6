"""A chart of the three counts (course/counts.py), judged by the four rules of honesty (course/chart_honesty.py).

Each earns a quarter. A chart with an invented value earns half at most, however well it is labelled.

Recorded: {"text", "figure": {"data": [traces], "layout": {...}}, "by"} (course/recording.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course import counts
from course.chart_honesty import judge
from course.marking.keys import Part
from course.marking.rules._mark import Mark, points
from course.recording import chart_missing as missing
from course.recording import figure_data

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["mark", "missing", "model"]


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    figure = value.get("figure") if isinstance(value, dict) and value.get("text", text) == text else None
    found = judge(figure, _table(text), counts.noun(text))
    if found is None:
        return None
    share = part.points / 4
    earned = sum(share * credit for credit, _ in found.outcomes.values())
    lines = [f"{name}: {said} ({share * credit:g} of {share:g})." for name, (credit, said) in found.outcomes.items()]
    if found.invented and earned > part.points / 2:
        earned = part.points / 2
        lines.append(f"A chart with values that nobody gave earns half at most ({earned:g} of {part.points:g}).")
    return Mark(points(earned, part.points), found.told, lines)


def reasons(part: Part, text: str) -> list[str]:
    return ["Many charts are right: the lines above name each rule of an honest one."]


def model(part: Part, text: str) -> dict[str, Any]:
    named = "; ".join(_table(text)["seen_in"])
    made = counts.draw_bars(text, show="count", axis_from=0, label=counts.noun(text), source_line=named, practice=False)
    return {"text": text, "figure": figure_data(made), "by": "menu"}


def _table(text: str) -> pd.DataFrame:
    """The assignment's counts, whichever notebook has begun in this process."""
    return counts.whole_table(text, practice=False)
