"""Mark source, cue and claim on the words of sentences.

    TagAttributions("karabakh", ["P28", "P45"])

Works for any text that `load_article` finds. Where the gold of a sentence is at hand, Check compares; where it is not
(an assignment), Check says whether the answer is complete and nothing about right or wrong.
"""

from __future__ import annotations

from typing import Any

import traitlets

from course.answers import Answers
from course.corpus.article import Article, Sentence, load_article
from course.corpus.words import around, words
from course.errors import CourseError
from course.exercises._exercise import Exercise, front_end
from course.exercises._spans import compare
from course.overlap import ROLES

SCRIPT, STYLE = front_end("tag_attributions")

# More than anybody marks in one sentence; a file with a million would keep the marker busy for hours.
MAX_STATEMENTS, MAX_PIECES = 20, 200


class TagAttributions(Exercise):
    """Sentences whose words can be marked as source, cue and claim.

    Parameters
    ----------
    text : name of a text, or an Article.
    units : ids of its sentences, in the order in which they are shown; or item id -> sentence id, where an assignment's
        slot serves more than one text.
    prefix : item ids are `<prefix>-<unit>` otherwise; another exercise on the same sentence takes another prefix.
    titles : what stands above each sentence; "Sentence 1", "Sentence 2", ... by default.

    An item's recorded value is `{"text": name, "unit": id, "statements": [{"source": spans, "cue": spans, "claim":
    spans}], "own": false}`, spans being lists of [start, end] in code points of the text, end excluded; own says that
    nobody is said to have said it.
    """

    _esm = SCRIPT
    _css = STYLE
    sentences = traitlets.List().tag(sync=True)

    def __init__(
        self,
        text: str | Article,
        units: list[str] | dict[str, str],
        *,
        prefix: str = "tag",
        titles: list[str] | None = None,
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        self.article = load_article(text) if isinstance(text, str) else text
        self.feedback = feedback
        self.tries: dict[str, int] = {}
        slots = units if isinstance(units, dict) else {f"{prefix}-{unit}": unit for unit in units}
        self.units = {item: self._sentence(unit) for item, unit in slots.items()}
        titles = titles or [f"Sentence {n}" for n in range(1, len(slots) + 1)]
        shown = [self._shown(item, s, t) for (item, s), t in zip(self.units.items(), titles, strict=True)]
        super().__init__(list(self.units), answers, sentences=shown)

    def _sentence(self, unit: str) -> Sentence:
        found = self.article.sentence(unit)
        if found.heading:
            raise CourseError(f"{self.article.name}: {unit} is a heading; there is no sentence to tag.")
        return found

    def _shown(self, item: str, sentence: Sentence, title: str) -> dict[str, Any]:
        """One sentence as the page needs it: words as [start, end, before, word, after]."""
        text = self.article.text
        places = words(text, sentence.start, sentence.end)
        glued = around(text, places, sentence.start, sentence.end)
        shown = [[a, b, before, text[a:b], after] for (a, b), (before, after) in zip(places, glued, strict=True)]
        return {
            "item": item,
            "text": self.article.name,
            "unit": sentence.id,
            "title": title,
            "gloss": sentence.gloss,
            "words": shown,
            "lang": self.article.language,
            "dir": self.article.direction,
            "source_may_be_missing": True,
        }

    def accepts(self, item: str, value: Any) -> bool:
        return is_tagging(value, self.article.name, self.units[item])

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") != "check" or not self.accepts(item, message.get("value")):
            return
        sentence = self.units[item]
        statements = message["value"]["statements"]
        if self.feedback and sentence.voice:
            self.tries[item] = self.tries.get(item, 0) + 1
            title, lines = compare(self.article.text, statements, sentence, self.tries[item])
        else:
            title, lines = completeness(message["value"])
        self.send({"kind": "feedback", "item": item, "title": title, "lines": lines})

    def rows(self) -> list[tuple[str, str]]:
        return [
            (
                f"{s['title']}: {self.units[s['item']].text}",
                told(self.article.text, self.entries.get(s["item"], {}).get("value")),
            )
            for s in self.sentences
        ]


def is_tagging(value: Any, text: str, sentence: Sentence) -> bool:
    """Whether a value is a tagging of this sentence: right keys, spans in order and inside the sentence."""
    try:
        statements = value["statements"]
        if value["text"] != text or value["unit"] != sentence.id or type(value.get("own", False)) is not bool:
            return False
        if type(statements) is not list or len(statements) > MAX_STATEMENTS:
            return False
        roles = [statement[role] for statement in statements for role in ROLES]
        if any(type(pieces) is not list or len(pieces) > MAX_PIECES for pieces in roles):
            return False
        return all(
            type(start) is int and type(end) is int and sentence.start <= start < end <= sentence.end
            for pieces in roles
            for start, end in pieces
        )
    except (AttributeError, TypeError, KeyError, ValueError):
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
