"""The documents that a claim passed through, put in order: what each added, dropped, changed or kept.

TraceChain("trace-fair", "How did 310 visitors become “thousands”?", [
    Document("gate", "The gate counter’s sheet", "310 tickets torn.", date="2 May"),
    Document("herald", "The Herald", "About 300 people came.", date="3 May", change="kept", reason="A rounding."),
    Document("blog", "A blog", "Thousands came!", date="9 May", change="changed", matters="decides", reason="..."),
])

The documents are given in their right order and shown mixed, the same for everybody. A link that nobody has seen
(`UNKNOWN` in the list) is a right part of a chain: a learner may insert one anywhere.

One item; its recorded value is `{"order": [document ids, "unknown-1", ...], "changes": {id: kind}, "matters": {id:
step}}`, kinds being added, dropped, changed, kept, steps slip, weakens, decides. The first document changes nothing.
With `open_end=True` a fifth kind is offered: the words before it are not there to compare (cannot_tell).

An anywidget: ipywidgets has no list that can be put in order, and for the reasons in _exercise.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import traitlets

from course.answers import Answers
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, Lines, hinted, line
from course.exercises.does_it_matter import STEPS

SCRIPT, STYLE = front_end("trace_chain", "_forms")

KINDS = {
    "kept": "kept it as it was",
    "added": "added something",
    "dropped": "dropped something",
    "changed": "changed something",
}
CANNOT_TELL = {"cannot_tell": "I cannot tell: the words before it are not there to compare"}
ALL_KINDS = KINDS | CANNOT_TELL
SETTLED = ("kept", *CANNOT_TELL)  # after these nobody is asked whether it matters
SHORT_STEPS = {"slip": "a slip", "weakens": "weakens the claim", "decides": "decides the claim"}
MOST_UNKNOWN = 5


@dataclass(frozen=True)
class Document:
    """One document of a chain: what it says (text), and against the one before it: change, matters and the reason.

    accepted : other kinds of change that can be argued, and other steps for whether it matters.
    """

    id: str
    title: str
    text: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    change: str = ""
    matters: str = ""
    reason: str = ""
    accepted: Sequence[str] = ()

    def __post_init__(self):
        if self.id.startswith("unknown") and self.id != "unknown":
            raise CourseError(f"document {self.id!r}: ids that begin with “unknown” stand for links nobody has seen.")
        if self.change not in ("", *ALL_KINDS) or self.matters not in ("", *STEPS):
            raise CourseError(
                f"document {self.id!r}: change is one of {', '.join(ALL_KINDS)}, matters of {', '.join(STEPS)}."
            )


UNKNOWN = Document("unknown", "A link that nobody has seen")


class TraceChain(Form):
    """One chain. `orders` are other right orders, as lists of ids; `hint` answers a first wrong order."""

    _esm = SCRIPT
    _css = STYLE
    kinds = traitlets.List().tag(sync=True)
    steps = traitlets.List().tag(sync=True)

    def __init__(
        self,
        item: str,
        question: str,
        documents: Sequence[Document],
        *,
        orders: Sequence[Sequence[str]] = (),
        hint: str = "Look at the dates first, then at whose words the later ones repeat.",
        open_end: bool = False,
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        self.documents = {d.id: d for d in documents if d is not UNKNOWN}
        if len(self.documents) < 2:
            raise CourseError(f"{item}: a chain needs two documents at least, each with an id of its own.")
        self.order = [d.id for d in documents]
        self.orders = [list(self.documents), *map(list, orders)]
        self.hint = hint
        # Mixed by a fixed rule, so that everybody sees the same and the right order is not given away.
        mixed = sorted(self.documents.values(), key=lambda d: hashlib.sha256(f"{item} {d.id}".encode()).digest())
        if [d.id for d in mixed] == list(self.documents):
            mixed = mixed[1:] + mixed[:1]
        cards = [
            {"id": d.id, "title": d.title, "text": d.text, "outlet": d.outlet, "date": d.date, "url": d.url}
            for d in mixed
        ]
        shown = {"item": item, "question": question, "cards": cards}
        self.kinds_offered = ALL_KINDS if open_end else KINDS
        kinds = [{"id": k, "text": words, "settled": k in SETTLED} for k, words in self.kinds_offered.items()]
        steps = [{"id": s, "text": words} for s, words in SHORT_STEPS.items()]
        super().__init__([shown], answers, feedback=feedback, kinds=kinds, steps=steps)

    def accepts(self, item: str, value: Any) -> bool:
        if not isinstance(value, dict) or set(value) != {"order", "changes", "matters"}:
            return False
        order, changes, matters = value["order"], value["changes"], value["matters"]
        if not isinstance(order, list) or not all(isinstance(i, str) for i in order) or len(set(order)) != len(order):
            return False
        unknown = [i for i in order if i not in self.documents]
        return (
            set(self.documents) <= set(order)
            and len(unknown) <= MOST_UNKNOWN
            and all(re.fullmatch("unknown-[0-9]{1,3}", i) for i in unknown)
            and isinstance(changes, dict)
            and isinstance(matters, dict)
            and all(i in self.documents and isinstance(k, str) and k in self.kinds_offered for i, k in changes.items())
            and all(i in self.documents and isinstance(s, str) and s in STEPS for i, s in matters.items())
        )

    def missing(self, item: str, value: Any) -> list[str]:
        lacks = []
        for document in [i for i in value["order"] if i in self.documents][1:]:
            title = self.documents[document].title
            kind = value["changes"].get(document)
            if not kind:
                lacks.append(f"{title}: say what it did with the words before it.")
            elif kind not in SETTLED and document not in value["matters"]:
                lacks.append(f"{title}: say whether that matters.")
        return lacks

    def feedback_on(self, item: str, value: Any) -> tuple[str, Lines]:
        order = [i for i in value["order"] if i in self.documents]
        if order not in self.orders:
            title, lines = self._on_order(item, order)
            return title, lines + (self._in_our_order() if self.answers.commits else [])
        lines = [line("The order is right.", "right"), *self._on_unknown(value["order"])]
        lacks = self.missing(item, value)
        for document in order[1:]:
            lines += self._on_change(item, self.documents[document], value)
        lines += [line(words, "missing") for words in lacks]
        wrong = any(words["sign"] in ("extra", "partly") for words in lines)
        return ("Not quite." if wrong else "Right so far; there is more." if lacks else "All right."), lines

    def _on_order(self, item: str, order: list[str]) -> tuple[str, Lines]:
        right = self.orders[0]
        pairs = [(a, b) for a, b in pairwise(order) if right.index(a) > right.index(b)]
        count = len(order) - 1 - len(pairs)
        lines = [
            line(f"{count} of {len(order) - 1} neighbours stand in the right order.", "partly" if count else "extra")
        ]
        early, late = (self.documents[i].title for i in pairs[0])
        told = [line(f"“{late}” came before “{early}”.", "extra")]
        return "Not quite the order.", lines + hinted(self.hint, self.wrong_try(item, order), told)

    def _in_our_order(self) -> Lines:
        """Where an order is given for good: ours, and what each did with the words before it."""
        documents = list(self.documents.values())
        lines = [line(f"Our order: {'; then '.join(d.title for d in documents)}.", "missing")]
        return lines + [line(f"{d.title}: {ALL_KINDS[d.change]}. {d.reason}".strip()) for d in documents if d.change]

    def _on_unknown(self, order: list[str]) -> Lines:
        """An unknown link is told to be right where the gold has one, and left open elsewhere."""
        after = {self.order[n - 1] for n, i in enumerate(self.order) if i == "unknown" and n}
        given = {order[n - 1] for n, i in enumerate(order) if i not in self.documents and n}
        title = {i: d.title for i, d in self.documents.items()}
        lines = [
            line(f"You left room after “{title[i]}”: right, nobody has seen that link.", "right") for i in after & given
        ]
        lines += [line("One of these may not have taken its words from the one right before it.", "missing")] * bool(
            after - given
        )
        lines += [
            line(f"A link that nobody has seen after “{title[i]}”: possible; nothing on the cards asks for it.", "note")
            for i in given - after
            if i in title
        ]
        return lines

    def _on_change(self, item: str, document: Document, value: dict) -> Lines:
        kind, step = value["changes"].get(document.id), value["matters"].get(document.id)
        if not kind or not document.change:
            return []
        title, reason = document.title, document.reason
        if kind != document.change and kind not in document.accepted:
            tries = self.wrong_try(f"{item} {document.id}", kind)
            told = f"{title}: read it word by word against the one before it." if tries == 1 else f"{title}: {reason}"
            if self.answers.commits:
                told = f"{title}: we say it {ALL_KINDS[document.change]}. {reason}"
            return [line(told, "extra")]
        lines = [line(f"{title}: {ALL_KINDS[kind]}. {reason}".strip(), "right")]
        if (
            kind not in SETTLED
            and step
            and document.matters
            and step != document.matters
            and step not in document.accepted
        ):
            lines.append(line(f"{title}: does it matter? We say: {SHORT_STEPS[document.matters]}.", "partly"))
        return lines

    def in_words_of(self, item: str, value: Any) -> str:
        return "; ".join(self._told(value))

    def rows(self) -> list[tuple[str, str]]:
        value = self.value_of(self.items[0]["item"])
        return [
            (self.items[0]["question"], self.in_words_of(self.items[0]["item"], value) if value else "nothing recorded")
        ]

    def _told(self, value: dict) -> list[str]:
        parts = []
        for number, i in enumerate(value["order"], 1):
            told = f"{number}. {self.documents[i].title if i in self.documents else UNKNOWN.title}"
            if i in value["changes"]:
                told += f" ({ALL_KINDS[value['changes'][i]]}"
                told += f", {SHORT_STEPS[value['matters'][i]]})" if i in value["matters"] else ")"
            parts.append(told)
        return parts
