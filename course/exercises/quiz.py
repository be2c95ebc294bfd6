"""Questions with one answer, several answers, a number, a few words or a long text, each with its own feedback.

Quiz("first", "Which came first?", [
    Option("a", "The short one", "It leaves out who counted.", right=False),
    Option("b", "The long one", "Yes: it alone names the day.", right=True),
])
Quiz([
    Choice("first", "Which came first?", [...], hint="Look at the dates."),
    Number("since", "How many since March?", 11, unit="flights", hint="Count from the 6th."),
    ShortText("who", "Which newspaper counted?", ["haaretz", "ha'?aretz"]),
], title="Before you go on")
Quiz("hook-first")       # a question of the lesson, from data/quizzes/<notebook>.toml
Check("end-check")       # several of them, at the end of a lesson

An anywidget, for the reasons in _exercise.py. What is right, accepted or within tolerance never reaches the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from course.answers import Answers, current
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, Lines, hinted, is_choice, line
from course.exercises._lesson_file import table
from course.typed_numbers import read_number

SCRIPT, STYLE = front_end("quiz", "_forms")
LONGEST = 5000  # characters of a long text


@dataclass(frozen=True)
class Option:
    """One answer: its id in the answers file, its words, what a learner reads who chose it, and whether it is right.

    `right=None` where there is nothing to be right about (a prediction, an opinion).
    """

    id: str
    text: str
    feedback: str = ""
    right: bool | None = None


@dataclass(frozen=True)
class Question:
    """What every question has. `hint` answers a first wrong try, `reason` a right one and a second wrong one."""

    item: str
    question: str

    def shown(self) -> dict[str, Any]:
        """What the page gets to see."""
        return {"item": self.item, "question": self.question}

    def accepts(self, value: Any) -> bool:
        raise NotImplementedError

    def missing(self, value: Any) -> list[str]:
        raise NotImplementedError

    def judge(self, value: Any) -> tuple[str, Lines]:
        """ "right", "partly", "wrong", "noted" or "none" (nothing answered yet), and the reasons."""
        raise NotImplementedError

    def missed(self, value: Any, verdict: str) -> Lines:
        """What an answer that is given for good lacks to be right, and why: for practice papers."""
        return []

    def told(self, value: Any) -> str:
        """A recorded answer in words, or ""."""
        raise NotImplementedError


@dataclass(frozen=True)
class Choice(Question):
    """One answer of several, or, with `multiple`, several. Recorded: `{"chosen": [option ids]}`."""

    options: Sequence[Option] = ()
    multiple: bool = False
    hint: str = ""
    reason: str = ""

    def shown(self) -> dict[str, Any]:
        options = [{"id": o.id, "text": o.text} for o in self.options]
        return super().shown() | {"kind": "multiple" if self.multiple else "choice", "options": options}

    def accepts(self, value: Any) -> bool:
        return is_choice(value, {o.id for o in self.options}, None if self.multiple else 1)

    def missing(self, value: Any) -> list[str]:
        return [] if value["chosen"] else ["Nothing is chosen yet."]

    def judge(self, value: Any) -> tuple[str, Lines]:
        chosen = value["chosen"]
        picked = [o for o in self.options if o.id in chosen]
        lines = [line(o.feedback, {True: "right", False: "extra"}.get(o.right, "")) for o in picked if o.feedback]
        reason = [line(self.reason)] if self.reason else []
        if not chosen:
            return "none", []
        if all(o.right is None for o in self.options):
            return "noted", lines + reason
        if any(not o.right for o in picked):
            return "wrong", lines or reason
        if self.multiple and any(o.right and o.id not in chosen for o in self.options):
            return "partly", lines
        return "right", lines + reason

    def missed(self, value: Any, verdict: str) -> Lines:
        if verdict not in ("wrong", "partly"):
            return []
        left = [o for o in self.options if o.right and o.id not in value["chosen"]]
        lines = [line(f"You left out: {o.text}. {o.feedback}".strip(), "missing") for o in left]
        return lines + ([line(self.reason)] if self.reason else [])

    def told(self, value: Any) -> str:
        return "; ".join(o.text for o in self.options if o.id in value["chosen"])


@dataclass(frozen=True)
class Number(Question):
    """A number, with comma or point as decimal mark. Recorded: `{"typed": text}` and, with `units`, `"unit"`.

    answer, tolerance : right is what lies within `tolerance` of `answer`, ends included; `answer=None` where there is
        nothing to be right about.
    unit : stands behind the field; with `units`, a menu stands there and `unit` is the right one of them.
    near : number -> what to tell somebody who typed it (a known misreading).
    """

    answer: float | None = None
    tolerance: float = 0
    unit: str = ""
    units: Sequence[str] = ()
    near: dict[float, str] = field(default_factory=dict)
    hint: str = ""
    reason: str = ""

    def shown(self) -> dict[str, Any]:
        unit = "" if self.units else self.unit
        return super().shown() | {"kind": "number", "unit": unit, "units": list(self.units)}

    def accepts(self, value: Any) -> bool:
        keys = {"typed", "unit"} if self.units else {"typed"}
        if not isinstance(value, dict) or set(value) != keys or not isinstance(value["typed"], str):
            return False
        return len(value["typed"]) <= 60 and (not self.units or value["unit"] in ("", *self.units))

    def missing(self, value: Any) -> list[str]:
        if not value["typed"].strip():
            return ["No number yet."]
        lacks = [] if read_number(value["typed"]) is not None else ["That is not one number."]
        return lacks + (["Choose the unit, too."] if self.units and not value["unit"] else [])

    def judge(self, value: Any) -> tuple[str, Lines]:
        if not value["typed"].strip():
            return "none", []
        if lacks := self.missing(value):
            return "unclear", [line(words) for words in lacks]
        number = read_number(value["typed"])
        read = [line(f"Read as {number:,g}.", "note")] if re.search("[.,]", value["typed"]) else []
        reason = [line(self.reason)] if self.reason else []
        if self.answer is None:
            return "noted", read + reason
        # A hair more than the tolerance: 0.1 + 0.2 is not 0.3 in a computer.
        if abs(number - self.answer) > self.tolerance + 1e-9 * max(1, abs(self.answer)):
            known = next((told for wrong, told in self.near.items() if abs(number - wrong) < 1e-9), "")
            return "wrong", read + ([line(known, "extra")] if known else reason)
        if self.units and value["unit"] != self.unit:
            return "partly", [*read, line("The number is right.", "right"), line("Look at the unit again.", "missing")]
        return "right", read + reason

    def missed(self, value: Any, verdict: str) -> Lines:
        if verdict not in ("wrong", "partly"):
            return []
        return [line(f"We have {self.answer:,g} {self.unit}".strip() + ".", "missing"), line(self.reason)]

    def told(self, value: Any) -> str:
        return f"{value['typed']} {value.get('unit', self.unit)}".strip() if value["typed"].strip() else ""


@dataclass(frozen=True)
class ShortText(Question):
    """A few words. Recorded: `{"typed": text}`.

    accepted : regular expressions; one must match the whole answer. Case, accents, spaces, kinds of quotation marks
        and a full stop at the end do not count, so write them in plain small letters. Empty where nothing is right.
    near : regular expression -> what to tell somebody who typed that.
    """

    accepted: Sequence[str] = ()
    near: dict[str, str] = field(default_factory=dict)
    hint: str = ""
    reason: str = ""

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"kind": "text"}

    def accepts(self, value: Any) -> bool:
        return (
            isinstance(value, dict)
            and set(value) == {"typed"}
            and isinstance(value["typed"], str)
            and len(value["typed"]) <= 500
        )

    def missing(self, value: Any) -> list[str]:
        return [] if value["typed"].strip() else ["Nothing is written yet."]

    def judge(self, value: Any) -> tuple[str, Lines]:
        typed = plain(value["typed"])
        reason = [line(self.reason)] if self.reason else []
        if not typed:
            return "none", []
        if not self.accepted:
            return "noted", reason
        if any(re.fullmatch(pattern, typed) for pattern in self.accepted):
            return "right", reason
        known = next((told for pattern, told in self.near.items() if re.fullmatch(pattern, typed)), "")
        return "wrong", [line(known, "extra")] if known else reason

    def told(self, value: Any) -> str:
        return value["typed"].strip()


@dataclass(frozen=True)
class LongText(Question):
    """A paragraph or two, never judged here. Recorded: `{"written": text}`. `rows` is the height of the box."""

    rows: int = 8
    hint: str = ""
    reason: str = ""

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"kind": "long", "rows": self.rows}

    def accepts(self, value: Any) -> bool:
        written = value.get("written") if isinstance(value, dict) and set(value) == {"written"} else None
        return isinstance(written, str) and len(written) <= LONGEST

    def missing(self, value: Any) -> list[str]:
        return [] if value["written"].strip() else ["Nothing is written yet."]

    def judge(self, value: Any) -> tuple[str, Lines]:
        return ("noted" if value["written"].strip() else "none"), ([line(self.reason)] if self.reason else [])

    def told(self, value: Any) -> str:
        return value["written"].strip()


def plain(text: str) -> str:
    """Words as they are compared: small letters, no accents, single spaces, straight quotes, no full stop at the end.

    >>> plain("  The  “Café”. ")
    'the "cafe"'
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    for curly, straight in {"“”„«»": '"', "‘’‚`´": "'", "‐‑–—−": "-"}.items():
        text = re.sub(f"[{curly}]", straight, text)
    return " ".join(text.split()).rstrip(".").rstrip()


TITLES = {
    "none": "Answer first.",
    "noted": "Noted.",
    "right": "Right.",
    "partly": "Right so far; there is more.",
    "wrong": "Not quite.",
    "unclear": "This cannot be read yet.",
}


class Quiz(Form):
    """One question, or a panel of several with their progress.

    Quiz(item) takes the question from data/quizzes/<notebook>.toml; Quiz(item, question, options) asks one of your
    own; Quiz([Choice(...), Number(...), ShortText(...)], title=...) asks several. `feedback=False` where the key is
    held back: it then says only whether the answer is complete.
    """

    _esm = SCRIPT
    _css = STYLE

    def __init__(
        self,
        item: str | Sequence[Question],
        question: str | None = None,
        options: Sequence[Option] | None = None,
        *,
        multiple: bool = False,
        hint: str = "",
        title: str = "",
        intro: str = "",
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        if not isinstance(item, str):
            questions = list(item)
        elif options is None:
            questions = [load_question((answers or current()).notebook, item)]
        else:
            questions = [Choice(item, question or "", tuple(options), multiple, hint)]
        self.questions = {q.item: q for q in questions}
        if len(self.questions) < len(questions):
            raise CourseError("Two questions of one quiz have the same item id. Give each its own.")
        super().__init__([q.shown() for q in questions], answers, feedback=feedback, title=title, intro=intro)

    def accepts(self, item: str, value: Any) -> bool:
        return self.questions[item].accepts(value)

    def missing(self, item: str, value: Any) -> list[str]:
        return self.questions[item].missing(value)

    def feedback_on(self, item: str, value: Any) -> tuple[str, Lines]:
        question = self.questions[item]
        verdict, lines = question.judge(value)
        if self.answers.commits:
            return TITLES[verdict], [*lines, *question.missed(value, verdict)]
        if verdict in ("wrong", "partly"):
            tries = self.wrong_try(item, value)
            own = verdict == "partly" or any(words["sign"] for words in lines)  # words for just this answer
            lines = hinted(question.hint, tries, lines if own or tries > 1 else [line("Try once more.")])
        return TITLES[verdict], lines

    def in_words_of(self, item: str, value: Any) -> str:
        return self.questions[item].told(value)

    def rows(self) -> list[tuple[str, str]]:
        return [
            (q.question, (q.told(value) if (value := self.value_of(q.item)) else "") or "nothing recorded")
            for q in self.questions.values()
        ]


def Check(item: str, *, answers: Answers | None = None) -> Quiz:
    """The short check at a lesson's end: the questions that `[<item>]` lists in data/quizzes/<notebook>.toml.

    [end-check]
    title = "Five questions before you go"
    questions = ["end-source", "end-cue", "end-claim", "end-missing", "end-share"]
    """
    notebook = (answers or current()).notebook
    path, given = table(notebook, item)
    names = given.get("questions")
    if not isinstance(names, list) or not names:
        raise CourseError(f'{path}: {item!r} lists no questions. Write: questions = ["...", "..."]')
    questions = [load_question(notebook, name) for name in names]
    return Quiz(questions, title=given.get("title", ""), intro=given.get("intro", ""), answers=answers)


def load_question(notebook: str, item: str, text: str | None = None) -> Question:
    """A lesson's question from its file in data/quizzes (_lesson_file.py), of the text chosen or of the one named.

    Its `kind` is choice (the default), multiple, number, text or long; the other keys are the fields of Choice, Number,
    ShortText and LongText. Raises CourseError that names the file and what is wrong.
    """
    path, given = table(notebook, item, text)
    item = given.pop("item")
    for after_a_guess in ("then", "chart"):  # what lessons.guess shows below it
        given.pop(after_a_guess, None)
    kind = given.pop("kind", "multiple" if given.pop("multiple", False) else "choice")
    try:
        if kind in ("choice", "multiple"):
            options = tuple(
                Option(o["id"], o["text"], o.get("feedback", ""), o.get("right")) for o in given.pop("options")
            )
            return Choice(item, given.pop("question"), options, kind == "multiple", **given)
        if kind == "number":
            if isinstance(given.get("answer"), str):  # a figure that was filled in
                given["answer"] = float(given["answer"])
            near = {float(number): told for number, told in given.pop("near", {}).items()}
            return Number(item, given.pop("question"), near=near, **given)
        if kind == "text":
            return ShortText(item, given.pop("question"), **given)
        if kind == "long":
            return LongText(item, given.pop("question"), **given)
    except KeyError as error:
        raise CourseError(f"{path}: {error} is missing for the question {item!r}.") from None
    except (TypeError, ValueError) as error:
        raise CourseError(f"{path}: the question {item!r} cannot be read: {error}.") from None
    raise CourseError(f"{path}: the kind {kind!r} of {item!r} is none of choice, multiple, number, text, long.")
