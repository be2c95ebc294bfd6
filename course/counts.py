"""Three counts of the same thing over different days, and a few words to reckon with them: assignment 2 and its
practice paper, which has three other counts.

    counts()                              # the table
    days_in_both("Haaretz", "AP")         # the days that both windows cover
    left_after_taking_off("Hetq")         # 11 less 4
    per_month_of("Hetq")                  # 4 flights in 91 days, as flights per month of 30 days
    per_month(7, days=101)
    between("2023-09-01", "2023-09-13")   # the least and the most that are possible
    bars(show="count", axis_from=0, label="flights", source_line="Haaretz, Hetq, AP")

All are about the text that the learner chose, count both the first and the last day of a window, and give back plain
pandas and plotly objects. A line with a blank in it, written BLANK, gives back an `Unfilled`, which knows what may
stand there; nothing fails on it.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, wraps
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course import answers, choice, flights
from course.errors import CourseError
from course.scrolling import scrolling

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MONTH = 30  # days: a month of April to September has 30 or 31


class Blank:
    """What still has to be filled in."""

    def __repr__(self) -> str:
        return "BLANK"


BLANK = Blank()


@dataclass(frozen=True)
class Unfilled:
    """A line with blanks: the function, and its arguments by name, BLANK among them."""

    function: Callable
    given: dict[str, Any]

    @property
    def blanks(self) -> list[str]:
        return [name for name, value in self.given.items() if value is BLANK]

    def menus(self) -> dict[str, list]:
        """What each blank may be filled with, by the name of its argument."""
        return {name: MENUS[name]() for name in self.blanks}

    def filled(self, picks: list) -> Any:
        """The line's value with the blanks filled, in their order."""
        return self.function(**self.given | dict(zip(self.blanks, picks, strict=True)))

    def pieces(self) -> list[str]:
        """The line as it is written, cut at its blanks: ["per_month(", ", days=", ")"]."""
        ordered = list(inspect.signature(self.function).parameters.values())
        shown = [
            (f"{p.name}=" if p.kind is p.KEYWORD_ONLY else "", self.given[p.name])
            for p in ordered
            if p.name in self.given
        ]
        line = ", ".join(name + ("\0" if value is BLANK else repr(value)) for name, value in shown)
        return f"{self.function.__name__}({line})".split("\0")

    def __repr__(self) -> str:
        return "BLANK".join(self.pieces())


def with_blanks(function: Callable) -> Callable:
    """A function that gives back an Unfilled while one of its arguments is BLANK."""
    signature = inspect.signature(function)

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise CourseError(
                f"{function.__name__}(...): {error}. Take the line as it stood and fill its blanks."
            ) from None
        return Unfilled(called, given) if BLANK in given.values() else function(**given)

    return called


# The table ------------------------------------------------------------------------------------------------


def counts(text: str | None = None) -> pd.DataFrame:
    """The three counts of the chosen text, one row per source: who counted, how many, from which day to which.

    days counts both the first and the last day; at_least says that the source itself gives the count as a least.
    """
    return _shown()(whole_table(text).drop(columns=["id", "per_month"]))


def whole_table(text: str | None = None, practice: bool | None = None) -> pd.DataFrame:
    """The same with each count's id (later, part, least), and with per_month = count / days x 30.

    practice : the practice paper's counts, or the assignment's; None takes those of the notebook that has begun.
    """
    practice = _on_a_paper() if practice is None else practice
    file = "practice_counts.csv" if practice else "three_counts.csv"
    return _read(flights.folder_of(text or choice.text()) / file).copy()


def _on_a_paper() -> bool:
    try:
        return answers.current().commits
    except answers.AnswersError:  # no notebook has begun
        return False


@cache
def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    if not path.is_file():
        raise CourseError(f"{path} is missing. Take it from a fresh copy of the kit.")
    table = pd.read_csv(path, parse_dates=["first_day", "last_day"], index_col="source")
    table["at_least"] = table["at_least"] == "yes"
    table["days"] = (table["last_day"] - table["first_day"]).dt.days + 1
    table["per_month"] = (table["count"] / table["days"] * MONTH).round(2)
    return table[["count", "at_least", "unit", "first_day", "last_day", "days", "seen_in", "id", "per_month"]]


@cache
def _shown() -> type[pd.DataFrame]:
    import pandas as pd

    class Shown(pd.DataFrame):
        """A table in a frame that scrolls, with one row of heads. Of a named index pandas makes a second row, the rest
        of it empty, and heads without a word are nothing to a screen reader. Whatever is made of it is pandas' own."""

        @property
        def _constructor(self) -> type[pd.DataFrame]:
            return pd.DataFrame

        def _repr_html_(self) -> str:
            return scrolling(self.rename_axis(index=None, columns=self.index.name)._repr_html_(), "The three counts")

    return Shown


def _row(source: str) -> pd.Series:
    table = whole_table()
    if source not in table.index:
        raise CourseError(f"{source!r} is none of the sources. Write one of: {_listed(table.index)}.")
    return table.loc[source]


def _listed(values: Any) -> str:
    return ", ".join(repr(value) for value in values)


def by_id(id: str, text: str | None = None, practice: bool | None = None) -> pd.Series:
    """The row of one count by its id (later, part, least); its name is the source."""
    table = whole_table(text, practice)
    return table[table["id"] == id].iloc[0]


def noun(text: str | None = None) -> str:
    """What is counted, in the plural."""
    return str(counts(text)["unit"].iloc[0])


# The words ------------------------------------------------------------------------------------------------


@with_blanks
def days_in_both(first: str, second: str) -> pd.DatetimeIndex:
    """The days that lie in the windows of both sources."""
    import pandas as pd

    one, other = _row(first), _row(second)
    return pd.date_range(one["first_day"], one["last_day"]).intersection(
        pd.date_range(other["first_day"], other["last_day"])
    )


@with_blanks
def left_after_taking_off(source: str) -> int:
    """What is left of the whole window's count when this source's count is taken off, in things counted."""
    return int(by_id("later")["count"] - _row(source)["count"])


@with_blanks
def per_month_of(source: str) -> float:
    """A source's count per month of 30 days of its own window."""
    row = _row(source)
    return round(float(row["count"] / row["days"] * MONTH), 2)


@with_blanks
def per_month(count: float, *, days: int) -> float:
    """count / days x 30: things per month of 30 days."""
    if not isinstance(count, int | float) or not isinstance(days, int | float) or days <= 0:
        raise CourseError(
            "per_month(...) takes two numbers: how many, and in how many days. Write per_month(8, days=60)."
        )
    return round(count / days * MONTH, 2)


@with_blanks
def between(first_day: str, last_day: str) -> pd.Series:
    """The least and the most from one day to another, both included, if all three sources count the same things.

    Every source says how many lie in its window; one that says "at least" sets no upper end. The most is infinite where
    no count covers the days.
    """
    import pandas as pd

    try:
        start, end = (date.fromisoformat(day) for day in (first_day, last_day))
    except (TypeError, ValueError):
        raise CourseError("between(...) takes two days, each written like '2023-09-01'.") from None
    if end < start:
        raise CourseError(f"The last day ({end}) comes before the first ({start}).")
    least, most = _least_and_most(counts(), start, end + timedelta(days=1))
    return pd.Series({"least": least, "most": most}, name=noun())


def _least_and_most(table: pd.DataFrame, start: date, end: date) -> tuple[float, float]:
    """From `start` to before `end`. What was counted before a day, as a number of that day, can only rise; each source
    binds two of these numbers. The tightest bounds on the difference of two of them are shortest paths."""
    windows = [
        (row.first_day.date(), row.last_day.date() + timedelta(days=1), int(row.count_), row.at_least)
        for row in table.rename(columns={"count": "count_"}).itertuples()
    ]
    days = sorted({start, end, *(day for first, last, _, _ in windows for day in (first, last))})
    # most[a, b]: how much more was counted before b than before a, at most.
    most = {(a, b): 0.0 if b <= a else math.inf for a, b in product(days, days)}
    for first, last, count, at_least in windows:
        most[last, first] = min(most[last, first], -count)
        if not at_least:
            most[first, last] = min(most[first, last], count)
    for by, a, b in product(days, days, days):
        most[a, b] = min(most[a, b], most[a, by] + most[by, b])
    return -most[end, start] + 0.0, most[start, end]


# A chart --------------------------------------------------------------------------------------------------

SHOW = {"count": "count", "per month": "per_month"}
SPREAD = "month by month"
NO_SOURCE = "no source named"
BELOW_THE_SMALLEST = "just below the smallest"


@with_blanks
def bars(*, show: str, axis_from: float | str, label: str, source_line: str) -> go.Figure:
    """A bar chart of the counts. show = "count", "per month" or "month by month"; axis_from = where the axis begins;
    label = what stands beside the axis; source_line = what stands below the chart."""
    return draw_bars(choice.text(), show=show, axis_from=axis_from, label=label, source_line=source_line)


def draw_bars(
    text: str, *, show: str, axis_from: float | str, label: str, source_line: str, practice: bool | None = None
) -> go.Figure:
    """The same of any text, and of the counts that `practice` names as in whole_table."""
    import plotly.graph_objects as go

    table = whole_table(text, practice)
    if show == SPREAD:
        row = by_id("later", text, practice)
        first, last = row["first_day"].date(), row["last_day"].date()
        names = [f"{m:%B}" if first.year == last.year else f"{m:%b %Y}" for m in _months(first, last)]
        values = [round(float(row["count"]) / len(names), 2)] * len(names)
    elif show in SHOW:
        names = [f"{who}<br>{_days_in_words(row)}" for who, row in table.iterrows()]
        values = [float(value) for value in table[SHOW[show]]]
    else:
        raise CourseError(f"bars(show={show!r}): take one of {_listed([*SHOW, SPREAD])}.")
    lowest = 0.9 * min(values) if axis_from == BELOW_THE_SMALLEST else axis_from
    if not isinstance(lowest, int | float) or lowest >= max(values):
        raise CourseError(f"bars(axis_from={axis_from!r}): take one of {_listed(MENUS['axis_from']())}.")
    layout = {
        "xaxis": {"title": {"text": "" if source_line == NO_SOURCE else f"Source: {source_line}"}},
        "yaxis": {
            "range": [round(lowest, 2), round(lowest + 1.1 * (max(values) - lowest), 2)],
            "title": {"text": label},
        },
    }
    look = {"template": "plotly_white", "height": 380, "margin": {"t": 20}, "showlegend": False}
    return go.Figure(go.Bar(x=names, y=values), layout | look)


def _months(first: date, last: date) -> list[date]:
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + m) // 12, (first.month - 1 + m) % 12 + 1, 1) for m in range(count)]


def _days_in_words(row: pd.Series) -> str:
    first, last = row["first_day"], row["last_day"]
    year = "" if first.year == last.year else " %Y"
    return f"{first.day} {first:%B{year}} – {last.day} {last:%B{year}}"


# What a blank may be filled with --------------------------------------------------------------------------


def _sources() -> list[str]:
    return list(counts().index)


def _days() -> list[str]:
    table, september = counts(), by_id("least")
    ends = [*table["first_day"], *table["last_day"], september["last_day"] + timedelta(days=13)]
    return sorted({f"{day:%Y-%m-%d}" for day in ends})


def _lengths() -> list[int]:
    table = counts()
    whole, part = by_id("later")["days"], by_id("part")["days"]
    return sorted({*map(int, table["days"]), int(whole - part)}, reverse=True)


def _labels() -> list[str]:
    return [noun(), f"{noun()} per month", "number", "how busy it was"]


def _source_lines() -> list[str]:
    return ["; ".join(counts()["seen_in"]), "several media", NO_SOURCE]


def units() -> list[str]:
    """The units that can be chosen in every step."""
    return [noun(), *(f"{noun()} per {time}" for time in ("day", "month", "year")), "days", "per cent"]


# Arguments of the functions above -> what the menu of their blank holds.
MENUS: dict[str, Callable[[], list]] = {
    "first": _sources,
    "second": _sources,
    "source": _sources,
    "count": lambda: list(range(1, int(by_id("later")["count"]) + 1)),
    "days": _lengths,
    "first_day": _days,
    "last_day": _days,
    "show": lambda: [*SHOW, SPREAD],
    "axis_from": lambda: [0, BELOW_THE_SMALLEST],
    "label": _labels,
    "source_line": _source_lines,
}
