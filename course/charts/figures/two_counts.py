"""Two counts of the same things: do they fit each other? First as marks on a table, then as a region."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course import flights
from course.charts._chart import Chart, Control, Frame
from course.charts._figure import blank, day, many, problem_of, stated
from course.charts._palette import FIRST, SECOND, THIRD, UNSAID, tint

ACROSS = 25  # marks in a row


def two_counts(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """One mark per flight; the learner says how many of the first count fall into the part's window."""
    p = problem_of(text)
    a, n, k, m = p.first.value, p.later.value, p.part.value, p.whole.value
    since, until = day(p.part.window_start), day(p.first.window_end)

    def places(first: int, last: int) -> tuple[list[int], list[int]]:
        return [i % ACROSS + 1 for i in range(first, last)], [-(i // ACROSS) for i in range(first, last)]

    figure = blank(250, showlegend=True)
    groups = (
        (f"before {since}", FIRST, places(0, a)),
        (f"{since} to {until}", SECOND, places(a, a)),
        (f"after {until}", THIRD, places(a, a + n)),
    )
    for name, role, (x, y) in groups:
        mark = {"color": role.light, "symbol": role.symbol, "size": 13}
        figure.add_trace(go.Scatter(x=x, y=y, mode="markers", name=name, marker=mark, hoverinfo="name"))
    rows = (a + n - 1) // ACROSS
    figure.update_xaxes(
        title_text=f"one mark is one of {p.sum} (in order of time)",
        range=[0, ACROSS + 1],
        showgrid=False,
        showticklabels=False,
        showline=False,
    )
    figure.update_yaxes(visible=False, range=[-rows - 0.7, 0.7])

    frames, table = {}, []
    for early in range(k + 1):
        part = early + n
        fits = part == k
        say = (
            f"{early} + {n} = {part}. The text says {k}, so this {'fits' if fits else 'does not fit'}. "
            f"All together: {a} + {n} = {p.sum}, wherever you draw the line. "
        )
        if fits:
            say += f"So {k} fits a total of {p.sum}. It does not fit a total of exactly {m}."
        elif early == flights.if_whole_is_exact(p)["early"]:
            say += (
                f"Exactly {m} would force this: {m} - {k} = {m - k} before, {a} - {m - k} = {early} here, and {part}."
            )
        before, between = places(0, a - early), places(a - early, a)
        frames[str(early)] = Frame(
            say,
            {"data.0.x": before[0], "data.0.y": before[1], "data.1.x": between[0], "data.1.y": between[1]},
        )
        table.append((a - early, early, n, part, p.sum, "yes" if fits else "no", "yes" if p.sum == m else "no"))
    exact = flights.if_whole_is_exact(p)
    forced = f"A total of exactly {m} would need {exact['before']} before {since}, "
    if exact["early"] >= 0:
        forced += f"so {exact['early']} in that stretch and {exact['part']} since {since}, not {k}."
    else:
        forced += f"more than the {a} that were counted by {until}."
    names = [
        f"before {since} ({p.noun})",
        f"{since} to {until} ({p.noun})",
        f"after {until} ({p.noun})",
        f"since {since} ({p.noun})",
        f"all ({p.noun})",
        f"fits {k}?",
        f"fits exactly {m}?",
    ]
    return Chart(
        name="two_counts",
        title=f"{a} by {until}, {n} more since: where do the {k} since {since} fit in?",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; the sums are ours",
        cannot_tell=(
            f"Which count is right, and whether both count the same {p.noun}: the chart assumes that they "
            "do, and that "
            f"none came after {day(p.later.window_end)}. “{m}” may be rounded, or stop at another date. "
            f"The text does not say."
        ),
        text_alternative=(
            f"{p.sum} marks in rows of {ACROSS}: {a} counted by {until} and {n} after it. A slider moves "
            "marks of the "
            f"first count into the stretch from {since} to {until}. With {k - n} there, {k} fall after "
            f"{since}, as the "
            f"text says, and the total is {p.sum}. {forced}"
        ),
        table=pd.DataFrame(table, columns=names),
        prediction=(
            f"{a} by {until}. {n} since. {k} since {since}. How many came between {since} and {until}, if "
            "none came "
            f"after {day(p.later.window_end)}?"
        ),
        data_file="data/flights/as_stated.csv",
        controls=(Control.steps("early", f"From {since} to {until}:", [many(i, p.noun) for i in range(k + 1)], 0),),
        frames=frames,
        inside=two_counts_region(p),
    )


def two_counts_region(text: flights.CountsProblem | str = "karabakh") -> Chart:
    """Every pair (early, total) that the counts allow, for three meanings of the round number."""
    p = problem_of(text)
    k, m = p.part.value, p.whole.value
    since, until = day(p.part.window_start), day(p.first.window_end)
    loose = flights.pairs("at least", p) if p.sum >= m else flights.pairs("about", p)
    early, total = loose["early"].tolist(), loose["total"].tolist()
    top = max([*total, m + m // 10]) + 3

    figure = blank(340)
    figure.add_trace(
        go.Scatter(
            x=[],
            y=[],
            mode="lines",
            fill="toself",
            fillcolor=tint(FIRST),
            name=f"totals that “{m}” allows",
            line={"color": FIRST.light, "width": 1},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=early,
            y=total,
            mode="markers",
            name=f"fits “{k}”, but not “{m}”",
            marker={"color": UNSAID.light, "symbol": "circle-open", "size": 12, "line": {"width": 2}},
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[],
            y=[],
            mode="markers",
            name="fits every count",
            marker={"color": SECOND.light, "symbol": SECOND.symbol, "size": 13},
        )
    )
    figure.update_xaxes(title_text=f"from {since} to {until} ({p.noun})", range=[-0.7, k + 0.7], dtick=1)
    figure.update_yaxes(title_text=f"all since the beginning ({p.noun})", range=[m - m // 10 - 3, top])

    frames, table = {}, []
    for how in flights.MEANINGS:
        band, found = flights.meaning(m, how), flights.pairs(how, p)
        edge = 0.12 if band.low == band.high else 0
        box = (
            [-0.7, k + 0.7, k + 0.7, -0.7, -0.7],
            [band.low - edge] * 2 + [band.high + edge] * 2 + [band.low - edge],
        )
        pairs = list(zip(found["early"].tolist(), found["total"].tolist(), strict=True))
        left = [pair for pair in zip(early, total, strict=True) if pair not in pairs]
        listed = "; ".join(f"{e} early, {t} in all" for e, t in pairs) or "none"
        say = f"“{m}” {'is ' if how != 'about' else 'means '}{how}: {band}. Pairs that fit every count: {listed}."
        frames[how] = Frame(
            say.replace(f"is {how}: exactly {m}", f"is exact: {m} and nothing else"),
            {
                "data.0.x": box[0],
                "data.0.y": box[1],
                "data.1.x": [e for e, _ in left],
                "data.1.y": [t for _, t in left],
                "data.2.x": [e for e, _ in pairs],
                "data.2.y": [t for _, t in pairs],
            },
        )
        table += [(how, str(band), e, t) for e, t in pairs] or [(how, str(band), None, None)]
    columns = [
        f"“{m}” read as",
        f"totals allowed ({p.noun})",
        f"{since} to {until} ({p.noun})",
        f"in all ({p.noun})",
    ]
    start = flights.MEANINGS[0]
    for path, value in frames[start].set.items():
        _, trace, key = path.split(".")
        figure.data[int(trace)][key] = value
    return Chart(
        name="two_counts_region",
        title=f"Which totals fit “{k} since {since}”, and what must “{m}” mean for that?",
        figure=figure,
        source_class="article+computed",
        sources=f"{stated(p)}; the region is ours",
        cannot_tell=(
            f"What its writer meant by {m}, and whether both counts are of the same {p.noun}. "
            f"“About” has no fixed width; we took a tenth."
        ),
        text_alternative=(
            f"Across: how many came from {since} to {until}. Up: how many in all. The counts allow the "
            "points "
            + ", ".join(f"({e}, {t})" for e, t in zip(early, total, strict=True))
            + f". An exact {m} meets none of them; rounded to the nearest ten it meets "
            + f"{len(flights.pairs('to the nearest ten', p))}; read as “about”, "
            f"{len(flights.pairs('about', p))}."
        ),
        table=pd.DataFrame(table, columns=columns),
        prediction=f"If “{m}” is rounded to the nearest ten, can {k} and {p.sum} both be right?",
        data_file="data/flights/as_stated.csv",
        axis_note=f"The upright axis starts at {m - m // 10 - 3}, not at 0. Points, not bars.",
        controls=(Control.choice("meaning", f"“{m}” is", {h: h for h in flights.MEANINGS}, start),),
        frames=frames,
    )
