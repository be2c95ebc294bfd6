"""The key file of an assignment: which item is what kind of exercise, on which sentence of which text, worth what."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass

from course.errors import CourseError
from course.places import keys_folder

KINDS = ("tagging",)


@dataclass(frozen=True)
class Item:
    """One marked item. `units` maps the name of a text to the id of its sentence: a slot serves either text."""

    id: str
    kind: str
    points: float
    units: dict[str, str]


def load_items(assignment: str) -> dict[str, Item]:
    """The items of an assignment by id, from `<keys>/<assignment>.toml`. CourseError says what is wrong where."""
    path = keys_folder() / f"{assignment}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: without its key file, {assignment} cannot be marked.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: {error}. Mend that line.") from None
    items = {}
    for name, given in data.get("items", {}).items():
        try:
            item = Item(name, given["kind"], float(given["points"]), dict(given["units"]))
        except (KeyError, TypeError, ValueError) as error:
            raise CourseError(f"{path}, item {name}: needs kind, points and units ({error}).") from None
        if item.kind not in KINDS or not 0 < item.points < math.inf:
            raise CourseError(
                f"{path}, item {name}: kind {item.kind!r} is none of {KINDS}, or points are no number above 0."
            )
        items[name] = item
    return items
