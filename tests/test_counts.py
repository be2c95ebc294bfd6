"""The three counts of assignment 2: the words to reckon with them, what a blank offers, what a line records."""

from __future__ import annotations

import json
import math
from datetime import date
from itertools import combinations, pairwise, product

import numpy as np
import pandas as pd
import plotly.express as px
import pytest
from bs4 import BeautifulSoup

import course
from course import counts
from course.answers import begin
from course.choice import item_id
from course.counts import BLANK
from course.errors import CourseError
from course.recording import MOST_TRACES, MOST_VALUES, as_value, figure_data

TEXTS = ("karabakh", "transfer-rumour")


@pytest.fixture(params=TEXTS)
def text(request, tmp_path, monkeypatch) -> str:
    """An assignment that has begun, on one of the texts."""
    monkeypatch.chdir(tmp_path)
    begin("2-counting-flights").record("choose-text", {"chosen": [request.param]})
    return request.param


def names() -> list[str]:
    return list(counts.counts().index)


def test_every_head_of_the_table_has_a_word(text):
    heads = BeautifulSoup(counts.counts()._repr_html_(), "html.parser").find_all("th")
    assert [head.get_text() for head in heads[:2]] == ["source", "count"]
    assert all(head.get_text().strip() for head in heads)
    pandas_own = BeautifulSoup(counts.whole_table()._repr_html_(), "html.parser").find_all("th")
    assert not all(head.get_text().strip() for head in pandas_own)  # once it has: our own way to show it can go


def test_the_words_give_pandas_objects_and_numbers(text):
    whole, part, least = names()
    assert isinstance(counts.counts(), pd.DataFrame)
    assert counts.counts().reset_index().columns[0] == "source"
    assert isinstance(counts.days_in_both(whole, least), pd.DatetimeIndex)
    assert len(counts.days_in_both(whole, least)) == {"karabakh": 13, "transfer-rumour": 11}[text]
    assert len(counts.days_in_both(part, least)) == 0
    assert counts.left_after_taking_off(part) == {"karabakh": 11 - 4, "transfer-rumour": 8 - 3}[text]
    assert counts.per_month_of(part) == {"karabakh": 1.32, "transfer-rumour": 1.48}[text]
    assert counts.per_month(7, days=101) == 2.08


MOST_TRIED = 9


def histories(table: pd.DataFrame, stretches: list[tuple[date, date]]) -> list[tuple[int, ...]]:
    """Every way in which 9 or fewer can lie in these stretches without contradicting a count of the table."""
    found = []
    for held in product(range(MOST_TRIED + 1), repeat=len(stretches)):
        if sum(held) > MOST_TRIED:
            continue
        for row in table.itertuples():
            inside = sum(n for n, (a, b) in zip(held, stretches, strict=True) if row.a <= a and b <= row.b)
            if inside < row.n or (inside > row.n and not row.at_least):
                break
        else:
            found.append(held)
    return found


def test_least_and_most_are_what_trying_every_history_finds(text):
    # Small numbers, so that every history can be tried; the days are the text's own.
    table = counts.whole_table().assign(count=[4, 2, 3])
    ends = {
        "a": table["first_day"].dt.date,
        "b": (table["last_day"] + pd.Timedelta(days=1)).dt.date,
        "n": table["count"],
    }
    days = table.assign(**ends)
    edges = sorted({*days["a"], *days["b"]})
    stretches = list(pairwise(edges))
    tried = histories(days, stretches)
    for start, end in combinations(edges, 2):
        least, most = counts._least_and_most(table, start, end)
        within = [
            sum(n for n, (a, b) in zip(held, stretches, strict=True) if start <= a and b <= end) for held in tried
        ]
        assert least == min(within)
        full = [n for n, held in zip(within, tried, strict=True) if sum(held) == MOST_TRIED]
        assert max(within) == (most if math.isfinite(most) else max(full))
        if math.isinf(most):  # what is allowed grows with what is tried
            assert max(within) > max(n for n, held in zip(within, tried, strict=True) if sum(held) < MOST_TRIED)


def test_each_line_knows_what_its_blanks_may_hold_and_every_choice_gives_a_value_or_says_why(text):
    lines = [
        counts.days_in_both(BLANK, BLANK),
        counts.left_after_taking_off(BLANK),
        counts.per_month_of(BLANK),
        counts.per_month(BLANK, days=BLANK),
        counts.between(BLANK, BLANK),
    ]
    for line in lines:
        assert "BLANK" in repr(line)
        first, *second = line.menus().values()
        for pick in [[a, *rest] for a in first for rest in ([[b] for b in second[0]] if second else [[]])]:
            try:
                value = as_value(line.filled(pick))
            except CourseError as error:
                assert "The last day" in str(error)
                continue
            assert json.loads(json.dumps(value, allow_nan=False)) == value
    chart = counts.bars(show=BLANK, axis_from=BLANK, label=BLANK, source_line=BLANK)
    for show in chart.menus()["show"]:
        for axis_from in chart.menus()["axis_from"]:
            figure_data(chart.filled([show, axis_from, "", counts.NO_SOURCE]))


def test_a_filled_line_records_what_it_works_out(text):
    shown = course.answer("step-2", counts.left_after_taking_off(names()[1]), unit=counts.noun())
    entry = course.answers.current().value(item_id("step-2", text))
    assert entry == {"text": text, "number": counts.left_after_taking_off(names()[1]), "unit": counts.noun()} | {
        "by": "code"
    }
    assert repr(shown).startswith("Recorded, by your line")


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (7, {"number": 7}),
        (7.0, {"number": 7}),
        (np.int64(7), {"number": 7}),
        (np.float64(2.5), {"number": 2.5}),
        (pd.Series([4])[0], {"number": 4}),
        (pd.date_range("2023-09-01", "2023-09-13"), {"number": 13}),
        (pd.Series({"least": 6.0, "most": math.inf}), {"low": 6, "high": "no upper end"}),
    ],
)
def test_numbers_of_every_make_become_plain_ones(result, value):
    assert as_value(result) == value
    assert json.dumps(as_value(result)) == json.dumps(value)


@pytest.mark.parametrize("result", [math.nan, math.inf, 10**400, "7", None, True, [7], pd.DataFrame({"a": [1, 2]})])
def test_what_is_no_number_is_told_and_not_recorded(result, text):
    with pytest.raises(CourseError):
        course.answer("step-1", result, unit="days")
    assert course.answers.current().value(item_id("step-1", text)) is None


def test_a_blank_records_nothing_and_raises_nothing(text):
    course.answer("step-2", counts.left_after_taking_off(BLANK), unit=BLANK)
    course.answer("step-2", BLANK, unit=BLANK)
    course.answer("chart", counts.bars(show="count", axis_from=0, label=BLANK, source_line=BLANK))
    with pytest.raises(CourseError, match="One blank is still open: the unit"):
        course.answer("step-2", counts.left_after_taking_off(names()[1]), unit=BLANK)
    assert list(course.answers.current().items()) == ["choose-text"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: counts.left_after_taking_off("Reuters"), "none of the sources"),
        (lambda: counts.left_after_taking_off(), "Take the line as it stood"),
        (lambda: counts.per_month("7", days=3), "takes two numbers"),
        (lambda: counts.per_month(7, days=0), "takes two numbers"),
        (lambda: counts.between("1 September", "13 September"), "two days"),
        (lambda: counts.between("2023-09-13", "2023-09-01"), "comes before"),
        (lambda: counts.bars(show="all", axis_from=0, label="", source_line=""), "take one of"),
        (lambda: counts.bars(show="count", axis_from="low", label="", source_line=""), "take one of"),
    ],
)
def test_a_wrong_word_in_a_line_is_told_in_words(text, call, said):
    with pytest.raises(CourseError, match=said):
        call()


def test_of_a_chart_only_what_can_be_judged_is_kept_and_never_more_than_so_much():
    figure = px.scatter(x=np.arange(5000), y=np.full(5000, math.nan), title="t" * 5000)
    for _ in range(40):
        figure.add_scatter(x=[1], y=[2])
    kept = figure_data(figure)
    assert len(kept["data"]) == MOST_TRACES
    assert len(kept["data"][0]["x"]) == MOST_VALUES
    assert kept["data"][0]["y"][0] is None
    assert len(json.dumps(kept, allow_nan=False)) < 20_000
    made = figure_data(px.bar(counts.whole_table("karabakh"), y="count", labels={"count": "flights"}))
    assert made["data"][0] | {"name": ""} == {
        "type": "bar", "orientation": "v", "name": "", "xaxis": "x", "yaxis": "y", "x": ["Haaretz", "Hetq", "AP"],
        "y": [11, 4, 6],
    }  # fmt: skip
    assert made["layout"]["yaxis"]["title"] == "flights"
