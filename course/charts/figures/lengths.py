"""One border, several lengths: a number depends on its definition."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank
from course.charts._palette import FIRST, SECOND, pattern
from course.charts.figures.claimed_shares import OURS
from course.flights import DATA


def border() -> Chart:
    """The border of Azerbaijan and Iran by what is counted in. Rows that nobody has read stay out."""
    table = pd.read_csv(DATA / "border.csv", dtype=str, keep_default_na=False)
    table = table[~table["source"].str.contains("RECALLED")]
    return lengths(
        table,
        of="the border of Azerbaijan and Iran",
        unit="km",
        cannot_tell=(
            "Which length is right: rivers, the exclave of Nakhchivan and the fineness of the measuring all "
            "count. Two "
            "of the four sources do not say what they counted in."
        ),
        data_file="data/border.csv",
    )


def lengths(table: pd.DataFrame, of: str, unit: str, cannot_tell: str, data_file: str = "") -> Chart:
    """Bars from zero, one for each definition. table: a column named as `unit`, definition, source."""
    values = [float(v) for v in table[unit]]
    labels = [
        f"{s.split(' (')[0].split(' 2023')[0]}:<br>{d.strip(chr(34))}"
        for s, d in zip(table["source"], table["definition"], strict=True)
    ]
    ours = [s in OURS for s in table["source"]]
    figure = blank(90 + 58 * len(values))
    for role, name, keep in (
        (FIRST, "other sources", False),
        (SECOND, next((s for s in table["source"] if s in OURS), OURS[0]), True),
    ):
        here = [i for i, own in enumerate(ours) if own == keep]
        figure.add_trace(
            go.Bar(
                x=[values[i] for i in here],
                y=[labels[i] for i in here],
                orientation="h",
                name=name,
                width=0.6,
                text=[f"{values[i]:g} {unit}" for i in here],
                textposition="outside",
                cliponaxis=False,
                hoverinfo="skip",
                marker={"color": role.light, "opacity": [1.0] * len(here), "pattern": pattern(role)},
            )
        )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(title_text=f"length ({unit})", range=[0, max(values) * 1.15])
    figure.update_yaxes(
        title_text="source and what it counts",
        type="category",
        categoryarray=labels[::-1],
        range=[-0.5, len(values) - 0.5],
        showgrid=False,
    )
    frames = {"0": Frame(f"From {min(values):g} to {max(values):g} {unit}, and none of them need be wrong.")}
    for i, row in enumerate(table.to_dict("records")):
        groups = {"data.0.marker.opacity": False, "data.1.marker.opacity": True}
        frames[str(i + 1)] = Frame(
            f"{row['source']}: {row['definition']}, {values[i]:g} {unit}.",
            {
                path: [1.0 if j == i else 0.3 for j, own in enumerate(ours) if own == keep]
                for path, keep in groups.items()
            },
        )
    listed = "; ".join(f"{r['source']}: {r['definition']}, {r[unit]} {unit}" for r in table.to_dict("records"))
    return Chart(
        name="border",
        title=f"The length of {of}, by source and definition",
        figure=figure,
        source_class="outside+article",
        sources="as named beside each bar",
        cannot_tell=cannot_tell,
        text_alternative=f"{len(values)} bars from {min(values):g} to {max(values):g} {unit}. {listed}.",
        table=table[[unit, "definition", "source"]].rename(columns={unit: f"length ({unit})"}),
        prediction="A border has one length. So will all sources give the same number?",
        data_file=data_file,
        controls=(Control.steps("source", "Read", ["all", *table["source"].tolist()]),),
        frames=frames,
    )
