"""What a reporting verb does with a claim: passes it on, vouches for it, keeps a distance.

ReportingVerbs([
    VerbPair("verbs-coach", ("The coach said the team was ready.", "passes", "“Said” only passes it on."),
                            ("The coach claimed the team was ready.", "distance", "“Claimed” leaves it open.")),
])

For invented pairs that differ in the verb alone: in a text that may be a translation, the verb may be the translator's,
and the caution below says so. Each sentence is one item, `<pair>-1`, `<pair>-2`; the recorded value is a quiz's:
`{"chosen": ["passes"]}`, "vouches" or "distance".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.answers import Answers
from course.errors import CourseError
from course.exercises._forms import Lines, hinted
from course.exercises.quiz import Choice, Option, Quiz

STANCES = {
    "passes": "It passes the claim on",
    "vouches": "It vouches for the claim: the writer stands behind it",
    "distance": "It keeps a distance: the writer leaves it open",
}
CAUTION = (
    "A caution: these pairs are invented. In a text that was translated, the verb may be the translator’s choice. "
    "Then say what the verb does, never why it was chosen."
)
HINT = "Read it again with “said” in its place. What has changed: how sure the writer sounds, or nothing?"


@dataclass(frozen=True)
class VerbPair:
    """Sentences that differ in their verb alone, each (sentence, stance, reason); a stance is a key of STANCES."""

    item: str
    first: tuple[str, str, str]
    second: tuple[str, str, str]


class ReportingVerbs(Quiz):
    """Pairs of sentences; for each sentence, what its verb vouches for. The caution stands above them."""

    def __init__(
        self,
        pairs: Sequence[VerbPair],
        *,
        hint: str = HINT,
        caution: str = CAUTION,
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        questions = []
        for pair in pairs:
            for number, (sentence, stance, reason) in enumerate((pair.first, pair.second), 1):
                if stance not in STANCES:
                    raise CourseError(f"{pair.item}: {stance!r} is none of {', '.join(STANCES)}.")
                options = tuple(
                    Option(s, words, right=s == stance, feedback=reason if s == stance else "")
                    for s, words in STANCES.items()
                )
                questions.append(Choice(f"{pair.item}-{number}", sentence, options, hint=hint, reason=reason))
        super().__init__(questions, intro=caution, feedback=feedback, answers=answers)

    def feedback_on(self, item: str, value) -> tuple[str, Lines]:
        question = self.questions[item]
        verdict, lines = question.judge(value)
        if verdict == "right":
            return "Right.", lines[:1]
        if verdict == "none":
            return "Choose first.", []
        return "Not quite.", hinted(question.hint, self.wrong_try(item, value), lines)
