"""What an assignment shows and asks. No exercise here says whether an answer is right: the keys are not here.

    from course.lessons import assigned

    assigned.show_text()               # the whole text, each sentence with its name and its gloss
    assigned.show_cards()              # the cards of the assignment's file
    assigned.chain("trace-1")          # documents to put in order
    assigned.ask("number-1")           # one question, or several
    assigned.ring("pairs")             # pairs of sentences: which speaker could you rather ring?
    assigned.rewrite("rewrite")        # one sentence in neutral words

The words stand in data/quizzes/<text>/<assignment>.toml, or beside a text that comes with its assignment. The sentences
themselves come from the text, by their names.
"""

from __future__ import annotations

from typing import Any

from course import choice
from course.answers import current
from course.corpus.article import load_article
from course.exercises._lesson_file import table
from course.exercises.grade_sources import GradeSources, Source, SourcePairs
from course.exercises.quiz import Quiz, load_question
from course.exercises.rewrite import Rewrite
from course.exercises.trace_chain import Document, TraceChain
from course.exercises.whose_word import WhoseWord
from course.lessons.asking import _told, with_sentences
from course.lessons.reading import CAPTION
from course.told import Told


def show_text() -> Told:
    """The whole text: the page's head, then each sentence with its name before it and its gloss below."""
    article = load_article(choice.text())
    head = article.text[: article.sentences[0].start].split("\n")
    shown = [f"### {article.title}", " · ".join(line for line in head if line and line != article.title)]
    for s in article.sentences:
        shown.append(f"#### {s.line}" if s.heading else f"> **{s.id}** {s.line}\n>\n> *{s.gloss}*")
    return Told("\n\n".join(shown))


def show_sentences(*units: str) -> Told:
    """Sentences that this assignment asks about, each with its gloss."""
    article = load_article(choice.text())
    found = [article.sentence(unit) for unit in units]
    return Told("\n\n".join(f"> **{s.id}** {' '.join(s.text.split())}\n>\n> *{s.gloss}*" for s in found))


def show_cards(item: str = "cards") -> Told:
    """Cards as the assignment's file has them: [[<item>.cards]] with title, about, says and, where it has one, id."""
    path, given = _entry(item)
    with _told(path, item):
        heads = [": ".join(filter(None, [c.get("id", "").upper(), c["title"]])) for c in given["cards"]]
        cards = [
            f"> **{head}**\n>\n> {c['about']}\n>\n> {c['says']}" for head, c in zip(heads, given["cards"], strict=True)
        ]
    return Told("\n\n".join([*cards, CAPTION]))


def voices(units: dict[str, str]) -> WhoseWord:
    """Whose word is it? Item id -> sentence."""
    return WhoseWord(choice.text(), units, feedback=False)


def chain(item: str) -> TraceChain:
    """Documents to put in order: question and [[<item>.documents]] with the fields of Document. One with `units`
    shows these sentences of the text."""
    path, given = _entry(item)
    with _told(path, item):
        documents = [Document(**with_sentences(dict(d))) for d in given["documents"]]
    return TraceChain(given["item"], given["question"], documents, open_end=True, feedback=False)


def ask(*items: str, title: str = "") -> Quiz:
    """Questions of the assignment's file, in one panel."""
    return Quiz([load_question(current().notebook, item) for item in items], title=title, feedback=False)


def ring(item: str) -> SourcePairs:
    """Pairs of sentences: whoever speaks in them, which could you rather ring? pairs = { pair-1 = ["P13", "P36"] }

    The sentences stand whole: who speaks in them is for the learner to see.
    """
    path, given = _entry(item)
    article = load_article(choice.text())
    with _told(path, item):
        pairs = {
            choice.item_id(name, article.name): tuple(
                Source(unit, unit, context=article.sentence(unit).line) for unit in units
            )
            for name, units in given["pairs"].items()
        }
        return GradeSources.pairs(pairs, intro=given["intro"], feedback=False)


def rewrite(item: str) -> Rewrite:
    """One sentence in neutral words: [<item>] sentence = "P38"."""
    path, given = _entry(item)
    with _told(path, item):
        return Rewrite(choice.text(), {item: given["sentence"]}, titles=[given["title"]], feedback=False)


def _entry(item: str) -> tuple[Any, dict[str, Any]]:
    return table(current().notebook, item)
