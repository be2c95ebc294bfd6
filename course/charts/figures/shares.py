"""Same database, different window: one share, as many answers as windows."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank
from course.charts._palette import FIRST, SECOND, pattern
from course.flights import DATA


def arms_share() -> Chart:
    """Israel's and Russia's share of Azerbaijan's imports of major arms, by window, as SIPRI's figures were
    reported.
    """
    table = pd.read_csv(DATA / "arms-share.csv")
    return shares(
        table.rename(columns={"israel_share_pct": "Israel", "russia_share_pct": "Russia"}),
        names=("Israel", "Russia"),
        of="Azerbaijan's imports of major arms",
        sources="SIPRI's database, as reported by "
        + "; ".join(
            dict.fromkeys(
                str(s).replace(" reporting SIPRI", "").replace("SIPRI, as read in ", "") for s in table["source"]
            )
        ),
        base="SIPRI counts the volume of major arms delivered: not money, not flights, not all weapons.",
        data_file="data/arms-share.csv",
        name="arms_share",
    )


def shares(
    table: pd.DataFrame,
    names: tuple[str, str],
    of: str,
    sources: str,
    base: str,
    data_file: str = "",
    name: str = "shares",
    verb: str = "delivers",
) -> Chart:
    """Two shares by window, as bars from zero.

    table: columns `window` and one of each name, in percent. of: what the shares are of. base: what is
    counted. verb: what who has a share does.
    """
    windows = table["window"].tolist()
    one, other = (table[n].tolist() for n in names)
    figure = blank(360, barmode="group")
    for role, label, values in ((FIRST, names[0], one), (SECOND, names[1], other)):
        figure.add_trace(
            go.Bar(
                x=windows,
                y=values,
                name=label,
                text=[f"{v}%" for v in values],
                textposition="outside",
                cliponaxis=False,
                hoverinfo="skip",
                width=0.35,
                marker={"color": role.light, "opacity": [1.0] * len(windows), "pattern": pattern(role)},
            )
        )
    figure.update_xaxes(
        title_text="window (years, first and last included)",
        type="category",
        showgrid=False,
        range=[-0.5, len(windows) - 0.5],
    )
    figure.update_yaxes(title_text=f"share of {of} (%)", range=[0, 100], ticksuffix="%")

    frames = {
        "all": Frame(
            f"{names[0]}'s share runs from {min(one)}% to {max(one)}%, {names[1]}'s from {min(other)}% to "
            f"{max(other)}%. "
            f"Pick the window that a headline would like."
        )
    }
    for i, window in enumerate(windows):
        larger, smaller = (names, (one[i], other[i])) if one[i] >= other[i] else (names[::-1], (other[i], one[i]))
        weak = [1.0 if j == i else 0.25 for j in range(len(windows))]
        frames[str(i)] = Frame(
            f"{window}: {names[0]} {one[i]}%, {names[1]} {other[i]}%. The headline “{larger[0]} {verb} "
            "most” fits, "
            f"“{larger[1]} {verb} most” does not: {smaller[0]}% against {smaller[1]}%.",
            {"data.0.marker.opacity": weak, "data.1.marker.opacity": weak},
        )
    listed = "; ".join(f"{w}: {a}% and {b}%" for w, a, b in zip(windows, one, other, strict=True))
    return Chart(
        name=name,
        title=f"{names[0]} and {names[1]}: their shares of {of}, by the window one picks",
        figure=figure,
        source_class="outside",
        sources=sources,
        cannot_tell=f"What happened in any single year, or how much it was in all. {base}",
        text_alternative=f"Pairs of bars, {names[0]} and {names[1]}, one pair for each window. {listed}.",
        table=table[["window", *names, "source"]].rename(columns={n: f"{n} (%)" for n in names}),
        prediction="One database, five windows. Can one of them show the opposite of another?",
        data_file=data_file,
        controls=(
            Control.choice("window", "Window", {"all": "all", **{str(i): w for i, w in enumerate(windows)}}, "all"),
        ),
        frames=frames,
    )
