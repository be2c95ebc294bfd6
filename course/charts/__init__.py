"""The course's charts. `charts.band()` on the last line of a cell shows one; `charts.NAMES` lists them all.

Each is a function in a file of its own under figures/ that returns a `Chart`. The charts of counts take a
`CountsProblem` (or the name of a text) and the others a table, so a text other than the article brings only
its numbers. plotly and pandas load when the first chart is made.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Chart functions and the files that hold them.
_WHERE = {
    "two_counts": "two_counts",
    "two_counts_region": "two_counts",
    "window_lengths": "window_lengths",
    "band": "band",
    "axis_switch": "axis_switch",
    "burst": "burst",
    "shares": "shares",
    "arms_share": "shares",
    "telephone": "telephone",
    "origins": "origins",
    "attribution_strip": "attribution_strip",
    "claimed_shares": "claimed_shares",
    "oil_share": "claimed_shares",
    "lengths": "lengths",
    "border": "lengths",
    "not_given": "not_given",
}
# The article's own charts, in the order in which lessons meet them.
NAMES = (
    "two_counts",
    "window_lengths",
    "band",
    "axis_switch",
    "burst",
    "not_given",
    "telephone",
    "origins",
    "attribution_strip",
    "arms_share",
    "oil_share",
    "border",
)
_OTHERS = {
    "Chart": "_chart",
    "Control": "_chart",
    "Frame": "_chart",
    "InteractiveChart": "interactive_chart",
}

__all__ = ["NAMES", *_WHERE, *_OTHERS]


def __getattr__(name: str) -> Any:
    file = f"figures.{_WHERE[name]}" if name in _WHERE else _OTHERS.get(name)
    if file is None:
        raise AttributeError(f"module 'course.charts' has no attribute {name!r}")
    return getattr(import_module(f"course.charts.{file}"), name)


def __dir__() -> list[str]:
    return __all__
