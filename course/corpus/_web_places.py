"""Where a W3C target lies in a text: written as selectors, read back, found again in a changed text.

A place is a position and, beside it, a quote of what stands there. Of a long place only the first and last
words are quoted, as a range from one to the other: the text may be under copyright, and for such text the
model itself prefers positions (https://www.w3.org/TR/annotation-model/, section 4.2). Everything counts
code points.
"""

from typing import Any

from course.corpus._brat_records import Piece, shorten

QUOTE = 32  # the longest quote
CONTEXT = 16  # how much is given of what stands before and behind it

Selector = dict[str, Any]


class WebAnnotationError(ValueError):
    """A Web Annotation file has another form than ours, or was made on another text. Names the annotation."""


def selectors(text: str, place: Piece) -> list[Selector]:
    """Two selectors of the same place: by position, and by quote."""
    start, end = place
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    if end - start <= QUOTE:
        return [position, _quote(text, start, end)]
    first, last = _first_words(text[start:end]), _last_words(text[start:end])
    # A range ends before what its end selector selects: here, the empty place behind the last words.
    behind = {"type": "TextPositionSelector", "start": len(last), "end": len(last)}
    between = {
        "type": "RangeSelector",
        "startSelector": _quote(text, start, start + len(first)),
        "endSelector": _quote(text, end - len(last), end) | {"refinedBy": behind},
    }
    return [position, between]


def read_place(given: Selector | list[Selector], text: str) -> Piece:
    """The place at the position that is given. Raises ValueError when the quotes say that it is another."""
    by_type = _by_type(given)
    if "TextPositionSelector" not in by_type:
        raise ValueError("it gives no TextPositionSelector")
    start, end = by_type["TextPositionSelector"]["start"], by_type["TextPositionSelector"]["end"]
    if not 0 <= start < end <= len(text):
        raise ValueError(f"it goes from {start} to {end} in a text that ends at {len(text)}")
    first, last = _quotes(by_type)
    if first is not None and first is last and text[start:end] != first["exact"]:
        raise ValueError(f"it quotes {shorten(first['exact'])}, the text has {shorten(text[start:end])}")
    for quote, at in ((first, start), (last, end - len(last["exact"]) if last else 0)):
        if quote and not _fits(text, at, quote, quote.get("prefix", ""), quote.get("suffix", "")):
            there = text[max(0, at) : at + len(quote["exact"])]
            if there == quote["exact"]:
                raise ValueError(f"other words stand around {shorten(there)} than it says")
            raise ValueError(f"it quotes {shorten(quote['exact'])}, the text has {shorten(there)}")
    return start, end


def search_place(given: Selector | list[Selector], text: str) -> Piece:
    """The place of the quotes, wherever it is now. Raises ValueError when it is gone or could be several."""
    first, last = _quotes(_by_type(given))
    if first is None:
        raise ValueError("it gives no quote to look for")
    start = _search(text, first)
    if first is last:
        return start, start + len(first["exact"])
    end = _search(text, last) + len(last["exact"])
    if start >= end:
        raise ValueError(f"its last words {shorten(last['exact'])} now stand before its first")
    return start, end


def _quote(text: str, start: int, end: int) -> Selector:
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def _first_words(text: str) -> str:
    """As many whole words from the start as a quote can hold; of one very long word, its start."""
    return text[: text.rfind(" ", 1, QUOTE + 1)] if " " in text[1 : QUOTE + 1] else text[:QUOTE]


def _last_words(text: str) -> str:
    before = len(text) - QUOTE - 1  # never negative: only long places are quoted in part
    return text[text.find(" ", before, -1) + 1 :] if " " in text[before:-1] else text[-QUOTE:]


def _by_type(given: Selector | list[Selector]) -> dict[str, Selector]:
    return {selector["type"]: selector for selector in ([given] if isinstance(given, dict) else given)}


def _quotes(by_type: dict[str, Selector]) -> tuple[Selector | None, Selector | None]:
    """The quotes of the first and of the last words; the same one twice where all is quoted."""
    if "RangeSelector" in by_type:
        return by_type["RangeSelector"]["startSelector"], by_type["RangeSelector"]["endSelector"]
    whole = by_type.get("TextQuoteSelector")
    return whole, whole


def _fits(text: str, at: int, quote: Selector, prefix: str, suffix: str) -> bool:
    end = at + len(quote["exact"])
    return (
        at >= 0
        and text.startswith(quote["exact"], at)
        and text.endswith(prefix, 0, at)
        and text.startswith(suffix, end)
    )


def _search(text: str, quote: Selector) -> int:
    """Where the one passage starts that fits the quote with as much of its surroundings as can be had."""
    exact, prefix, suffix = quote["exact"], quote.get("prefix", ""), quote.get("suffix", "")
    if not exact:
        raise ValueError("it quotes nothing")
    found, at = [], text.find(exact)
    while at >= 0:
        found.append(at)
        at = text.find(exact, at + 1)
    for before, behind in ((prefix, suffix), (prefix, ""), ("", suffix), ("", "")):
        # A short quote like "said" proves nothing without the words on one side of it.
        if not before and not behind and len(exact) < CONTEXT:
            continue
        fitting = [at for at in found if _fits(text, at, quote, before, behind)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise ValueError(f"{shorten(exact)} now stands {len(fitting)} times between the same words")
    raise ValueError(f"{shorten(exact)} is no longer found among the words around it")
