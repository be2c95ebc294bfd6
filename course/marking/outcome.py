"""What became of one submission: every one ends in one of three states, with the reasons in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

State = Literal["graded", "repaired", "person"]


@dataclass(frozen=True)
class Outcome:
    """The end of one submission's marking.

    `state` is "graded" (nothing had to be mended), "repaired" (graded, and `repairs` says what was mended, in words for
    the instructor) or "person" (`reasons` says why a person must look). A submission that waits for a person may have
    been repaired, too.
    """

    student: str
    assignment: str
    state: State
    repairs: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what else an instructor should know, whatever the state


def outcome(
    student: str, assignment: str, repairs: list[str], reasons: list[str], notes: list[str] | None = None
) -> Outcome:
    """The state follows from what was found: reasons ask for a person, repairs alone do not."""
    state: State = "person" if reasons else "repaired" if repairs else "graded"
    return Outcome(student, assignment, state, list(repairs), list(reasons), list(notes or ()))
