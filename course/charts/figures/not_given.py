"""Not given: the honest empty chart of things per year."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank, problem_of, stated
from course.charts._palette import UNSAID


def periods(p: flights.CountsProblem) -> list[tuple[str, date, date]]:
    """The calendar years (or other units of the text's window) that the counts touch: name, first day, last
    day.
    """
    start, end = p.first.window_start, p.later.window_end
    if p.per == "year":
        return [(str(y), date(y, 1, 1), date(y, 12, 31)) for y in range(start.year, end.year + 1)]
    step = timedelta(days=max(1, round(flights.DAYS_IN[p.per])))
    found = []
    while start <= end and len(found) < 12:
        last = min(start + step - timedelta(days=1), end)
        found.append((f"{p.per} {len(found) + 1}", start, last))
        start += step
    return found


def not_given(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """Axes, and nothing between them, because the text gives no such series."""
    p = problem_of(text)
    spans = periods(p)
    names = [name for name, *_ in spans]
    bounds = [flights.between(start, end, p) for _, start, end in spans]
    top = p.first.value

    figure = blank(340, showlegend=False)
    # An invisible point at each end, so that the axes stand although there is nothing to draw.
    figure.add_trace(go.Scatter(x=names, y=[None] * len(names), mode="markers", marker={"color": UNSAID.light}))
    figure.update_xaxes(
        title_text=f"{p.per} (calendar)", type="category", range=[-0.5, len(names) - 0.5], categoryarray=names
    )
    figure.update_yaxes(title_text=f"{p.noun} per {p.per} (number)", range=[0, top])
    figure.add_annotation(
        xref="paper", yref="paper", x=0.5, y=0.5, text="not given", showarrow=False, font={"size": 34}
    )

    frames = {
        "0": Frame(
            f"The text states {p.first.value}, {p.later.value}, {p.part.value} and {p.whole.value}, and no "
            f"{p.per} by itself."
        )
    }
    for i, (name, bound) in enumerate(zip(names, bounds, strict=True)):
        frames[str(i + 1)] = Frame(
            f"{name.capitalize()}: not given. {p.first.value} and {p.later.value} alone allow {bound}.",
            {
                "layout.annotations.0.text": f"{name}: not given",
                "layout.annotations.0.font.size": 28,
            },
        )
    table = pd.DataFrame(
        {
            p.per: names,
            f"given ({p.noun})": ["not given"] * len(names),
            f"at least ({p.noun})": [b.low for b in bounds],
            f"at most ({p.noun})": ["no bound" if math.isinf(b.high) else b.high for b in bounds],
        }
    )
    return Chart(
        name="not_given",
        title=f"{p.noun.capitalize()} per {p.per}, {names[0]} to {names[-1]}: the text gives none",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; the bounds in the table are ours",
        cannot_tell=(
            f"Anything about a single {p.per}. To draw bars here, somebody would have to make numbers up. "
            "That the text "
            f"gives none does not mean that nobody counted."
        ),
        text_alternative=(
            f"An empty chart. Across: {names[0]} to {names[-1]}. Up: {p.noun} per {p.per}. No value is "
            "drawn because the "
            f"text gives none; in the middle stands “not given”."
        ),
        table=table,
        prediction=f"Draw {p.noun} per {p.per} from the text. Which number do you put over {names[len(names) // 2]}?",
        data_file="data/flights/as_stated.csv",
        controls=(Control.steps("period", f"Ask for one {p.per}", ["all", *names]),),
        frames=frames,
    )
