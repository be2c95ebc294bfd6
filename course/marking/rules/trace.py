"""A chain of documents, marked by its edges, and what one of them did with the words before it.

The key of a text:

    orders = [["reports", "paper", "article"], ["unknown", "paper", "article"]]   # chains that earn all, any of them
    asked = "article"                                                             # whose change is asked for
    change = ["changed"]                                                          # right; any one of them
    half = ["dropped"]                                                            # can be argued: half; may be left out
    reason = "..."

An edge is a pair of neighbours. A link that nobody has seen is a node like any other, called "unknown" in the key,
however many of them a learner put in one place. A quarter of the points is for the edges (those that agree, out of all
that either chain has), three quarters for the change: the order can often be read off the dates.

Recorded by course.TraceChain: {"order": [ids], "changes": {id: kind}, "matters": {...}}; `matters` is never marked.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

from course.exercises.trace_chain import ALL_KINDS, SETTLED
from course.marking.keys import Part
from course.marking.rules._mark import Mark, points

EDGES = 0.25  # share of the points
MOST = 30  # a longer chain is no answer


def missing(value: Any) -> list[str]:
    asked = [i for i in value["order"] if not i.startswith("unknown")][1:]
    changes, matters = value["changes"], value["matters"]
    lacks = []
    if any(i not in changes for i in asked):
        lacks.append("Say of each document after the first what it did with the words before it.")
    if any(changes.get(i) not in (None, *SETTLED) and i not in matters for i in asked):
        lacks.append("Say whether that matters.")
    return lacks


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    if not _is_chain(value):
        return None
    key = part.key[text]
    given = edges(value["order"])
    best = max(_agreement(given, edges(order)) for order in key["orders"])
    kind = value["changes"].get(key["asked"])
    first = next(i for i in [*value["order"], ""] if not i.startswith("unknown"))
    if kind not in ALL_KINDS or first == key["asked"]:  # what stands first had nothing before it to change
        kind = None
    credit = 1.0 if kind in key["change"] else 0.5 if kind in key.get("half", ()) else 0.0
    for_edges, for_change = part.points * EDGES, part.points * (1 - EDGES)
    said = {1.0: "agrees", 0.0: "does not agree"}.get(best, "agrees in part")
    lines = [f"Who had it from whom: {said} ({round(for_edges * best, 4):g} of {for_edges:g})."]
    said = {1.0: "agrees", 0.5: "can be argued", 0.0: "does not agree"}[credit]
    lines.append(f"What became of the words: {said} ({for_change * credit:g} of {for_change:g}).")
    told = " → ".join("a link nobody has seen" if i.startswith("unknown") else part.word(i) for i in value["order"])
    if kind:
        told += f". {part.word(key['asked'])}: {ALL_KINDS[kind]}"
    return Mark(points(for_edges * best + for_change * credit, part.points), told, lines)


def reasons(part: Part, text: str) -> list[str]:
    key = part.key[text]
    order = " → ".join("a link nobody has seen" if i == "unknown" else part.word(i) for i in key["orders"][0])
    change = " or ".join(ALL_KINDS[kind] for kind in key["change"])
    return [f"The guide has: {order}. {part.word(key['asked'])}: {change}.", key["reason"]]


def model(part: Part, text: str) -> dict[str, Any]:
    key = part.key[text]
    order = [i if i != "unknown" else f"unknown-{n}" for n, i in enumerate(key["orders"][0], 1)]
    asked = [i for i in order if not i.startswith("unknown")][1:]
    changes = {i: key["change"][0] if i == key["asked"] else "cannot_tell" for i in asked}
    return {"order": order, "changes": changes, "matters": {i: "slip" for i in asked if changes[i] not in SETTLED}}


def edges(order: list[str]) -> set[tuple[str, str]]:
    """Pairs of neighbours, runs of unseen links taken as one.

    >>> sorted(edges(["a", "unknown-1", "unknown-2", "b"]))
    [('a', 'unknown'), ('unknown', 'b')]
    """
    nodes = ["unknown" if i.startswith("unknown") else i for i in order]
    return set(pairwise(node for node, _ in groupby(nodes)))


def _agreement(given: set[tuple[str, str]], gold: set[tuple[str, str]]) -> float:
    return len(given & gold) / len(given | gold)


def _is_chain(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    order, changes = value.get("order"), value.get("changes")
    return (
        isinstance(order, list)
        and 1 < len(order) <= MOST
        and all(isinstance(i, str) for i in order)
        and isinstance(changes, dict)
        and all(isinstance(kind, str) for kind in changes.values())
    )
