"""Lesson 08: the results of the check before and after, in words and drawn; for the learner's own eyes."""

from __future__ import annotations

from html import escape

from course import choice
from course.answers import current
from course.checks import Scores
from course.exercises.check_results import CheckResults
from course.exercises.weigh_evidence import check_cases, check_form
from course.lessons._after import Afterwards
from course.told import tell

LUCK = 25  # a change of "telling apart" below this happens easily by luck
LEAN, SURE = 10, 20  # within these there is nothing to speak of
WIDTH, HEIGHT, LEFT, RIGHT = 640, 210, 150, 620


def my_results() -> Afterwards:
    """Once the ten cases of the after-check are answered: what they say together with those before the course.

    Nothing is shown earlier: the reasons of the first form would help with the second.
    """
    items = [case.item for case in check_cases(check_form("after", current()))]
    return Afterwards("Show my results", items, _results, on_paper=False)


def what_we_found() -> Afterwards:
    """Once the number of claims that hold was guessed: what the others are, and what that says of the text."""
    guess = choice.item_id("guess-holds", choice.text())
    return Afterwards("Show what we found", [guess], lambda: [tell("what-we-found")])


def _results() -> list:
    found = CheckResults()
    return [Drawn(found.scores("before"), found.scores("after")), found]


class Drawn:
    """Three scales with a ring for before and a dot for after, and what lies within luck shaded."""

    def __init__(self, before: Scores | None, after: Scores | None):
        self.before, self.after = before, after

    @property
    def words(self) -> str:
        told = []
        for when, found in (("before", self.before), ("after", self.after)):
            if found:
                told.append(
                    f"{when}: telling apart {found.telling_apart:.0f}, leaning {found.leaning:.0f}, "
                    f"sureness {found.sureness:.0f}"
                )
        return "Three scales from −100 to 100. " + "; ".join(told).replace("-", "−") + "."

    def _repr_html_(self) -> str:
        scales = (
            ("Telling apart", "telling_apart", self._luck(), ("−100", "+100")),
            ("Leaning", "leaning", (-LEAN, LEAN), ("doubt", "trust")),
            ("Sureness", "sureness", (-SURE, SURE), ("not sure enough", "too sure")),
        )
        drawn = "".join(self._scale(60 + 55 * i, *scale) for i, scale in enumerate(scales))
        words = escape(self.words)
        return (
            f'<figure style="margin:0"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" '
            f'style="max-width:{WIDTH}px;width:100%" font-size="14" fill="currentColor" stroke="none">{drawn}'
            f'<circle cx="{LEFT + 8}" cy="18" r="7" fill="none" stroke="currentColor" stroke-width="2"/>'
            f'<text x="{LEFT + 22}" y="23">before</text><circle cx="{LEFT + 98}" cy="18" r="7"/>'
            f'<text x="{LEFT + 112}" y="23">after</text>'
            f'<rect x="{LEFT + 180}" y="10" width="20" height="16" fill="#888" fill-opacity="0.35"/>'
            f'<text x="{LEFT + 206}" y="23">easily luck, or nothing to speak of</text></svg>'
            "<figcaption>Ten cases are few. What this cannot tell you: how good you are at this, or whether the course "
            "did it.</figcaption></figure>"
        )

    def _luck(self) -> tuple[float, float]:
        """Around what was before, a change within luck; without a before, nothing is shaded."""
        middle = self.before.telling_apart if self.before else None
        return (0, 0) if middle is None else (max(-100, middle - LUCK), min(100, middle + LUCK))

    def _scale(self, y: int, name: str, field: str, shaded: tuple[float, float], ends: tuple[str, str]) -> str:
        low, high = (_across(value) for value in shaded)
        parts = [
            f'<text x="0" y="{y + 5}">{name}</text>',
            f'<rect x="{low:.1f}" y="{y - 12}" width="{high - low:.1f}" height="24" fill="#888" fill-opacity="0.35"/>',
            f'<path d="M{LEFT} {y}H{RIGHT}M{_across(0):.1f} {y - 8}v16" stroke="currentColor" fill="none"/>',
        ]
        parts += [
            f'<text x="{_across(value):.1f}" y="{y + 25}" text-anchor="middle" font-size="11">{words}</text>'
            for value, words in ((-85, ends[0]), (0, "0"), (88, ends[1]))
        ]
        if self.before:
            at = _across(getattr(self.before, field))
            parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="7" fill="none" stroke="currentColor" stroke-width="2"/>')
        if self.after:
            parts.append(f'<circle cx="{_across(getattr(self.after, field)):.1f}" cy="{y}" r="7"/>')
        return "".join(parts)


def _across(value: float) -> float:
    return LEFT + (value + 100) / 200 * (RIGHT - LEFT)
