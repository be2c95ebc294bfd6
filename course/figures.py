"""Figures that a lesson's prose may hold, each computed from the data: name -> what to write for a text."""

from __future__ import annotations

import csv
from collections import Counter
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


def count_verdicts(text: str) -> Counter[str]:
    """How many of a text's claims that learners may see were found to hold, to be changed, and so on."""
    own = places.PROJECT / "data" / "articles" / text / "claims.csv"
    path = own if own.is_file() else places.PROJECT / "data" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(row["verdict"] for row in csv.DictReader(file))


def _marked_names(text: str) -> str:
    from course.lessons.loaded_words import count_marked

    return str(count_marked(text))


FIGURES: dict[str, Callable[[str], str]] = {
    "sentences": lambda text: str(count_sentences(text)),
    "someone_sentences": lambda text: str(count_voices(text)["someone"] + count_voices(text)["missing"]),
    "missing_sentences": lambda text: str(count_voices(text)["missing"]),
    "both_sentences": lambda text: str(count_voices(text)["both"]),
    "own_sentences": lambda text: str(count_voices(text)["own"]),
    "marked_names": _marked_names,
    "checked_claims": lambda text: str(sum(count_verdicts(text).values())),
    "claims_hold": lambda text: str(count_verdicts(text)["holds"]),
    "claims_changed": lambda text: str(count_verdicts(text)["changed"]),
    "claims_cannot_tell": lambda text: str(count_verdicts(text)["cannot_tell"]),
    "claims_not_supported": lambda text: str(count_verdicts(text)["not_supported"]),
    "claims_do_not_hold": lambda text: str(count_verdicts(text)["does_not_hold"]),
    "heard_sentences": lambda text: str(count_sentences(text) - count_voices(text)["own"]),
}
