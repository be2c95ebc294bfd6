"""The labels of the gold: which there are, and how each is called on disk.

What each means: docs/annotation-guide.md, sections 2 to 5.
"""

from typing import NamedTuple


class Layer(NamedTuple):
    """One question with a closed set of answers."""

    attribute: str  # the name of the brat attribute
    values: tuple[str, ...]  # empty: a whole number from 1


SENTENCE_LAYERS = {
    "voice": Layer("Voice", ("attributed", "author_voice", "mixed")),
    "claim_kind": Layer("ClaimKind", ("number", "motive", "cause", "judgement", "event", "state")),
    "verifiability": Layer("Verifiability", ("public_record", "closed_record", "no_record")),
}
ATTRIBUTION_LAYERS = {
    "source_type": Layer(
        "SourceType",
        (
            "named_person",
            "named_organisation",
            "government_or_military",
            "news_outlet",
            "document",
            "anonymous_or_vague",
            "none",
        ),
    ),
    "cue_stance": Layer("CueStance", ("neutral", "affirming", "distancing", "speculative")),
    "quote": Layer("Quote", ("direct", "indirect", "partly_quoted")),
    "chain_depth": Layer("ChainDepth", ()),
}
LAYERS = SENTENCE_LAYERS | ATTRIBUTION_LAYERS
ROLES = ("source", "cue", "content")


def read_label(layer: str, value: object) -> str | int | None:
    """The value as the gold holds it; None stays None. Raises ValueError naming what would be allowed."""
    if value is None:
        return None
    allowed = LAYERS[layer].values
    if allowed:
        if value in allowed:
            return value
        raise ValueError(f"{value!r} is no {layer}: use one of {', '.join(allowed)}")
    text = str(value)
    # A bool is an int in Python, and isdigit() alone lets in digits of other scripts.
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError(f"{value!r} is no {layer}: use a whole number from 1")
    return int(text)
