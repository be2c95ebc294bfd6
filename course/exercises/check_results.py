"""The before- and after-check, item by item with reasons, and what the two together can say.

    CheckResults()      # lesson 08, after the after-check; run the cell again after a change

Nothing is answered here, so it is no widget: a plain table and a few sentences, the same with and without a kernel.
"""

from __future__ import annotations

from html import escape

from course.answers import Answers, current
from course.checks import Scores, scores
from course.exercises._scores_told import apart_told, lean_told, sure_told
from course.exercises.weigh_evidence import FIRST_LESSON, Case, check_cases, drawn_first, rating_told

SHOWN_AGAIN = 3
HEAD = ("Claim", "Card", "You", "What we say, and why")
# Where there is no room for four columns, each case stands as a block of its own, its parts named.
STYLE = """<style>
div.says-who-results { container-type: inline-size; }
div.says-who-results :is(th, td) {
  white-space: normal; overflow-wrap: anywhere; text-align: start !important; vertical-align: top;
}
div.says-who-results td:nth-of-type(2) { min-width: 6em; overflow-wrap: normal; }
@container (max-width: 36rem) {
  div.says-who-results :is(table, caption, tbody, tr, th, td) { display: block; width: auto; max-width: 100%; }
  div.says-who-results thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  div.says-who-results tr { border-bottom: 1px solid; padding: 0.4rem 0; }
  div.says-who-results td::before { content: attr(data-head) ": "; font-weight: 600; }
}
</style>"""


class CheckResults:
    """What a learner answered before and after, as it stands in the answers of lesson 00 and of this notebook."""

    def __init__(self, *, answers: Answers | None = None):
        here = answers or current()
        folder = here.path.parent.parent
        start = here if here.notebook == FIRST_LESSON else Answers(FIRST_LESSON, folder)
        first = drawn_first(here)
        self.ratings: dict[str, dict[str, int]] = {}
        self.cases: dict[str, list[Case]] = {}
        for when, form in (("before", first), ("after", {"A": "B", "B": "A"}.get(first or ""))):
            self.cases[when] = check_cases(form) if form else []
            values = {c.item: start.value(c.item) or here.value(c.item) for c in self.cases[when]}
            self.ratings[when] = {i: v["rating"] for i, v in values.items() if _is_rating(v)}

    def scores(self, when: str) -> Scores | None:
        """The three scores of one form, or None while it is not complete."""
        cases, ratings = self.cases[when], self.ratings[when]
        if not cases or len(ratings) < len(cases):
            return None
        return scores([ratings[c.item] for c in cases], [c.verdict == "holds" for c in cases])

    def sentences(self) -> list[str]:
        before, after = self.scores("before"), self.scores("after")
        if before is None and after is None:
            return ["Neither check is complete yet, so there is nothing to say. Answer all ten cases of one."]
        told = [
            apart_told(before and before.telling_apart, after and after.telling_apart),
            lean_told(before and before.leaning, after and after.leaning),
        ]
        when = "after" if after else "before"
        cases, ratings, found = self.cases[when], self.ratings[when], after or before
        average = sum(50 + abs(ratings[c.item] - 50) for c in cases) / len(cases)
        right = (average - found.sureness) * len(cases) / 100
        told.append(sure_told(average, round(2 * right) / 2, len(cases), found.sureness))
        again = sorted(cases, key=lambda c: -_off(c, ratings[c.item]))[:SHOWN_AGAIN]
        again = [c.claim for c in again if _off(c, ratings[c.item]) > 50]
        if again:
            told.append(f"{'A case' if len(again) == 1 else 'Cases'} to look at again: {' / '.join(again)}")
        missing = [w for w, s in (("before", before), ("after", after)) if s is None]
        return told + [f"The check {w} is not complete, so it is left out." for w in missing]

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{escape(words)}</p>" for words in self.sentences())
        return f'{STYLE}<div class="says-who-results">{told}{"".join(self._table(when) for when in self.cases)}</div>'

    def _table(self, when: str) -> str:
        if not self.ratings[when]:
            return ""
        rows = "".join(
            f'<tr><th scope="row">{escape(c.claim)}</th>{"".join(self._cells(c, self.ratings[when].get(c.item)))}</tr>'
            for c in self.cases[when]
        )
        head = "".join(f'<th scope="col">{h}</th>' for h in HEAD)
        caption = f"The ten cases {when} the course"
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    @staticmethod
    def _cells(case: Case, rating: int | None) -> list[str]:
        told = "no answer" if rating is None else rating_told(rating)
        ours = f"{'It holds.' if case.verdict == 'holds' else 'It does not hold.'} {case.reason}"
        cells = zip(HEAD[1:], (case.cards[0].says, told, ours), strict=True)
        return [f'<td data-head="{head}">{escape(words)}</td>' for head, words in cells]


def _is_rating(value: object) -> bool:
    return isinstance(value, dict) and type(value.get("rating")) is int and 0 <= value["rating"] <= 100


def _off(case: Case, rating: int) -> int:
    return 100 - rating if case.verdict == "holds" else rating
