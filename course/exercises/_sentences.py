"""What the exercises on a text's sentences share: which sentence stands in which item, and what the page gets of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import traitlets

from course.answers import Answers
from course.choice import item_id
from course.corpus.article import Article, Sentence, load_article
from course.corpus.words import around, words
from course.errors import CourseError
from course.exercises._exercise import Exercise
from course.exercises._forms import LATER
from course.places import article_folder

COMPLETE = "Recorded, complete"  # how completeness begins where nothing is missing
TO = ".."  # "P45..P48" is the passage from P45 to P48


@dataclass(frozen=True)
class Passage:
    """What one item shows: a sentence, or several that follow each other. Offsets as in the text."""

    id: str
    text: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]


def passage(article: Article, unit: str, *, headings: bool = False) -> Passage:
    """The passage of a text that an id names: "P28", or "P45..P48" for all sentences from P45 to P48.

    Raises CourseError for an id that does not exist, a heading where only sentences serve (a passage skips those), and
    a passage that the course shows with guidance only.
    """
    if TO in unit:
        first, last = (article.sentences.index(article.sentence(end)) for end in unit.split(TO, 1))
        found = [s for s in article.sentences[first : last + 1] if not s.heading]
        if not found:
            raise CourseError(f"{article.name}: {unit} holds no sentence. Name the first one, then the last.")
    else:
        found = [article.sentence(unit)]
        if found[0].heading and not headings:
            raise CourseError(f"{article.name}: {unit} is a heading; there is no sentence to work on.")
    start, end = found[0].start, found[-1].end
    return Passage(unit, article.text[start:end], start, end, tuple(found))


def guided_units(article: Article) -> set[str]:
    """The sentences that are shown with guidance beside them and never asked about (the table split.csv)."""
    try:
        path = article_folder(article.name) / "split.csv"
    except CourseError:  # a text that somebody made in a notebook
        return set()
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {row["unit"] for row in csv.DictReader(file) if row["form"] == "guided"}


class SentenceExercise(Exercise):
    """Base of the exercises that ask about sentences of a text, one card each.

    Parameters
    ----------
    text : name of a text, or an Article.
    units : ids of its sentences ("P45..P48" for a passage), in the order in which they are shown; or item id -> id,
        where an assignment's slot serves more than one text.
    prefix : item ids are `<prefix>-<unit>` otherwise (course.choice.item_id: the two texts of the lessons keep their
        answers apart); another exercise on the same sentence takes another prefix.
    titles : what stands above each sentence; "Sentence 1", "Sentence 2", ... by default.
    first : the number of the first of these, where a lesson goes on counting.
    feedback : whether a press of Check compares with the gold, where it is at hand.
    """

    sentences = traitlets.List().tag(sync=True)
    item_prefix: str  # where none is given
    headings = False  # whether a heading may be worked on
    guided = False  # whether a sentence that the course shows with guidance only may be worked on

    def __init__(
        self,
        text: str | Article,
        units: list[str] | dict[str, str],
        *,
        prefix: str = "",
        titles: list[str] | None = None,
        first: int = 1,
        feedback: bool = True,
        answers: Answers | None = None,
    ):
        self.article = load_article(text) if isinstance(text, str) else text
        self.feedback = feedback
        self.tries: dict[str, int] = {}
        slots = units if isinstance(units, dict) else {f"{prefix or self.item_prefix}-{unit}": unit for unit in units}
        slots = {item_id(item, self.article.name): unit for item, unit in slots.items()}
        self.units = {item: passage(self.article, unit, headings=self.headings) for item, unit in slots.items()}
        self._refuse_guided()
        titles = titles or [f"Sentence {n}" for n in range(first, first + len(slots))]
        shown = [self.shown(item, p, t) for (item, p), t in zip(self.units.items(), titles, strict=True)]
        super().__init__(list(self.units), answers, sentences=shown)

    def _refuse_guided(self) -> None:
        guided = set() if self.guided else guided_units(self.article)
        for shown in self.units.values():
            if asked := [s.id for s in shown.sentences if s.id in guided]:
                raise CourseError(
                    f"{self.article.name}: {', '.join(asked)} is shown with guidance only (SpotLoadedWords with "
                    "guidance=...), and never asked about. Take another sentence."
                )

    def shown(self, item: str, unit: Passage, title: str) -> dict[str, Any]:
        """One card as the page needs it: words as [start, end, before, word, after], and the word each sentence begins
        with."""
        text = self.article.text
        cells: list[list] = []
        begins: list[int] = []
        for sentence in unit.sentences:
            begins.append(len(cells))
            places = words(text, sentence.start, sentence.end)
            glued = around(text, places, sentence.start, sentence.end)
            cells += [[a, b, before, text[a:b], after] for (a, b), (before, after) in zip(places, glued, strict=True)]
        return {
            "item": item,
            "text": self.article.name,
            "unit": unit.id,
            "title": title,
            "gloss": unit.sentences[0].gloss if len(unit.sentences) == 1 else "",
            "words": cells,
            "begins": begins,
            "lang": self.article.language,
            "dir": self.article.direction,
        }

    def has_key(self, item: str) -> bool:
        """Whether Check may compare: feedback is wanted and the gold of the item's sentence is at hand."""
        return self.feedback and all(s.voice for s in self.units[item].sentences)

    def tried(self, item: str) -> int:
        """Count one more check of this item; a first wrong one earns a hint, a second one the reason. What is given for
        good gets the reason at once."""
        if self.answers.commits:
            return LATER
        self.tries[item] = self.tries.get(item, 0) + 1
        return self.tries[item]

    def tell_once_given(self, item: str, value: Any, lacks: tuple[str, list[dict]], tell: Callable[[], tuple]) -> None:
        """Send feedback; on a practice paper only on an answer that lacks nothing, and then it is given for good.

        lacks : what `completeness` says of the value. tell : makes the title and the lines of feedback.
        """
        if not self.answers.commits:
            self.tell(item, *tell())
        elif lacks[0].startswith(COMPLETE):
            self.tell(item, *self.committed(item, value, *tell()))
        else:
            self.tell(item, *lacks)

    def in_words_of(self, item: str, value: Any) -> str:
        return self.in_words(value)

    def tell(self, item: str, title: str, lines: list[dict], **more: Any) -> None:
        """Send feedback to the page."""
        self.send({"kind": "feedback", "item": item, "title": title, "lines": lines, **more})

    def rows(self) -> list[tuple[str, str]]:
        return [
            (f"{s['title']}: {self.units[s['item']].text}", self.in_words(self.entries.get(s["item"], {}).get("value")))
            for s in self.sentences
        ]

    def in_words(self, value: Any) -> str:
        """A recorded value (None where there is none) as a reader of the table sees it."""
        raise NotImplementedError


def right_place(value: Any, text: str, unit: Passage | Sentence) -> bool:
    """Whether a value says that it is about this passage of this text. False for what is no dict."""
    return isinstance(value, dict) and value.get("text") == text and value.get("unit") == unit.id


def are_spans(spans: Any, unit: Passage | Sentence, most: int) -> bool:
    """Whether this is a list of at most `most` [start, end] inside a passage."""
    try:
        return (
            type(spans) is list
            and len(spans) <= most
            and all(type(a) is int and type(b) is int and unit.start <= a < b <= unit.end for a, b in spans)
        )
    except (TypeError, ValueError):
        return False


def quote(text: str, spans: Any) -> str:
    """The words of some spans in quotation marks; neighbouring words run on, a gap shows as dots."""
    runs: list[list[int]] = []
    for a, b in sorted(spans):
        if runs and text[runs[-1][1] : a].strip() in {"", ","}:
            runs[-1][1] = max(b, runs[-1][1])
        else:
            runs.append([a, b])
    return "“" + " … ".join(text[a:b] for a, b in runs) + "”"
