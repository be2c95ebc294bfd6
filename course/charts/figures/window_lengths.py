"""What is "seven years"? The same counts over windows of different length."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank, problem_of, stated
from course.charts._palette import FIRST, SECOND


def window_lengths(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """Mean rates of both counts for every length that the worded window can have."""
    p = problem_of(text)
    per, found = p.per, flights.readings(p)
    worded = p.first.length[0] if p.first.length else round(found["length"].min(), 1)
    low, high = (
        math.floor(min(found["length"]) * 0.95 * 10) / 10,
        math.ceil(max(found["length"]) * 1.04 * 10) / 10,
    )
    grid = {round(low + i * 0.05, 2) for i in range(int((high - low) / 0.05) + 2)}
    # The readings keep their exact length; grid points that would look the same give way to them.
    exact = {round(x, 2): x for x in found["length"]}
    lengths = sorted([x for x in grid if x not in exact] + list(exact.values()))

    rows = {"first": f"{p.first.value} {p.noun}", "sum": f"{p.sum} {p.noun}"}
    figure = blank(300)
    for which, label in rows.items():
        here = found[found["which"] == which]
        figure.add_trace(
            go.Scatter(
                x=here["rate"].tolist(),
                y=[label] * len(here),
                mode="markers+text",
                text=[f"{r:.1f}<br>({x:.3g})" for r, x in zip(here["rate"], here["length"], strict=True)],
                textposition="top center",
                name=f"readings ({per}s in brackets)",
                showlegend=which == "first",
                marker={"color": FIRST.light, "symbol": "circle-open", "size": 12, "line": {"width": 2}},
                hovertext=here["reading"].tolist(),
                hoverinfo="text",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[],
            y=[],
            mode="markers",
            name="your window",
            marker={"color": SECOND.light, "symbol": SECOND.symbol, "size": 15},
            hoverinfo="x",
        )
    )
    ends = [p.first.value / high, p.sum / low]
    axis = [math.floor(ends[0] * 2) / 2, math.ceil(ends[1] * 2) / 2]
    figure.update_xaxes(title_text=f"mean rate ({p.noun} per {per})", range=axis)
    figure.update_yaxes(title_text="count", type="category", categoryarray=list(rows.values()), range=[-0.5, 1.8])

    frames = {}
    for i, length in enumerate(lengths):
        one, both = p.first.value / length, p.sum / length
        frames[str(i)] = Frame(
            f"Over {length:.2f} {per}s: {p.first.value} {p.noun} make {one:.1f} a {per}, {p.sum} make {both:.1f}.",
            {"data.2.x": [round(one, 3), round(both, 3)], "data.2.y": list(rows.values())},
        )
    start = min(range(len(lengths)), key=lambda i: abs(lengths[i] - worded))
    figure.data[2].update(x=frames[str(start)].set["data.2.x"], y=list(rows.values()))
    presets = {}
    for row in found.sort_values("length").drop_duplicates("length").itertuples(index=False):
        step = min(range(len(lengths)), key=lambda i: abs(lengths[i] - row.length))
        presets[str(step)] = f"{row.length:.2f} {per}s: {row.reading.split(', not grown')[0]}"
    bounds = flights.rate_bounds(p.first.value, found.loc[found["which"] == "first", "length"].tolist())
    last = found[found["which"] == "sum"]
    return Chart(
        name="window_lengths",
        title=f"The same counts over windows of {lengths[0]:g} to {lengths[-1]:g} {per}s: {p.noun} per {per}",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; {p.later.window_note}; the rates are ours",
        cannot_tell=(
            f"How many there were in any one {per}. A mean says nothing about rise or fall, and the text "
            "does not "
            f"name the first and last day of its window."
        ),
        text_alternative=(
            f"Dots on two lines. {p.first.value} {p.noun} give {bounds.low:.1f} to {bounds.high:.1f} a "
            f"{per}, "
            f"depending on how long the window is. {p.sum} {p.noun} give {last['rate'].min():.1f} over "
            f"{last['length'].max():.2f} {per}s, the time that passed, but {last['rate'].max():.1f} over "
            "the worded "
            f"{last['length'].min():g}: {100 * (last['rate'].max() / last['rate'].min() - 1):.0f} percent "
            "more, from the "
            f"length alone."
        ),
        table=found.drop(columns="which").rename(
            columns={
                "length": f"length ({per}s)",
                "count": f"count ({p.noun})",
                "rate": f"rate ({p.noun} per {per})",
            }
        ),
        prediction=(
            f"“{p.first.window_as_worded}”, then {p.later.value} more and still "
            f"“{p.total.window_as_worded}”: "
            f"does the rate go up because more came, or because the window stayed short?"
            if p.total
            else f"{p.first.value} {p.noun} in “{p.first.window_as_worded}”: how many a {per}, at least and at most?"
        ),
        data_file="data/flights/as_stated.csv",
        axis_note=f"The axis starts at {axis[0]:g}, not at 0. Dots, not bars.",
        controls=(
            Control.choice("reading", f"What “{p.first.window_length}” can mean", presets, str(start), "menu"),
            Control.steps("length", "Length of the window", [f"{x:.2f} {per}s" for x in lengths], start),
        ),
        frames=frames,
        rule={"presets": {"reading": {step: {"length": step} for step in presets}}},
    )
