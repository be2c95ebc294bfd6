"""Answers chosen from a list: each right one earns its share, each wrong one takes a share away, never below nothing.

The key of a text: right = ["a", "c"], and, where careful readers differ, either = ["d"], which neither earns nor costs,
and half = ["e"] for what stands next to a right one: it earns half of it.
So whoever chooses everything in sight earns nothing where right and wrong ones are as many.

Recorded: {"chosen": ["a", "c"]}, as course.Quiz does.
"""

from __future__ import annotations

from typing import Any

from course.marking.keys import Part
from course.marking.rules._mark import Mark, points

MOST = 50  # a longer list is no answer


def missing(value: Any) -> list[str]:
    return [] if value["chosen"] else ["Nothing is chosen yet."]


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    chosen = value.get("chosen") if isinstance(value, dict) else None
    if not isinstance(chosen, list) or len(chosen) > MOST or not all(isinstance(id, str) for id in chosen):
        return None
    key = part.key[text]
    right, either, half = set(key["right"]), set(key.get("either", ())), set(key.get("half", ()))
    picked = set(chosen) - either
    hits, near, wrong = len(picked & right), len(picked & half), len(picked - right - half)
    # Beside a right one, its neighbour costs: whoever chooses both has not chosen.
    earned = points(part.points * max(0, hits + (-near if hits else near / 2) - wrong) / len(right), part.points)
    others = f", and {wrong} that {'does' if wrong == 1 else 'do'} not" if wrong else ""
    held = f"{hits} of {len(right)} that hold are chosen"
    if len(right) == 1:
        held = f"What holds is {'' if hits else 'not '}chosen"
    lines = [f"{held}{others}."]
    if near:
        lines.append("What you chose stands next to what holds; alone it earns half.")
    if wrong:
        lines.append("Each one that does not hold takes away as much as one that holds earns.")
    lines.append(f"{earned:g} of {part.points:g} points.")
    told = "; ".join(part.word(id) for id in chosen) or "nothing chosen"
    return Mark(earned, told, lines)


def reasons(part: Part, text: str) -> list[str]:
    key = part.key[text]
    found = [f"The guide has: {'; '.join(part.word(id) for id in key['right'])}."]
    return [*found, key["reason"]] if key.get("reason") else found


def model(part: Part, text: str) -> dict[str, Any]:
    return {"chosen": list(part.key[text]["right"])}
