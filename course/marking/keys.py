"""The key file of an assignment: which grade cell holds which answers, of what kind, and what each is worth.

    reveal = ["span-1"]                     # what learners may read the reasons of; left out: nothing

    [items.span-1]
    kind = "tagging"
    title = "Sentence 11"               # how the feedback names it; left out: its id
    task = "span-task"              # the cell (its grade_id) below which the feedback shows it; left out: its own
    [items.span-1.parts.span-1]         # a part may have a title, too, and a sentence that it asks about
    points = 2
    key = { karabakh = "P36", transfer-rumour = "P36" }

An item is a grade cell (its grade_id), a part one recorded answer (its item id). Several answers share a cell where the
points of a single one would give its key away: nbgrader writes a cell's points into the release.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field
from typing import Any

from course.errors import CourseError
from course.marking.rules import KINDS
from course.places import keys_folder

BY_HAND = "written"


@dataclass(frozen=True)
class Part:
    """One recorded answer: its item id, what it is worth, and per name of a text what its rule needs to mark it.

    A `computed` one comes from the learner's code, which is run again to mark it.
    """

    id: str
    points: float
    key: dict[str, Any]
    computed: bool = False
    title: str = ""
    sentence: str = ""
    words: dict[str, str] = field(default_factory=dict)  # of what could be chosen, by id (asked.py)

    def word(self, id: str) -> str:
        """What the learner saw for this id; an id that nobody offered is shown as it came, and not at length."""
        return self.words.get(id) or id[:60].replace("-", " ")


@dataclass(frozen=True)
class Item:
    """One grade cell. `kind` is a key of course.marking.rules.KINDS, or "written" for what a person marks."""

    id: str
    kind: str
    parts: dict[str, Part]
    reveal: bool = False
    title: str = ""
    task: str = ""

    @property
    def points(self) -> float:
        return round(sum(part.points for part in self.parts.values()), 4)

    @property
    def texts(self) -> list[str]:
        """The names of the texts that this item can be answered on."""
        return list(dict.fromkeys(text for part in self.parts.values() for text in part.key))


def load_items(assignment: str) -> dict[str, Item]:
    """The items of an assignment by id, from `<keys>/<assignment>.toml`. CourseError says what is wrong where."""
    path = keys_folder() / f"{assignment}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: without its key file, {assignment} cannot be marked.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: {error}. Mend that line.") from None
    reveal = data.get("reveal", [])
    items: dict[str, Item] = {}
    for name, given in data.get("items", {}).items():
        try:
            parts = {id: _part(id, part) for id, part in given["parts"].items()}
            kind = given["kind"]
            if not parts:
                raise ValueError("it has no parts")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CourseError(f"{path}, item {name}: needs a kind, and parts with points and key ({error}).") from None
        if kind not in KINDS and kind != BY_HAND:
            raise CourseError(f"{path}, item {name}: kind {kind!r} is none of {(*KINDS, BY_HAND)}.")
        if bad := [part.id for part in parts.values() if not 0 < part.points < math.inf]:
            raise CourseError(f"{path}, item {name}: the points of {', '.join(bad)} are no number above 0.")
        items[name] = Item(name, kind, parts, name in reveal, str(given.get("title", "")), str(given.get("task", "")))
    if unknown := [name for name in reveal if name not in items]:
        raise CourseError(f"{path}: reveal names {', '.join(unknown)}, which is no item here.")
    # One text may be marked by hand under several criteria, each a cell of its own.
    twice = [part for item in items.values() if item.kind != BY_HAND for part in item.parts]
    twice += {part for item in items.values() if item.kind == BY_HAND for part in item.parts}
    if len(set(twice)) < len(twice):
        again = sorted({part for part in twice if twice.count(part) > 1})
        raise CourseError(f"{path}: {', '.join(again)} stands in two items. One answer is marked once.")
    return items


def _part(id: str, given: dict[str, Any]) -> Part:
    title, sentence = (str(given.get(name, "")) for name in ("title", "sentence"))
    return Part(id, float(given["points"]), dict(given["key"]), bool(given.get("computed", False)), title, sentence)
