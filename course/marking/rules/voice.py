"""Whose word a sentence is, and the words that show it.

Where nobody else speaks, the label alone earns the points. Otherwise half of them are for the label, half for touching
words that show it; the second half is earned by a wrong label, too, since the words are what a reader goes by.
"""

from __future__ import annotations

from typing import Any

from course.corpus.article import Sentence, load_article
from course.exercises.whose_word import completeness, is_voice, told
from course.marking.keys import Part
from course.marking.rules._mark import Mark, points
from course.voices import VOICES, accepted_voices, shown_credit, words_that_show


def missing(value: Any) -> list[str]:
    _, lines = completeness(value)
    return [line["text"] for line in lines]


def mark(part: Part, text: str, value: Any, answers: dict[str, Any]) -> Mark | None:
    article = load_article(text, keys=True)
    sentence = article.sentence(part.key[text])
    if not is_voice(value, text, sentence):
        return None
    label = value["voice"] in _accepted(sentence)
    lines = [f"Whose word: {'agrees' if label else 'does not agree'}."]
    if sentence.voice == "author_voice":
        # Where an accepted second reading has words to touch, these earn nothing by themselves: the label carries it.
        # Whoever is wrong reads the same line as where there are such words: without it, it would be plain that there
        # are none, and so what is right.
        lines += [] if label else ["The words that show it: do not agree."]
        return Mark(points(part.points * label, part.points), told(article.text, value), lines)
    shown = shown_credit(article.text, value["shown"], sentence) if words_that_show(article.text, sentence) else 0.0
    said = {1.0: "agree", 0.5: "agree, and take in more than is needed", 0.0: "do not agree"}[shown]
    lines.append(f"The words that show it: {said}.")
    earned = part.points * (label + shown) / 2
    return Mark(points(earned, part.points), told(article.text, value), lines)


def _accepted(sentence: Sentence) -> dict[str, str]:
    accepted = accepted_voices(sentence)
    if sentence.voice != "author_voice":
        # Some sentences may be read as the article's own, too. Here that earns nothing: "own word" asks for no words
        # that show it, and whoever always answers so would earn these points besides those of the true own words.
        accepted.pop("own", None)
    return accepted


def reasons(part: Part, text: str) -> list[str]:
    article = load_article(text, keys=True)
    sentence = article.sentence(part.key[text])
    found = [f"The guide’s answer: {VOICES[next(iter(_accepted(sentence)))]}."]
    return [*found, sentence.reason] if sentence.reason else found


def model(part: Part, text: str) -> dict[str, Any]:
    article = load_article(text, keys=True)
    sentence = article.sentence(part.key[text])
    shown: list = []
    if sentence.voice != "author_voice":
        first = next((a for a in sentence.attributions if not a.optional), sentence.attributions[0])
        shown = [list(piece) for piece in sorted([*first.source, *first.cue])]
    return {"text": text, "unit": sentence.id, "voice": next(iter(accepted_voices(sentence))), "shown": shown}
