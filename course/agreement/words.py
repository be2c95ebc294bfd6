"""The words of a text, and what each is part of. Places are (start, end) in code points, end excluded."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

Piece = tuple[int, int]

# Punctuation by Unicode's lights, but part of what is said: "65%" is not "65".
_KEPT = frozenset("%‰§&")


class Attribution(Protocol):
    """What the gold and a brat document both give. Where there is an `inside`, it names an outer one."""

    source: Sequence[Piece]
    cue: Sequence[Piece]
    content: Sequence[Piece]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """The words between start and end: runs without blanks or long dashes, less punctuation at their edges.

    What stands inside a word stays (“Azerbaijan’s”, “700-kilometer”, “12:30”); punctuation alone is no
    word, so two annotators who differ by a quotation mark or a full stop agree on every word.
    """
    words = []
    for run in re.compile(r"[^\s—]+").finditer(text, start, len(text) if end is None else end):
        first, last = run.span()
        while first < last and _is_edge(text[first]):
            first += 1
        while first < last and _is_edge(text[last - 1]):
            last -= 1
        if first < last:
            words.append((first, last))
    return words


def _is_edge(letter: str) -> bool:
    return unicodedata.category(letter).startswith("P") and letter not in _KEPT


def covered_words(words: Sequence[Piece], places: Iterable[Piece]) -> set[int]:
    """The indices of the words that the places touch."""
    places = list(places)
    return {
        index for index, (first, last) in enumerate(words) if any(start < last and first < end for start, end in places)
    }


def token_labels(words: Sequence[Piece], attributions: Iterable[Attribution], nested: bool = False) -> list[str]:
    """For each word what it is part of: "source", "cue", "content" or "none".

    As in PolNeAR each word has one label, so that figures compare: of attributions inside others only the
    outermost counts, and where two still meet, cue goes before source before content. With `nested` all
    count, and a word that is several things has them all, in this order: "cue+content".
    """
    chosen = [one for one in attributions if nested or getattr(one, "inside", None) is None]
    labels: list[list[str]] = [[] for _ in words]
    for role in ("cue", "source", "content"):
        places = [place for one in chosen for place in getattr(one, role)]
        for index in covered_words(words, places):
            labels[index].append(role)
    return [("+".join(found) if nested else found[0]) if found else "none" for found in labels]
