"""Feedback on tagged spans, in words. A first wrong try gets a hint, a second one the reason."""

from __future__ import annotations

from course.corpus.article import Sentence
from course.exercises._sentences import quote
from course.overlap import ROLES, best_fit, match

_ASK = {
    "source": "Look for the words that name who said it.",
    "cue": "Look for the words that tell us that somebody said it, often a verb.",
    "claim": "Look for what they said, and only that.",
}


def compare_all(
    text: str, statements: list[dict], sentences: tuple[Sentence, ...], tries: int
) -> tuple[str, list[dict]]:
    """Feedback on one sentence, or on a passage sentence by sentence; a statement belongs where most of it lies."""
    if len(sentences) == 1:
        return compare(text, statements, sentences[0], tries)
    lines: list[dict] = []
    right = 0
    for number, sentence in enumerate(sentences, 1):
        mine = [s for s in statements if _home(s, sentences) is sentence]
        title, found = compare(text, mine, sentence, tries)
        # Where nobody is said to have said anything, marking nothing is the answer: no line for each such sentence.
        good = title.startswith(("All right", "Right"))
        right += good
        if mine or not good:
            lines += [line | {"text": f"Sentence {number}: {line['text']}"} for line in found]
    total = len(sentences)
    return ("All right." if right == total else f"{right} of {total} sentences right, more to do."), lines


def _home(statement: dict, sentences: tuple[Sentence, ...]) -> Sentence:
    spans = [span for role in ROLES for span in statement[role]]
    return max(sentences, key=lambda s: sum(max(0, min(b, s.end) - max(a, s.start)) for a, b in spans))


def compare(text: str, statements: list[dict], sentence: Sentence, tries: int) -> tuple[str, list[dict]]:
    """A title and lines of feedback on the tagging of one sentence.

    `tries` counts this check: from the second on, the gold's words and reasons are shown. Each line is
    `{"sign": right|partly|missing|extra|note, "text": ...}`.
    """
    gold = sentence.attributions
    if not gold:
        return _own_word(statements, sentence, tries)
    pairs = match(text, statements, [a.readings for a in gold])
    lines: list[dict] = []
    perfect = True
    for number, (attribution, paired) in enumerate(zip(gold, pairs, strict=True), 1):
        name = f" {number}" if len(gold) > 1 else ""
        if paired is None:
            if attribution.optional:
                continue
            perfect = False
            lines.append(
                {
                    "sign": "missing",
                    "text": f"Statement{name}: not marked yet. {_where(text, attribution, tries)}",
                }
            )
            continue
        fitted = best_fit(text, statements[paired], attribution.readings)
        for role in ROLES:
            line = _role_line(text, role, name, fitted, statements[paired], attribution, tries)
            perfect &= line["sign"] == "right"
            lines.append(line)
        if fitted.swallowed:
            lines.append(
                {
                    "sign": "note",
                    "text": "Your claim takes in the source or the cue. Stop where their own words begin.",
                }
            )
        if tries > 1 or fitted.total == len(ROLES):
            lines.append({"sign": "note", "text": attribution.reason})
    over = [i for i in range(len(statements)) if i not in pairs]
    for i in over:
        perfect = False
        lines.append(
            {
                "sign": "extra",
                "text": f"Statement {i + 1} of yours: nobody else is said to say something here.",
            }
        )
    if tries > 1 or perfect:
        lines.append({"sign": "note", "text": sentence.reason})
    return _title(perfect, lines), lines


def _own_word(statements: list[dict], sentence: Sentence, tries: int) -> tuple[str, list[dict]]:
    if not any(s[role] for s in statements for role in ROLES):
        return "Right: nobody is said to have said this.", [{"sign": "note", "text": sentence.reason}]
    lines = [
        {
            "sign": "extra",
            "text": "You marked a statement. Ring test: whom could you ring and ask “Did you say that?”",
        }
    ]
    if tries > 1:
        lines.append({"sign": "note", "text": sentence.reason})
    return "Not yet.", lines


def _role_line(text, role, name, fitted, statement, attribution, tries) -> dict:
    label = f"{role.capitalize()}{name}"
    marked, credit = statement[role], fitted.credit[role]
    gold = attribution.spans[role]
    if credit == 1:
        said = "right: nobody is named." if not marked else f"right: {quote(text, marked)}."
        return {"sign": "right", "text": f"{label}: {said}"}
    show = f" The guide has {quote(text, gold)}." if gold else " Nobody is named here, so the source stays empty."
    if not marked:
        return {
            "sign": "missing",
            "text": f"{label}: not marked yet. {show.strip() if tries > 1 else _ASK[role]}",
        }
    parts = []
    if fitted.extra[role]:
        parts.append(
            f"too much: {quote(text, fitted.extra[role])}" if tries > 1 or credit else "some words are too many"
        )
    if fitted.missing[role]:
        parts.append(f"missing: {quote(text, fitted.missing[role])}" if tries > 1 else "some words are missing")
    sign = "partly" if credit else "extra"
    tail = show if tries > 1 else f" {_ASK[role]}"
    return {"sign": sign, "text": f"{label}: you marked {quote(text, marked)}; {', '.join(parts)}.{tail}"}


def _where(text: str, attribution, tries: int) -> str:
    if tries > 1:
        return f"Its cue is {quote(text, attribution.cue)}."
    return "Is there a verb of saying, finding or believing that is not marked?"


def _title(perfect: bool, lines: list[dict]) -> str:
    if perfect:
        return "All right."
    good = sum(line["sign"] == "right" for line in lines)
    return f"{good} part{'s' if good != 1 else ''} right, more to do." if good else "Not yet. Have another look."
