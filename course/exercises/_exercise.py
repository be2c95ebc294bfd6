"""What all exercises share: the front end's files, the recording of answers, the table that stays without a kernel.

Every exercise is an anywidget over native form controls, the plain ones too. ipywidgets' own radio buttons, sliders
and menus would do for the asking, but not for the keeping: they have no place for the state of an answer that the
kernel has not acknowledged, nothing of theirs waits in the browser, and JupyterLab takes single keys pressed in them
for its own commands. Their sliders cannot be without a value, either.
"""

from __future__ import annotations

import hashlib
import uuid
import weakref
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.answers import SCHEMA, Answers, AnswersError, current

HERE = Path(__file__).parent

FOR_GOOD = "That is my answer"

# The exercises that are alive, so that answers brought back from a file can be shown at once.
_alive: weakref.WeakSet[Exercise] = weakref.WeakSet()


def front_end(stem: str, *shared: str) -> tuple[str, str]:
    """The JavaScript module and the style sheet of one exercise, each behind the parts that it shares with others."""
    script = [HERE / f"{part}.js" for part in ("_keeping", *shared, stem)]
    style = [HERE / f"{part}.css" for part in ("_exercise", *shared, stem)]
    return tuple("".join(path.read_text(encoding="utf-8") for path in paths) for paths in (script, style))


class PageWidget(anywidget.AnyWidget):
    """A widget that the kernel answers on the page, and that leaves a table where no kernel runs.

    Traits
    ------
    me : this widget's own id, by which its page finds the model behind it (`hearAlways` in _keeping.js says why).
    """

    me = traitlets.Unicode().tag(sync=True)

    def __init__(self, **kwargs: Any):
        me = uuid.uuid4().hex
        super().__init__(model_id=me, me=me, **kwargs)

    def html(self) -> str:
        """What stands where no kernel runs."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return ({**data, "text/html": self.html()}, metadata)


class Exercise(PageWidget):
    """Base of the exercises: records what the page sends and answers with kept or not kept.

    Traits
    ------
    place : which answers file, as a short hash; the browser stores waiting answers under it.
    file : what a file with one answer must say besides, so that it can be brought back like any other.
    entries : the recorded entries of this exercise's items, by item id.
    notices : what a learner must be told about this exercise's answers.
    check_words : what stands on the button that asks for feedback; by that of a practice paper, an answer is final.
    """

    place = traitlets.Unicode().tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
    entries = traitlets.Dict().tag(sync=True)
    notices = traitlets.List().tag(sync=True)
    check_words = traitlets.Unicode("Check").tag(sync=True)

    def __init__(self, items: list[str], /, answers: Answers | None = None, **kwargs: Any):
        self.answers = answers or current()
        self.item_ids = items
        path_hash = hashlib.sha256(str(self.answers.path).encode()).hexdigest()[:16]
        recorded, strange = self._recorded()
        file = {"schema": SCHEMA, "notebook": self.answers.notebook}
        strange = [_strange(i) for i in strange]
        words = {"check_words": FOR_GOOD} if self.answers.commits else {}
        super().__init__(place=path_hash, file=file, entries=recorded, notices=strange, **words, **kwargs)
        self.on_msg(self._received)
        _alive.add(self)

    def _recorded(self) -> tuple[dict[str, dict], list[str]]:
        """The entries that this exercise can show, and the items whose entry it cannot."""
        found = {i: e for i in self.item_ids if (e := self.answers.entry(i))}
        fit = {i: e for i, e in found.items() if self.accepts(i, e["value"])}
        return fit, [i for i in found if i not in fit]

    def refresh(self) -> None:
        """Show what the answers hold by now."""
        recorded, strange = self._recorded()
        self.entries = recorded
        self.notices = [_strange(i) for i in strange]

    def _received(self, _widget: Any, message: dict, _buffers: Any) -> None:
        # Errors in a widget's message handler vanish without a trace, so each ends as a message to the page.
        if message.get("kind") == "ping":
            self.send({"kind": "pong", "n": message.get("n"), "notices": self._looked()})
            return
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
        receipt = {"kind": "kept", "item": item, "n": n}
        if not self.accepts(item, value):
            why = "the page sent something that is no answer to this exercise. Reload the page."
            return receipt | {"kind": "not kept", "why": why, "final": True}
        try:
            entry = self.answers.record(item, value, time)
        except Exception as error:
            return receipt | {"kind": "not kept", "why": str(error), "notices": self.answers.news()}
        self.entries = self.entries | {item: entry}
        receipt |= {"time": entry["time"], "notices": self.answers.news()}
        return receipt if entry["time"] == time else receipt | {"kind": "newer", "value": entry["value"]}

    def _looked(self) -> list[str]:
        """What happened to the file since anybody last looked: it was damaged and moved aside, for instance."""
        try:
            if self.answers.look():
                refresh_exercises(self.answers)
        except AnswersError as error:
            return [*self.answers.news(), str(error)]
        return self.answers.news()

    def committed(self, item: str, value: Any, title: str, lines: list[dict]) -> tuple[str, list[dict]]:
        """Give this answer for good, and what is then told: title and lines, with the first answer where this is
        another one. Raises AnswersError where it cannot be kept."""
        first = self.answers.commit(item, value)
        if first == value:
            return f"Your answer is in. {title}", lines
        again = f"This is another try. The answer that you gave for good stays: {self.in_words_of(item, first)}"
        again += "" if again.endswith((".", "?", "!")) else "."
        return title, [{"sign": "note", "text": again}, *lines]

    # What each exercise says for itself

    def in_words_of(self, item: str, value: Any) -> str:
        """An answer to one item, in words."""
        raise NotImplementedError

    def accepts(self, item: str, value: Any) -> bool:
        """Whether a value has the shape of an answer to this item; what has not is never shown nor recorded."""
        raise NotImplementedError

    def handle(self, item: str, message: dict) -> None:
        """Answer a message of the page other than a recorded answer, a press of Check above all."""

    def rows(self) -> list[tuple[str, str]]:
        """Item and answer in words, for the table that stands where no kernel runs."""
        raise NotImplementedError

    def html(self) -> str:
        """What stands where no kernel runs. The edition for paper asks here instead (course/site/paper.py)."""
        return answers_table(self.rows())


def refresh_exercises(answers: Answers) -> None:
    """Let every exercise on these answers show what they hold by now."""
    for exercise in list(_alive):
        if exercise.answers is answers:
            exercise.refresh()


def _strange(item: str) -> str:
    return (
        f"Your file holds an answer to {item} that this release of the kit cannot show: it has another form. "
        "It stays in the file until you answer anew."
    )


def answers_table(rows: list[tuple[str, str]]) -> str:
    """A plain HTML table of items and answers. Text is escaped: it may be a learner's."""
    body = "".join(f'<tr><th scope="row">{escape(item)}</th><td>{escape(answer)}</td></tr>' for item, answer in rows)
    body = body or '<tr><td colspan="2">Nothing is recorded yet.</td></tr>'
    head = '<tr><th scope="col">Exercise</th><th scope="col">Recorded answer</th></tr>'
    return f'<table class="says-who-table"><thead>{head}</thead><tbody>{body}</tbody></table>'
