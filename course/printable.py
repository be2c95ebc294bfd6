"""Names and words of a hand-in as they can be printed."""

from __future__ import annotations


def printable(words: str) -> str:
    """The same words, in which nothing moves a cursor, turns the writing round or cannot be encoded."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)
