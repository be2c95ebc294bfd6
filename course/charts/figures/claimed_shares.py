"""Claims of a share over the years: a dot for each claim, never a line through them."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank
from course.charts._palette import FIRST, FOURTH, SECOND, THIRD, UNSAID
from course.flights import DATA

KINDS = {
    "alone": ("a claim about Azerbaijan alone", FIRST),
    "text": ("the article's claim", FOURTH),
    "together": ("a claim about two countries together", SECOND),
    "at most": ("at most: what another claim leaves", THIRD),
    "computed": ("our estimate from tonnes, weak base", UNSAID),
}


def oil_share() -> Chart:
    """Who claimed which share of Israel's oil for Azerbaijan."""
    table = pd.read_csv(DATA / "oil-share.csv", dtype=str, keep_default_na=False)
    return claimed_shares(
        table,
        of="Israel's oil imports",
        title=f"Azerbaijan's share of Israel's oil: {len(table)} statements, on different bases",
        cannot_tell=(
            "The true share in any year, or a trend: the dots are claims by different people on different "
            "bases. The "
            "bound of 60% holds for one quarter and one data source; the article names no period and no "
            "source, so the "
            "bound does not refute it."
        ),
        prediction="The article says 65%. Where would you expect other claims to lie: near it, below, or above?",
        data_file="data/oil-share.csv",
    )


OURS = ("the article", "the text")  # how a table names the text itself
# The column `bound` of a table of shares, as a key of KINDS.
BOUNDS = {"point": "alone", "upper": "at most", "share_of_two": "together", "computed": "computed"}


def read_share(row: dict[str, str]) -> tuple[float, float, str]:
    """low, high (in %) and kind of one claim; a bound reaches down to 0."""
    value = float(row["value_pct"])
    return (0.0 if row["bound"] == "upper" else value), value, BOUNDS[row["bound"]]


def claimed_shares(
    table: pd.DataFrame,
    of: str,
    title: str,
    cannot_tell: str,
    prediction: str,
    data_file: str = "",
    name: str = "oil_share",
    kinds: dict = KINDS,
) -> Chart:
    """One row per claim. table: columns when, claim, value_pct, bound (a key of BOUNDS), source, note."""
    rows = []
    for row in table.to_dict("records"):
        low, high, kind = read_share(row)
        rows.append(row | {"low": low, "high": high, "kind": "text" if row["source"] in OURS else kind})
    who = {id(r): re.split(r", | \(", r["source"].replace("US Embassy Baku ", "US embassy, "))[0] for r in rows}
    labels, last = [], ""
    for r in rows:
        last = who[id(r)] if r["source"] != "same" else last
        labels.append(f"{r['when']}: {last}")

    figure = blank(90 + 36 * len(rows), showlegend=True)
    for kind, (label, role) in kinds.items():
        here = [(r, y) for r, y in zip(rows, labels, strict=True) if r["kind"] == kind]
        x, y, sizes = [], [], []
        for r, where in here:
            ends = [r["low"], r["high"]] if r["low"] != r["high"] else [r["high"]]
            x += [*ends, None]
            y += [*[where] * len(ends), None]
            # A bound has no lower end of its own: the line runs to 0, the mark stands at the bound.
            sizes += [*([0, 12] if kind == "at most" else [15 if kind == "text" else 12] * len(ends)), 0]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines+markers",
                name=label,
                hoverinfo="x",
                line={"color": role.light, "width": 2},
                marker={
                    "color": role.light,
                    "symbol": role.symbol,
                    "size": sizes,
                    "opacity": 1,
                    "line": {"width": 2},
                },
            )
        )
    figure.add_shape(
        type="rect",
        xref="paper",
        yref="y",
        x0=0,
        x1=1,
        y0=-5,
        y1=-4,
        line={"width": 0},
        layer="below",
        fillcolor="rgba(118,118,118,0.2)",
    )
    figure.update_xaxes(title_text=f"share of {of} (%)", range=[-2, 100], ticksuffix="%")
    figure.update_yaxes(
        title_text="who said so, and of when",
        type="category",
        categoryarray=labels[::-1],
        range=[-0.6, len(rows) - 0.4],
        showgrid=True,
    )
    frames = {"0": Frame("Each dot is one statement. Move the slider to read them one by one.")}
    for i, row in enumerate(rows):
        value = f"{row['low']:g}%" if row["low"] == row["high"] else f"{row['low']:g} to {row['high']:g}%"
        note = f" Note: {row['note'].rstrip('.')}." if row["note"] else ""
        at = len(rows) - 1 - i
        frames[str(i + 1)] = Frame(
            f"{labels[i]}. {row['claim'].rstrip('.')}: {value}, {kinds[row['kind']][0]}.{note}",
            {"layout.shapes.0.y0": at - 0.5, "layout.shapes.0.y1": at + 0.5},
        )
    listed = "; ".join(f"{y}, {r['claim'].rstrip('.')}" for r, y in zip(rows, labels, strict=True))
    return Chart(
        name=name,
        title=title,
        figure=figure,
        source_class="outside+article" + "+computed" * any(r["kind"] == "computed" for r in rows),
        sources="each statement's source stands beside its dot and in the table",
        cannot_tell=cannot_tell,
        text_alternative=f"{len(rows)} dots on a scale from 0 to 100 percent, none joined to another. {listed}.",
        table=pd.DataFrame(rows)[["when", "claim", "value_pct", "source", "note"]].rename(
            columns={"value_pct": "share (%)"}
        ),
        prediction=prediction,
        data_file=data_file,
        controls=(Control.steps("claim", "Read", ["all", *labels]),),
        frames=frames,
    )
