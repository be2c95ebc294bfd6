"""What the made-up learners of course.classroom must earn, worked out from the keys' points alone."""

from __future__ import annotations

from course.classroom import MadeUp, parts_right
from course.marking.keys import BY_HAND, load_items


def expected_points(assignment: str, one: MadeUp) -> dict[str, float | None]:
    """What each question of this learner must earn, None where a person marks it."""
    right, _ = parts_right(assignment, one)
    return {
        item.id: None
        if item.kind == BY_HAND
        else round(sum(part.points for part in item.parts.values() if part.id in right), 4)
        for item in load_items(assignment).values()
    }
