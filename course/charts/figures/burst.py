"""Burst or batch? How large a cluster chance alone makes, if one may pick the window afterwards."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank, problem_of, stated
from course.charts._palette import FIRST, SECOND, pattern

HOW = {"single": "one by one", "pairs": "in pairs, two days apart"}
MOST = 8  # larger clusters go into the last bar


@cache
def shares(n: int, days: int, how: str, windows: tuple[int, ...]) -> dict[int, list[float]]:
    """For each window length: the share of simulated histories whose fullest window holds 1, 2, ... MOST or
    more.
    """
    times = flights.arrivals(n, days, how)
    shortest = [flights.spans(times, k) for k in range(2, min(MOST, n) + 1)]
    found = {}
    for window in windows:
        reach = [1.0, *(float((s < window).mean()) for s in shortest), 0.0]
        found[window] = [round(a - b, 5) for a, b in pairwise(reach)]
    return found


def burst(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """The largest cluster among n random arrivals, for several window lengths, one by one or in pairs."""
    p = problem_of(text)
    if p.cluster is None:
        raise ValueError(f"The text {p.text!r} states no cluster, so there is nothing to compare chance with.")
    n, days, k, stated_window = p.later.value, p.later_days, p.cluster.value, round(p.cluster.days_as_worded)
    windows = tuple(range(max(2, stated_window // 2), stated_window * 2 + 1))
    found = {how: shares(n, days, how, windows) for how in HOW}
    sizes = list(range(1, min(MOST, n) + 1))
    names = [str(s) if s < sizes[-1] or s == n else f"{s} or more" for s in sizes]

    figure = blank(340)
    start = found["single"][stated_window]
    for role, label, keep in ((FIRST, f"fewer than {k}", False), (SECOND, f"{k} or more, as stated", True)):
        figure.add_trace(
            go.Bar(
                x=names,
                y=[100 * y if (s >= k) == keep else 0 for s, y in zip(sizes, start, strict=True)],
                name=label,
                width=0.7,
                marker={"color": role.light, "pattern": pattern(role)},
                hovertemplate="%{y:.1f} %<extra></extra>",
            )
        )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        title_text=f"most in any window of that length ({p.noun})",
        type="category",
        showgrid=False,
        range=[-0.5, len(names) - 0.5],
    )
    figure.update_yaxes(title_text="simulated histories (%)", range=[0, 75], ticksuffix="%")

    frames = {}
    for how, words in HOW.items():
        for window in windows:
            y = [100 * v for v in found[how][window]]
            reached = sum(v for s, v in zip(sizes, y, strict=True) if s >= k)
            fixed = 100 * flights.fixed_window(n, days, k, window)
            say = (
                f"{words.capitalize()}, {window} days: chance alone puts {k} or more into the best window in "
                f"{reached:.1f}% of histories."
            )
            if how == "single":
                say += f" Into one window named beforehand: {fixed:.2f}%."
            say += " These weeks were not picked at random, so neither figure judges them."
            frames[f"{how}|{windows.index(window)}"] = Frame(
                say,
                {
                    "data.0.y": [round(v, 2) if s < k else 0 for s, v in zip(sizes, y, strict=True)],
                    "data.1.y": [round(v, 2) if s >= k else 0 for s, v in zip(sizes, y, strict=True)],
                },
            )
    sure = flights.burst(p)
    at = dict(zip(sure["asked"], sure["chance"], strict=True))
    best, paired = at["the best window, any moment"], at["the best window, in pairs two days apart"]
    fixed = at["a window named beforehand"]
    return Chart(
        name="burst",
        title=f"How large a cluster does chance make? {n} {p.noun} at random over {days} days",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; {p.later.window_note}; {flights.RUNS:,} seeded simulated histories",
        cannot_tell=(
            f"Why {k} came within {p.cluster.window_as_worded.removeprefix('within ')}. The chart assumes "
            "that every day "
            f"is equally likely. These weeks were not picked at random, and {p.noun} that come in pairs "
            "make clusters "
            f"far more common. It neither explains the cluster nor explains it away."
        ),
        text_alternative=(
            f"Bars: how often the fullest {stated_window}-day window of a random history holds 1, 2, 3 and "
            f"so on of {n} "
            f"{p.noun}. {k} or more: {100 * fixed:.2f}% for a window named beforehand, {100 * best:.1f}% "
            "for the best "
            f"window picked afterwards, {100 * paired:.0f}% if they come in pairs two days apart. A slider "
            "changes the "
            f"length of the window."
        ),
        table=sure.rename(columns={"chance": "chance (share of 1)", "again": "chance, second way (share of 1)"}),
        prediction=(
            f"{n} {p.noun} at random days over {days} days. You may pick the fullest {stated_window} days "
            "afterwards. "
            f"How often do they hold {k} or more: never, rarely, often?"
        ),
        data_file="data/flights/as_stated.csv",
        controls=(
            Control.choice("how", "They come", dict(HOW), "single"),
            Control.steps(
                "window", "Length of the window", [f"{w} days" for w in windows], windows.index(stated_window)
            ),
        ),
        frames=frames,
    )
