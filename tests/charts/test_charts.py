"""Every chart is honest, open to all, and whole without a network; and the test that says so can fail."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbformat
import plotly.graph_objects as go
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from sight import apart, contrast

from course import charts, flights
from course.charts import _palette
from course.charts.strip_units import strip_units

ROOT = Path(__file__).resolve().parents[2]
APART = 20
HELD = [unit["unit"] for unit in strip_units() if unit["state"] == "held"]
WRONG_WORDS = (
    "surge was luck",
    "just luck",
    "Artsakh",
    "“Tel Aviv”",
    "Zionist",
    "recalled",
    "RECALLED",
    "689",
)
HELD_WORDS = (
    "Horizon",
    "Nuova Resistenza",
    "Middle East Monitor",
    "mamul",
    "Il Sole",
    "FlightRadar",
    "April-June",
)


def make(name: str) -> charts.Chart:
    function = getattr(charts, name)
    return function()


def rumour() -> flights.CountsProblem:
    """Another text: 46 posts by 8 June, 9 more, elsewhere 12 of 60, over weeks."""
    p, change = flights.load_counts(), dataclasses.replace
    return flights.CountsProblem(
        "rumour",
        change(
            p.first,
            value=46,
            unit="posts",
            window_start=date(2024, 5, 1),
            window_end=date(2024, 6, 8),
            window_as_worded="five weeks",
            window_length="5 weeks",
        ),
        change(p.later, value=9, unit="posts", window_start=date(2024, 6, 8), window_end=date(2024, 7, 1)),
        change(p.part, value=12, unit="posts", window_start=date(2024, 6, 1)),
        change(p.whole, value=60, unit="posts"),
        change(p.cluster, value=4, window_length="3 days"),
        None,
    )


OF_COUNTS = ("two_counts", "two_counts_region", "window_lengths", "band", "axis_switch", "burst", "not_given")
ALL = [*charts.NAMES, "two_counts_region", *(f"{name} of another text" for name in OF_COUNTS)]


@pytest.fixture(scope="module")
def made() -> dict[str, charts.Chart]:
    found = {name: make(name) for name in (*charts.NAMES, "two_counts_region")}
    return found | {f"{name} of another text": getattr(charts, name)(rumour()) for name in OF_COUNTS}


# The test of every figure --------------------------------------------------------------------------------


def states(chart: charts.Chart) -> list[dict]:
    """The figure at every position of the controls."""
    if not chart.frames:
        return [chart.spec()]
    own = [c for c in chart.controls if c.id not in chart.rule.get("presets", {})]
    return [
        chart.at(**dict(zip([c.id for c in own], values, strict=True)))
        for values in itertools.product(*(c.values for c in own))
    ]


def axes(figure: dict) -> list[dict]:
    return [a for k, a in figure["layout"].items() if k[1:5] == "axis" and a.get("visible", True)]


def title_of(axis: dict) -> str:
    return (axis.get("title") or {}).get("text") or ""


def colours(figure: dict) -> dict[str, set[tuple]]:
    """Each colour of the marks, with the second cues that come with it."""
    found: dict[str, set[tuple]] = {}
    for trace in figure["data"]:
        marker, line = trace.get("marker", {}), trace.get("line", {})
        cue = (marker.get("symbol"), line.get("dash"), (marker.get("pattern") or {}).get("shape"))
        for colour in (marker.get("color"), line.get("color")):
            for one in colour if isinstance(colour, list) else [colour]:
                if one:
                    found.setdefault(one.lower(), set()).add(cue)
    return found


def faults(chart: charts.Chart) -> set[str]:
    """What is wrong with a chart, in words that name the fault."""
    found = set()
    figure = chart.spec()
    if not chart.title or (figure["layout"].get("title") or {}).get("text") != chart.title:
        found.add("no title")
    for axis in axes(figure):
        counted = axis.get("type") not in ("category", "date") and axis.get("showticklabels", True)
        if not title_of(axis):
            found.add("an axis without a title")
        elif counted and not re.search(r"\(.+\)|starts at", title_of(axis)):
            found.add("an axis without a unit")
    if not chart.source_class or not set(chart.source_class.split("+")) <= {"article", "outside", "computed"}:
        found.add("no source class")
    if not chart.sources:
        found.add("no sources in words")
    if len(chart.text_alternative) < 60:
        found.add("no text alternative")
    if len(chart.table) == 0 or len(chart.table.columns) < 2:
        found.add("no table")
    if len(chart.cannot_tell) < 30:
        found.add("no caution line")
    if not chart.prediction.endswith(("?", ".")):
        found.add("no prediction question")
    for state in states(chart):
        for trace in state["data"]:
            if trace["type"] != "bar" or trace.get("visible", True) is not True:
                continue
            hatched = trace["marker"].get("pattern") or {}
            if hatched.get("shape") and not hatched.get("bgcolor"):
                found.add("bars hatched on nothing")
            axis = state["layout"]["xaxis" if trace.get("orientation") == "h" else "yaxis"]
            start = (axis.get("range") or [0])[0]
            if start != 0 and f"starts at {start:g}" not in title_of(axis):
                found.add("bars that do not start at zero and do not say so")
        used = colours(state)
        for one, other in itertools.combinations(used, 2):
            if apart(one, other) < APART:
                found.add("colours that collide")
            shared = used[one] & used[other]
            if any(any(part for part in cue) for cue in shared):
                found.add("two colours with the same second cue")
    printed = chart.to_html()
    sent = json.dumps(chart.payload(), ensure_ascii=False)
    for where in (printed, sent):
        if re.search(r"(https?:)?//[\w.-]+\.\w{2,}", where):
            found.add("an outside URL")
        if re.search(r"<(script|link|iframe|img)\b", where):
            found.add("something that loads")
    if "<svg" not in printed or len(re.findall(r"<(?:path|rect|circle)\b", printed)) < 5:
        found.add("a blank printed form")
    words = printed + sent
    if any(word in words for word in (*WRONG_WORDS, *HELD_WORDS)):
        found.add("words that must not stand here")
    return found


@pytest.mark.parametrize("name", ALL)
def test_every_chart_is_whole(made, name):
    assert faults(made[name]) == set()


def broken(change) -> charts.Chart:
    chart = copy.copy(make("axis_switch"))
    chart.figure = go.Figure(chart.figure)
    chart.frames = {}
    change(chart)
    return chart


def put(**fields):
    return lambda chart: vars(chart).update(fields)


def on_figure(**layout):
    return lambda chart: chart.figure.update_layout(**layout)


def add_near(colour, **marker):
    def change(chart):
        chart.figure.add_trace(go.Scatter(x=[], y=[], mode="markers", marker={"color": colour} | marker))

    return change


PLANTED = {
    "no title": on_figure(title_text=""),
    "an axis without a title": on_figure(xaxis_title_text=""),
    "an axis without a unit": on_figure(yaxis_title_text="how many"),
    "no source class": put(source_class=""),
    "no sources in words": put(sources=""),
    "no text alternative": put(text_alternative=""),
    "no table": put(table=flights.as_stated().iloc[:0]),
    "no caution line": put(cannot_tell=""),
    "no prediction question": put(prediction=""),
    "bars that do not start at zero and do not say so": on_figure(yaxis_range=[90, 110]),
    "bars hatched on nothing": lambda chart: chart.figure.update_traces(
        marker_pattern_shape="/", selector={"type": "bar"}
    ),
    "colours that collide": add_near("#5A7FB0", symbol="x"),
    "two colours with the same second cue": add_near("#332288", symbol="diamond"),
    "an outside URL": put(sources="see https://cdn.plot.ly/plotly.min.js"),
    "words that must not stand here": put(cannot_tell="Nothing: the surge was luck, as anyone can see."),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_the_test_of_every_figure_can_fail(fault):
    assert faults(broken(lambda chart: None)) == set()
    assert fault in faults(broken(PLANTED[fault]))


def test_a_printed_form_that_is_blank_fails(monkeypatch):
    chart = make("border")
    monkeypatch.setattr(charts.Chart, "svg", lambda self, **chosen: "<svg></svg>")
    assert "a blank printed form" in faults(chart)


def test_something_that_loads_fails(monkeypatch):
    chart = make("border")
    monkeypatch.setattr(charts.Chart, "svg", lambda self, **chosen: '<script src="plotly.js"></script>')
    assert "something that loads" in faults(chart)


def test_red_and_green_collide():
    assert apart("#FF0000", "#FF0000") == 0
    assert apart("#CC3311", "#7A8B00") < APART < apart("#000000", "#FFFFFF")


# The palette ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "background"), [("light", "#FFFFFF"), ("dark", "#111111")])
def test_roles_can_be_told_apart_and_seen(theme, background):
    shades = [getattr(role, theme) for role in _palette.ROLES]
    for one, other in itertools.combinations(shades, 2):
        assert apart(one, other) >= 25, (one, other)
    for shade in shades:
        assert contrast(shade, background) >= 3, shade


def test_every_role_has_its_own_second_cue():
    for cue in ("symbol", "dash", "pattern"):
        assert len({getattr(role, cue) for role in _palette.ROLES}) == len(_palette.ROLES), cue


def test_every_colour_drawn_has_a_dark_twin(made):
    for chart in made.values():
        for colour in colours(chart.spec()):
            assert colour in _palette.DARK, (chart.name, colour)


# What single charts promise ------------------------------------------------------------------------------


def test_matches_on_the_table(made):
    chart = made["two_counts"]
    assert "15" in chart.frames["4"].say and "fits a total of 103" in chart.frames["4"].say
    assert "= 18" not in chart.frames["4"].say and "18" in chart.frames["7"].say
    for early in range(16):
        drawn = [len(trace["x"]) for trace in chart.at(early=str(early))["data"]]
        assert drawn == [92 - early, early, 11]


def test_another_text_never_reads_a_negative_count(made):
    for name in OF_COUNTS:
        chart = made[f"{name} of another text"]
        assert not re.search(r"(?<!\d )-\d", json.dumps([chart.text_alternative, chart.first_words, chart.title]))
    assert "46, 60 and 55" in made["axis_switch of another text"].title


def test_region_draws_what_the_algebra_allows(made):
    for how in flights.MEANINGS:
        lit = made["two_counts_region"].at(meaning=how)["data"][2]
        pairs = flights.pairs(how)
        assert lit["x"] == pairs["early"].tolist() and lit["y"] == pairs["total"].tolist()


def test_window_presets_lead_to_their_rates(made):
    chart = made["window_lengths"]
    presets = chart.rule["presets"]["reading"]
    assert len(presets) == 4 and len(chart.table) == 5
    shown = {round(r, 1) for p in presets.values() for r in chart.at(length=p["length"])["data"][2]["x"]}
    assert {11.5, 12.8, 13.1, 13.4, 14.7} <= shown


def test_band_starts_from_allowed_histories(made):
    rule = made["band"].rule
    for shape, values in rule["presets"]["shape"].items():
        path = [0, *values.values(), 92, 103]
        assert path == sorted(path), shape
    box = made["band"].spec()["data"][0]
    assert max(y for y in box["y"] if y is not None) == 103


def test_burst_bars_are_whole_and_show_the_known_shares(made):
    chart = made["burst"]
    for frame in states(chart):
        assert sum(sum(t["y"]) for t in frame["data"]) == pytest.approx(100, abs=0.2)
    one = sum(chart.at()["data"][1]["y"])
    pairs = sum(chart.at(how="pairs")["data"][1]["y"])
    assert (round(one, 1), round(pairs)) == (pytest.approx(3.6, abs=0.1), 21)


def test_not_given_draws_nothing(made):
    for state in states(made["not_given"]):
        assert all(y is None for trace in state["data"] for y in trace["y"])
        assert "not given" in state["layout"]["annotations"][0]["text"]


def test_claims_are_dots_and_never_joined(made):
    for trace in made["oil_share"].spec()["data"]:
        labels = trace["y"]
        for a, b in itertools.pairwise(labels):
            assert a is None or b is None or a == b, "a line joins two claims"


def test_held_units_show_nothing(made):
    assert len(HELD) == 17
    chart = made["attribution_strip"]
    table = chart.table.set_index("sentence")
    for unit in HELD:
        assert table.loc[unit, "whose word"] == "asked in an assignment"
        assert not table.loc[unit, "found out"]
    # Even where the gold that was handed over carries the answer.
    told = [u | {"voice": "mixed", "verdict": "holds", "loaded": 3} for u in strip_units()]
    other = charts.attribution_strip(told)
    for unit in HELD:
        assert other.table.set_index("sentence").loc[unit, "whose word"] == "asked in an assignment"
    assert not any(unit in re.findall(r"P\d+\w?", json.dumps(other.frames[str(i)].set)) for i, unit in enumerate(HELD))


def test_strip_refuses_labels_it_does_not_know():
    with pytest.raises(ValueError, match="P28: voice 'loud'"):
        charts.attribution_strip([{"unit": "P28", "voice": "loud", "state": "open"}])


def test_six_retellings_and_two_hollow(made):
    chart = made["telephone"]
    assert "6 pages" in chart.title
    hollow = [t for t in chart.spec()["data"] if t.get("legendgroup") == "asked in an assignment"]
    assert len(hollow) == 2


def test_unread_rows_stay_out(made):
    assert made["border"].table["length (km)"].tolist() == ["432", "611", "700", "765"]


def test_svg_refuses_what_it_cannot_draw():
    from course.charts._svg import draw

    with pytest.raises(ValueError, match="pie"):
        draw({"data": [{"type": "pie"}], "layout": {}}, "x")


# Export, weight ------------------------------------------------------------------------------------------


def test_exported_page_keeps_the_printed_form(tmp_path):
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    cell = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom course import charts\ncharts.border()"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(book, timeout=60, kernel_name="python3").execute()
    assert "widgets" in book.metadata, "nbclient stored the widget: the case that would go blank"
    exporter = HTMLExporter(preprocessors=["course.html_page.TablesForWidgets"], embed_images=True)
    page, _ = exporter.from_notebook_node(book)
    body = page[page.index("<body") :]
    assert "says-who-chart" in body and "432 km" in body and "widget-view" not in body


def test_written_svg_stands_alone(tmp_path, made):
    from xml.etree import ElementTree

    made["band"].write_svg(tmp_path / "band.svg")
    root = ElementTree.parse(tmp_path / "band.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_import_course_stays_light():
    code = "import sys, course, course.charts; print([m for m in ('pandas', 'plotly', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_chart_is_a_hundredth_of_a_figure_widget(made):
    script = (ROOT / "course/charts/interactive_chart.js").stat().st_size
    for chart in made.values():
        assert script + len(json.dumps(chart.payload())) < 80_000, chart.name


def test_every_function_is_named_and_unknown_names_fail():
    assert set(charts.NAMES) <= set(dir(charts))
    with pytest.raises(AttributeError, match="pie"):
        charts.pie  # noqa: B018
