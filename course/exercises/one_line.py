"""One line of code with blanks: filled from menus, or in the cell itself, or its answer typed. All three count alike.

    course.answer("step-2", left_after_taking_off(BLANK), unit=BLANK)

While a blank is open, the line shows itself with a menu for each blank and a field to type the answer instead. Filled
in the cell, it records what it works out. The answer that was given last counts.

An item's recorded value is {"text": name, "number": 7, "unit": "flights", "by": "code"}, or "low" and "high" in place
of "number"; by "menu" with "picks", the menus' places; by "typed" with the number as it was typed. Of a chart it is
{"text", "figure", "by"}.
"""

from __future__ import annotations

import json
from base64 import b64encode
from html import escape
from numbers import Real
from typing import Any

from course import choice, counts
from course.answers import Answers, current
from course.chart_honesty import judge
from course.counts import BLANK, Unfilled, noun, units, whole_table
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._forms import Form, Lines, line
from course.exercises._lesson_file import table
from course.recorded_numbers import missing as numbers_missing
from course.recorded_numbers import number_of, plain_unit
from course.recorded_numbers import told as number_told
from course.recording import as_value, chart_missing, figure_data, is_figure

SCRIPT, STYLE = front_end("one_line", "_forms")
FIELDS = {"number": "Number", "low": "The least", "high": "The most"}
ROUNDED = 0.05  # either way: what somebody may have rounded off
BOUNDS, CHART = {"between"}, {"bars"}  # what gives two numbers, and a picture
PLOTLY = "application/vnd.plotly.v1+json"
WAYS = {"code": "by your line", "menu": "from the menus", "typed": "typed"}


class OneLine(Form):
    """A line with blanks, its menus, and a field to type the answer instead.

    item : its id in the answers file (the text's name is added). line : the Unfilled, or None where there is nothing to
    fill but the answer itself. chart : whether that is one.
    """

    _esm = SCRIPT
    _css = STYLE

    def __init__(self, item: str, line: Unfilled | None, *, chart: bool = False, answers: Answers | None = None):
        self.text, self.line = choice.text(), line
        function = line.function.__name__ if line else ""
        self.chart = chart or function in CHART
        self.fields = [] if self.chart else ["low", "high"] if function in BOUNDS else ["number"]
        self.menus = line.menus() if line else {}
        self.units = units() if not self.chart else []
        shown = {
            "item": choice.item_id(item, self.text),
            "question": f"Your answer: {item.replace('-', ' ')}",
            "text": self.text,
            "pieces": line.pieces() if line else [],
            "menus": [{"name": name, "options": [_code(v) for v in values]} for name, values in self.menus.items()],
            "fields": [{"name": name, "label": FIELDS[name]} for name in self.fields],
            "units": self.units,
        }
        super().__init__([shown], answers, feedback=False)
        self.key = item

    def accepts(self, item: str, value: Any) -> bool:
        if not isinstance(value, dict) or value.get("text") != self.text or value.get("by") not in WAYS:
            return False
        if value["by"] == "code":
            return True
        if set(value) - {"text", "by", "unit", "picks", "figure", *self.fields}:
            return False
        if not self.chart and value.get("unit") not in ("", *self.units):
            return False
        if value["by"] == "typed":
            return all(isinstance(value.get(name), str) and len(value[name]) <= 60 for name in self.fields)
        picks, sizes = value.get("picks"), [len(options) for options in self.menus.values()]
        return (
            isinstance(picks, list)
            and len(picks) == len(self.menus)
            and all(p is None or (type(p) is int and 0 <= p < n) for p, n in zip(picks, sizes, strict=True))
        )

    def _record(self, item: str, message: dict) -> dict:
        """What the menus say is worked out here, so that what is recorded is an answer and not a place in a menu."""
        value = message.get("value")
        if self.accepts(item, value) and value["by"] == "menu":
            message = message | {"value": self._worked_out(value)}
        return super()._record(item, message)

    def _worked_out(self, value: dict) -> dict:
        kept = {name: value[name] for name in ("text", "by", "unit", "picks") if name in value}
        if None in value["picks"]:
            return kept
        try:
            result = self._result(value["picks"])
            return kept | ({"figure": figure_data(result)} if self.chart else as_value(result))
        except CourseError:  # days the wrong way round: told when it is checked
            return kept

    def _result(self, picks: list[int]) -> Any:
        return self.line.filled([values[pick] for pick, values in zip(picks, self.menus.values(), strict=True)])

    def handle(self, item: str, message: dict) -> None:
        value = message.get("value")
        if message.get("kind") == "check" and self.accepts(item, value) and value["by"] == "menu":
            message = message | {"value": self._worked_out(value)}
        super().handle(item, message)
        if (
            self.chart
            and self.accepts(item, value)
            and message.get("kind") in ("check", "look")
            and None not in value.get("picks", [None])
        ):
            figure = self._result(value["picks"])
            self.send({"kind": "picture", "item": item, "picture": picture_of(figure), "words": words_of(figure)})

    def completeness(self, item: str, value: Any) -> tuple[str, Lines]:
        title, lines = super().completeness(item, value)
        if value["by"] == "menu" and None not in value["picks"]:
            try:
                self._result(value["picks"])
            except CourseError as error:
                return "This line gives nothing yet.", [line(str(error), "missing")]
        said = "" if self.chart else told(value)
        return title, ([line(f"Read as: {said}.", "note")] if said else []) + lines

    def feedback_on(self, item: str, value: Any) -> tuple[str, Lines]:
        """On a practice paper: the number and the unit, or the chart's four rules, each right or with what we have."""
        return self._on_chart(value) if self.chart else self._on_number(value)

    def _on_number(self, value: Any) -> tuple[str, Lines]:
        path, given = table(self.answers.notebook, self.key)
        try:
            picks = {name: int(p) if p.isdigit() else p for name, p in given["picks"].items()}
            right, unit = as_value(getattr(counts, given["line"])(**picks)), given["unit"]
        except (KeyError, AttributeError, TypeError) as error:
            raise CourseError(f"{path}, {self.key!r}: line, picks or unit do not fit ({error}).") from None
        near = [(number_of(value, name), float(right[name])) for name in self.fields]
        numbers = all(got is not None and abs(got - want) <= max(ROUNDED, 0.01 * want) for got, want in near)
        units = plain_unit(value.get("unit")) == plain_unit(unit)
        lines = [line(f"You have {told(value)}.", "note")]
        lines += [line("The number agrees.", "right") if numbers else line("The number does not agree.", "extra")]
        lines += [line("The unit agrees.", "right") if units else line("The unit does not agree.", "extra")]
        if not (numbers and units):
            lines.append(line(f"We have {told(right | {'unit': unit})}.", "missing"))
        ours = ", ".join(f"{name}={pick!r}" for name, pick in picks.items())
        lines += [line(f"As a line: {given['line']}({ours})", "note"), line(given["reason"])]
        return ("Right." if numbers and units else "Right so far." if numbers or units else "Not quite."), lines

    def _on_chart(self, value: Any) -> tuple[str, Lines]:
        found = judge(value.get("figure"), whole_table(self.text), noun(self.text))
        if found is None:
            return "Nothing is drawn yet.", []
        signs = {0.0: "extra", 0.5: "partly", 1.0: "right"}
        lines = [line(f"{rule}: {said}.", signs[credit]) for rule, (credit, said) in found.outcomes.items()]
        if found.invented:
            lines.append(
                line("A value that nobody gave is the gravest fault of a chart: it cannot be checked.", "note")
            )
        honest = all(credit == 1 for credit, _ in found.outcomes.values())
        return ("An honest chart." if honest else "Not quite."), lines

    def in_words_of(self, item: str, value: Any) -> str:
        return told(value)

    def missing(self, item: str, value: Any) -> list[str]:
        if self.chart:
            return chart_missing(value)
        return numbers_missing(dict.fromkeys(self.fields) | {"unit": ""} | value)

    def rows(self) -> list[tuple[str, str]]:
        value = self.value_of(self.item_ids[0])
        return [(self.items[0]["question"], (told(value) if value else "") or "nothing recorded")]


class Recorded:
    """What a filled line shows: what it works out, and that it is recorded."""

    def __init__(self, result: Any, value: dict[str, Any]):
        self.result, self.value = result, value

    def __repr__(self) -> str:
        return f"Recorded, {WAYS['code']}: {told(self.value)}."

    def _repr_html_(self) -> str:
        return f"<p>✓ {escape(repr(self))}</p>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if is_figure(self.result):
            # Not its own way to show itself, which would fetch plotly from outside where it sees no JupyterLab.
            display({PLOTLY: json.loads(self.result.to_json()), "text/plain": words_of(self.result)}, raw=True)
        elif not isinstance(self.result, Real):
            display(self.result)  # the days or the bounds, as pandas shows them
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)


def answer(item: str, result: Any, unit: Any = "", *, answers: Answers | None = None) -> OneLine | Recorded:
    """Record what a line works out: a number, the least and the most, or a chart.

    While it holds a BLANK nothing is recorded, and what is shown offers menus for the blanks. Raises CourseError where
    the line gives no number.
    """
    answers = answers or current()
    if isinstance(result, Unfilled):
        return OneLine(item, result, answers=answers)
    if result is BLANK or (unit is BLANK and not is_figure(result)):
        if result is BLANK:
            return OneLine(item, None, answers=answers)
        offered = ", ".join(repr(unit) for unit in units())
        raise CourseError(f"One blank is still open: the unit. Write one of {offered} there, and run the line again.")
    if is_figure(result):
        value = {"figure": figure_data(result)}
    else:
        if not isinstance(unit, str):
            raise CourseError("The unit is written in quotation marks, for instance unit='days'.")
        value = as_value(result) | {"unit": unit}
    value = {"text": choice.text()} | value | {"by": "code"}
    answers.record(choice.item_id(item, value["text"]), value)
    recorded = Recorded(result, value)
    if not answers.commits:
        return recorded
    recorded._ipython_display_()
    return OneLine(item, None, chart=is_figure(result), answers=answers)  # with the button by which it is final


def told(value: dict[str, Any]) -> str:
    """An answer in words."""
    return "a chart" if "figure" in value else number_told(value)


def picture_of(figure: Any) -> str:
    """A figure of `bars` as the address of a picture, drawn here, so that the page needs no plotly of its own."""
    from course.charts._palette import FIRST
    from course.charts._svg import draw

    kept = figure_data(figure)
    layout = figure.layout.to_plotly_json()
    layout.pop("template", None)
    traces = [trace | {"marker": {"color": FIRST.light}} for trace in kept["data"]]
    layout["xaxis"]["type"] = "category"
    drawn = draw({"data": traces, "layout": layout}, words_of(figure))
    drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()


def words_of(figure: Any) -> str:
    """What a chart shows, in words."""
    data = figure_data(figure)
    pairs = [
        f"{str(x).replace('<br>', ', ')}: {y}"
        for trace in data["data"]
        for x, y in zip(trace.get("x", []), trace.get("y", []), strict=False)
    ]
    layout = data["layout"]
    axis = layout.get("yaxis", {})
    notes = "; ".join(words for words in (*layout["annotations"], layout.get("xaxis", {}).get("title", "")) if words)
    begins = f", from {axis['range'][0]:g}" if axis.get("range") else ""
    return (
        f"A chart. Axis: {axis.get('title') or 'no words'}{begins}. {'; '.join(pairs)}. {notes or 'No source named'}."
    )


def _code(value: Any) -> str:
    """A value as it is written in a line of code."""
    return repr(value)
