"""Band, not line: everything that can have happened between the few days for which a count is given."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control
from course.charts._figure import blank, day, problem_of, stated
from course.charts._palette import FIRST, SECOND, THIRD, tint

MOST_KNOTS = 7


def knots(p: flights.CountsProblem) -> list[date]:
    """Days between the first two anchors at which the learner sets the count: year ends, or even steps."""
    start, end = p.first.window_start, p.first.window_end
    ends = [date(y, 12, 31) for y in range(start.year, end.year)]
    if 3 <= len(ends) <= MOST_KNOTS:
        return ends
    days, count = (end - start).days, 5
    return [start + timedelta(days=round(days * (i + 1) / (count + 1))) for i in range(count)]


def shapes(p: flights.CountsProblem, days: list[date]) -> dict[str, list[int]]:
    """Four histories that fit the counts equally well, as values at the knots."""
    a, whole, n = p.first.value, (p.first.window_end - p.first.window_start).days, len(days)
    share = [(d - p.first.window_start).days / whole for d in days]
    half = n // 2
    return {
        "steady": [round(a * s) for s in share],
        "nearly all early": [round(a * min(1, 0.85 + 0.02 * i)) for i in range(n)],
        "nearly all late": [round(a * 0.02 * (i + 1)) for i in range(n)],
        "two bursts": [round(a * (0.45 if i < half else 0.5 if i < n - 1 else 0.95)) for i in range(n)],
    }


def band(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """The envelope of all histories through the stated counts, and one that the learner shapes."""
    p = problem_of(text)
    a, total = p.first.value, p.sum
    start, middle, end = p.first.window_start, p.first.window_end, p.later.window_end
    days = knots(p)
    presets = shapes(p, days)
    anchors = [(start, 0), (middle, a), (end, total)]

    figure = blank(380)
    corner = [start, middle, middle, start, start, None, middle, end, end, middle, middle]
    heights = [0, 0, a, a, 0, None, a, a, total, total, a]
    figure.add_trace(
        go.Scatter(
            x=[d and d.isoformat() for d in corner],
            y=heights,
            mode="lines",
            fill="toself",
            fillcolor=tint(FIRST),
            line={"color": FIRST.light, "width": 1},
            name="all that the counts allow",
            hoverinfo="skip",
        )
    )
    own = [(start, 0), *zip(days, presets["steady"], strict=True), *anchors[1:]]
    figure.add_trace(
        go.Scatter(
            x=[d.isoformat() for d, _ in own],
            y=[v for _, v in own],
            mode="lines+markers",
            name="your history",
            line={"color": SECOND.light, "dash": SECOND.dash, "width": 2},
            marker={"color": SECOND.light, "symbol": SECOND.symbol, "size": 9},
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[d.isoformat() for d, _ in anchors],
            y=[v for _, v in anchors],
            mode="markers+text",
            text=["0", f"{a}", f"{total}"],
            textposition=["top right", "top left", "top left"],
            name="the stated counts",
            marker={"color": THIRD.light, "symbol": THIRD.symbol, "size": 13},
        )
    )
    room = (end - start) * 0.03
    figure.update_xaxes(
        title_text="day (calendar date)",
        type="date",
        range=[(start - room).isoformat(), (end + room).isoformat()],
    )
    figure.update_yaxes(title_text=f"all so far ({p.noun})", range=[-4, total * 1.12])

    controls = [Control.choice("shape", "Start from", {s: s for s in presets}, "steady", "menu")]
    for i, when in enumerate(days):
        controls.append(
            Control(f"k{i}", f"By {day(when)}", "range", str(presets["steady"][i]), (), 0, a + max(4, a // 12))
        )
    table = [
        (d.isoformat(), low, high)
        for d, low, high in ([(start, 0, 0), *[(d, 0, a) for d in days], (middle, a, a), (end, total, total)])
    ]
    allowed = (
        f"Allowed: it never falls and meets every count. So do endless others, steep where yours is flat. "
        f"Counts on {'two' if len(anchors) == 3 else 'few'} days cannot show a trend."
    )
    return Chart(
        name="band",
        title=f"{a} by {day(middle)}, {total} by {day(end)}: every history inside the boxes is possible",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; {p.later.window_note}; the boxes are ours",
        cannot_tell=(
            f"How the {p.noun} were spread over the time between. The counts fix three corners; any line "
            "that never "
            f"falls is as good as any other. The line drawn is yours, not the text's."
        ),
        text_alternative=(
            f"Time across, {p.noun} so far upwards. Three known points: none on {day(start)}, {a} on "
            f"{day(middle)}, "
            f"{total} on {day(end)}. Between them two boxes hold every possible history: from 0 to {a} at "
            "any day "
            f"before {day(middle)}, from {a} to {total} after it. Sliders shape one history; the page says "
            "whether it "
            f"is allowed."
        ),
        table=pd.DataFrame(table, columns=["day", f"least so far ({p.noun})", f"most so far ({p.noun})"]),
        prediction=f"From these counts alone: did the {p.noun} become more frequent, less frequent, or can "
        "you not tell?",
        data_file="data/flights/as_stated.csv",
        controls=tuple(controls),
        rule={
            "kind": "history",
            "say": allowed,
            "allowed": allowed,
            "never": f"A count of {p.noun} so far cannot fall.",
            "trace": 1,
            "anchors": [[d.isoformat(), v, day(d)] for d, v in anchors],
            "knots": [{"id": f"k{i}", "date": d.isoformat(), "words": f"by {day(d)}"} for i, d in enumerate(days)],
            "presets": {"shape": {s: {f"k{i}": v for i, v in enumerate(values)} for s, values in presets.items()}},
        },
    )
