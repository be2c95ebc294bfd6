"""How far a learner's spans and the gold's agree: the one rule that feedback and marks share.

Edges are forgiving (articles, "that", "to", full stops and quotation marks at an edge count for nothing), because
published annotators differ there too; the words between them count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from course.corpus.words import Spans, word_set

ROLES = ("source", "cue", "claim")

# Words that may stand at the edge of a span or not without making it better or worse.
EDGE_WORDS = frozenset({"that", "to", "the", "a", "an", "of", "as"})
FULL, HALF = 0.75, 0.5  # overlap F1 from which a span earns all, or half


@dataclass(frozen=True)
class Fit:
    """How one statement fits one gold attribution: credit 0, 0.5 or 1 per role, and what is over or missing.

    `missing` and `extra` give, per role, the words (places) that the learner left out or put in. `swallowed` says that
    the claim took in words of the source or the cue.
    """

    credit: dict[str, float]
    missing: dict[str, list[tuple[int, int]]]
    extra: dict[str, list[tuple[int, int]]]
    swallowed: bool

    @property
    def total(self) -> float:
        return sum(self.credit.values())


def core(text: str, spans: Spans) -> list[tuple[int, int]]:
    """The words of some spans in order, without the edge words of each unbroken run."""
    ordered = sorted(word_set(text, spans))
    runs: list[list[tuple[int, int]]] = []
    for place in ordered:
        if runs and not any(c.isalnum() for c in text[runs[-1][-1][1] : place[0]]):
            runs[-1].append(place)
        else:
            runs.append([place])
    # A span of nothing but edge words ("to") is still those words.
    return [place for run in runs for place in _without_edges(text, run)] or ordered


def _without_edges(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    plain = [text[a:b].strip("“”‘’\"'").lower() for a, b in run]
    first, last = 0, len(run)
    while first < last and plain[first] in EDGE_WORDS:
        first += 1
    while last > first and plain[last - 1] in EDGE_WORDS:
        last -= 1
    return run[first:last]


def overlap_f1(text: str, given: Spans, gold: Spans) -> float:
    """F1 over words between 0 and 1; two empty sets agree fully."""
    a, b = set(core(text, given)), set(core(text, gold))
    if not a and not b:
        return 1.0
    return 2 * len(a & b) / (len(a) + len(b))


def fit(text: str, statement: dict, gold: dict) -> Fit:
    """Compare one statement with one gold attribution; both map each role to spans.

    A claim that swallows the source or the cue earns half at most, and that only where the source or the cue is tagged
    right: marking the whole sentence as claim would otherwise earn nearly everything.
    """
    credit, missing, extra = {}, {}, {}
    for role in ROLES:
        given, right = set(core(text, statement[role])), set(core(text, gold[role]))
        missing[role], extra[role] = sorted(right - given), sorted(given - right)
        score = overlap_f1(text, statement[role], gold[role])
        credit[role] = 1.0 if score >= FULL else 0.5 if score >= HALF else 0.0
    around_claim = set(core(text, gold["source"])) | set(core(text, gold["cue"]))
    swallowed = bool(around_claim & set(core(text, statement["claim"])) - set(core(text, gold["claim"])))
    if swallowed:
        earned = (gold["source"] and credit["source"] == 1) or credit["cue"] == 1
        credit["claim"] = min(credit["claim"], 0.5) if earned else 0.0
    # What the gold has not must not be earned by marking nothing, or everything.
    if not any(statement[role] for role in ROLES):
        credit = dict.fromkeys(ROLES, 0.0)
    elif not gold["source"] and not (credit["cue"] or credit["claim"]):
        credit["source"] = 0.0
    return Fit(credit, missing, extra, swallowed)


def best_fit(text: str, statement: dict, readings: list[dict], weights: dict[str, float] | None = None) -> Fit:
    """The fit with the accepted reading (the gold or one of its alternatives) that earns most."""
    weights = weights or dict.fromkeys(ROLES, 1.0)
    fits = [fit(text, statement, reading) for reading in readings]
    return max(fits, key=lambda f: sum(weights[r] * f.credit[r] for r in ROLES))


def match(text: str, statements: list[dict], gold: list[list[dict]]) -> list[int | None]:
    """Which statement goes with which gold attribution: for each attribution the index of a statement, or None.

    `gold` holds for each attribution its accepted readings. All pairings are tried; a sentence has three at most.
    """
    statements = statements[:6]
    worth = [
        [
            best_fit(text, statement, readings).total + overlap_f1(text, statement["claim"], readings[0]["claim"])
            for readings in gold
        ]
        for statement in statements
    ]

    def total(chosen: tuple[int | None, ...]) -> float:
        return sum(worth[s][g] for g, s in enumerate(chosen) if s is not None)

    # Of equals the first: statements in the order in which the learner marked, none at the end.
    slots: list[int | None] = [*range(len(statements)), *[None] * len(gold)]
    return list(max(permutations(slots, len(gold)), key=total))
