"""The colours of every chart, by role, and the cue that goes with each.

Four roles and a grey, chosen so that any two stay at least 25 apart (CIE 1976 colour difference) for normal
sight and under simulated protanopia, deuteranopia and tritanopia, and so that each stands at least 3:1
against its background. Colour never speaks alone: each role has its own marker, dash and pattern, and the
charts write words beside marks. tests/charts/test_charts.py measures all of this.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One colour in both themes, and its second cues."""

    light: str
    dark: str
    symbol: str
    dash: str
    pattern: str


FIRST = Role("#4477AA", "#66CCEE", "circle", "solid", "")
SECOND = Role("#D55E00", "#D55E00", "diamond", "dash", "/")
THIRD = Role("#332288", "#F0E442", "square", "dot", "x")
FOURTH = Role("#661100", "#FFB26B", "triangle-up", "dashdot", "-")
# What the chart does not say: held for an assignment, not read, not given. Always drawn hollow.
UNSAID = Role("#767676", "#7A828B", "circle-open", "longdash", ".")
ROLES = (FIRST, SECOND, THIRD, FOURTH, UNSAID)

INK = ("#1F2328", "#E6EDF3")
GRID = ("#DADFE5", "#3A4048")
PAPER = ("#FFFFFF", "#111111")

# What the browser swaps when JupyterLab turns dark; keys and values in lower case.
DARK = {role.light.lower(): role.dark.lower() for role in ROLES} | {
    light.lower(): dark.lower() for light, dark in (INK, GRID, PAPER)
}


def tint(role: Role, opacity: float = 0.2) -> str:
    """The role's colour, see-through, for areas behind marks."""
    red, green, blue = (int(role.light[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def pattern(role: Role) -> dict[str, str]:
    """The role's hatching for bars. Without its ground named, plotly would hatch on nothing."""
    return {"shape": role.pattern, "bgcolor": role.light, "fgcolor": PAPER[0]} if role.pattern else {}
