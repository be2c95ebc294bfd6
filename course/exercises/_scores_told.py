"""Telling apart, leaning and sureness in words: cautious ones, for the learner alone. Never a rank."""

from __future__ import annotations

from course.checks import Scores

FEW = (
    "Ten cases are few: a change below 25 points happens easily by luck, in either direction. "
    "Take it as a hint, not a grade. It stays in your file."
)
NOT_THE_GOAL = "Trusting less is not the goal. Telling apart is."
LEAN, SURE = 10, 20  # within these, ends included, there is nothing to speak of


def points(score: float) -> str:
    """A score as a whole number with its sign.

    >>> points(14.2), points(-3), points(0.4)
    ('+14', '−3', '0')
    """
    whole = round(score)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def apart_told(before: float | None, after: float | None) -> str:
    """One of the two may be missing."""
    told = [f"{when}: {points(s)}." for when, s in (("Before", before), ("After", after)) if s is not None]
    higher = "The higher, the better you told sound from unsound; 0 means not told apart."
    return " ".join([*told, higher, FEW])


def lean_words(leaning: float) -> str:
    if abs(leaning) <= LEAN:
        return f"hardly at all ({points(leaning)})"
    return f"towards {'trust' if leaning > 0 else 'doubt'} ({points(leaning)})"


def lean_told(before: float | None, after: float | None) -> str:
    told = [f"{lean_words(s)} {when}" for when, s in (("before", before), ("now", after)) if s is not None]
    return f"You leaned {', and '.join(told)}. {NOT_THE_GOAL}"


def sure_told(average: float, right: float, count: int, sureness: float) -> str:
    """average : how sure, 50 to 100; right : how many of count, halves for 50."""
    number = f"{right:g}"
    told = f"You were sure at {round(average)} on average and right in {number} of {count}."
    if abs(sureness) <= SURE:
        return f"{told} With ten cases that is no clear sign of being too sure, or not sure enough."
    return f"{told} That hints that you were {'surer' if sureness > 0 else 'less sure'} than the cases allowed."


def desk_told(found: Scores) -> list[str]:
    """For the desk: against 0, and without how many were right, which the choice of claims would decide."""
    if abs(found.sureness) <= SURE:
        sure = "There is no clear sign that you were too sure, or not sure enough."
    else:
        sure = f"That hints that you were {'surer' if found.sureness > 0 else 'less sure'} than the cards allowed."
    return [
        f"Telling apart: {points(found.telling_apart)}. The higher, the better you told what holds from what does not; "
        "0 means not told apart. So few claims are a hint, not a grade. It stays in your file.",
        f"You leaned {lean_words(found.leaning)}. {NOT_THE_GOAL}",
        sure,
        "We chose these claims, so how many of them hold says nothing about the whole article.",
    ]
