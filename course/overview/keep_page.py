"""A button that makes the page of everything that a learner did, and lets the browser save it.

    course.KeepPage()

An anywidget, for a file that the browser saves is not to be had from ipywidgets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets

from course.answers import Answers, current
from course.exercises._exercise import PageWidget, answers_table, front_end
from course.overview.page import NAME, page
from course.overview.progress import Progress

SCRIPT, STYLE = front_end(str(Path(__file__).with_suffix("")))


class KeepPage(PageWidget):
    """The button. Traits: name, the file's name."""

    _esm = SCRIPT
    _css = STYLE
    name = traitlets.Unicode(NAME).tag(sync=True)

    def __init__(self, *, answers: Answers | None = None):
        self.folder = (answers or current()).path.parent.parent
        super().__init__()
        self.on_msg(self._received)

    def _received(self, _widget: Any, message: dict, _buffers: Any) -> None:
        if message.get("kind") != "make":
            return
        try:
            self.send({"kind": "page", "n": message.get("n"), "html": page(self.folder)})
        except Exception as error:  # would vanish in a message handler
            self.send({"kind": "not made", "n": message.get("n"), "why": str(error)})

    def html(self) -> str:
        return answers_table([("All that you did on one page", Progress(self.folder).words())])
