"""An assignment's model solution, made from its keys: for tests, for a made-up class, never for learners.

values = model("1-claims-and-attribution", "karabakh")     # {"voice-1": {...}, ...}
as_file("1-claims-and-attribution", "karabakh", values)     # the text of an answers file
"""

from __future__ import annotations

import json
from typing import Any

from course import choice
from course.answers import SCHEMA
from course.marking.keys import BY_HAND, load_items
from course.marking.rules import rule

TIME = "2026-01-31T09:00:00.000Z"


def model(assignment: str, text: str) -> dict[str, Any]:
    """Answers that earn full marks, by the id of the part; hand-marked parts have none."""
    return {
        part.id: rule(item.kind).model(part, text)
        for item in load_items(assignment).values()
        if item.kind != BY_HAND
        for part in item.parts.values()
    }


def as_file(assignment: str, text: str, values: dict[str, Any], time: str = TIME) -> str:
    """An answers file that holds these values, and the choice of the text."""
    named = {choice.ITEM: {"chosen": [text]}} | {choice.item_id(id, text): value for id, value in values.items()}
    items = {id: {"value": value, "time": time} for id, value in named.items()}
    return json.dumps({"schema": SCHEMA, "notebook": assignment, "kit": "0", "items": items}, ensure_ascii=False)
