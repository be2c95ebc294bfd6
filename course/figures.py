"""Figures that a lesson's prose may hold, each computed from the data: name -> what to write for a text."""

from __future__ import annotations

import csv
from collections.abc import Callable

from course import places
from course.corpus.article import load_article


def count_sentences(text: str) -> int:
    """The sentences of a text; headings are none."""
    return sum(not unit.heading for unit in load_article(text).sentences)


def count_voices(text: str) -> dict[str, int]:
    """How many sentences are "someone", "missing", "own" and "both" (data/voices.csv, all of the text's sentences).

    A table, since a learner's copy does not hold the voice of each sentence; a test counts it anew from the keys.
    """
    with (places.PROJECT / "data" / "voices.csv").open(encoding="utf-8", newline="") as file:
        return {row["voice"]: int(row["sentences"]) for row in csv.DictReader(file) if row["text"] == text}


FIGURES: dict[str, Callable[[str], str]] = {
    "sentences": lambda text: str(count_sentences(text)),
    "someone_sentences": lambda text: str(count_voices(text)["someone"] + count_voices(text)["missing"]),
    "missing_sentences": lambda text: str(count_voices(text)["missing"]),
    "both_sentences": lambda text: str(count_voices(text)["both"]),
    "own_sentences": lambda text: str(count_voices(text)["own"]),
    "heard_sentences": lambda text: str(count_sentences(text) - count_voices(text)["own"]),
}
