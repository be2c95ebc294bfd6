"""Count origins, not mentions: paragraphs that seem to stand on one source."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from course.charts._chart import Chart, Control, Frame
from course.charts._figure import HELD, blank
from course.charts._palette import FIRST, SECOND, THIRD, UNSAID

# paragraph, what it seems to rest on, what that rests on in turn, how sure. From matching wording: an
# inference.
KARABAKH = [
    (
        "P45",
        "one sentence in Haaretz,<br>6 March 2023",
        "“foreign media reports”,<br>not named",
        "wording matches",
    ),
    (
        "P46",
        "one sentence in Haaretz,<br>6 March 2023",
        "“foreign media reports”,<br>not named",
        "wording matches",
    ),
    (
        "P53",
        "one sentence in Haaretz,<br>6 March 2023",
        "“foreign media reports”,<br>not named",
        "names Haaretz",
    ),
    ("P47", "Foreign Policy,<br>28 March 2012", "a leaked cable<br>of 2009", "names Foreign Policy"),
    ("P48", "a leaked cable<br>of 2009", "", "names the cable"),
]
KARABAKH_HELD = ("P29", "P36", "P51 and P52")
_LAMPLIGHT = "one sentence in Lamplight,<br>14 May 2024"
_OUT_OF_TOWN = "“out-of-town press reports”,<br>not named"
RUMOUR = [
    ("P45", _LAMPLIGHT, _OUT_OF_TOWN, "wording matches"),
    ("P46", _LAMPLIGHT, _OUT_OF_TOWN, "wording matches"),
    ("P53", _LAMPLIGHT, _OUT_OF_TOWN, "names Lamplight"),
    ("P47", "Throw-In Quarterly,<br>27 March 2020", "a travel-desk memo<br>of 2018", "names Throw-In Quarterly"),
    ("P48", "a travel-desk memo<br>of 2018", "", "names the memo"),
]
TEXTS = {"karabakh": (KARABAKH, KARABAKH_HELD), "transfer-rumour": (RUMOUR, KARABAKH_HELD)}


def origins(
    text: str | list[tuple[str, str, str, str]] = "karabakh",
    held: tuple[str, ...] | None = None,
    only: Sequence[str] = (),
) -> Chart:
    """Paragraphs, what each rests on, and what that rests on.

    text: a text's name, or edges (paragraph, source, source of the source or "", how sure). held: paragraphs an
    assignment asks about, drawn hollow and without a line. only: these paragraphs and no others.
    """
    edges, known = TEXTS[text] if isinstance(text, str) else (text, ())
    held = known if held is None else tuple(held)
    if only:
        edges, held = [e for e in edges if e[0] in only], ()
    paragraphs = [e[0] for e in edges]
    height = len(paragraphs) + len(held)
    spot = {name: (0.0, float(height - 1 - i)) for i, name in enumerate([*paragraphs, *held])}
    sources = list(dict.fromkeys(e[1] for e in edges))
    deeper = list(dict.fromkeys(e[2] for e in edges if e[2]))
    for column, names in ((2.0, deeper), (1.0, [s for s in sources if s not in deeper])):
        for name in names:
            feeders = [e for e in edges if name in e[1:3]]
            spot[name] = (column, sum(spot[e[0]][1] for e in feeders) / len(feeders))
    links = list(dict.fromkeys([(e[0], e[1]) for e in edges] + [(e[1], e[2]) for e in edges if e[2]]))

    figure = blank(120 + 46 * height, showlegend=True, legend_y=-0.02)
    unsure = {e[0] for e in edges if e[3] == "wording matches"}
    for dashed, label in (
        (False, "named in the text or the source"),
        (True, "not named: seen from matching wording"),
    ):
        x, y = [], []
        for start, end in links:
            if (start in unsure or "not named" in end) == dashed:
                x += [spot[start][0], spot[end][0], None]
                y += [spot[start][1], spot[end][1], None]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                name=label,
                hoverinfo="skip",
                line={
                    "color": FIRST.light if not dashed else SECOND.light,
                    "width": 2,
                    "dash": "dash" if dashed else "solid",
                },
            )
        )
    last = [n for n in {**dict.fromkeys(sources), **dict.fromkeys(deeper)} if not any(a == n for a, _ in links)]
    kinds = (
        (paragraphs, FIRST, "paragraph"),
        ([n for n in [*sources, *deeper] if n not in last], SECOND, "source on the way"),
        (last, THIRD, "origin"),
        (list(held), UNSAID, HELD),
    )
    for names, role, label in kinds:
        names = list(dict.fromkeys(names))
        figure.add_trace(
            go.Scatter(
                x=[spot[n][0] for n in names],
                y=[spot[n][1] for n in names],
                mode="markers",
                name=label,
                hoverinfo="skip",
                marker={"color": role.light, "symbol": role.symbol, "size": 14, "line": {"width": 2}},
            )
        )
    for name, (x, y) in spot.items():
        left = x == 0
        figure.add_annotation(
            x=x,
            y=y,
            text=f"{name}{f': {HELD}' if name in held else ''}",
            showarrow=False,
            xanchor="left" if name in held else "right" if left else "center",
            yanchor="middle" if left else "bottom",
            xshift=14 if name in held else -14 if left else 0,
            yshift=0 if left else 12,
        )
    figure.update_xaxes(visible=False, range=[-0.35, 2.5])
    figure.update_yaxes(visible=False, range=[-0.6, height - 0.1])

    faint = {"data.0.opacity": 0.35, "data.1.opacity": 0.35}
    mentions, roots = len(paragraphs), len(last)
    frames = {
        "mentions": Frame(f"{mentions} paragraphs seem to report: {mentions} mentions.", faint),
        "origins": Frame(
            f"Followed back as far as the cards go, {mentions} mentions rest on {roots} origin{'s' * (roots != 1)}."
        ),
    }
    plain = [(a, b.replace("<br>", " "), c.replace("<br>", " "), d) for a, b, c, d in edges]
    listed = "; ".join(f"{a} on {b}" + (f", which rests on {c}" if c else "") for a, b, c, _ in plain)
    return Chart(
        name="origins",
        title=f"{mentions} paragraphs, {roots} origin{'s' * (roots != 1)}: who seems to rest on whom",
        figure=figure,
        source_class="article+outside",
        sources="paragraphs of the text, and stored copies of the pages that they match",
        cannot_tell=(
            "Whether the writer used these pages. A dashed line is our reading of matching words, and "
            "nobody can say "
            "from here whether the unnamed reports are themselves one."
        ),
        text_alternative=f"Lines lead from {mentions} paragraphs to what each seems to rest on: {listed}. "
        + (f"{', '.join(held)} are left out: {HELD}." if held else ""),
        table=pd.DataFrame(
            plain + [(h, HELD, "", "") for h in held],
            columns=["paragraph", "seems to rest on", "which rests on", "how we know"],
        ),
        prediction=f"{mentions} paragraphs tell of one matter. How many sources are that, followed back?",
        controls=(Control.choice("count", "Count", {"mentions": "mentions", "origins": "origins"}, "origins"),),
        frames=frames,
    )
