"""Words of a text, with their places. The unit of every mark, of overlap and of agreement."""

from __future__ import annotations

import re
from collections.abc import Iterable

Spans = Iterable[tuple[int, int]]

# Punctuation that clings to a word without being part of what anybody said. Quotation marks stay with the word: they
# belong to what they quote.
_BEFORE = "([{"
_AFTER = ".,;:!?)]}…"


def words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Places (start, end) of the words between two offsets of a text, in code points of the whole text.

    White space (the no-break space too) separates words; brackets and sentence punctuation at a word's edges are left
    out; a run of nothing but punctuation (a dash between spaces) is no word.
    """
    end = len(text) if end is None else end
    found = []
    for run in re.finditer(r"\S+", text[start:end]):
        a, b = start + run.start(), start + run.end()
        while a < b and text[a] in _BEFORE:
            a += 1
        while a < b and text[b - 1] in _AFTER and not _abbreviation(text, a, b):
            b -= 1
        if any(c.isalnum() for c in text[a:b]):
            found.append((a, b))
    return found


def _abbreviation(text: str, a: int, b: int) -> bool:
    """Whether a word's last full stop is part of it, as in "U.S."."""
    return text[b - 1] == "." and "." in text[a : b - 1]


def around(text: str, places: list[tuple[int, int]], start: int, end: int) -> list[tuple[str, str]]:
    """What stands glued before and after each word: brackets, commas, a dash between two words.

    Together with the words this shows the whole text from `start` to `end`, white space folded to one space.
    """
    before, after = [""] * len(places), [""] * len(places)
    edges = [start, *(b for _, b in places)]
    for i, (a, _) in enumerate(places):
        gap = text[edges[i] : a]
        parts = gap.split()
        if parts and not gap[-1].isspace():
            before[i] = parts.pop()
        if i:
            glued = "" if not parts or gap[0].isspace() else parts.pop(0)
            after[i - 1] = " ".join([glued, *parts]).rstrip() if parts else glued
        elif parts:
            before[i] = " ".join([*parts, before[i]])
    if places:
        tail = text[places[-1][1] : end]
        after[-1] = (" " if tail[:1].isspace() and tail.strip() else "") + " ".join(tail.split())
    return list(zip(before, after, strict=True))


def word_set(text: str, spans: Spans) -> frozenset[tuple[int, int]]:
    """The words that a set of spans touches, as their places."""
    spans = list(spans)
    if not spans:
        return frozenset()
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    # Widened to white space, so that a span that cuts a word in two still touches the whole word.
    while low > 0 and not text[low - 1].isspace():
        low -= 1
    while high < len(text) and not text[high].isspace():
        high += 1
    return frozenset((a, b) for a, b in words(text, low, high) if any(a < e and s < b for s, e in spans))
