"""A guess first, the chart or passage after it.

Predict("guess-rate", then=chart)                                       # from data/quizzes/<notebook>.toml
Predict("guess-share", "In how many of the 51 sentences ...?", options=[...], then="The count is 28.")
Predict("guess-flights", "How many flights a year?", unit="flights", then=lambda: figure())
Predict("guess-sure", "How many per cent?", slider=(0, 100, 5), unit="per cent", then=chart)

A guess is recorded, never right or wrong, and cannot be changed once it is made: what is shown below would change it.
The guess is an anywidget, for the reasons in _exercise.py; that it stands in a box with what follows is plain
ipywidgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets
import traitlets

from course.answers import Answers, current
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, is_choice
from course.exercises._lesson_file import table
from course.exercises.quiz import Choice, Option, load_question

SCRIPT, STYLE = front_end("predict", "_forms")


class Guess(Form):
    """The question and the guess. Recorded: `{"guess": option id}`, `{"guess": "as typed"}` or `{"guess": 40}`."""

    _esm = SCRIPT
    _css = STYLE
    made = traitlets.Bool(False)  # a guess has been made; it need not have reached the file yet

    def __init__(self, shown: dict[str, Any], answers: Answers | None):
        self._shown = shown
        super().__init__([shown], answers)
        self.made = bool(self.entries)

    def accepts(self, item: str, value: Any) -> bool:
        if not isinstance(value, dict) or set(value) != {"guess"}:
            return False
        guess, shown = value["guess"], self._shown
        if shown["kind"] == "choice":
            return isinstance(guess, str) and is_choice({"chosen": [guess]}, {o["id"] for o in shown["options"]})
        if shown["kind"] == "number":
            return isinstance(guess, str) and len(guess) <= 60 and any(c.isdigit() for c in guess)
        return type(guess) is int and shown["min"] <= guess <= shown["max"]

    def _record(self, item: str, message: dict) -> dict:
        receipt = super()._record(item, message)
        # Shown also where the disk refuses: the guess waits in the browser and counts.
        self.made = self.made or not receipt.get("final")
        return receipt

    def handle(self, item: str, message: dict) -> None:
        """Nothing is checked."""

    def told(self) -> str:
        value = self.value_of(self._shown["item"])
        if value is None:
            return ""
        if self._shown["kind"] == "choice":
            return next(o["text"] for o in self._shown["options"] if o["id"] == value["guess"])
        return f"{value['guess']} {self._shown['unit']}".strip()

    def rows(self) -> list[tuple[str, str]]:
        return [(self._shown["question"], self.told() or "nothing recorded")]


class Predict(ipywidgets.VBox):
    """A guess with what follows it.

    Parameters
    ----------
    item : its id in the answers file.
    question : its words; without them, question and options come from the lesson's file.
    then : what is shown below once the guess is made: a string, a widget, anything that a notebook can show, or a
        function that makes it (called only then).
    options : Options to choose from. slider : (least, most, step) in whole numbers. Neither: a number is typed.
    unit : of the number.
    """

    def __init__(
        self,
        item: str,
        question: str | None = None,
        *,
        then: Any | Callable[[], Any],
        options: Sequence[Option] | None = None,
        slider: tuple[int, int, int] | None = None,
        unit: str = "",
        answers: Answers | None = None,
    ):
        shown = _shown(item, question, options, slider, unit, answers)
        self.guess = Guess(shown, answers)
        self._then = then
        super().__init__([self.guess])
        self.layout.overflow = "visible"
        self.guess.observe(lambda _change: self._reveal(), "made")
        if self.guess.made:
            self._reveal()

    def rows(self) -> list[tuple[str, str]]:
        return self.guess.rows()

    def _follows(self) -> Any:
        is_recipe = callable(self._then) and not isinstance(self._then, ipywidgets.Widget)
        return self._then() if is_recipe else self._then

    def _reveal(self) -> None:
        if len(self.children) > 1:
            return
        then = self._follows()
        if isinstance(then, str):
            below = ipywidgets.HTML(f"<p>{escape(then)}</p>")
        elif isinstance(then, ipywidgets.Widget):
            below = then
        else:
            below = ipywidgets.Output()
            below.append_display_data(then)
        self.children = (self.guess, below)

    def _repr_mimebundle_(self, **kwargs: Any):
        # On paper there is no kernel to wait for a guess: what follows stands below the line for it.
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return ({**data, "text/html": self.html()}, metadata)

    def html(self) -> str:
        """What stands where no kernel runs."""
        return self.guess.html() + self.what_follows()

    def what_follows(self) -> str:
        then = self._follows()
        if isinstance(then, str):
            return f"<p>{escape(then)}</p>"
        html = then._repr_html_() if hasattr(then, "_repr_html_") else None
        # Scripts would load plotly from elsewhere; a chart of this course has a picture or table of its own.
        return html if html and "<script" not in html else "<p>After the guess, a chart follows here.</p>"


def _shown(item, question, options, slider, unit, answers) -> dict[str, Any]:
    """What the page shows of a guess."""
    if question is None:
        notebook = (answers or current()).notebook
        path, given = table(notebook, item)
        if "slider" in given:
            question, slider, unit = given["question"], tuple(given["slider"]), given.get("unit", "")
        else:
            loaded = load_question(notebook, item)
            question, unit = loaded.question, getattr(loaded, "unit", "")
            options = loaded.options if isinstance(loaded, Choice) else None
            if given.get("kind") == "text":
                raise CourseError(f"{path}: {item!r} asks for words; a guess is a choice, a number or a slider.")
        item = given["item"]
    shown = {"item": item, "question": question, "unit": unit}
    if options is not None:
        return shown | {"kind": "choice", "options": [{"id": o.id, "text": o.text} for o in options]}
    if slider is not None:
        least, most, step = slider
        return shown | {"kind": "slider", "min": least, "max": most, "step": step}
    return shown | {"kind": "number"}
