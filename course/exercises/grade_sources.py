"""Which could you ring? Sources on a ladder of four rungs, or in pairs.

GradeSources("ring", [
    Source("mayor", "the mayor, Ms Okoye", "ring", "A person with a name: you could ring her."),
    Source("minutes", "the council minutes", "document", "You could find them and read them."),
    Source("experts", "experts", "vague", "Which ones? Nobody can be asked."),
])
GradeSources.pairs({"ring-pair-1": (Source(...), Source(...))})

Neighbouring answers are half right: where a document ends and a body that you could ring begins can be argued. Each
source, or pair, is one item; the recorded value is a quiz's: `{"chosen": ["document"]}` on the ladder, `{"chosen":
[source id]}` or `{"chosen": ["alike"]}` in a pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import traitlets

from course.answers import Answers
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, Lines, hinted, is_choice, line

SCRIPT, STYLE = front_end("grade_sources", "_forms")

# From the top; neighbours stand beside each other.
RUNGS = {
    "ring": "A person or body you could ring",
    "document": "A document you could find",
    "vague": "“Media”, “experts”: somebody, but who?",
    "nobody": "Nobody at all",
}
ALIKE = "Both alike"


@dataclass(frozen=True)
class Source:
    """A source as the text names it; rung is a key of RUNGS, or "" where the key is held back.

    context : the sentence in which it stands, shown below its name. accepted : other rungs that can be argued.
    """

    id: str
    name: str
    rung: str = ""
    reason: str = ""
    context: str = ""
    accepted: Sequence[str] = ()

    def __post_init__(self):
        if {self.rung, *self.accepted} - {*RUNGS, ""}:
            raise CourseError(f"source {self.id}: a rung is one of {', '.join(RUNGS)}, not {self.rung!r}.")


class GradeSources(Form):
    """The ladder: a menu per source, and a picture of the ladder that fills."""

    _esm = SCRIPT
    _css = STYLE
    rungs = traitlets.List().tag(sync=True)

    def __init__(
        self,
        prefix: str,
        sources: Sequence[Source],
        *,
        hint: str = "Could you ask them: “Did you say that?” Whom exactly?",
        intro: str = "Which could you ring? Put each source on a rung.",
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        self.sources = {f"{prefix}-{s.id}": s for s in sources}
        self.hint = hint
        shown = [
            {"item": item, "question": s.name, "context": s.context, "kind": "ladder"}
            for item, s in self.sources.items()
        ]
        rungs = [{"id": rung, "text": words} for rung, words in RUNGS.items()]
        super().__init__(shown, answers, feedback=feedback, intro=intro, rungs=rungs)

    @staticmethod
    def pairs(pairs: Mapping[str, tuple[Source, Source]], **options) -> SourcePairs:
        """Pairs, by item id: which of the two could you rather ring?"""
        return SourcePairs(pairs, **options)

    def accepts(self, item: str, value) -> bool:
        return is_choice(value, RUNGS, 1)

    def missing(self, item: str, value) -> list[str]:
        return [] if value["chosen"] else ["No rung is chosen yet."]

    def feedback_on(self, item: str, value) -> tuple[str, Lines]:
        source = self.sources[item]
        if not value["chosen"]:
            return "Choose a rung first.", []
        chosen, reason = value["chosen"][0], [line(source.reason)] if source.reason else []
        if not source.rung:
            return "Noted.", reason
        if chosen == source.rung:
            return "Right.", reason
        if chosen in source.accepted:
            return "That can be argued.", reason
        if self.answers.commits:
            reason = [line(f"We put it on: {RUNGS[source.rung]}.", "missing"), *reason]
        order = list(RUNGS)
        if abs(order.index(chosen) - order.index(source.rung)) == 1:
            return "Half right: one rung away.", hinted(self.hint, self.wrong_try(item, value), reason)
        return "Not quite.", hinted(self.hint, self.wrong_try(item, value), reason)

    def in_words_of(self, item: str, value: Any) -> str:
        return RUNGS[value["chosen"][0]]

    def rows(self) -> list[tuple[str, str]]:
        return [
            (
                s.name,
                RUNGS[value["chosen"][0]] if (value := self.value_of(item)) and value["chosen"] else "nothing recorded",
            )
            for item, s in self.sources.items()
        ]


class SourcePairs(Form):
    """Pairs of sources: which could you rather ring?"""

    _esm = SCRIPT
    _css = STYLE
    rungs = traitlets.List().tag(sync=True)

    def __init__(
        self,
        pairs: Mapping[str, tuple[Source, Source]],
        *,
        hint: str = "Could you ask them: “Did you say that?” Whom exactly?",
        intro: str = "Which of the two could you rather ring?",
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        self.by_item = dict(pairs)
        self.hint = hint
        shown = [
            {
                "item": item,
                "question": f"{a.name}, or {b.name}?",
                "context": "",
                "kind": "pair",
                "options": [{"id": s.id, "text": f"{s.name}: {s.context}" if s.context else s.name} for s in (a, b)]
                + [{"id": "alike", "text": ALIKE}],
            }
            for item, (a, b) in self.by_item.items()
        ]
        super().__init__(shown, answers, feedback=feedback, intro=intro)

    def accepts(self, item: str, value) -> bool:
        return is_choice(value, {"alike", *(s.id for s in self.by_item[item])}, 1)

    def missing(self, item: str, value) -> list[str]:
        return [] if value["chosen"] else ["Nothing is chosen yet."]

    def feedback_on(self, item: str, value) -> tuple[str, Lines]:
        if not value["chosen"]:
            return "Choose first.", []
        first, second = self.by_item[item]
        reason = [line(f"{s.name}: {s.reason}") for s in (first, second) if s.reason]
        if not (first.rung and second.rung):
            return "Noted.", reason
        order = list(RUNGS)
        gap = order.index(second.rung) - order.index(first.rung)
        gold = "alike" if gap == 0 else (first if gap > 0 else second).id
        if value["chosen"][0] == gold:
            return "Right.", reason
        if self.answers.commits:
            ours = ALIKE if gap == 0 else (first if gap > 0 else second).name
            reason = [line(f"We say: {ours}.", "missing"), *reason]
        neighbours = abs(gap) <= 1 and (value["chosen"][0] == "alike" or gap == 0)
        title = "Half right: they stand close together." if neighbours else "Not quite."
        return title, hinted(self.hint, self.wrong_try(item, value), reason)

    def in_words_of(self, item: str, value: Any) -> str:
        return ({"alike": ALIKE} | {s.id: s.name for s in self.by_item[item]})[value["chosen"][0]]

    def rows(self) -> list[tuple[str, str]]:
        return [
            (
                s["question"],
                self.in_words_of(s["item"], value)
                if (value := self.value_of(s["item"])) and value["chosen"]
                else "nothing recorded",
            )
            for s in self.items
        ]
