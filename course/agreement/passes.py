"""Two annotation passes over the same sentences: the figures to publish, and the list to settle."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from course.agreement.attributions import align_attributions
from course.agreement.coefficients import Estimate, alpha_interval, kappa
from course.agreement.spans import ROLES, Scores, role_f1, scores, span_f1
from course.agreement.words import Piece, token_labels, tokens
from course.corpus.gold import AttributionGold, SentenceGold
from course.corpus.labels import ATTRIBUTION_LAYERS, SENTENCE_LAYERS

LONE_SPANS = ("loaded", "numbers")


class Disagreement(NamedTuple):
    """One thing to settle. Spans are given in the text's words, pieces joined by " … "; None: not marked."""

    unit: str
    layer: str  # a label, a role, "loaded", "numbers", "inside", or "attribution": one that the other lacks
    a: str | int | None
    b: str | int | None


class Comparison(NamedTuple):
    """How far two passes agree on the units they share."""

    units: tuple[str, ...]
    alpha: Estimate  # by words, one label each, outermost attributions only: comparable with PolNeAR's figure
    alpha_nested: Estimate  # by words, all attributions: a word may be cue of one and content of another
    attributions: Scores  # how many attributions found a partner in the other pass
    kappa: dict[str, Estimate]  # by layer: of sentences, and of the attributions that found a partner
    f1: dict[str, dict[str, Scores]]  # by role, then "overlap" and "exact", in words; pass b stands as the gold
    disagreements: tuple[Disagreement, ...]


def compare_passes(
    text: str,
    gold_a: Mapping[str, SentenceGold],
    gold_b: Mapping[str, SentenceGold],
    *,
    units: Iterable[str] | None = None,
    seed: int = 0,
    resamples: int = 2000,
) -> Comparison:
    """Compares two passes over one text, on `units` or else on all units that both have.

    Alpha has a bootstrap interval over sentences with this seed (alpha_interval), kappa one by formula
    (kappa). Headings count for loaded words and numbers only. Raises ValueError when a unit is missing from
    a pass, lies elsewhere in the other, or none is left.
    """
    names = _shared_units(gold_a, gold_b, units)
    pairs = [(gold_a[name], gold_b[name]) for name in names]
    sentences = [pair for pair in pairs if not pair[0].heading]
    aligned = [(a, b, pair) for a, b in sentences for pair in _aligned(a.attributions, b.attributions)]
    partners = [(x, y) for _, _, (x, y) in aligned if x and y]
    words = [word for a, _ in pairs for word in tokens(text, a.start, a.end)]
    every_a, every_b = ([one for pair in sentences for one in pair[side].attributions] for side in (0, 1))
    return Comparison(
        tuple(names),
        alpha_interval([_word_units(text, *pair, nested=False) for pair in sentences], seed, resamples),
        alpha_interval([_word_units(text, *pair, nested=True) for pair in sentences], seed, resamples),
        scores(len(every_a), len(every_b), len(partners)),
        _kappas(sentences, SENTENCE_LAYERS) | _kappas(partners, ATTRIBUTION_LAYERS),
        role_f1(every_a, every_b, words) | {layer: _lone_f1(pairs, layer, words) for layer in LONE_SPANS},
        tuple(found for a, b in pairs for found in _differences(text, a, b)),
    )


def _shared_units(
    gold_a: Mapping[str, SentenceGold], gold_b: Mapping[str, SentenceGold], units: Iterable[str] | None
) -> list[str]:
    names = [name for name in gold_a if name in gold_b] if units is None else list(units)
    for name in names:
        if name not in gold_a or name not in gold_b:
            raise ValueError(f"{name} is missing from one of the passes")
        a, b = gold_a[name], gold_b[name]
        if (a.start, a.end, a.heading) != (b.start, b.end, b.heading):
            raise ValueError(f"{name} is not the same place in both passes: {a.start}-{a.end}, {b.start}-{b.end}")
    if not names:
        raise ValueError("the two passes have no unit in common")
    return sorted(names, key=lambda name: gold_a[name].start)


def _aligned(
    a: tuple[AttributionGold, ...], b: tuple[AttributionGold, ...]
) -> list[tuple[AttributionGold | None, AttributionGold | None]]:
    return [(a[i] if i is not None else None, b[j] if j is not None else None) for i, j in align_attributions(a, b)]


def _word_units(text: str, a: SentenceGold, b: SentenceGold, nested: bool) -> list[tuple[str, str]]:
    words = tokens(text, a.start, a.end)
    labels = (token_labels(words, one.attributions, nested) for one in (a, b))
    return list(zip(*labels, strict=True))


def _kappas(pairs: list[tuple], layers: Iterable[str]) -> dict[str, Estimate]:
    return {
        layer: kappa([getattr(a, layer) for a, _ in pairs], [getattr(b, layer) for _, b in pairs]) for layer in layers
    }


def _lone_f1(pairs: list[tuple[SentenceGold, SentenceGold]], layer: str, words: list[Piece]) -> dict[str, Scores]:
    spans = [[(place,) for pair in pairs for place in getattr(pair[side], layer)] for side in (0, 1)]
    return {"overlap": span_f1(*spans, words=words), "exact": span_f1(*spans, words=words, exact=True)}


def _differences(text: str, a: SentenceGold, b: SentenceGold) -> Iterator[Disagreement]:
    for layer in SENTENCE_LAYERS:
        if getattr(a, layer) != getattr(b, layer):
            yield Disagreement(a.unit, layer, getattr(a, layer), getattr(b, layer))
    partners = _aligned(a.attributions, b.attributions)
    names = {y.id: x.id for x, y in partners if x and y}  # b's attribution -> a's
    for x, y in partners:
        if x is None or y is None:
            yield Disagreement(a.unit, "attribution", _words_of(text, x), _words_of(text, y))
            continue
        for role in ROLES:
            if getattr(x, role) != getattr(y, role):
                yield Disagreement(a.unit, role, _quoted(text, getattr(x, role)), _quoted(text, getattr(y, role)))
        for layer in ATTRIBUTION_LAYERS:
            if getattr(x, layer) != getattr(y, layer):
                yield Disagreement(a.unit, layer, getattr(x, layer), getattr(y, layer))
        if x.inside != names.get(y.inside, y.inside and "?"):
            outer = [
                next((z for z in one.attributions if z.id == inner.inside), None) for one, inner in ((a, x), (b, y))
            ]
            yield Disagreement(a.unit, "inside", *(_words_of(text, one) for one in outer))
    for layer in LONE_SPANS:
        only_a = [place for place in getattr(a, layer) if place not in getattr(b, layer)]
        only_b = [place for place in getattr(b, layer) if place not in getattr(a, layer)]
        yield from (Disagreement(a.unit, layer, *texts) for texts in _beside(text, only_a, only_b))


def _beside(text: str, only_a: list[Piece], only_b: list[Piece]) -> Iterator[tuple[str | None, str | None]]:
    """Spans that overlap stand beside each other, the others alone."""
    rest = list(only_b)
    for place in only_a:
        partner = next((other for other in rest if place[0] < other[1] and other[0] < place[1]), None)
        if partner:
            rest.remove(partner)
        yield _quoted(text, (place,)), _quoted(text, (partner,)) if partner else None
    yield from ((None, _quoted(text, (place,))) for place in rest)


def _words_of(text: str, attribution: AttributionGold | None) -> str | None:
    """Enough of an attribution to know it by: its cue, or else its content."""
    return _quoted(text, attribution.cue or attribution.content or attribution.source) if attribution else None


def _quoted(text: str, places: Iterable[Piece]) -> str | None:
    return " … ".join(text[start:end] for start, end in places) or None
