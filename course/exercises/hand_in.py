"""At the end of an assignment: one file to hand in, and what is still missing.

HandIn({"voice-1": "sentence 1", "voice-2": "sentence 2"})
"""

from __future__ import annotations

import base64
from typing import Any

import traitlets

from course import choice
from course.answers import Answers, AnswersError, current
from course.exercises._exercise import PageWidget, answers_table, front_end
from course.hand_in_file import pack, recorded_and_missing, write

SCRIPT, STYLE = front_end("hand_in")


class HandIn(PageWidget):
    """A button that makes the file, saves it beside the notebook and lets the browser download it.

    items : the assignment's item ids, or item id -> the name by which a learner knows it; those that have no answer are
        named, and the file is made all the same.

    Traits
    ------
    recorded, of : how many of the items have an answer. missing : the others. name : the file's name.
    """

    _esm = SCRIPT
    _css = STYLE
    recorded = traitlets.Int().tag(sync=True)
    of = traitlets.Int().tag(sync=True)
    missing = traitlets.List().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)

    def __init__(self, items: list[str] | dict[str, str], *, answers: Answers | None = None):
        self.answers = answers or current()
        self.parts = items if isinstance(items, dict) else {item: item for item in items}
        recorded, missing = self._counted()
        super().__init__(name=f"{self.answers.notebook}.zip", of=len(self.parts), recorded=recorded, missing=missing)
        self.answers.watchers.append(self.look)
        self.on_msg(self._received)

    def look(self) -> None:
        """Count again."""
        self.recorded, self.missing = self._counted()

    def _counted(self) -> tuple[int, list[str]]:
        """How many items have an answer, and the others' names; one of the second text has that text's name."""
        text = choice.text()
        here = {choice.item_id(item, text): words for item, words in self.parts.items()}
        there, missing = recorded_and_missing(self.answers, list(here))
        return len(there), [here[item] for item in missing]

    def _received(self, _widget: Any, message: dict, _buffers: Any) -> None:
        if message.get("kind") != "hand in":
            return
        reply: dict[str, Any] = {"kind": "not made", "n": message.get("n")}
        try:
            self.look()
            packed = pack(self.answers)
            try:
                where = [
                    f"It also lies beside this notebook, as {write(packed, self.answers.path.parent.parent).name}."
                ]
            except OSError:
                where = ["It could not be saved beside this notebook; the download is the only copy."]
            content = base64.b64encode(packed.content).decode("ascii")
            reply |= {"kind": "file", "name": packed.name, "content": content, "lines": [*packed.notes, *where]}
        except AnswersError as error:
            reply |= {"lines": [str(error)]}
        except Exception as error:  # would vanish in a message handler
            reply |= {"lines": [f"This did not work: {error}"]}
        self.send(reply)

    def html(self) -> str:
        said = f"{self.recorded} of {self.of} recorded" + (
            f"; missing: {', '.join(self.missing)}" if self.missing else ""
        )
        return answers_table([("Hand in", said)])
