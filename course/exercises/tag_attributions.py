"""Mark source, cue and claim on the words of sentences.

    TagAttributions("karabakh", ["P28", "P45"])

Works for any text that `load_article` finds. Where the gold of a sentence is at hand, Check compares; where it is not
(an assignment), Check says whether the answer is complete and nothing about right or wrong.
"""

from __future__ import annotations

from typing import Any

from course.corpus.article import Sentence
from course.exercises._exercise import front_end
from course.exercises._sentences import Passage, SentenceExercise, are_spans, right_place
from course.exercises._spans import compare_all
from course.overlap import ROLES

SCRIPT, STYLE = front_end("tag_attributions", "_words")

# More than anybody marks in one sentence; a file with a million would keep the marker busy for hours.
MAX_STATEMENTS, MAX_PIECES = 20, 200


class TagAttributions(SentenceExercise):
    """Sentences, or passages of several, whose words can be marked as source, cue and claim.

    Parameters
    ----------
    text : name of a text, or an Article.
    units : ids of its sentences ("P45..P48" for a passage), in the order in which they are shown; or item id -> id,
        where an assignment's slot serves more than one text.
    prefix : item ids are `<prefix>-<unit>` otherwise; another exercise on the same sentence takes another prefix.
    titles : what stands above each sentence; "Sentence 1", "Sentence 2", ... by default.
    feedback : whether Check compares with the gold, where it is at hand.

    An item's recorded value is `{"text": name, "unit": id, "statements": [{"source": spans, "cue": spans, "claim":
    spans}], "own": false}`, spans being lists of [start, end] in code points of the text, end excluded; a statement
    links a source and a cue to their claim; own says that nobody is said to have said it.
    """

    _esm = SCRIPT
    _css = STYLE
    item_prefix = "tag"

    def shown(self, item: str, unit: Passage, title: str) -> dict[str, Any]:
        return super().shown(item, unit, title) | {"source_may_be_missing": True}

    def accepts(self, item: str, value: Any) -> bool:
        return is_tagging(value, self.article.name, self.units[item])

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") != "check" or not self.accepts(item, message.get("value")):
            return
        value = message["value"]
        if self.has_key(item):
            text, sentences, tries = self.article.text, self.units[item].sentences, self.tried(item)
            lacks = completeness(value)
            self.tell_once_given(item, value, lacks, lambda: compare_all(text, value["statements"], sentences, tries))
        else:
            self.tell(item, *completeness(value))

    def in_words(self, value: Any) -> str:
        return told(self.article.text, value)


def is_tagging(value: Any, text: str, unit: Passage | Sentence) -> bool:
    """Whether a value is a tagging of this passage: right keys, spans in order and inside it."""
    try:
        statements = value["statements"]
        if not right_place(value, text, unit) or type(value.get("own", False)) is not bool:
            return False
        most = MAX_STATEMENTS * len(getattr(unit, "sentences", [unit]))
        if type(statements) is not list or len(statements) > most:
            return False
        return all(are_spans(statement[role], unit, MAX_PIECES) for statement in statements for role in ROLES)
    except (AttributeError, TypeError, KeyError):
        return False


def completeness(value: dict) -> tuple[str, list[dict]]:
    """What is still missing, for a sentence whose key is held back. Says nothing about right or wrong."""
    statements = value["statements"]
    if value.get("own"):
        return "Recorded, complete: the article's own word.", []
    if not statements:
        return "Nothing is marked yet.", []
    missing = [
        {"sign": "missing", "text": f"Statement {n} has no {role} yet."}
        for n, statement in enumerate(statements, 1)
        for role in ("cue", "claim")
        if not statement[role]
    ]
    missing += [
        {"sign": "note", "text": f"Statement {n} has no source: right if nobody is named."}
        for n, statement in enumerate(statements, 1)
        if not statement["source"]
    ]
    complete = not any(line["sign"] == "missing" for line in missing)
    return ("Recorded, complete." if complete else "Recorded, not complete."), missing


def told(text: str, value: dict | None) -> str:
    """A recorded tagging in words."""
    if value and value.get("own"):
        return "own word: nobody is said to have said this"
    if not value or not any(statement[role] for statement in value["statements"] for role in ROLES):
        return "nothing recorded"
    several = len(value["statements"]) > 1
    return "; ".join(
        f"{role}{f' {n}' if several else ''}: “{' … '.join(text[a:b] for a, b in statement[role])}”"
        for n, statement in enumerate(value["statements"], 1)
        for role in ROLES
        if statement[role]
    )
