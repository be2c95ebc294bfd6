"""How hard a lesson is to read: Flesch and Kincaid's grade over the course's own sentences, quotations left out.

    grade = 0.39 * words per sentence + 11.8 * syllables per word - 15.59

Only whole sentences of running prose count: cells and passages, without headings, tables and lists of answers; what
exercises say back ("Yes.") would make a lesson look easier than it is, and has to stay below the same grade by itself.
Syllables are counted by hyphenation (pyphen), which misses some: the true grade is up to about one higher.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from course.check._lesson import PLAIN_WORD, page_files, places, plain, texts_offered, words_of_entry
from course.check._project import Skip, shown
from course.check.wording import QUOTED
from course.figures import PLACE

HARDEST = 10.0
SENTENCE_ENDS = re.compile(r"(?<=[.!?])[)”’*]*\s+")


def reading_level() -> list[str]:
    """No lesson is harder to read than grade 10, on either text: neither its prose nor what its exercises say."""
    found = []
    for lesson in page_files():
        for text in texts_offered():
            for what, sentences in own_sentences(lesson, text).items():
                if (grade := grade_of(sentences)) > HARDEST:
                    found.append(
                        f"{shown(lesson)}: on the text {text} its {what} has reading grade {grade:.1f}, at most "
                        f"{HARDEST:g}. Shorten its sentences, this one first: “{_short(max(sentences, key=len))}”"
                    )
    return found


def own_sentences(lesson: Path, text: str) -> dict[str, list[str]]:
    """A lesson's own whole sentences on one text: "prose" (cells and passages) and "exercises"."""
    found: dict[str, list[str]] = {"prose": [], "exercises": []}
    for of in ("", text):
        for *_, said in places(lesson, of):
            for words in words_of_entry(said):
                found["prose" if isinstance(said, str) else "exercises"] += sentences_of(words)
    return found


def sentences_of(markdown: str) -> list[str]:
    """Whole sentences outside headings, tables and block quotations, without what they quote."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", re.sub(r"(?m)^\s*(?:#|\||>|!\[).*$", "", markdown)):
        words = " ".join(QUOTED.sub("", plain(PLACE.sub("12", block))).split())
        found += [s for s in SENTENCE_ENDS.split(words) if s.endswith((".", "!", "?")) and _words(s)]
    return found


def grade_of(sentences: list[str]) -> float:
    """Flesch and Kincaid's grade; 0 where there is no sentence."""
    count = syllable_counter()
    words = [word for sentence in sentences for word in _words(sentence)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(count, words)) / len(words) - 15.59


@lru_cache(maxsize=1)
def syllable_counter() -> Callable[[str], int]:
    """Word -> syllables. Raises Skip where pyphen is not installed: a learner's environment has it not."""
    try:
        import pyphen
    except ImportError:
        raise Skip("pyphen is not installed; an instructor's environment has it") from None
    hyphenated = pyphen.Pyphen(lang="en_US", left=1, right=1)
    return lru_cache(maxsize=None)(lambda word: len(hyphenated.positions(word.lower())) + 1)


def _words(sentence: str) -> list[str]:
    return PLAIN_WORD.findall(sentence)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 120 else sentence[:110] + " ..."
