"""What the exercises that are forms share: items with a control, Check, hints, the words about completeness."""

from __future__ import annotations

import json
from typing import Any

import traitlets

from course.answers import Answers
from course.exercises._exercise import Exercise

Lines = list[dict[str, str]]


def line(text: str, sign: str = "") -> dict[str, str]:
    """One line of feedback; `sign` is right, partly, missing, extra, note or nothing."""
    return {"sign": sign, "text": text}


class Form(Exercise):
    """Cards, one item each.

    Traits
    ------
    items : what the page shows, one dict per item, with `item` (its id) and `question` (its words).
    title, intro : what stands above.
    """

    items = traitlets.List().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    intro = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, shown: list[dict[str, Any]], answers: Answers | None = None, *, feedback: bool = True, **kw: Any
    ):
        self.feedback = feedback
        self._wrong: dict[str, list[str]] = {}
        super().__init__([s["item"] for s in shown], answers, items=shown, **kw)

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") != "check" or not self.accepts(item, message.get("value")):
            return
        value = message["value"]
        if self.answers.commits and not self.missing(item, value):
            title, lines = self.committed(item, value, *self.feedback_on(item, value))
        elif self.answers.commits or not self.feedback:
            title, lines = self.completeness(item, value)
        else:
            title, lines = self.feedback_on(item, value)
        self.send({"kind": "feedback", "item": item, "title": title, "lines": lines})

    def wrong_try(self, item: str, value: Any) -> int:
        """The how-manieth wrong try this is; the same answer checked twice is one try. What is given for good gets no
        hint, so it counts as a later one."""
        if self.answers.commits:
            return LATER
        tries = self._wrong.setdefault(item, [])
        text = json.dumps(value, sort_keys=True)
        if text not in tries:
            tries.append(text)
        return tries.index(text) + 1

    def value_of(self, item: str) -> Any:
        return self.entries.get(item, {}).get("value")

    # What each form says for itself

    def feedback_on(self, item: str, value: Any) -> tuple[str, Lines]:
        """Title and lines of feedback on an answer that fits."""
        raise NotImplementedError

    def missing(self, item: str, value: Any) -> list[str]:
        """What an answer lacks to be complete, in words."""
        raise NotImplementedError

    def completeness(self, item: str, value: Any) -> tuple[str, Lines]:
        """Where the key is held back: recorded, complete or not; nothing about right or wrong."""
        lacks = self.missing(item, value)
        return ("Recorded, not complete." if lacks else "Recorded, complete."), [
            line(words, "missing") for words in lacks
        ]


LATER = 2  # the try from which on the reason is told


def hinted(hint: str, tries: int, reason: Lines) -> Lines:
    """A first wrong try gets the hint, where one is given; the next one gets the reason."""
    return [line(f"A hint: {hint}")] if hint and tries == 1 else reason


def is_choice(value: Any, ids: list[str] | dict[str, Any] | set[str], most: int | None = None) -> bool:
    """Whether a value is `{"chosen": [ids]}`, each at most once, `most` at most."""
    chosen = value.get("chosen") if isinstance(value, dict) and set(value) == {"chosen"} else None
    return (
        isinstance(chosen, list)
        and all(isinstance(c, str) and c in ids for c in chosen)
        and len(chosen) == len(set(chosen))
        and (most is None or len(chosen) <= most)
    )
