"""Where the axis starts: the same three numbers look alike or worlds apart."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank, problem_of, stated
from course.charts._palette import FIRST, SECOND


def axis_switch(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """Bars from zero, bars from just below the smallest count, and dots with what each count may mean."""
    p = problem_of(text)
    values = [p.first.value, p.whole.value, p.sum]
    names = [
        f"{p.first.value}<br>({p.first.article_unit})",
        f"{p.whole.value}<br>({p.whole.article_unit})",
        f"{p.sum}<br>({p.later.article_unit})",
    ]
    foot = (min(values) - 1) // 10 * 10
    top = max(values) * 1.12
    rounded = flights.meaning(p.whole.value, "to the nearest ten")
    unit = f"{p.noun} stated (number)"
    cut = f"{p.noun} stated (number); the axis starts at {foot}"

    figure = blank(340, showlegend=False)
    figure.add_trace(
        go.Bar(
            x=names,
            y=values,
            text=[str(v) for v in values],
            textposition="outside",
            cliponaxis=False,
            marker={"color": FIRST.light},
            name="count",
            hoverinfo="skip",
            width=0.7,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[names[1], names[1]],
            y=[rounded.low, rounded.high],
            mode="lines",
            visible=False,
            line={"color": FIRST.light, "width": 4},
            name="if rounded to the nearest ten",
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=names,
            y=values,
            mode="markers+text",
            text=[str(v) for v in values],
            textposition="middle right",
            visible=False,
            marker={"color": SECOND.light, "symbol": SECOND.symbol, "size": 13},
            name="count",
        )
    )
    figure.update_xaxes(
        title_text="count, and where the text states it", type="category", showgrid=False, range=[-0.5, 2.5]
    )
    figure.update_yaxes(title_text=unit, range=[0, top])

    high, low = max(values), min(values)
    listed = f"{values[0]}, {values[1]} and {values[2]}"
    looks = (high - foot) / (low - foot)
    frames = {
        "zero": Frame(
            f"From 0: the tallest bar is {high / low:.2f} times the shortest, and so are the numbers.",
            {"layout.yaxis.range": [0, top], "layout.yaxis.title.text": unit},
        ),
        "cut": Frame(
            f"From {foot}: the tallest bar is {looks:.1f} times the shortest. The numbers are "
            f"{high / low:.2f} times "
            f"each other, as before.",
            {"layout.yaxis.range": [foot, foot + (high - foot) * 1.2], "layout.yaxis.title.text": cut},
        ),
        "dots": Frame(
            f"Dots may start anywhere, for nobody reads their length. The line shows what “{p.whole.value}” "
            "may stand "
            f"for if it is rounded to the nearest ten: {rounded}.",
            {
                "layout.yaxis.range": [foot, foot + (high - foot) * 1.2],
                "layout.yaxis.title.text": cut,
                "data.0.visible": False,
                "data.1.visible": True,
                "data.2.visible": True,
            },
        ),
    }
    table = pd.DataFrame(
        {
            "count": [
                p.first.window_as_worded,
                p.whole.window_as_worded,
                p.total.window_as_worded if p.total else f"{p.first.value} + {p.later.value}",
            ],
            f"stated ({p.noun})": values,
            f"bar from 0 ({p.noun})": values,
            f"bar from {foot} ({p.noun})": [v - foot for v in values],
        }
    )
    return Chart(
        name="axis_switch",
        title=f"Three counts of {p.noun}: {listed}, on an axis that you choose",
        figure=figure,
        source_class="article",
        sources=stated(p),
        cannot_tell=(
            "Whether the counts differ at all: they cover different windows, and one may be rounded. The "
            "text gives "
            "no margin of error for any of them."
        ),
        text_alternative=(
            f"Three bars: {listed}. From zero the tallest "
            "is "
            f"{high / low:.2f} times the shortest. With the axis cut at {foot} the tallest looks "
            f"{looks:.1f} times as "
            f"tall. As dots, {p.whole.value} has a line from {rounded.low} to {rounded.high}, what it may "
            "mean if rounded."
        ),
        table=table,
        prediction=f"How different are {listed}? Rate it from 0 (the same) to 10, now and after.",
        data_file="data/flights/as_stated.csv",
        controls=(
            Control.choice(
                "axis",
                "Show",
                {"zero": "bars from 0", "cut": f"bars from {foot}", "dots": "dots, with what they may mean"},
                "zero",
            ),
        ),
        frames=frames,
    )
