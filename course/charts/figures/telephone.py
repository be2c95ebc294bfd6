"""Telephone: one count in several retellings, and what changed on the way."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import HELD, blank
from course.charts._palette import FIRST, FOURTH, SECOND, THIRD, UNSAID

# What a retelling did to the count, and how its line is drawn.
CHANGES = {
    "origin": ("kept", FIRST),
    "hedge kept": ("kept", FIRST),
    "rounded": ("number or window changed", SECOND),
    "window changed": ("number or window changed", SECOND),
    "word added": ("words added or made firmer", THIRD),
    "inference asserted": ("words added or made firmer", THIRD),
    "hedge lost": ("a caution lost", FOURTH),
}
# How a table names the text itself among the retellings.
OWN = ("the-article", "the-text")


def telephone(text: str | pd.DataFrame = "karabakh", held: int = 2, first: str | None = None) -> Chart:
    """Who retold the count, and how.

    text: a text's name, whose as_reported.csv is read, or such a table. held: how many retellings an
    assignment asks about; they are drawn hollow and without a name. Rows that give another count are left
    out.
    """
    table = flights.as_reported(text) if isinstance(text, str) else text
    rows = table[table["change"].isin(list(CHANGES))].to_dict("records")
    origin = next(r for r in rows if r["change"] == "origin")
    first = first or f"the first<br>report of {origin['figure']},<br>not read"
    height = len(rows) + held
    where = {row["id"]: height - 1 - i for i, row in enumerate(rows)}
    middle = (height - 1) / 2

    figure = blank(90 + 54 * height, showlegend=True, legend_y=-0.02)
    drawn, edges = set(), []
    for row in rows:
        kind, role = CHANGES[row["change"]]
        unknown = row["names_its_source"] == "not read"
        edges.append(len(figure.data))
        figure.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[middle, where[row["id"]]],
                mode="lines+markers",
                name=kind,
                legendgroup=kind,
                showlegend=kind not in drawn,
                hoverinfo="skip",
                line={"color": role.light, "width": 2, "dash": "dot" if unknown else "solid"},
                marker={
                    "color": role.light,
                    "symbol": role.symbol,
                    "size": [0, 12],
                    "opacity": 1,
                    "line": {"width": 2},
                },
            )
        )
        drawn.add(kind)
        # A long name has a line to itself, or it would run off the right edge.
        outlet = row["outlet"] + (",<br>" if len(row["outlet"]) > 30 else ", ")
        figure.add_annotation(
            x=1.05,
            y=where[row["id"]],
            xanchor="left",
            showarrow=False,
            align="left",
            text=f"{outlet}{row['date']}<br>{row['figure']}; {row['window_as_worded']}",
        )
    for i in range(held):
        figure.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[middle, held - 1 - i],
                mode="lines+markers",
                name=HELD,
                legendgroup=HELD,
                showlegend=i == 0,
                hoverinfo="skip",
                line={"color": UNSAID.light, "width": 1, "dash": UNSAID.dash},
                marker={
                    "color": UNSAID.light,
                    "symbol": UNSAID.symbol,
                    "size": [0, 12],
                    "opacity": 1,
                    "line": {"width": 2},
                },
            )
        )
        figure.add_annotation(
            x=1.05, y=held - 1 - i, xanchor="left", showarrow=False, text=f"a retelling that is {HELD}"
        )
    figure.add_trace(
        go.Scatter(
            x=[0],
            y=[middle],
            mode="markers",
            showlegend=False,
            hoverinfo="skip",
            marker={"color": UNSAID.light, "symbol": "square-open", "size": 16, "line": {"width": 2}},
        )
    )
    figure.add_annotation(x=-0.06, y=middle, xanchor="right", showarrow=False, text=first)
    figure.update_xaxes(visible=False, range=[-1.05, 3.3])
    figure.update_yaxes(visible=False, range=[-0.7, height - 0.3])

    others = sum(row["id"] not in OWN for row in rows)
    frames = {
        "all": Frame("Each line is one retelling. Dotted: the part read does not show where it took the count from.")
    }
    for i, row in enumerate(rows):
        frames[row["id"]] = Frame(
            f"{row['outlet']}, {row['date']}: “{row['figure']}”, {row['window_as_worded']}. {row['change_in_words']}",
            {f"data.{j}.opacity": 1 if j == edges[i] else 0.3 for j in edges},
        )
    shown = [
        "outlet",
        "place",
        "date",
        "figure",
        "window_as_worded",
        "qualifier",
        "names_its_source",
        "change_in_words",
    ]
    listed = " ".join(f"{r['outlet']}: {r['figure']}, {r['window_as_worded']}. {r['change_in_words']}" for r in rows)
    return Chart(
        name="telephone",
        title=f"One count on {others} pages and in the text: what each kept and what it changed",
        figure=figure,
        source_class="outside+article",
        sources="stored copies of each page, mostly its opening; outlets, dates and wording stand in the table",
        cannot_tell=(
            "Why a wording changed, or who copied whom where the line is dotted. Only parts of each page "
            "were read, "
            "and the first report itself was not."
        ),
        text_alternative=(
            f"A fan of lines from the first report, which was not read, to {others} retellings of it and to "
            f"the text. {listed} "
            f"{held} more retellings are left out: they are {HELD}."
        ),
        table=pd.DataFrame(rows)[shown].rename(columns=lambda c: c.replace("_", " ")),
        prediction="Each outlet passes the same count on. What gets lost first: the number, the window, or "
        "the caution?",
        data_file="data/flights/as_reported.csv",
        controls=(
            Control.choice(
                "follow",
                "Follow",
                {"all": "all lines", **{r["id"]: r["outlet"] for r in rows}},
                "all",
                "menu",
            ),
        ),
        frames=frames,
    )
