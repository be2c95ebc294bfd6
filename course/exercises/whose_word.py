"""Whose word is it? One of four answers per sentence, and the words that show it.

WhoseWord("karabakh", ["P28", "P45", "P46"])
"""

from __future__ import annotations

from typing import Any

import traitlets

from course.corpus.article import Sentence
from course.exercises._exercise import front_end
from course.exercises._sentences import Passage, SentenceExercise, are_spans, quote, right_place
from course.voices import VOICES, accepted_voices, shown_credit, source_missing, words_that_show

SCRIPT, STYLE = front_end("whose_word", "_words")
MAX_PIECES = 200

_CHOICES = [
    {"id": "someone", "text": "Someone else’s word: I know whom to ring."},
    {"id": "missing", "text": "Someone else’s word, source missing: nobody named, or too vague to ring."},
    {"id": "own", "text": "The article’s own word: nobody is said to have said it."},
    {"id": "both", "text": "Both: a whole phrase, four words or more, is the writer’s own."},
]
_RING = "Ring test: whom could you ring and ask “Did you say that?”"
_HINTS = {
    # (right, chosen) -> what to look at
    ("own", "someone"): f"{_RING} Is there a verb that says that somebody said, found or believed it?",
    ("own", "missing"): "Is there a verb of saying at all? Where there is none, no source is missing either.",
    ("own", "both"): "Where does somebody else begin to speak? Try to touch the verb of saying.",
    ("someone", "own"): f"{_RING} Look for a verb of saying, finding or believing.",
    ("someone", "both"): "Which phrase would be the writer’s own? It needs four words or more and a claim of its own. "
    "A name, a date or a bracket alone is not enough.",
    (
        "both",
        "someone",
    ): "Where do their words stop? Look for a phrase of four words or more that they cannot have said.",
    ("both", "own"): f"{_RING} Look for a verb of saying, finding or believing.",
}


class WhoseWord(SentenceExercise):
    """Sentences, each with four answers and "touch the words that show it".

    Parameters are those of TagAttributions; item ids are `<prefix>-<unit>`, with the prefix "voice".

    An item's recorded value is `{"text": name, "unit": id, "voice": "someone" | "missing" | "own" | "both" | null,
    "shown": spans}`, spans being lists of [start, end] in code points of the text, end excluded. "someone" and
    "missing" count alike.
    """

    _esm = SCRIPT
    _css = STYLE
    item_prefix = "voice"
    choices = traitlets.List(_CHOICES).tag(sync=True)

    def accepts(self, item: str, value: Any) -> bool:
        return is_voice(value, self.article.name, self.units[item])

    def handle(self, item: str, message: dict) -> None:
        value = message.get("value")
        if message.get("kind") != "check" or not self.accepts(item, value):
            return
        sentences = self.units[item].sentences
        if value["voice"] and len(sentences) == 1 and self.has_key(item):
            text, tries = self.article.text, self.tried(item)
            lacks = completeness(value)
            self.tell_once_given(item, value, lacks, lambda: compare_voice(text, value, sentences[0], tries))
        else:
            self.tell(item, *completeness(value))

    def in_words(self, value: Any) -> str:
        return told(self.article.text, value)


def is_voice(value: Any, text: str, unit: Passage | Sentence) -> bool:
    """Whether a value is an answer to "whose word?" about this sentence."""
    if not right_place(value, text, unit):
        return False
    voice = value.get("voice")
    return (voice is None or (type(voice) is str and voice in VOICES)) and are_spans(
        value.get("shown"), unit, MAX_PIECES
    )


def completeness(value: dict) -> tuple[str, list[dict]]:
    """What is still missing. Says nothing about right or wrong."""
    missing = []
    if not value["voice"]:
        missing.append({"sign": "missing", "text": "Choose one of the four answers."})
    if value["voice"] != "own" and not value["shown"]:
        missing.append({"sign": "missing", "text": "Touch the words that show it."})
    if not missing:
        return "Recorded, complete.", []
    return ("Recorded, not complete." if value["voice"] or value["shown"] else "Nothing is answered yet."), missing


def compare_voice(text: str, value: dict, sentence: Sentence, tries: int) -> tuple[str, list[dict]]:
    """A title and lines of feedback. `tries` counts this check: from the second on, the gold's reason is shown."""
    accepted = accepted_voices(sentence)
    best = next(iter(accepted))
    voice, shown = value["voice"], value["shown"]
    if voice not in accepted:
        lines = [{"sign": "extra", "text": f"You chose: {VOICES[voice]}."}]
        if tries == 1:
            alike = "someone" if voice == "missing" else voice
            hint = _HINTS.get((best, voice)) or _HINTS.get((best, alike), _RING)
            return "Not yet.", [*lines, {"sign": "note", "text": hint}]
        right = {"someone": "someone else’s word"}.get(best, VOICES[best])
        return "Not yet.", [
            *lines,
            {"sign": "missing", "text": f"The guide’s answer: {right}."},
            {"sign": "note", "text": sentence.reason},
        ]
    lines = [{"sign": "right", "text": f"Whose word: right, {VOICES[voice]}."}, *_finer(voice, sentence)]
    show = words_that_show(text, sentence)
    if voice == "own" or not show:
        perfect = True
        if shown:
            lines.append({"sign": "note", "text": "No words need to be touched here: nobody else speaks."})
    else:
        line = _shown_line(text, shown, sentence, tries)
        perfect = line["sign"] == "right"
        lines.append(line)
    if perfect or tries > 1:
        lines.append({"sign": "note", "text": accepted[voice]})
        if accepted[voice] != sentence.reason:
            lines.append({"sign": "note", "text": f"Other careful readers say: {VOICES[best]}. {sentence.reason}"})
    return ("Right." if perfect else "Right so far; now the words."), lines


def _finer(voice: str, sentence: Sentence) -> list[dict]:
    """The first two answers count alike; which fits better is said all the same."""
    if voice == "someone" and source_missing(sentence):
        return [
            {"sign": "note", "text": "To be more exact: nobody whom you could ring is named. Missing is not false."}
        ]
    if voice == "missing" and not source_missing(sentence):
        return [{"sign": "note", "text": "To be more exact: here somebody is named whom you could ask."}]
    return []


def _shown_line(text: str, shown: list, sentence: Sentence, tries: int) -> dict:
    if not shown:
        hint = "Touch the words that show it: who speaks, or the verb that says so."
        return {"sign": "missing", "text": hint if tries == 1 else f"{hint} {_guide(text, sentence)}"}
    credit = shown_credit(text, shown, sentence)
    if credit == 1:
        return {"sign": "right", "text": f"The words: right, {quote(text, shown)}."}
    if credit:
        said = f"The words: {quote(text, shown)} shows it, and takes in more than is needed."
        hint = "Keep who speaks and the verb that says so."
    else:
        said = f"The words: {quote(text, shown)} does not show it yet."
        hint = "Look for who speaks, or for the verb that says so; leave out what they say."
    return {"sign": "partly" if credit else "extra", "text": f"{said} {hint if tries == 1 else _guide(text, sentence)}"}


def _guide(text: str, sentence: Sentence) -> str:
    first = next((a for a in sentence.attributions if not a.optional), sentence.attributions[0])
    return f"The guide has {quote(text, [*first.source, *first.cue])}."


def told(text: str, value: Any) -> str:
    """A recorded answer in words."""
    if not value or not (value["voice"] or value["shown"]):
        return "nothing recorded"
    said = VOICES[value["voice"]] if value["voice"] else "no answer chosen"
    return f"{said}; shown by {quote(text, value['shown'])}" if value["shown"] else said
