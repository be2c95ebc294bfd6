"""Recorded answers as questions and answers in words, without the exercises that asked them.

The questions are those of the files in data/quizzes; sentences, cards and cases come from the texts and tables. What
nobody knows any more (a later release took a question away) is told by the name under which it was recorded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course import choice, counts, places
from course.answers import DRAW, PRACTICE
from course.chart_honesty import judge
from course.corpus.article import Article, load_article
from course.errors import CourseError
from course.exercises import tag_attributions, whose_word
from course.exercises._sentences import quote
from course.exercises.does_it_matter import STEPS
from course.exercises.grade_sources import ALIKE, RUNGS
from course.exercises.reporting_verbs import STANCES
from course.exercises.trace_chain import ALL_KINDS, KINDS, UNKNOWN
from course.exercises.weigh_evidence import check_cases, desk_cases, rating_told
from course.figures import FIGURES, filled, three_count_figures
from course.recorded_numbers import told as number_told
from course.told import passage

Figures = dict[str, Callable[[str], str]]
PART = {"source": "S", "cue": "C", "claim": "T"}


@dataclass(frozen=True)
class Told:
    """One answer: what was asked, and what was answered. `marks` are the parts of the sentence `asked` that were
    marked, as (start, end, letter) in its characters; none where they overlap."""

    asked: str
    answered: str
    marks: tuple[tuple[int, int, str], ...] = ()
    sentence: bool = False


@dataclass(frozen=True)
class Asked:
    """A question, the words of the answers that can be chosen, and the unit of a number."""

    words: str
    options: dict[str, str]
    unit: str = ""


def in_words(notebook: str, item: str, value: Any) -> Told | None:
    """One recorded answer; None where nothing was answered yet, or it is no answer (the text chosen, a draw)."""
    if not isinstance(value, dict) or item == DRAW:
        return None
    if isinstance(value.get("unit"), str) and value["unit"].startswith("P") and "text" in value:
        return _on_sentence(value)
    if "figure" in value:
        return Told("A chart", _chart(value, notebook.startswith(PRACTICE)))
    asked = _asked(notebook).get(item) or Asked(item.replace("-", " "), {})
    answered = _answer(value, asked)
    return Told(asked.words, answered) if answered else None


# Sentences -------------------------------------------------------------------------------------------------


def _on_sentence(value: dict[str, Any]) -> Told | None:
    try:
        article = load_article(value["text"])
        first, _, last = value["unit"].partition("..")
        start, end = article.sentence(first).start, article.sentence(last or first).end
        answered, spans = _of_sentence(article, value)
    except (CourseError, KeyError, TypeError, IndexError):
        return None
    if not answered or answered == "nothing recorded":
        return None
    marks = sorted((a - start, b - start, letter) for a, b, letter in spans if start <= a < b <= end)
    overlap = any(one[1] > other[0] for one, other in pairwise(marks))
    return Told(article.text[start:end], answered, () if overlap else tuple(marks), sentence=True)


def _of_sentence(article: Article, value: dict[str, Any]) -> tuple[str, list[tuple[int, int, str]]]:
    if "statements" in value:
        spans = [(a, b, letter) for s in value["statements"] for role, letter in PART.items() for a, b in s[role]]
        return tag_attributions.told(article.text, value), spans
    if "voice" in value:
        return whose_word.told(article.text, value), [(a, b, "") for a, b in value["shown"]]
    if "marks" in value:
        spans = [mark["span"] for mark in value["marks"]]
        return (f"You marked {quote(article.text, spans)}" if spans else "You marked no word"), [
            (*s, "") for s in spans
        ]
    return (f"In your words: {value['rewrite'].strip()}" if value.get("rewrite", "").strip() else ""), []


# Questions -------------------------------------------------------------------------------------------------


def _asked(notebook: str) -> dict[str, Asked]:
    """Item id -> question, for each text that can be chosen."""
    found = {item: asked for text in choice.offered() for item, asked in _of_text(notebook, text.name)}
    for form in "AB":
        found |= {case.item: Asked(case.claim, {}) for case in check_cases(form)}
    for text in choice.offered():
        found |= {case.item: Asked(case.claim, {}) for case in desk_cases(text.name)}
    texts = {text.name: text.words for text in choice.offered()}
    return found | {choice.ITEM: Asked("Which text do you work on?", texts)}


def _of_text(notebook: str, text: str) -> Iterator[tuple[str, Asked]]:
    folder = places.PROJECT / "data" / "quizzes"
    # The page to keep tells of all notebooks at once: of each with its own counts, whichever has begun.
    figures = FIGURES | three_count_figures(notebook.startswith(PRACTICE))
    for path, own in ((folder / f"{notebook}.toml", False), (folder / text / f"{notebook}.toml", True)):
        if not path.is_file():
            continue
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(entry, dict):
                said = _filled(entry, text, figures)
                item = choice.item_id(name, text) if own or said != entry else name
                if "line" in entry:  # its question is a passage
                    yield choice.item_id(name, text), Asked(_passage(notebook, name, text, figures), {})
                else:
                    yield from _of_entry(item, name, said, text)


def _of_entry(item: str, name: str, entry: dict[str, Any], text: str) -> Iterator[tuple[str, Asked]]:
    if "finding" in entry:
        yield item, Asked(f"{entry['finding']} Does it matter?", STEPS)
    elif "sources" in entry:
        yield from ((f"{item}-{s['id']}", Asked(f"On which rung: {s['name']}?", RUNGS)) for s in entry["sources"])
    elif "retellings" in entry:
        kinds = {kind: f"It {words}" for kind, words in KINDS.items()}
        yield from ((f"{item}-{r['id']}", Asked(r["question"], kinds)) for r in entry["retellings"])
    elif "documents" in entry:
        yield item, Asked(entry["question"], {d["id"]: d.get("title", UNKNOWN.title) for d in entry["documents"]})
    elif "pairs" in entry:
        for pair in entry["pairs"]:
            if "item" in pair:
                yield from ((f"{pair['item']}-{n}", Asked(pair[side][0], STANCES)) for n, side in SIDES)
            elif "id" in pair:
                one, other = pair["first"], pair["second"]
                names = {one["id"]: one["name"], other["id"]: other["name"], "alike": ALIKE}
                words = f"Which could you rather ring? {_in_place(one, text)} Or {_in_place(other, text)}"
                yield choice.item_id(f"{name}-{pair['id']}", text), Asked(words, names)
    elif "question" in entry:
        options = {o["id"]: o["text"] for o in entry.get("options", ())}
        yield item, Asked(entry["question"], options, str(entry.get("unit", "")))


def _in_place(source: dict[str, str], text: str) -> str:
    """A source that stands for a sentence, with the sentence."""
    return f"{source['name']}: “{load_article(text).sentence(source['id']).line}”"


def _passage(notebook: str, name: str, text: str, figures: Figures) -> str:
    """A passage as plain words; a name for it where there is none."""
    try:
        return " ".join(passage(notebook, name, text, figures).replace("**", "").split())
    except CourseError:
        return name.replace("-", " ").capitalize()


def _chart(value: dict[str, Any], practice: bool) -> str:
    """A chart in words: what is drawn, what is written beside it, and where its axis begins."""
    try:
        found = judge(value["figure"], counts.whole_table(value["text"], practice), counts.noun(value["text"]))
    except (CourseError, KeyError, TypeError):
        found = None
    return f"{found.told[0].upper()}{found.told[1:]}; its axis: {found.outcomes['Axis'][1]}" if found else "A chart"


SIDES = ((1, "first"), (2, "second"))


def _filled(given: Any, text: str, figures: Figures) -> Any:
    if isinstance(given, str):
        try:
            return filled(given, text, "", figures) if "{" in given else given
        except CourseError:
            return given
    if isinstance(given, list):
        return [_filled(part, text, figures) for part in given]
    if isinstance(given, dict):
        return {name: _filled(part, text, figures) for name, part in given.items()}
    return given


def _answer(value: dict[str, Any], asked: Asked) -> str:
    """A value in words; "" where nothing is answered in it."""
    options = asked.options
    if isinstance(value.get("chosen"), list):
        return "; ".join(options.get(chosen, str(chosen)) for chosen in value["chosen"])
    if isinstance(value.get("order"), list):
        return "; ".join(_links(value, options))
    if "guess" in value:
        return f"Your guess: {options.get(str(value['guess']), value['guess'])}"
    if type(value.get("rating")) is int:
        return rating_told(value["rating"])
    if isinstance(value.get("written"), str):
        return value["written"].strip()
    if "number" in value or "low" in value:
        return number_told(value)
    if isinstance(value.get("typed"), str):
        return f"{value['typed']} {value.get('unit', asked.unit)}".strip() if value["typed"].strip() else ""
    return ""


def _links(value: dict[str, Any], titles: dict[str, str]) -> Iterator[str]:
    for number, document in enumerate(value["order"], 1):
        told = f"{number}. {titles.get(document, UNKNOWN.title if re.match('unknown', str(document)) else document)}"
        kind = value.get("changes", {}).get(document)
        yield f"{told} ({ALL_KINDS.get(kind, kind)})" if kind else told
