"""What all exercises share: the front end's files, the recording of answers, the table that stays without a kernel."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.answers import Answers, AnswersError, current

HERE = Path(__file__).parent


def front_end(stem: str, *shared: str) -> tuple[str, str]:
    """The JavaScript module and the style sheet of one exercise, each behind the parts that it shares with others.

    `shared` names further parts that stand between those of all exercises and this one's own ("_words").
    """
    parts = [*shared, stem]
    script = "".join((HERE / f"{part}.js").read_text(encoding="utf-8") for part in ("_keeping", *parts))
    style = "".join((HERE / f"{part}.css").read_text(encoding="utf-8") for part in ("_exercise", *parts))
    return script, style


class Exercise(anywidget.AnyWidget):
    """Base of the exercises: records what the page sends and answers with kept or not kept.

    Traits
    ------
    place : which answers file, as a short hash; the browser stores waiting answers under it.
    entries : the recorded entries of this exercise's items, by item id.
    """

    place = traitlets.Unicode().tag(sync=True)
    entries = traitlets.Dict().tag(sync=True)

    def __init__(self, items: list[str], answers: Answers | None = None, **kwargs: Any):
        self.answers = answers or current()
        self.item_ids = items
        path_hash = hashlib.sha256(str(self.answers.path).encode()).hexdigest()[:16]
        recorded = {i: e for i in items if (e := self.answers.entry(i)) and self.accepts(i, e["value"])}
        super().__init__(place=path_hash, entries=recorded, **kwargs)
        self.on_msg(self._received)

    def _received(self, _widget: Any, message: dict, _buffers: Any) -> None:
        # Errors in a widget's message handler vanish without a trace, so each ends as a message to the page.
        item = message.get("item")
        if item not in self.item_ids:
            return
        if message.get("kind") == "record":
            self.send(self._record(item, message))
        else:
            try:
                self.handle(item, message)
            except Exception as error:
                self.send(
                    {
                        "kind": "feedback",
                        "item": item,
                        "title": f"This could not be checked: {error}",
                        "lines": [],
                    }
                )

    def _record(self, item: str, message: dict) -> dict:
        n, value, time = message.get("n"), message.get("value"), message.get("time")
        try:
            if not self.accepts(item, value):
                raise AnswersError("the page sent something that is no answer to this exercise. Reload the page.")
            entry = self.answers.record(item, value, time)
        except Exception as error:
            return {"kind": "not kept", "item": item, "n": n, "why": str(error)}
        self.entries = self.entries | {item: entry}
        if entry["time"] != time:
            return {"kind": "newer", "item": item, "n": n, "value": entry["value"], "time": entry["time"]}
        return {"kind": "kept", "item": item, "n": n, "time": entry["time"]}

    # What each exercise says for itself

    def accepts(self, item: str, value: Any) -> bool:
        """Whether a value has the shape of an answer to this item; what has not is never shown nor recorded."""
        raise NotImplementedError

    def handle(self, item: str, message: dict) -> None:
        """Answer a message of the page other than a recorded answer, a press of Check above all."""

    def rows(self) -> list[tuple[str, str]]:
        """Item and answer in words, for the table that stands where no kernel runs."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return ({**data, "text/html": answers_table(self.rows())}, metadata)


def answers_table(rows: list[tuple[str, str]]) -> str:
    """A plain HTML table of items and answers. Text is escaped: it may be a learner's."""
    body = "".join(f'<tr><th scope="row">{escape(item)}</th><td>{escape(answer)}</td></tr>' for item, answer in rows)
    head = '<tr><th scope="col">Exercise</th><th scope="col">Recorded answer</th></tr>'
    return f'<table class="says-who-table"><thead>{head}</thead><tbody>{body}</tbody></table>'
