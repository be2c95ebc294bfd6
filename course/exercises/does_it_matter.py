"""The question that ends every fault found: a slip, does it weaken the claim, does it decide it?

DoesItMatter("matter-p30a", "From the 13th to the 19th it is six days, not a week.", "slip",
             "Six days are nearly a week; the test did come before the operation.")

DoesItMatter("matter-p30a")    # finding, gold, reason, accepted from the lesson's file of questions

A Quiz of one question with three answers that are always the same, so the recorded value is a quiz's:
`{"chosen": ["slip"]}`, "weakens" or "decides".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from course.answers import Answers, current
from course.errors import CourseError
from course.exercises._forms import Lines, line
from course.exercises._lesson_file import table
from course.exercises.quiz import Choice, Option, Quiz

STEPS = {
    "slip": "A slip: my conclusion stays",
    "weakens": "It weakens the claim",
    "decides": "It decides the claim",
}
OURS = {
    "slip": "We take it for a slip.",
    "weakens": "We say it weakens the claim.",
    "decides": "We say it decides the claim.",
}
TITLES = {
    "right": "That is how we see it, too.",
    "partly": "That can be argued, too.",
    "wrong": "We see it otherwise.",
    "noted": "Noted.",
    "none": "Choose first.",
}


@dataclass(frozen=True)
class Matter(Choice):
    """One finding; gold is a key of STEPS or "" where nothing is marked, accepted the others that can be argued."""

    gold: str = ""
    accepted: Collection[str] = ()

    def judge(self, value) -> tuple[str, Lines]:
        if not value["chosen"]:
            return "none", []
        reason = [line(self.reason)] if self.reason else []
        chosen = value["chosen"][0]
        if not self.gold:
            return "noted", reason
        if chosen == self.gold:
            return "right", reason
        ours = line(f"{OURS[self.gold]} {self.reason}".strip())
        return ("partly" if chosen in self.accepted else "wrong"), [ours]


class DoesItMatter(Quiz):
    """One finding and the three answers.

    finding : what was found, in a sentence; without it, all four come from data/quizzes/<notebook>.toml.
    gold : "slip", "weakens" or "decides", or "" where the key is held back.
    reason : why, in a sentence or two. accepted : other answers that can be argued.
    """

    def __init__(
        self,
        item: str,
        finding: str | None = None,
        gold: str = "",
        reason: str = "",
        *,
        accepted: Collection[str] = (),
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        if finding is None:
            path, given = table((answers or current()).notebook, item)
            item = given["item"]
            try:
                finding, gold, reason = given["finding"], given["gold"], given["reason"]
            except KeyError as error:
                raise CourseError(f"{path}: {error} is missing for {item!r}.") from None
            accepted = given.get("accepted", ())
        if {gold, *accepted} - {*STEPS, ""}:
            raise CourseError(
                f"{item}: gold and accepted are slip, weakens or decides, not {gold!r}, {list(accepted)}."
            )
        options = tuple(Option(step, words) for step, words in STEPS.items())
        question = Matter(item, f"{finding}\nDoes it matter?", options, reason=reason, gold=gold, accepted=accepted)
        super().__init__([question], feedback=feedback, answers=answers)

    def feedback_on(self, item: str, value) -> tuple[str, Lines]:
        # The reason comes at once: there is no better try to be made, only another view to be read.
        verdict, lines = self.questions[item].judge(value)
        return TITLES[verdict], lines
