"""Charts judged from their figure's data: honest ones, dishonest ones, and what is no chart at all."""

from __future__ import annotations

import json
import math

import plotly.express as px
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import answers, counts
from course.marking.keys import Part
from course.marking.rules import chart
from course.recording import figure_data

TEXT = "karabakh"
PART = Part("chart", 4.0, {TEXT: {}})
TABLE = counts.whole_table(TEXT)
NAMED = "Haaretz, Hetq, AP"


def judged(figure) -> dict[str, float]:
    """Points by rule, and "all" for what is earned altogether; {} where it is no chart."""
    figure = figure if isinstance(figure, dict) else figure_data(figure)
    result = chart.mark(PART, TEXT, {"text": TEXT, "figure": json.loads(json.dumps(figure))}, {})
    if result is None:
        return {}
    rules = [line for line in result.lines if " of 1)" in line]
    return {line.split(":")[0]: float(line.rsplit("(", 1)[1].split(" ")[0]) for line in rules} | {"all": result.points}


def bar(**layout) -> go.Figure:
    """An honest chart, and what a test changes in it."""
    figure = px.bar(TABLE, y="count", title=f"Source: {NAMED}", labels={"count": "flights"})
    return figure.update_layout(**layout)


def test_an_honest_chart_earns_all_in_whatever_way_it_is_drawn():
    sideways = px.bar(TABLE, x="count", title=NAMED, labels={"count": "flights"})
    assert sideways.data[0].orientation == "h"
    dots = px.scatter(TABLE, y="count", title=NAMED, labels={"count": "number of flights"}, range_y=[0, 12])
    coloured = px.bar(TABLE.reset_index(), x="source", y="count", color="source", title=NAMED).update_yaxes(
        title="flights"
    )
    rates = px.bar(TABLE, y="per_month", title=NAMED, labels={"per_month": "flights a month"})
    for figure in (bar(), sideways, dots, coloured, rates):
        assert judged(figure) == {"Values": 1, "Axis": 1, "Label": 1, "Source": 1, "all": 4}


def test_the_assignments_counts_are_meant_whichever_notebook_has_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "_current", None)
    monkeypatch.chdir(tmp_path)
    answers.begin("practice-2-counting-flights")
    assert counts.whole_table(TEXT)["count"].tolist() != TABLE["count"].tolist()
    assert chart.mark(PART, TEXT, chart.model(PART, TEXT), {}).points == judged(bar())["all"] == 4


def test_plotlys_packed_arrays_are_read():
    packed = json.loads(bar().to_json())
    assert "bdata" in packed["data"][0]["y"]
    assert judged(packed)["all"] == 4


def test_a_figure_of_fewer_bits_is_read_and_a_damaged_one_is_no_chart():
    packed = json.loads(bar().to_json())
    packed["data"][0]["y"] = {"dtype": "i1", "bdata": "CwQG"}  # 11, 4, 6
    assert judged(packed)["Values"] == 1
    for bdata in ("!", "C", "", 7, None, ["CwQG"]):
        packed["data"][0]["y"] = {"dtype": "i1", "bdata": bdata}
        assert judged(packed) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"yaxis": {"range": [3, 12], "title": "flights"}},
        {"yaxis": {"range": [0, 8], "title": "flights"}},
        {"yaxis": {"range": [12, 0], "title": "flights"}},
        {"yaxis": {"range": ["a", None], "title": "flights"}},
        {"yaxis": {"autorange": "reversed", "title": "flights"}},
        {"yaxis": {"type": "log", "title": "flights"}},
        {"yaxis": {"visible": False, "title": "flights"}},
        {"yaxis2": {"overlaying": "y", "side": "right"}},
    ],
)
def test_an_axis_that_misleads_earns_nothing_and_costs_nothing_else(change):
    figure = figure_data(bar())
    figure["layout"] |= change
    assert judged(figure) == {"Values": 1, "Axis": 0, "Label": 1, "Source": 1, "all": 3}


def test_a_cut_axis_that_says_so_is_marked():
    figure = bar(yaxis_range=[3, 12]).add_annotation(text="The axis starts at 3, not at 0.")
    assert judged(figure)["Axis"] == 1


def test_bars_that_float_and_a_second_axis_do_not_begin_at_zero():
    floating = go.Figure(go.Bar(x=list(TABLE.index), y=[11, 4, 6], base=[5, 5, 5]))
    assert judged(floating)["Axis"] == 0
    two = bar().add_trace(go.Scatter(x=list(TABLE.index), y=[1.72, 1.32, 10.59], yaxis="y2"))
    assert judged(two)["Axis"] == 0


def test_invented_values_earn_half_at_most():
    months = px.bar(x=["March", "April", "May"], y=[3, 1, 2], title=NAMED).update_yaxes(title="flights")
    assert judged(months) == {"Values": 0, "Axis": 1, "Label": 1, "Source": 1, "all": 2}
    one_more = px.bar(x=[*TABLE.index, "All"], y=[11, 4, 6, 21], title=NAMED).update_yaxes(title="flights")
    assert judged(one_more)["all"] == 2


def test_a_count_under_another_sources_name_is_invented():
    swapped = px.bar(x=["Hetq", "Haaretz", "AP"], y=[11, 4, 6], title=NAMED).update_yaxes(title="flights")
    assert judged(swapped)["Values"] == 0


def test_counts_and_rates_do_not_mix():
    mixed = px.bar(x=["Haaretz", "Hetq"], y=[11, 1.32], title=NAMED).update_yaxes(title="flights")
    assert judged(mixed)["Values"] == 0


def test_values_without_names_one_value_and_half_a_source_line_earn_half():
    assert judged(px.bar(y=[11, 4, 6]))["Values"] == 0.5
    assert judged(px.bar(x=["AP"], y=[6]))["Values"] == 0.5
    assert judged(bar(title="Haaretz"))["Source"] == 0.5


def test_a_pie_is_not_judged_as_bars():
    pie = {"data": [{"type": "pie", "y": [11, 4, 6]}], "layout": {}}
    assert judged(pie)["Values"] == 0


def test_what_is_hidden_does_not_count():
    hidden = bar()
    hidden.data[0].visible = "legendonly"
    assert judged(hidden) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["data", "layout", "x", "y", "type", "base", "orientation", "yaxis", "range", "title", "annotations"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=60)
@given(json_values, json_values, json_values)
def test_any_json_is_marked_between_nothing_and_all(whole, trace, layout):
    for figure in (whole, {"data": trace, "layout": layout}, {"data": [trace, {"y": trace}], "layout": layout}):
        result = chart.mark(PART, TEXT, {"text": TEXT, "figure": figure}, {})
        assert result is None or (type(result.points) is float and 0 <= result.points <= 4)
    assert chart.mark(PART, TEXT, whole, {}) is None or isinstance(whole, dict)


def test_an_endless_chart_is_cut_off_and_nothing_is_no_chart():
    endless = {"data": [{"type": "bar", "y": [11] * 5_000, "x": ["AP" * 10_000]}] * 50, "layout": {}}
    assert judged(endless)["all"] <= 2
    for nothing in ({"data": []}, {"data": [{"y": [math.nan, math.inf]}]}, {}, {"data": "bars"}):
        assert judged(nothing) == {}
