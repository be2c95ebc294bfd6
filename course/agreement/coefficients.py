"""Agreement beyond chance: Krippendorff's alpha and Cohen's kappa, each with an interval."""

import math
from collections.abc import Hashable, Sequence
from statistics import NormalDist
from typing import Literal, NamedTuple

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Unit = Sequence[Hashable | None]


class Estimate(NamedTuple):
    """A coefficient and its interval; nan where it is not defined (nothing to compare, or one value only)."""

    value: float
    low: float
    high: float
    n: int  # the units that it rests on


def alpha(units: Sequence[Unit], level: Level = "nominal") -> float:
    """Krippendorff's alpha. One row per unit, with one value per annotator, None where it is missing.

    Any number of annotators. Values are labels of any kind for the nominal level, numbers for the others.
    nan where no unit has two values or all values are the same: alpha is 0/0 there. Raises ValueError for
    rows of unequal length. Source: K. Krippendorff, Content Analysis; computed by the package krippendorff.
    """
    if len({len(unit) for unit in units}) > 1:
        raise ValueError("every unit needs one value per annotator; write None for a missing one")
    values = {value for unit in _pairable(units) for value in unit if value is not None}
    if len(values) < 2:
        return math.nan

    import krippendorff
    import numpy as np

    codes = _codes(units) if level == "nominal" else {value: value for unit in units for value in unit}
    rows = [[math.nan if value is None else codes[value] for value in unit] for unit in units]
    return float(krippendorff.alpha(np.array(rows, dtype=float).T, level_of_measurement=level))


def alpha_interval(
    groups: Sequence[Sequence[Unit]], seed: int = 0, resamples: int = 2000, confidence: float = 0.95
) -> Estimate:
    """Nominal alpha over all units of all groups, with a percentile bootstrap that draws whole groups.

    A group is a sentence, its units are the words: words of one sentence agree or disagree together, so
    drawing single words would make the interval too narrow. The same seed gives the same interval. Draws in
    which alpha is not defined are left out.
    """
    import numpy as np

    units = [unit for group in groups for unit in group]
    value = alpha(units)
    if math.isnan(value):
        return Estimate(value, math.nan, math.nan, len(units))
    codes = _codes(units)
    # Coincidences add up over units, so each group is counted once and a draw is a sum.
    counted = np.array([_coincidences(group, codes) for group in groups])
    draws = np.random.default_rng(seed).multinomial(len(groups), [1 / len(groups)] * len(groups), size=resamples)
    summed = np.tensordot(draws, counted, axes=1)
    totals = summed.sum(axis=2)
    n = totals.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = n - np.trace(summed, axis1=1, axis2=2)
        expected = (n**2 - (totals**2).sum(axis=1)) / (n - 1)
        drawn = 1 - observed / expected
    tail = 100 * (1 - confidence) / 2
    low, high = np.nanpercentile(np.where(np.isfinite(drawn), drawn, math.nan), [tail, 100 - tail])
    return Estimate(value, float(low), float(high), len(units))


def kappa(a: Unit, b: Unit, confidence: float = 0.95) -> Estimate:
    """Cohen's kappa of two annotators' labels, item by item; items that either left open (None) do not count.

    The interval is value ± z times the large-sample standard error of J. L. Fleiss, J. Cohen and B. S.
    Everitt, Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72 (1969), cut
    off at 1 and -1. With few items, or hardly any disagreement, it is too narrow: read it with `n`. nan
    where both used one and the same label throughout. Raises ValueError for sequences of unequal length.
    """
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    codes = _codes(pairs)
    if len(codes) < 2:
        return Estimate(math.nan, math.nan, math.nan, len(pairs))

    import numpy as np
    from sklearn.metrics import cohen_kappa_score, confusion_matrix

    coded = [[codes[x] for x, _ in pairs], [codes[y] for _, y in pairs]]
    value = float(cohen_kappa_score(*coded))
    p = confusion_matrix(*coded) / len(pairs)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agree, chance = np.trace(p), float(rows @ columns)
    on = (np.diag(p) * ((1 - chance) - (rows + columns) * (1 - agree)) ** 2).sum()
    crossed = p * (columns[:, None] + rows[None, :]) ** 2
    off = (1 - agree) ** 2 * (crossed.sum() - np.trace(crossed))
    variance = (on + off - (agree * chance - 2 * chance + agree) ** 2) / (len(pairs) * (1 - chance) ** 4)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(max(0.0, round(float(variance), 12)))
    return Estimate(value, max(-1.0, value - reach), min(1.0, value + reach), len(pairs))


def _codes(units: Sequence[Unit]) -> dict[Hashable, int]:
    """A number for each label, the same in every run."""
    labels = {value for unit in units for value in unit if value is not None}
    return {label: code for code, label in enumerate(sorted(labels, key=repr))}


def _pairable(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if sum(value is not None for value in unit) > 1]


def _coincidences(units: Sequence[Unit], codes: dict[Hashable, int]) -> list[list[float]]:
    """Krippendorff's coincidence matrix: each ordered pair in a unit of m values counts 1/(m-1)."""
    matrix = [[0.0] * len(codes) for _ in codes]
    for unit in _pairable(units):
        values = [codes[value] for value in unit if value is not None]
        for i, first in enumerate(values):
            for j, second in enumerate(values):
                if i != j:
                    matrix[first][second] += 1 / (len(values) - 1)
    return matrix
