"""The whole text as a strip: whose word each sentence is, how many loaded words, what was found out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course.charts._chart import Chart, Control, Frame
from course.charts._figure import HELD, blank, many
from course.charts._palette import FIRST, FOURTH, GRID, SECOND, THIRD, UNSAID
from course.charts.strip_units import strip_units

VOICES = {
    "attributed": ("someone else's word", FIRST),
    "attributed_missing": ("someone else's word, source missing", FOURTH),
    "author_voice": ("the text's own word", THIRD),
    "mixed": ("both", SECOND),
}
VERDICTS = {"holds": "+", "changed": "~", "does not hold": "x", "not supported": "o", "cannot tell": "?"}


def attribution_strip(units: list[dict[str, Any]] | str = "karabakh") -> Chart:
    """One column for each sentence, in the order of the text.

    units: the name of a text, whose gold and claims then are drawn (strip_units); or dicts with `unit` ("P28"),
    `voice` (a key of VOICES) and `state` ("open", "guided" or "held"); optional `loaded` (words marked by one
    annotator, a number), `verdict` (a key of VERDICTS), `start` and `end` (offsets). What is held is drawn hollow,
    without voice, loaded words or verdict, whatever the dict says.
    """
    if isinstance(units, str):
        units = strip_units(units)
    for u in units:
        if u["state"] != "held" and u.get("voice") not in VOICES:
            raise ValueError(f"{u['unit']}: voice {u.get('voice')!r} is not one of {', '.join(VOICES)}.")
        if u["state"] != "held" and u.get("verdict") not in (None, *VERDICTS):
            raise ValueError(f"{u['unit']}: verdict {u['verdict']!r} is not one of {', '.join(VERDICTS)}.")
    shown = [
        {"x": i, "held": u["state"] == "held", **(u if u["state"] != "held" else {"unit": u["unit"]})}
        for i, u in enumerate(units)
    ]
    figure = blank(330, showlegend=True)
    for voice, (label, role) in VOICES.items():
        here = [u["x"] for u in shown if not u["held"] and u["voice"] == voice]
        figure.add_trace(
            go.Scatter(
                x=here,
                y=["whose word"] * len(here),
                mode="markers",
                name=label,
                hoverinfo="skip",
                marker={"color": role.light, "symbol": role.symbol, "size": 9},
            )
        )
    held = [u["x"] for u in shown if u["held"]]
    figure.add_trace(
        go.Scatter(
            x=held,
            y=["whose word"] * len(held),
            mode="markers",
            name=HELD,
            hoverinfo="skip",
            marker={"color": UNSAID.light, "symbol": UNSAID.symbol, "size": 9, "line": {"width": 1.5}},
        )
    )
    for row, key, words in (
        ("loaded words", "loaded", lambda u: str(u["loaded"])),
        ("verdict", "verdict", lambda u: VERDICTS[u["verdict"]]),
    ):
        here = [u for u in shown if not u["held"] and u.get(key)]
        figure.add_trace(
            go.Scatter(
                x=[u["x"] for u in here],
                y=[row] * len(here),
                mode="text",
                text=[words(u) for u in here],
                showlegend=False,
                hoverinfo="skip",
            )
        )
    figure.add_shape(
        type="rect",
        xref="x",
        yref="paper",
        x0=-0.5,
        x1=0.5,
        y0=0,
        y1=1,
        fillcolor=GRID[0],
        line={"width": 0},
        layer="below",
    )
    ticks = list(range(0, len(units), max(1, len(units) // 10)))
    figure.update_xaxes(
        title_text="sentence (in the order of the text)",
        range=[-0.8, len(units) - 0.2],
        showgrid=False,
        tickvals=ticks,
        ticktext=[units[i]["unit"] for i in ticks],
        type="linear",
    )
    figure.update_yaxes(
        title_text="layer",
        type="category",
        categoryarray=["verdict", "loaded words", "whose word"],
        range=[-0.6, 2.6],
    )

    frames, table = {}, []
    for u in shown:
        if u["held"]:
            said = f"{u['unit']}: {HELD}."
            table.append((u["unit"], HELD, None, ""))
        else:
            place = f", characters {u['start']} to {u['end']}" if "start" in u else ""
            said = f"{u['unit']}{place}: {VOICES[u['voice']][0]}. {many(u.get('loaded') or 0, 'loaded words')}"
            said = said.replace("1 loaded words", "1 loaded word") + (
                f". Found out: {u['verdict']}." if u.get("verdict") else ". Nothing was looked up."
            )
            table.append((u["unit"], VOICES[u["voice"]][0], u.get("loaded") or 0, u.get("verdict") or ""))
        frames[str(u["x"])] = Frame(said, {"layout.shapes.0.x0": u["x"] - 0.5, "layout.shapes.0.x1": u["x"] + 0.5})
    counts = {v: sum(not u["held"] and u["voice"] == v for u in shown) for v in VOICES}
    said = ", ".join(f"{n} {VOICES[v][0]}" for v, n in counts.items())
    signs = ", ".join(f"{sign} {word}" for word, sign in VERDICTS.items())
    return Chart(
        name="attribution_strip",
        title="Sentence by sentence: whose word it is, loaded words, and what was found out",
        figure=figure,
        source_class="article+computed",
        sources="the course's annotation of the text; verdicts from outside cards",
        cannot_tell=(
            "Whether a sentence is true: missing is not false, and a named source can be wrong. Loaded "
            "words are one "
            "reader's marks; others would mark others."
        ),
        text_alternative=(
            f"{len(units)} sentences in a row. Of those shown: {said}. {len(held)} are left out, {HELD}. "
            "Numbers above "
            f"the verdicts count loaded words. Signs for verdicts: {signs}."
        ),
        table=pd.DataFrame(table, columns=["sentence", "whose word", "loaded words (number)", "found out"]),
        prediction="Of the sentences shown, how many are somebody's word that you could ring: a third, half, or most?",
        axis_note=f"Signs for what was found out: {signs}. An empty place: nothing was looked up.",
        controls=(Control.steps("unit", "Sentence", [u["unit"] for u in units]),),
        frames=frames,
    )
