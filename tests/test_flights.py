"""The counts and their arithmetic, each number computed in two ways."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import math
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from course import flights

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = (ROOT / "data/articles/karabakh/article.txt").read_text(encoding="utf-8")
UNITS = {
    row["unit"]: (int(row["start"]), int(row["end"]))
    for row in csv.DictReader((ROOT / "data/articles/karabakh/units.csv").open(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def problem():
    return flights.load_counts()


@pytest.fixture(scope="module")
def rumour(problem):
    """The same algebra with other numbers: 46 posts in 5 weeks, 9 more; elsewhere 12 of 60."""
    change = dataclasses.replace
    return flights.CountsProblem(
        "rumour",
        change(
            problem.first,
            value=46,
            unit="posts",
            window_start=date(2024, 5, 1),
            window_end=date(2024, 6, 8),
            window_length="5 weeks",
        ),
        change(problem.later, value=9, unit="posts", window_start=date(2024, 6, 8), window_end=date(2024, 7, 1)),
        change(problem.part, value=12, window_start=date(2024, 6, 1)),
        change(problem.whole, value=60),
        change(problem.cluster, value=4, window_length="3 days"),
        None,
    )


# The table -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", flights.counts(), ids=lambda c: c.id)
def test_offsets_are_slices_of_the_article(count):
    words = ARTICLE[count.start : count.end]
    start, end = UNITS[count.article_unit]
    assert start <= count.start < count.end <= end
    assert re.search(rf"\b{count.value}\b", words), words
    assert words == words.strip()
    assert count.window_as_worded in ARTICLE[start:end]


def test_the_table_has_units_windows_and_speakers():
    table = flights.as_stated()
    assert set(table.index) == {"first", "later", "cluster", "total", "part", "whole"}
    for column in ("unit", "window_as_worded", "stated_by", "article_unit"):
        assert (table[column] != "").all(), column
    assert str(table["window_end"].dtype).startswith("datetime")
    assert table.loc["part", "unit"] == "planes", "the article says planes here and flights elsewhere"


def test_held_rows_stay_out_of_the_open_table():
    with (ROOT / "assignments/keys/karabakh/as_reported.csv").open(encoding="utf-8") as file:
        held = list(csv.DictReader(file))
    table = flights.as_reported()
    assert {row["id"] for row in held}.isdisjoint(table["id"])
    everything = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "data/flights").glob("*.csv"))
    for word in (
        "Horizon",
        "Nuova Resistenza",
        "almost 100",
        "mamul",
        "Il Sole",
        "FlightRadar",
        "April-June",
    ):
        assert word not in everything, word
    retellings = table[~table["change"].isin(["another count", "hedge lost"])]
    assert len(retellings) == 6
    assert list(table.columns) == list(held[0])


def test_a_text_without_counts_says_so():
    with pytest.raises(FileNotFoundError, match="no table of counts"):
        flights.counts("no-such-text")


def test_a_broken_row_names_its_line(tmp_path, monkeypatch):
    folder = tmp_path / "articles" / "broken"
    folder.mkdir(parents=True)
    lines = (ROOT / "data/flights/as_stated.csv").read_text(encoding="utf-8").replace(",92,", ",ninety-two,")
    (folder / "as_stated.csv").write_text(lines, encoding="utf-8")
    monkeypatch.setattr(flights, "DATA", tmp_path)
    with pytest.raises(ValueError, match="line 2"):
        flights.counts("broken")


# Constraints ---------------------------------------------------------------------------------------------


def test_the_sum_by_adding_and_by_bounds(problem):
    assert problem.sum == 92 + 11 == 103
    assert problem.total.value == problem.sum
    assert flights.between("2016-01-01", "2023-09-13") == flights.Interval(103, 103)


def pairs_by_search(how: str, problem: flights.CountsProblem | None = None) -> pd.DataFrame:
    """The same as `flights.pairs`, found by trying every early and after and keeping what contradicts nothing."""
    problem = problem or flights.load_counts()
    k, n, a = problem.part.value, problem.later.value, problem.first.value
    low, high = flights.meaning(problem.whole.value, how).low, flights.meaning(problem.whole.value, how).high
    found = [
        (early, after, a + n + after)
        for after in range(k + 1)
        for early in range(min(a, k) + 1)
        if early + n + after == k and low <= (a - early) + (early + n + after) <= high
    ]
    return pd.DataFrame(found, columns=["early", "after", "total"])


def test_fifteen_fits_103_and_not_an_exact_100(problem):
    assert flights.pairs("exact").empty and pairs_by_search("exact").empty
    assert flights.bounds("exact") is None
    # 15 in 2023 with nothing after 13 September: 15 - 11 = 4 before, and then the total is 103.
    assert (4, 0, 103) in set(flights.pairs("to the nearest ten").itertuples(index=False, name=None))
    # With exactly 100 it would be 18: by the formula, and by trying every year's start.
    found = flights.if_whole_is_exact()
    assert found == {"before": 85, "early": 7, "part": 18, "stated": 15}
    tried = [x for x in range(93) if (92 - x) + 15 == 100]
    assert [x + 11 for x in tried] == [18]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("exact", []),
        ("to the nearest ten", [(4, 0, 103), (3, 1, 104)]),
        ("about", [(4, 0, 103), (3, 1, 104), (2, 2, 105), (1, 3, 106), (0, 4, 107)]),
    ],
)
def test_pairs_by_algebra_and_by_search(how, expected):
    assert list(flights.pairs(how).itertuples(index=False, name=None)) == expected
    assert sorted(pairs_by_search(how).itertuples(index=False, name=None)) == sorted(expected)


def test_pairs_of_another_text(rumour):
    for how in (*flights.MEANINGS, "at least"):
        one, other = flights.pairs(how, rumour), pairs_by_search(how, rumour)
        assert sorted(one.itertuples(index=False)) == sorted(other.itertuples(index=False)), how
    assert flights.bounds("to the nearest ten", rumour)["total"] == flights.Interval(55, 58)


def test_meanings():
    rounded = flights.meaning(100, "to the nearest ten")
    assert [n for n in range(80, 120) if n in rounded] == [n for n in range(80, 120) if (n + 5) // 10 == 10]
    assert str(flights.meaning(92, "at least")) == "at least 92"
    with pytest.raises(ValueError, match="roughly"):
        flights.meaning(100, "roughly")


def test_between(problem):
    assert flights.between("2018-01-01", "2018-12-31") == flights.Interval(0, 92)
    assert flights.between("2023-03-07", "2023-09-13") == flights.Interval(11, 11)
    assert flights.between("2023-01-01", "2023-12-31") == flights.Interval(11, math.inf)
    # Against every way of putting the flights into ten stretches, four of them asked about: a small stand-in.
    small = dataclasses.replace(
        problem,
        first=dataclasses.replace(problem.first, value=2, window_start=date(2020, 1, 1), window_end=date(2020, 1, 4)),
        later=dataclasses.replace(problem.later, value=1, window_start=date(2020, 1, 4), window_end=date(2020, 1, 6)),
    )
    for start, end in itertools.combinations_with_replacement(range(1, 7), 2):
        tried = [
            sum(start <= day <= end for day in (*pair, late))
            for pair in itertools.product(range(1, 5), repeat=2)
            for late in range(5, 7)
        ]
        bounds = flights.between(date(2020, 1, start), date(2020, 1, end), small)
        assert (bounds.low, bounds.high) == (min(tried), max(tried)), (start, end)
    with pytest.raises(ValueError, match="before"):
        flights.between("2020-01-02", "2020-01-01")


# Rates ---------------------------------------------------------------------------------------------------


def test_rates(problem):
    table = flights.readings()
    again = {
        (92, 8): Fraction(92, 8),
        (92, 7): Fraction(92, 7),
        (103, 7): Fraction(103, 7),
        (92, 7.18): Fraction(92) / (Fraction((date(2023, 3, 6) - date(2016, 1, 1)).days) / Fraction("365.2425")),
        (103, 7.7): Fraction(103) / (Fraction((date(2023, 9, 13) - date(2016, 1, 1)).days) / Fraction("365.2425")),
    }
    rates = {(row["count"], round(row["length"], 2)): row["rate"] for _, row in table.iterrows()}
    assert rates.keys() == again.keys()
    for key, value in again.items():
        assert rates[key] == pytest.approx(float(value))
    shown = {key: round(value, 1) for key, value in rates.items()}
    assert shown == {(92, 8): 11.5, (92, 7.18): 12.8, (92, 7): 13.1, (103, 7.7): 13.4, (103, 7): 14.7}


def test_rate_bounds():
    found = flights.rate_bounds(92, [7, 7.18, 8])
    assert (round(found.low, 1), round(found.high, 1)) == (11.5, 13.1)
    every = [flights.rate(c, y) for c in (92, 103) for y in (7, 7.18, 7.7, 8)]
    both = flights.rate_bounds(flights.Interval(92, 103), [7, 7.18, 7.7, 8])
    assert (both.low, both.high) == (min(every), max(every))


def test_rates_in_the_unit_of_the_text(rumour):
    table = flights.readings(rumour)
    assert rumour.per == "week"
    assert table.loc[table["reading"] == "as worded", "rate"].item() == pytest.approx(46 / 5)
    assert flights.span("2024-05-01", "2024-06-05", "week") == 5


# Bursts --------------------------------------------------------------------------------------------------


def test_fixed_window(problem):
    n, days, k, window = 11, problem.later_days, 5, 14
    assert (days, problem.cluster.days_as_worded) == (191, 14)
    w = Fraction(window, days)
    again = 1 - sum(math.comb(n, i) * w**i * (1 - w) ** (n - i) for i in range(k))
    assert flights.fixed_window(n, days, k, window) == pytest.approx(float(again))
    assert round(flights.fixed_window(n, days, k, window), 4) == 0.0007


def test_best_window_in_continuous_time():
    formula = flights.best_window_formula(11, 191, 5, 14)
    simulated = flights.chance(flights.arrivals(11, 191), 5, 14)
    bounds = flights.best_window_bounds(11, 191, 5, 14)
    assert round(formula, 3) == 0.036
    assert simulated == pytest.approx(0.036, abs=0.002)  # three standard errors of 100,000 runs
    assert formula in bounds and simulated in bounds


def test_best_window_by_calendar_days():
    exact = flights.best_window_cells(11, 191, 5, 14)
    simulated = flights.chance(flights.arrivals(11, 191, "calendar days"), 5, 14)
    assert round(exact, 3) == 0.032
    assert simulated == pytest.approx(exact, abs=0.002)


@pytest.mark.parametrize("case", [(4, 6, 3, 2), (3, 7, 2, 3), (4, 6, 2, 1), (5, 5, 3, 1), (5, 5, 4, 2), (4, 5, 2, 4)])
def test_the_walk_along_the_cells_against_every_outcome(case):
    n, cells, k, window = case
    hit = sum(
        any(sum(first <= x < first + window for x in outcome) >= k for first in range(cells))
        for outcome in itertools.product(range(cells), repeat=n)
    )
    assert flights.best_window_cells(*case) == pytest.approx(hit / cells**n)


def test_naus_where_he_is_exact():
    # Two points within w of each other: 2w - w^2. And k = 3 of 4 against bounds from fine cells.
    assert flights.best_window_formula(2, 10, 2, 1) == pytest.approx(2 * 0.1 - 0.01)
    assert flights.best_window_formula(4, 10, 3, 2) in flights.best_window_bounds(4, 10, 3, 2, per_day=8)


def test_pairs_two_days_apart():
    simulated = flights.chance(flights.arrivals(11, 191, "pairs"), 5, 14)
    cases = flights.pairs_by_cases(11, 191, 14)
    assert simulated == pytest.approx(cases, abs=0.005)
    assert round(simulated, 2) == round(cases, 2) == 0.21


def test_pairs_stand_two_days_apart():
    times = flights.arrivals(11, 191, "pairs", runs=50)
    assert times.shape == (50, 11)
    assert times.min() >= 0 and times.max() <= 191
    for row in times:
        assert sum(any(abs(b - a - 2) < 1e-9 for b in row) for a in row) >= 5


def test_simulations_are_seeded_and_large():
    assert flights.RUNS >= 100_000
    assert (flights.arrivals(3, 10, runs=5) == flights.arrivals(3, 10, runs=5)).all()
    with pytest.raises(ValueError, match="weekly"):
        flights.arrivals(3, 10, "weekly")


def test_burst_table(rumour):
    table = flights.burst()
    assert (abs(table["chance"] - table["again"]) < 0.005).all()
    assert [round(x, 4) for x in table["chance"][:1]] == [0.0007]
    assert len(flights.burst(rumour, runs=2000)) == 4
    with pytest.raises(ValueError, match="no cluster"):
        flights.burst(dataclasses.replace(rumour, cluster=None))


def test_importing_costs_nothing():
    import subprocess
    import sys

    code = "import sys, course.flights; print([m for m in ('pandas', 'numpy', 'plotly') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
