"""A question with a few answers to choose from, each with its own feedback.

Quiz("first", "Which came first?", [
    Option("a", "The short one", "It leaves out who counted.", right=False),
    Option("b", "The long one", "Yes: it alone names the day.", right=True),
])
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import traitlets

from course import choice
from course.answers import Answers, current
from course.errors import CourseError
from course.exercises._exercise import Exercise, front_end

SCRIPT, STYLE = front_end("quiz")


@dataclass(frozen=True)
class Option:
    """One answer: its id in the answers file, its words, what a learner reads who chose it, and whether it is right.

    `right=None` where there is nothing to be right about (a prediction, an opinion).
    """

    id: str
    text: str
    feedback: str = ""
    right: bool | None = None


def load_quiz(notebook: str, item: str) -> dict[str, Any]:
    """A lesson's question: its item id, question, options and, where it is set, multiple.

    From data/quizzes/<text>/<notebook>.toml where the text chosen has its own, else data/quizzes/<notebook>.toml.
    """
    path, item_id, given = choice.question(notebook, item)
    try:
        options = [Option(o["id"], o["text"], o.get("feedback", ""), o.get("right")) for o in given["options"]]
        multiple = given.get("multiple", False)
        return {"item": item_id, "question": given["question"], "options": options, "multiple": multiple}
    except KeyError as error:
        raise CourseError(f"{path}: {error} is missing for the question {item!r}.") from None


class Quiz(Exercise):
    """One question; `multiple=True` lets several answers be chosen and asks for a press of Check.

    The recorded value is `{"chosen": [option ids]}`.
    """

    _esm = SCRIPT
    _css = STYLE
    item = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    multiple = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        item: str,
        question: str | None = None,
        options: list[Option] | None = None,
        *,
        multiple: bool = False,
        answers: Answers | None = None,
    ):
        if options is None:
            given = load_quiz((answers or current()).notebook, item)
            item, question = given["item"], given["question"]
            options, multiple = given["options"], given["multiple"]
        self._options = {o.id: o for o in options}
        # Whether an answer is right stays in the kernel: the page gets the words only.
        shown = [{"id": o.id, "text": o.text} for o in options]
        self.multiple_choice = multiple
        super().__init__([item], answers, item=item, question=question, options=shown, multiple=multiple)

    def accepts(self, item: str, value: Any) -> bool:
        chosen = value.get("chosen") if isinstance(value, dict) else None
        return (
            isinstance(chosen, list)
            and all(isinstance(c, str) and c in self._options for c in chosen)
            and len(chosen) == len(set(chosen))
            and (self.multiple_choice or len(chosen) <= 1)
        )

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") == "check" and self.accepts(item, message.get("value")):
            title, lines = self.feedback_on(message["value"]["chosen"])
            self.send(
                {
                    "kind": "feedback",
                    "item": item,
                    "title": title,
                    "lines": [{"text": line} for line in lines],
                }
            )

    def feedback_on(self, chosen: list[str]) -> tuple[str, list[str]]:
        """Title and lines of feedback; each chosen answer brings its own line, no answer brings another's."""
        if not chosen:
            return "Choose first.", []
        lines = [self._options[c].feedback for c in chosen if self._options[c].feedback]
        if all(o.right is None for o in self._options.values()):
            return "Noted.", lines
        wrong = [c for c in chosen if not self._options[c].right]
        missing = [o for o in self._options.values() if o.right and o.id not in chosen]
        if wrong:
            return "Not quite.", lines
        if missing:
            return "Right so far; there is more.", lines
        return "Right.", lines

    def rows(self) -> list[tuple[str, str]]:
        value = self.entries.get(self.item, {}).get("value", {"chosen": []})
        return [(self.question, "; ".join(self._options[c].text for c in value["chosen"]) or "nothing recorded")]
