"""What all figures share: an empty one in the course's dress, and words for days and counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go

from course.charts._palette import GRID, INK
from course.flights import CountsProblem, load_counts

# How a chart words what it leaves out because an assignment marks it.
HELD = "asked in an assignment"


def blank(height: int = 360, **layout: Any) -> go.Figure:
    """A figure without plotly's own template, which would add 7 kB to each; transparent, so that themes show
    through.

    Dragging is off: on a touch screen it would catch the finger that wants to scroll.
    """
    axis = {
        "gridcolor": GRID[0],
        "linecolor": INK[0],
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 10, "font": {"size": 13}},
        "fixedrange": True,
    }
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": INK[0], "size": 13},
        margin={"l": 50, "r": 24, "t": 20, "b": 40},
        xaxis=axis,
        yaxis=axis,
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            # Below the axis title, whatever the height: plotly measures in heights of the drawn area.
            "y": -56 / (height - 110),
            "yanchor": "top",
            "itemsizing": "constant",
        },
        dragmode=False,
        hovermode="closest",
    )
    figure.update_layout(**layout)
    return figure


def problem_of(text: CountsProblem | str) -> CountsProblem:
    return load_counts(text) if isinstance(text, str) else text


def day(when: date) -> str:
    """6 March 2023, in every locale."""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{when.day} {months[when.month - 1]} {when.year}"


def many(number: int, noun: str) -> str:
    """1 flight, 2 flights."""
    return f"{number} {noun[:-1] if number == 1 and noun.endswith('s') else noun}"


def stated(problem: CountsProblem) -> str:
    """Where a chart of counts takes its numbers from."""
    units = ", ".join(dict.fromkeys(c.article_unit for c in (problem.first, problem.later, problem.part)))
    return f"the counts in {units}"
