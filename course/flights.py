"""The counts: what each source says, and the arithmetic that binds them.

karabakh's article gives two counts of cargo flights and no yearly series. The same algebra serves any text
that says "A by this date, n more since" and, in another voice, "k of M": a text brings one table,
`as_stated.csv` (see `as_stated`), and everything below works on the `CountsProblem` read from it.

Every function says its formula, its unit and where its inputs come from. Nothing here is a fact about the
world: results follow from the stated counts, and only if the counts count the same things.

pandas and numpy load when a function that needs them is called, so importing this module costs nothing.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "data"

# The mean Gregorian year. Month and year are averages; a day and a week are exact.
DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}
MEANINGS = ("exact", "to the nearest ten", "about")
SEED = 20230313
RUNS = 100_000


# What the text states ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """One count as a text states it. `start` and `end` are code points in article.txt, end excluded."""

    id: str
    value: int
    unit: str
    window_start: date | None
    window_end: date | None
    window_as_worded: str
    window_length: str
    window_note: str
    qualifier: str
    stated_by: str
    article_unit: str
    start: int
    end: int

    @property
    def length(self) -> tuple[float, str] | None:
        """The window's length as worded, such as (7.0, "year"); None where the text gives none."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?) (day|week|month|year)s?", self.window_length)
        return (float(found[1]), found[2]) if found else None

    @property
    def days_as_worded(self) -> float | None:
        """The worded length in days: number x days in its unit."""
        return self.length[0] * DAYS_IN[self.length[1]] if self.length else None


@dataclass(frozen=True)
class CountsProblem:
    """Counts that bind each other. karabakh is one instance; another text brings other numbers.

    first    A things in [first.window_start, first.window_end]            92 flights
    later    n more in [later.window_start, later.window_end]              11 flights
    part     another voice: k of them since part.window_start              15 planes
    whole    the same voice: out of M                                      100 flights
    cluster  c of the n later ones within a short window (may be missing)  5 in 14 days
    total    the sum as the text states it (may be missing)                103 "over 7 years"
    """

    text: str
    first: Count
    later: Count
    part: Count
    whole: Count
    cluster: Count | None = None
    total: Count | None = None

    @property
    def noun(self) -> str:
        """What is counted, in the plural: "flights"."""
        return self.first.unit

    @property
    def per(self) -> str:
        """The unit of time that rates are given in: the one the text uses for its long window."""
        return self.first.length[1] if self.first.length else "year"

    @property
    def sum(self) -> int:
        """A + n, in things counted. karabakh: 92 + 11 = 103."""
        return self.first.value + self.later.value

    @property
    def later_days(self) -> int:
        """Days from the first count's last day to the later count's: 191 for karabakh."""
        return (self.later.window_end - self.later.window_start).days


def folder_of(text: str) -> Path:
    """Where a text's count tables stand. karabakh's are data/flights, as the course names them everywhere."""
    return DATA / "flights" if text == "karabakh" else DATA / "articles" / text


def counts(text: str = "karabakh") -> list[Count]:
    """The rows of a text's as_stated.csv, checked.

    Raises FileNotFoundError if the text has no such table, ValueError naming the row if a row cannot be read.
    """
    path = folder_of(text) / "as_stated.csv"
    if not path.is_file():
        raise FileNotFoundError(f"The text {text!r} has no table of counts: {path.name} is not in {path.parent.name}/.")
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                days = {k: date.fromisoformat(row[k]) if row[k] else None for k in ("window_start", "window_end")}
                whole = {k: int(row[k]) for k in ("value", "start", "end")}
                count = Count(**(row | days | whole))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}. Mend that line.") from error
            if count.window_length and not count.length:
                raise ValueError(f"{path.name}, line {number}: window_length must be like '7 years'.")
            rows.append(count)
    return rows


@cache
def load_counts(text: str = "karabakh") -> CountsProblem:
    """The CountsProblem of a text, from its as_stated.csv, whose ids name the parts."""
    by_id = {c.id: c for c in counts(text)}
    missing = {"first", "later", "part", "whole"} - set(by_id)
    if missing:
        raise ValueError(f"as_stated.csv of {text!r} lacks the rows {sorted(missing)}. Add them.")
    known = {k: by_id[k] for k in ("first", "later", "part", "whole", "cluster", "total") if k in by_id}
    return CountsProblem(text, **known)


def as_stated(text: str = "karabakh") -> pd.DataFrame:
    """The counts of a text as a table, one row each: value, unit, window, qualifier, who says so, where it
    stands.

    value is in `unit`; window_start and window_end are days, both empty where the text leaves them open;
    start and end are code points of data/articles/<text>/article.txt.
    """
    import pandas as pd

    table = pd.DataFrame([vars(c) for c in counts(text)])
    for column in ("window_start", "window_end"):
        table[column] = pd.to_datetime(table[column])
    return table.set_index("id")


def as_reported(text: str = "karabakh") -> pd.DataFrame:
    """Who else printed the count, and how it changed: open rows only. The held ones are an assignment's."""
    import pandas as pd

    return pd.read_csv(folder_of(text) / "as_reported.csv", dtype=str, keep_default_na=False)


# What follows from them ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """All whole or real numbers from low to high, both included, in the unit of what was asked."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        if self.low == self.high:
            return f"exactly {self.low:g}"
        return f"at least {self.low:g}" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"


def meaning(value: int, how: str) -> Interval:
    """Which whole numbers a writer may have meant by `value`.

    "exact": value alone. "to the nearest ten": value - 5 to value + 4, so 100 is 95 to 104. "about": within a
    tenth of it either way, so 100 is 90 to 110 (our reading; "about" has no fixed width). "at least": no
    upper end.
    """
    match how:
        case "exact":
            return Interval(value, value)
        case "to the nearest ten":
            return Interval(value - 5, value + 4)
        case "about":
            return Interval(value - value // 10, value + value // 10)
        case "at least":
            return Interval(value, math.inf)
    raise ValueError(f"{how!r} is not one of {', '.join(MEANINGS)}, at least.")


def pairs(how: str, problem: CountsProblem | None = None) -> pd.DataFrame:
    """Every (early, total) that all stated counts allow, if they count the same things.

    early = those of the first count that fall into the part's window (flights, 1 January to 6 March 2023);
    after = those after the later count's last day; total = all of them. From "k since then": early + n +
    after = k, so early = k - n - after. From A and n: total = A + n + after. A total is allowed if it lies in
    `meaning(M, how)`. karabakh: none if 100 is exact; (4, 103) and (3, 104) if rounded to ten. Unit of all
    columns: things counted.
    """
    import pandas as pd

    problem = problem or load_counts()
    most = problem.part.value - problem.later.value
    rows = [(most - after, after, problem.sum + after) for after in range(most + 1)]
    allowed = meaning(problem.whole.value, how)
    rows = [row for row in rows if row[2] in allowed and row[0] <= problem.first.value]
    return pd.DataFrame(rows, columns=["early", "after", "total"])


def bounds(how: str, problem: CountsProblem | None = None) -> dict[str, Interval] | None:
    """The smallest intervals that hold every allowed early, after and total; None if nothing is allowed."""
    table = pairs(how, problem)
    if table.empty:
        return None
    return {name: Interval(int(table[name].min()), int(table[name].max())) for name in table.columns}


def if_whole_is_exact(problem: CountsProblem | None = None) -> dict[str, int]:
    """What the later count would have to become if M were exact and the part's k were set aside.

    Before the part's window: p = M - k. Then early = A - p, and the part would be early + n, not k.
    karabakh: p = 100 - 15 = 85, early = 92 - 85 = 7, so 7 + 11 = 18 in 2023, not 15. Unit: things counted.
    """
    problem = problem or load_counts()
    before = problem.whole.value - problem.part.value
    early = problem.first.value - before
    return {
        "before": before,
        "early": early,
        "part": early + problem.later.value,
        "stated": problem.part.value,
    }


def between(start: str | date, end: str | date, problem: CountsProblem | None = None) -> Interval:
    """How many may have come from `start` to `end`, both days included, from A and n alone.

    A stretch that the asked days cover whole adds its count to both bounds; one that they only touch adds 0
    to the lower and its count to the upper. Days outside every stated window leave the upper bound open.
    karabakh: between("2018-01-01", "2018-12-31") is 0 to 92 flights.
    """
    problem = problem or load_counts()
    start, end = (date.fromisoformat(d) if isinstance(d, str) else d for d in (start, end))
    if end < start:
        raise ValueError(f"The last day ({end}) comes before the first ({start}).")
    low = high = 0
    for count, opens in ((problem.first, 0), (problem.later, 1)):
        # The day on which the first count ends belongs to the first count.
        first, last = count.window_start + timedelta(days=opens), count.window_end
        if start <= first and last <= end:
            low, high = low + count.value, high + count.value
        elif start <= last and first <= end:
            high += count.value
    if start < problem.first.window_start or end > problem.later.window_end:
        return Interval(low, math.inf)
    return Interval(low, high)


# Rates ---------------------------------------------------------------------------------------------------


def span(start: str | date, end: str | date, unit: str = "year") -> float:
    """The time from start to end in years (or weeks, months, days): days between them / mean days in the
    unit.
    """
    start, end = (date.fromisoformat(d) if isinstance(d, str) else d for d in (start, end))
    return (end - start).days / DAYS_IN[unit]


def calendar_units(start: date, end: date, unit: str = "year") -> int:
    """How many calendar years (months, weeks, days) the window touches, the broken ones counted whole."""
    if unit == "year":
        return end.year - start.year + 1
    if unit == "month":
        return (end.year - start.year) * 12 + end.month - start.month + 1
    return math.ceil(((end - start).days + 1) / DAYS_IN[unit])


def readings(problem: CountsProblem | None = None) -> pd.DataFrame:
    """What the worded window can mean, and the mean rate that each reading gives.

    rate = count / length, in things per `problem.per`. karabakh, flights a year: 92 over 7 (as worded) 13.1,
    over 7.18 (by the calendar) 12.8, over 8 (calendar years touched) 11.5; 103 over 7.70 13.4, over the
    worded 7 14.7.
    """
    import pandas as pd

    problem = problem or load_counts()
    per, first, later = problem.per, problem.first, problem.later
    worded = first.days_as_worded / DAYS_IN[per] if first.length else None
    to_first, to_later = (span(first.window_start, c.window_end, per) for c in (first, later))
    touched = calendar_units(first.window_start, later.window_end, per)
    rows = [
        ("first", "every calendar one touched, counted whole", touched, first.value),
        ("first", "by the calendar, to the first count's last day", to_first, first.value),
        ("first", "as worded", worded, first.value),
        ("sum", "by the calendar, to the later count's last day", to_later, problem.sum),
        ("sum", "as worded, not grown with the window", worded, problem.sum),
    ]
    rows = [(which, label, length, count, count / length) for which, label, length, count in rows if length]
    return pd.DataFrame(rows, columns=["which", "reading", "length", "count", "rate"])


def rate(count: float, length: float) -> float:
    """count / length: things per unit of time."""
    return count / length


def rate_bounds(count: int | Interval, lengths: list[float]) -> Interval:
    """The lowest and highest mean rate over all readings: low / longest to high / shortest."""
    count = count if isinstance(count, Interval) else Interval(count, count)
    return Interval(count.low / max(lengths), count.high / min(lengths))


# Bursts --------------------------------------------------------------------------------------------------


def fixed_window(n: int, days: float, k: int, window: float) -> float:
    """P(at least k of n fall into one window named beforehand), if each is equally likely on every day.

    Exact binomial: sum over i = k..n of C(n, i) w^i (1 - w)^(n - i), w = window / days. No unit.
    karabakh: n = 11, days = 191, k = 5, window = 14 gives 0.0007.
    """
    w = window / days
    return math.fsum(math.comb(n, i) * w**i * (1 - w) ** (n - i) for i in range(k, n + 1))


def best_window_formula(n: int, days: float, k: int, window: float) -> float:
    """P(some window, picked afterwards, holds at least k of n), in continuous time; no unit.

    (k / w - n - 1) b(k) + 2 (b(k) + ... + b(n)), b binomial(n, w), w = window / days. Exact where k > n / 2
    and w <= 1/2 (Naus); for smaller k the approximation of Wallenstein and Neff (1987), close where the
    result is small. `best_window_bounds` says how far off it can be at most; `arrivals` with `chance`
    simulates the same. karabakh: 0.036.
    """
    w = window / days
    here = math.comb(n, k) * w**k * (1 - w) ** (n - k)
    return min(1.0, (k / w - n - 1) * here + 2 * fixed_window(n, days, k, window))


def best_window_cells(n: int, cells: int, k: int, window: int) -> float:
    """P(some run of `window` cells holds at least k of n), each thing equally likely in each of `cells`.
    Exact.

    Walks along the cells with the counts of the last window - 1 cells as the state; each way of putting c
    into a cell weighs 1 / c!, so the walks that never reach k weigh n! / cells^n in all. Cells are whatever
    divides the time evenly: calendar days, half-days. karabakh, calendar days: n = 11, cells = 191, k = 5,
    window = 14: 0.032.
    """
    import numpy as np

    if k > n:
        return 0.0
    if k <= 1:
        return 1.0
    if window >= cells:
        return 1.0
    # A window of one cell looks at no cell before it; one is remembered all the same, and not counted.
    memory = max(window - 1, 1)
    states, index = _window_states(memory, k - 1)
    # Seen from the state after a step: how many lie in the newest cell, and which states it can have come
    # from, one for each number that dropped out of the oldest cell.
    news = np.array([s.count(0) for s in states])
    sources = np.full((k, len(states)), -1)
    for i, s in enumerate(states):
        older = tuple(age - 1 for age in s if age > 0)
        for dropped in range(k - len(s) if window > 1 else k):
            sources[dropped, i] = index[tuple(sorted(older + (memory - 1,) * dropped))]
    weight = np.zeros((len(states), n + 1))
    weight[index[()], 0] = 1.0
    for _ in range(cells):
        gathered = np.zeros_like(weight)
        for row in sources:
            gathered[row >= 0] += weight[row[row >= 0]]
        weight = np.zeros_like(weight)
        for c in range(k):
            here = np.flatnonzero(news == c)
            weight[here, c:] = gathered[here, : n + 1 - c] / math.factorial(c)
    none = weight[:, n].sum() * math.factorial(n) / float(cells) ** n
    return float(1 - none)


def _window_states(cells: int, most: int) -> tuple[list[tuple[int, ...]], dict[tuple[int, ...], int]]:
    """All ways in which up to `most` things lie in the last `cells` cells: sorted ages, and their numbers."""
    from itertools import combinations_with_replacement

    states = [s for size in range(most + 1) for s in combinations_with_replacement(range(cells), size)]
    return states, {s: i for i, s in enumerate(states)}


def best_window_bounds(n: int, days: int, k: int, window: int, per_day: int = 1) -> Interval:
    """Bounds that the continuous-time probability cannot leave, exact for any n, days, k, window; no unit.

    Time is cut into per_day cells a day. Things within window * per_day cells are closer than the window,
    which gives the lower bound; things closer than the window lie within window * per_day + 1 cells, the
    upper one.
    """
    cells, wide = days * per_day, window * per_day
    return Interval(best_window_cells(n, cells, k, wide), best_window_cells(n, cells, k, wide + 1))


def arrivals(
    n: int, days: float, how: str = "single", runs: int = RUNS, seed: int = SEED, gap: float = 2.0
) -> np.ndarray:
    """Seeded random arrival times, in days: an array of shape (runs, n), each row sorted.

    "single": each at a random moment. "calendar days": each on a random whole day. "pairs": n // 2 pairs
    whose second comes `gap` days after the first (the first at a random moment that leaves room), and one
    single if n is odd.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    if how == "single":
        times = rng.uniform(0, days, (runs, n))
    elif how == "calendar days":
        times = rng.integers(0, int(days), (runs, n)).astype(float)
    elif how == "pairs":
        begin = rng.uniform(0, days - gap, (runs, n // 2))
        alone = rng.uniform(0, days, (runs, n % 2))
        times = np.concatenate([begin, begin + gap, alone], axis=1)
    else:
        raise ValueError(f"{how!r} is not one of: single, calendar days, pairs.")
    times.sort(axis=1)
    return times


def spans(times: np.ndarray, k: int) -> np.ndarray:
    """The shortest stretch of days that holds k arrivals, in each run: shape (runs,)."""
    return (times[:, k - 1 :] - times[:, : times.shape[1] - k + 1]).min(axis=1)


def chance(times: np.ndarray, k: int, window: float) -> float:
    """Share of the runs in which some window, picked afterwards, holds at least k; no unit."""
    return float((spans(times, k) < window).mean())


def pairs_by_cases(n: int, days: float, window: float, gap: float = 2.0, runs: int = RUNS, seed: int = SEED) -> float:
    """P(at least five of n in the best window) when they come as n // 2 pairs and one single: a second way.

    Only for k = 5 and odd n. Five planes lie within the window exactly if (1) three pairs begin within it, or
    (2) two pairs begin less than window - gap apart and the single falls between the second's end - window
    and the first's beginning + window, or (3) three pairs begin less than window + gap apart and the single
    falls among the five planes that leave out the first's first and the last's second. The single is never
    drawn: for drawn pairs the length of its fatal moments is added up exactly, which leaves less noise than
    counting does.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    begin = np.sort(rng.uniform(0, days - gap, (runs, n // 2)), axis=1)
    certain = (begin[:, 2:] - begin[:, :-2] < window).any(axis=1)
    # The fatal moments of the single, as intervals; an impossible one gets length zero.
    edges = []
    for apart in (1, 2):
        first, last = begin[:, :-apart], begin[:, apart:]
        # apart 1: both pairs whole, from first to last + gap. apart 2: first + gap to last.
        left, right = (first, last + gap) if apart == 1 else (first + gap, last)
        low, high = right - window, left + window
        low, high = np.clip(low, 0, days), np.clip(high, 0, days)
        near = (right - left) < window
        edges.append((np.where(near, low, 0.0), np.where(near, high, 0.0)))
    low = np.concatenate([e[0] for e in edges], axis=1)
    high = np.concatenate([e[1] for e in edges], axis=1)
    order = np.argsort(low, axis=1)
    low, high = np.take_along_axis(low, order, 1), np.take_along_axis(high, order, 1)
    covered, reach = np.zeros(runs), np.zeros(runs)
    for i in range(low.shape[1]):
        covered += np.clip(high[:, i] - np.maximum(low[:, i], reach), 0, None)
        reach = np.maximum(reach, high[:, i])
    return float(np.where(certain, 1.0, covered / days).mean())


def burst(problem: CountsProblem | None = None, runs: int = RUNS, seed: int = SEED) -> pd.DataFrame:
    """How surprising the stated cluster is, under each way of asking. chance has no unit; each value twice.

    karabakh (5 of 11 within 14 of 191 days): 0.0007 for a window named beforehand; for the best window about
    0.036 in continuous time, 0.032 by calendar days, 0.21 if they come as five pairs two days apart and one
    single. Assumes that every day is equally likely, and that these weeks were picked at random, which they
    were not.
    """
    import pandas as pd

    problem = problem or load_counts()
    if problem.cluster is None:
        raise ValueError(f"The text {problem.text!r} states no cluster.")
    n, days, k = problem.later.value, problem.later_days, problem.cluster.value
    window = problem.cluster.days_as_worded
    fixed = arrivals(n, days, "single", runs, seed)
    rows = [
        (
            "a window named beforehand",
            fixed_window(n, days, k, window),
            "exact",
            float(((fixed < window).sum(axis=1) >= k).mean()),
            "simulation",
        ),
        (
            "the best window, any moment",
            best_window_formula(n, days, k, window),
            "formula",
            chance(fixed, k, window),
            "simulation",
        ),
        (
            "the best window, calendar days",
            best_window_cells(n, days, k, int(window)),
            "exact",
            chance(arrivals(n, days, "calendar days", runs, seed), k, window),
            "simulation",
        ),
    ]
    paired = chance(arrivals(n, days, "pairs", runs, seed), k, window)
    second = (
        (pairs_by_cases(n, days, window, runs=runs, seed=seed + 1), "cases")
        if k == 5 and n % 2
        else (chance(arrivals(n, days, "pairs", runs, seed + 1), k, window), "second simulation")
    )
    rows.append(("the best window, in pairs two days apart", paired, "simulation", *second))
    return pd.DataFrame(rows, columns=["asked", "chance", "how", "again", "how_again"])
