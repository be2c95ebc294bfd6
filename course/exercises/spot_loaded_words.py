"""Mark words that steer the reader, say why in a few words, then see where other readers differ. Never right or wrong.

SpotLoadedWords("karabakh", ["P18", "P33"])
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import traitlets

from course.answers import Answers
from course.corpus.article import Article, Sentence, load_article
from course.errors import CourseError
from course.exercises._exercise import front_end
from course.exercises._sentences import Passage, SentenceExercise, are_spans, guided_units, quote, right_place
from course.overlap import core
from course.places import article_folder

SCRIPT, STYLE = front_end("spot_loaded_words", "_words")
MAX_MARKS, MAX_REASON = 50, 500
# Who marked the text before: two annotators on their own, then both together.
READERS = ("passes/a.ann", "passes/b.ann", "practice.ann")


class SpotLoadedWords(SentenceExercise):
    """Sentences or headings in which any run of words can be marked, each with a short reason.

    Parameters are those of TagAttributions, the prefix "loaded", and:

    guidance : sentence id -> the words that must stand beside it, for the passages that the course shows with guidance
        only. Such a passage is shown with them and cannot be marked; without them it is refused.

    An item's recorded value is `{"text": name, "unit": id, "marks": [{"span": [start, end], "reason": "..."}]}`, in
    code points of the text, end excluded. There is no key, and nothing here is ever marked right or wrong.
    """

    _esm = SCRIPT
    _css = STYLE
    headings = True
    guided = True
    guidance = traitlets.List().tag(sync=True)

    def __init__(
        self,
        text: str | Article,
        units: list[str] | dict[str, str],
        *,
        prefix: str = "loaded",
        titles: list[str] | None = None,
        guidance: dict[str, str] | None = None,
        answers: Answers | None = None,
    ):
        article = load_article(text) if isinstance(text, str) else text
        slots = units if isinstance(units, dict) else {f"{prefix}-{unit}": unit for unit in units}
        guided = guided_units(article)
        if lacking := [u for u in slots.values() if u in guided and u not in (guidance or {})]:
            raise CourseError(
                f"{article.name}: {', '.join(lacking)} is shown with guidance only. Give the words that stand beside "
                f'it: guidance={{"{lacking[0]}": "..."}}.'
            )
        asked = {item: unit for item, unit in slots.items() if unit not in guided}
        beside = [
            {"text": article.sentence(unit).text, "words": guidance[unit], "lang": article.language}
            for unit in slots.values()
            if unit in guided
        ]
        super().__init__(article, asked, prefix=prefix, titles=titles, answers=answers)
        self.guidance = beside

    def shown(self, item: str, unit: Passage, title: str) -> dict[str, Any]:
        if any(s.id in guided_units(self.article) for s in unit.sentences):
            raise CourseError(f"{self.article.name}: {unit.id} takes in a passage that is shown with guidance only.")
        return super().shown(item, unit, title)

    def accepts(self, item: str, value: Any) -> bool:
        return are_marks(value, self.article.name, self.units[item])

    def handle(self, item: str, message: dict) -> None:
        if message.get("kind") == "check" and self.accepts(item, message.get("value")):
            readers = loaded_by_readers(self.article, self.units[item].sentences)
            marks, why = message["value"]["marks"], reasons(self.article.name)
            self.tell(item, *compare_readers(self.article.text, marks, readers, why))

    def in_words(self, value: Any) -> str:
        if not value:
            return "nothing recorded"
        text = self.article.text
        said = [quote(text, [m["span"]]) + (f": {m['reason']}" if m["reason"] else "") for m in value["marks"]]
        return "; ".join(said) or "nothing stands out"


def are_marks(value: Any, text: str, unit: Passage | Sentence) -> bool:
    """Whether a value is a list of marks with reasons, in this passage."""
    try:
        marks = value["marks"]
        return (
            right_place(value, text, unit)
            and type(marks) is list
            and are_spans([m["span"] for m in marks], unit, MAX_MARKS)
            and all(type(m["reason"]) is str and len(m["reason"]) <= MAX_REASON for m in marks)
        )
    except (AttributeError, TypeError, KeyError):
        return False


def loaded_by_readers(article: Article, sentences: Iterable[Sentence]) -> list[list[tuple[int, int]]]:
    """For each earlier reader of these sentences, the spans that they marked. Empty where nobody has read them yet."""
    try:
        folder = article_folder(article.name)
    except CourseError:
        return []
    found = []
    for name in READERS:
        marked = _loaded(folder / "article.txt", folder / name)
        read = [marked[s.id] for s in sentences if s.id in marked]
        if read:
            found.append([span for spans in read for span in spans])
    return found


@lru_cache(maxsize=16)
def _loaded(txt: Path, ann: Path) -> dict[str, tuple[tuple[int, int], ...]]:
    from course.corpus.brat import BratError, read_brat
    from course.corpus.gold import GoldError, gold_from_brat

    if not ann.is_file():
        return {}
    try:
        return {unit: gold.loaded for unit, gold in gold_from_brat(read_brat(txt, ann)).items()}
    except (BratError, GoldError) as error:  # they name the file and the line
        raise CourseError(str(error)) from None


@lru_cache(maxsize=16)
def reasons(name: str) -> dict[str, tuple[str, str]]:
    """Why some readers of a text mark some words and others do not, by those words (`bare`): its table loaded.csv.

    Both are clauses that follow "because". Empty for a text without the table.
    """
    try:
        path = article_folder(name) / "loaded.csv"
    except CourseError:  # a text that somebody made in a notebook
        return {}
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {bare(row["quote"]): (row["marked_because"], row["left_because"]) for row in csv.DictReader(file)}


def bare(phrase: str) -> str:
    """A phrase as it is looked up in loaded.csv: small letters, nothing around it.

    >>> bare("“Israel,”")
    'israel'
    """
    return phrase.strip('“”"‘’.,;: ').casefold()


def compare_readers(
    text: str,
    marks: list[dict],
    readers: list[list[tuple[int, int]]],
    why: dict[str, tuple[str, str]] | None = None,
) -> tuple[str, list[dict]]:
    """What other readers did with these words, and why. Neither side is right: lines carry no verdict."""
    if not readers:
        return "Noted. Nobody else has marked this sentence yet.", []
    theirs = together(span for spans in readers for span in spans)

    def differ(i: int) -> tuple[str, str]:
        found = (why or {}).get(bare(text[slice(*theirs[i])]))
        return (f", because {found[0]}", f", because {found[1]}") if found else ("", "")

    lines, met = [], set()
    for mark in sorted(marks, key=lambda m: m["span"]):
        mine = set(core(text, [mark["span"]]))
        same = [i for i, spans in enumerate(theirs) if mine & set(core(text, [spans]))]
        met.update(same)
        said = quote(text, [mark["span"]])
        if same:
            agree = sum(any(mine & set(core(text, [s])) for s in spans) for spans in readers)
            marked, left = differ(same[0])
            if agree == len(readers):
                line = f"{said}: you mark this, and so do the readers before you{marked}. Others may not{left}."
            else:
                line = f"{said}: you mark this. Some readers do, too{marked}; others do not{left}."
        else:
            line = f"{said}: you mark this. The readers before you do not; others may."
        lines.append({"sign": "note", "text": line})
    for i, span in enumerate(theirs):
        if i not in met:
            marked, left = differ(i)
            ask = "" if marked else " Would a plainer word say the same?"
            line = f"{quote(text, [span])}: some readers mark this{marked}; others do not{left}.{ask}"
            lines.append({"sign": "note", "text": line})
    if not lines:
        lines.append({"sign": "note", "text": "Nobody marks anything here so far, and neither do you."})
    lines.append(
        {"sign": "note", "text": "There is no key to this: careful readers differ more here than anywhere else."}
    )
    return "How other readers differ", lines


def together(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that share a word, joined into one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
