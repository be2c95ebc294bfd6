"""Whose word a sentence is, as learners are asked it: which answers count, and which words show it.

One rule for feedback and marks alike, like course/overlap.py for spans.
"""

from __future__ import annotations

from course.corpus.article import Sentence
from course.overlap import core

VOICES = {
    "someone": "someone else’s word",
    "missing": "someone else’s word, source missing",
    "own": "the article’s own word",
    "both": "both",
}
# The gold's label -> the answers that earn it. Whether a source is missing is worth seeing, but costs nothing: "Israeli
# and foreign media" is a source to one careful reader and none to another.
_ANSWERS = {"attributed": ("someone", "missing"), "author_voice": ("own",), "mixed": ("both",)}
FEW, SOME = 2, 5
_NOBODY_TO_RING = {"none", "anonymous_or_vague"}


def accepted_voices(sentence: Sentence) -> dict[str, str]:
    """Each answer that counts as right, with the reason in the gold. The gold's own comes first."""
    found: dict[str, str] = {}
    for label in (sentence.voice, *sentence.accepted.get("voice", [])):
        because = sentence.accepted_because.get(("voice", label), sentence.reason)
        for voice in _ANSWERS[label]:
            found.setdefault(voice, because)
    return found


def source_missing(sentence: Sentence) -> bool:
    """Whether no attribution names anybody whom you could ring."""
    return all(not a.source or a.labels.get("source_type") in _NOBODY_TO_RING for a in sentence.attributions)


def words_that_show(text: str, sentence: Sentence) -> set[tuple[int, int]]:
    """Places of the words that show that somebody else speaks: sources and cues, in every accepted reading."""
    return {
        place
        for a in sentence.attributions
        for reading in a.readings
        for role in ("source", "cue")
        for place in core(text, reading[role])
    }


def shown_credit(text: str, spans: list, sentence: Sentence) -> float:
    """How well the touched words show whose word it is: 1, 0.5 or 0.

    Any word of a source or a cue will do. Up to FEW others beside it cost nothing, up to SOME others half, more (and so
    the whole sentence) everything. In a sentence of both, the writer's own phrase may be touched, too: it shows the
    other half. Where nobody else speaks there is nothing to touch, and that earns 1.
    """
    show = words_that_show(text, sentence)
    if not show:
        return 1.0
    touched = set(core(text, spans))
    hits = touched & show
    others = touched - show
    if sentence.voice == "mixed":
        theirs = {place for a in sentence.attributions for place in core(text, a.content)}
        others &= theirs
    if not hits or len(others) > SOME:
        return 0.0
    return 1.0 if len(others) <= FEW else 0.5
