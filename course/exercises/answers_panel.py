"""At the end of a lesson: take all answers along as one file, bring them back elsewhere.

    AnswersPanel()

An anywidget: a file that the browser saves, and one that is dragged in, are not to be had from ipywidgets.
"""

from __future__ import annotations

import json
from typing import Any

import traitlets

from course.answers import (
    Answers,
    AnswersError,
    Brought,
    bring_back,
    bundle,
    current,
    is_answer,
    newest,
    on_a_temporary_server,
)
from course.exercises._exercise import PageWidget, answers_table, front_end, refresh_exercises

SCRIPT, STYLE = front_end("answers_panel")


class AnswersPanel(PageWidget):
    """All answers in this notebook's folder.

    Traits
    ------
    place : which folder, for the browser to remember what it has downloaded.
    summary : per notebook its name and how many answers it holds.
    newest : the time of the newest answer, "" where there is none.
    temporary : whether this server may be gone tomorrow; then a reminder stands here until everything is downloaded.
    """

    _esm = SCRIPT
    _css = STYLE
    place = traitlets.Unicode().tag(sync=True)
    summary = traitlets.List().tag(sync=True)
    newest = traitlets.Unicode().tag(sync=True)
    temporary = traitlets.Bool().tag(sync=True)

    def __init__(self, *, temporary: bool | None = None, answers: Answers | None = None):
        self.answers = answers or current()
        self.folder = self.answers.path.parent.parent
        temporary = on_a_temporary_server() if temporary is None else temporary
        super().__init__(place=str(self.folder), temporary=temporary, **_told(bundle(self.folder)))
        self.answers.watchers.append(self.look)
        self.on_msg(self._received)

    def look(self) -> dict[str, Any]:
        """Read the folder again."""
        found = bundle(self.folder)
        self.summary, self.newest = _told(found).values()
        return found

    def _received(self, _widget: Any, message: dict, _buffers: Any) -> None:
        n = message.get("n")
        try:
            if message.get("kind") == "download":
                found = self.look()
                text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
                lines = [f"{name} is not in it: {why}" for name, why in found["unread"].items()]
                self.send({"kind": "file", "n": n, "text": text, "newest": _told(found)["newest"], "lines": lines})
            elif message.get("kind") == "bring back" and isinstance(message.get("text"), str):
                raw = message["text"].encode("utf-8", "surrogatepass")
                title, lines = brought_told(bring_back(raw, self.folder, self.answers))
                refresh_exercises(self.answers)
                here = self.look()["notebooks"]
                # Where the file holds all that is here, there is nothing left to download.
                known = newest(here) if here == json.loads(raw).get("notebooks") else ""
                self.send({"kind": "brought", "n": n, "title": title, "lines": lines, "newest": known})
            elif message.get("kind") == "ping":
                self.send({"kind": "pong", "n": n})
        except AnswersError as error:
            self.send({"kind": "brought", "n": n, "title": "Nothing was brought back.", "lines": [str(error)]})
        except Exception as error:  # would vanish in a message handler
            self.send({"kind": "brought", "n": n, "title": f"This did not work: {error}", "lines": []})

    def rows(self) -> list[tuple[str, str]]:
        return [(name, f"{count} answer{'s' if count != 1 else ''}") for name, count in self.summary]

    def html(self) -> str:
        return answers_table(self.rows())


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """What the panel tells of a folder's answers, as its traits."""
    given = {
        name: {i: entry for i, entry in items.items() if is_answer(i)} for name, items in found["notebooks"].items()
    }
    summary = [[name, len(items)] for name, items in given.items() if items]
    return {"summary": summary, "newest": newest(given)}


def brought_told(done: Brought) -> tuple[str, list[str]]:
    """What came of bringing a file back, for a learner."""
    count = sum(map(len, done.taken.values()))
    lines = [f"{name}: {len(items)} answer{'s' if len(items) > 1 else ''}." for name, items in done.taken.items()]
    lines += [f"{name}: what is here is newer and stays: {', '.join(items)}." for name, items in done.older.items()]
    lines += [
        f"{name}: {len(items)} answer{'s were' if len(items) > 1 else ' was'} here already."
        for name, items in done.same.items()
    ]
    lines += [f"{name} was not taken over: {why}" for name, why in done.refused.items()]
    lines += done.notices
    lines += [
        f"{name}: by this computer’s clock, {', '.join(items)} {'were' if len(items) > 1 else 'was'} given in the "
        "future. One clock was wrong: look whether this is the answer that you want."
        for name, items in done.ahead.items()
    ]
    if done.taken:
        lines.append("Other notebooks show what was brought back when you open and run them.")
    return f"{count or 'No'} answer{'s' if count != 1 else ''} brought back.", lines
