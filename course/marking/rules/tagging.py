"""A sentence tagged with source, cue and claim, by overlap with the gold or an accepted reading."""

from __future__ import annotations

from typing import Any

from course.corpus.article import Attribution, Sentence, load_article
from course.errors import CourseError
from course.exercises.tag_attributions import completeness, is_tagging, told
from course.marking.keys import Part
from course.marking.rules._mark import Mark, points
from course.overlap import ROLES, best_fit

# How the points of a tagged sentence are shared out: source 0.5, cue 0.5, claim 1 of 2.
SHARES = {"source": 0.25, "cue": 0.25, "claim": 0.5}


def missing(value: Any) -> list[str]:
    title, lines = completeness(value)
    found = [line["text"] for line in lines if line["sign"] == "missing"]
    return found or ([] if title.startswith("Recorded, complete") else [title])


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    article = load_article(text, keys=True)
    sentence = article.sentence(part.key[text])
    if not is_tagging(value, text, sentence):
        return None
    return mark_tagging(article.text, value["statements"], sentence, part.points, told(article.text, value))


def model(part: Part, text: str) -> dict[str, Any]:
    sentence = load_article(text, keys=True).sentence(part.key[text])
    first = next((a for a in sentence.attributions if not a.optional), sentence.attributions[0])
    statement = {role: [list(piece) for piece in first.spans[role]] for role in ROLES}
    return {"text": text, "unit": sentence.id, "statements": [statement], "own": False}


def mark_tagging(text: str, statements: list[dict], sentence: Sentence, maximum: float, answer: str) -> Mark:
    """Mark one sentence. Where it holds several attributions, any one of them may be answered; as many statements are
    looked at as the sentence has attributions, in the learner's order, so that marking everything in sight earns
    nothing extra.

    Raises CourseError where the sentence has no attribution: such an item cannot be marked.
    """
    if not sentence.attributions:
        raise CourseError(f"{sentence.id} has no attribution to mark. Take another sentence into the key file.")
    gold = _gold(sentence)
    # An empty statement is none: it must not take the place of the one that says something.
    statements = [s for s in statements if any(s[role] for role in ROLES)][: len(sentence.attributions)]
    if not statements:
        return Mark(points(0, maximum), answer, ["No statement is marked."])
    fits = [best_fit(text, s, a.readings, SHARES) for s in statements for a in gold]
    best = max(fits, key=lambda f: sum(SHARES[r] * f.credit[r] for r in ROLES))
    lines = []
    for role in ROLES:
        worth = maximum * SHARES[role]
        said = {1.0: "agrees", 0.5: "agrees in part", 0.0: "does not agree"}[best.credit[role]]
        lines.append(f"{role.capitalize()}: {said} ({worth * best.credit[role]:g} of {worth:g}).")
    if best.swallowed and best.credit["claim"]:  # where it earned nothing anyway, this would only tell of the key
        lines.append("The claim takes in the source or the cue, so it earns half at most.")
    earned = sum(maximum * SHARES[role] * best.credit[role] for role in ROLES)
    return Mark(points(earned, maximum), answer, lines)


def _gold(sentence: Sentence) -> list[Attribution]:
    """Where nothing has to be marked, what may be marked counts."""
    return [a for a in sentence.attributions if not a.optional] or sentence.attributions


def reasons(part: Part, text: str) -> list[str]:
    article = load_article(text, keys=True)
    gold = _gold(article.sentence(part.key[text]))
    return [_guide(article.text, a.readings[0]) for a in gold] + [a.reason for a in gold if a.reason]


def _guide(text: str, reading: dict) -> str:
    said = [f"{role} “{' … '.join(text[a:b] for a, b in reading[role])}”" for role in ROLES if reading[role]]
    return f"The guide has {', '.join(said)}."
