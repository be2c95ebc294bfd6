"""Read the cards, then say on one slider how likely it is that a claim holds.

WeighEvidence.desk()              # the twenty claims of lesson 07: data/desk.csv
WeighEvidence.check("before")     # ten everyday cases: data/checks.csv; "after" gives the other form
WeighEvidence([Case("fair-1", "About 300 people came.", [Card("The Herald", "310 at the gate.")], "holds", "...")])

One slider from "surely not" over "I cannot tell yet" to "surely", 0 to 100 in tens, with no value until it is touched
(ipywidgets' sliders always have one, hence an anywidget). Each case is one item; its recorded value is
`{"rating": 70}`, and `{"rating": 70, "done": true}` once its feedback was asked for: from then on it stays, because
feedback would change it, and telling apart is reckoned from what was said before.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import traitlets

from course import places
from course.answers import DRAW, Answers, current
from course.checks import scores
from course.choice import PLAIN, item_id
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, Lines, line
from course.exercises._scores_told import desk_told

SCRIPT, STYLE = front_end("weigh_evidence", "_forms")

VERDICTS = {
    "holds": "What we read: it holds.",
    "does_not_hold": "What we read: it does not hold.",
    "changed": "What we read: something in it was changed on the way, so as it stands it does not hold.",
    "not_supported": "What we read: nothing supports it. That is not the same as false.",
    "cannot_tell": "What we read: it cannot be told from these cards.",
}
COULD_KNOW = {
    "before": "At least one of these cards is older than the text: its writer could have known.",
    "after": "The cards are younger than the text: its writer could not know this.",
    "unknown": "Whether the writer could have known this, we do not know.",
}
WHEN = {
    "before": "before the text",
    "after": "after the text",
    "unknown": "before or after the text: unknown",
}
# Which form of the check came first is drawn once, in the lesson that asks it first.
FIRST_LESSON = "00-start-here"


@dataclass(frozen=True)
class Card:
    """One piece of evidence. when : "before", "after" or "unknown", against the text judged, or "" where idle."""

    outlet: str
    says: str
    stance: str = ""
    date: str = ""
    when: str = ""
    quote: str = ""
    url: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Case:
    """A claim, its cards, and the verdict (a key of VERDICTS, or "" where the key is held back) with its reason.

    accepted : other verdicts that can be argued. scored : False for a warm-up.
    """

    item: str
    claim: str
    cards: Sequence[Card]
    verdict: str = ""
    reason: str = ""
    accepted: Collection[str] = ()
    scored: bool = True

    def __post_init__(self):
        if {self.verdict, *self.accepted} - {*VERDICTS, ""}:
            raise CourseError(f"{self.item}: a verdict is one of {', '.join(VERDICTS)}, not {self.verdict!r}.")


class WeighEvidence(Form):
    """Cases, one at a time.

    feedback : whether each case may be compared with what we read, which closes it.
    summary : whether telling apart, leaning and sureness are told once every scored case is answered.
    """

    _esm = SCRIPT
    _css = STYLE
    compare = traitlets.Bool(True).tag(sync=True)
    summary = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        cases: Sequence[Case],
        *,
        title: str = "",
        intro: str = "",
        feedback: bool = True,
        summary: bool = True,
        answers: Answers | None = None,
    ):
        self.cases = {c.item: c for c in cases}
        feedback = feedback and any(c.verdict for c in cases)
        shown = [
            {
                "item": c.item,
                "question": c.claim,
                "cards": [asdict(card) | {"when": WHEN.get(card.when, "")} for card in c.cards],
                "warm_up": not c.scored,
            }
            for c in cases
        ]
        super().__init__(
            shown, answers, feedback=feedback, title=title, intro=intro, compare=feedback, summary=summary and feedback
        )

    @classmethod
    def desk(cls, text: str = PLAIN, *, answers: Answers | None = None) -> WeighEvidence:
        """The evidence desk of lesson 07: its claims in their order, warm-ups first; items `desk-D01` to `desk-D20`.

        text : the name of a text that brings its own desk.csv and evidence.csv.
        """
        intro = (
            "For each claim: read the cards, then move the slider. How likely is it that the claim holds? "
            "“I cannot tell yet” is an answer. The warm-ups do not count."
        )
        return cls(desk_cases(text), title="The evidence desk", intro=intro, answers=answers)

    @classmethod
    def check(cls, when: str, *, answers: Answers | None = None) -> WeighEvidence:
        """The check "before" or "after" the course: the one form or the other, drawn once for each learner.

        The draw stands in the answers of lesson 00. Items are `check-A1` to `check-A10` and `check-B1` to `check-B10`.
        """
        if when not in ("before", "after"):
            raise CourseError(f'WeighEvidence.check takes "before" or "after", not {when!r}.')
        form = check_form(when, answers or current())
        intro = (
            "Ten everyday cases. For each: how likely is it that the claim holds? There is no feedback here, the only "
            "exercise without: lesson 08 shows all cases with reasons. Your result is for you alone."
        )
        return cls(check_cases(form), title="Ten cases", intro=intro, feedback=False, answers=answers)

    def accepts(self, item: str, value: Any) -> bool:
        if not isinstance(value, dict) or not {"rating"} <= set(value) <= {"rating", "done"}:
            return False
        rating = value["rating"]
        return type(rating) is int and rating in range(0, 101, 10) and value.get("done", True) is True

    def missing(self, item: str, value: Any) -> list[str]:
        return []

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") == "summary":
            title, lines = self.told()
            self.send({"kind": "summary", "title": title, "lines": lines})
        elif self.feedback and message.get("kind") == "check" and not (message.get("value") or {}).get("done"):
            self.send({"kind": "feedback", "item": item, "title": "Move the slider first.", "lines": []})
        else:
            super().handle(item, message)

    def feedback_on(self, item: str, value: Any) -> tuple[str, Lines]:
        case, rating = self.cases[item], value["rating"]
        reason = [line(case.reason)] if case.reason else []
        if not case.verdict:
            return "Noted.", reason
        return _compared(case, rating), [line(VERDICTS[case.verdict]), *reason]

    def ratings(self) -> dict[str, int]:
        """The recorded ratings of the scored cases whose verdict can be told."""
        scored = {i for i, c in self.cases.items() if c.scored and c.verdict and c.verdict != "cannot_tell"}
        return {i: self.entries[i]["value"]["rating"] for i in self.cases if i in scored and i in self.entries}

    def told(self) -> tuple[str, Lines]:
        """Telling apart, leaning and sureness in words, once all scored cases are answered."""
        open_ = [i for i, c in self.cases.items() if c.scored and i not in self.entries]
        if open_:
            return f"{len(open_)} still to answer.", []
        ratings = self.ratings()
        sound = [self.cases[i].verdict == "holds" for i in ratings]
        if len(set(sound)) < 2:
            return "Too few cases to tell.", []
        return "How you told them apart", [line(words) for words in desk_told(scores(list(ratings.values()), sound))]

    def rows(self) -> list[tuple[str, str]]:
        return [
            (c.claim, rating_told(self.entries[i]["value"]["rating"]) if i in self.entries else "nothing recorded")
            for i, c in self.cases.items()
        ]


def rating_told(rating: int) -> str:
    """A place on the slider in words.

    >>> rating_told(50), rating_told(80)
    ('50: I cannot tell yet', '80: rather yes')
    """
    names = {0: "surely not", 50: "I cannot tell yet", 100: "surely"}
    return f"{rating}: {names.get(rating) or ('rather not' if rating < 50 else 'rather yes')}"


def _compared(case: Case, rating: int) -> str:
    """How a rating stands to the verdict, in a short sentence."""
    verdicts = {case.verdict, *case.accepted}
    if "cannot_tell" in verdicts and 30 <= rating <= 70:
        return (
            "You left it open, and that is right here."
            if case.verdict == "cannot_tell"
            else "Leaving it open can be argued here."
        )
    if case.verdict == "cannot_tell":
        return "You were surer than the cards allow."
    if rating == 50:
        return "You left it open; the cards say more."
    return "The cards bear you out." if (rating > 50) == (case.verdict == "holds") else "The cards say otherwise."


def desk_cases(text: str = PLAIN) -> list[Case]:
    """The claims of a text's desk.csv with their cards from its evidence.csv, warm-ups first."""
    folder = "" if text == PLAIN else f"articles/{text}/"
    evidence = {row["id"]: row for row in _rows(f"{folder}evidence.csv")}
    found = sorted(_rows(f"{folder}desk.csv"), key=lambda row: (row["warm_up"] != "yes", int(row["order"])))
    cases = []
    for row in found:
        cards = [_card(evidence[name]) for name in row["cards"].split(";") if name]
        from_ = "" if row["from_article"] == "yes" else " This claim comes from outside the text."
        could = COULD_KNOW.get(row["could_writer_know"], "") if row["from_article"] == "yes" else ""
        reason = f"{row['reason']}{from_} {could}".strip()
        accepted = tuple(v for v in row["accepted"].split(";") if v)
        cases.append(
            Case(
                item_id(f"desk-{row['id']}", text),
                row["claim"],
                cards,
                row["verdict"],
                reason,
                accepted,
                row["warm_up"] != "yes",
            )
        )
    return cases


def _card(row: dict[str, str]) -> Card:
    date = f"about {row['date']}" if row["date_precision"] == "range" else row["date"]
    return Card(
        outlet=row["outlet"],
        says=row["says"],
        stance=row["stance"],
        date=date if row["date_precision"] != "unknown" else "date unknown",
        when=row["before_article"],
        quote=row["quote"],
        url=row["url"],
        language=row["language"],
    )


def check_cases(form: str) -> list[Case]:
    """The ten cases of form A or B, with verdict and reason."""
    rows = sorted((r for r in _rows("checks.csv") if r["form"] == form), key=lambda r: int(r["item"]))
    return [
        Case(
            f"check-{form}{row['item']}",
            row["claim"],
            [Card("", row["card"])],
            "holds" if row["sound"] == "yes" else "does_not_hold",
            row["reason"],
        )
        for row in rows
    ]


def check_form(when: str, answers: Answers) -> str:
    """ "A" or "B": which form this learner has before or after. Drawn once and recorded; the draw counts for both."""
    first = drawn_first(answers)
    if first is None:
        first = os.environ.get("SAYS_WHO_FIRST_FORM") or secrets.choice("AB")
        answers.record(DRAW, {"first": first})
    return first if when == "before" else {"A": "B", "B": "A"}[first]


def drawn_first(answers: Answers) -> str | None:
    """The form that was drawn for this learner, from this notebook's answers or from lesson 00's."""
    folder = answers.path.parent.parent
    for held in (answers, Answers(FIRST_LESSON, folder) if answers.notebook != FIRST_LESSON else None):
        value = held.value(DRAW) if held else None
        if isinstance(value, dict) and value.get("first") in ("A", "B"):
            return value["first"]
    return None


def _rows(name: str) -> list[dict[str, str]]:
    path = places.PROJECT / "data" / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
