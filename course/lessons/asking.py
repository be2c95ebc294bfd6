"""Exercises whose words stand in the lesson's file (course/exercises/_lesson_file.py says which file that is)."""

from __future__ import annotations

from typing import Any

from course import choice
from course.answers import current
from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises._lesson_file import table
from course.exercises.does_it_matter import DoesItMatter
from course.exercises.grade_sources import GradeSources, Source, SourcePairs
from course.exercises.predict import Predict
from course.exercises.quiz import Choice, Option, Quiz
from course.exercises.reporting_verbs import ReportingVerbs, VerbPair
from course.exercises.trace_chain import KINDS, UNKNOWN, Document, TraceChain
from course.lessons._after import Afterwards
from course.lessons.reading import show_chart
from course.told import tell


def guess(item: str) -> Predict:
    """A guess, and what its entry says comes after: `then` = words, or `chart` = the name of a chart.

    [guess-one-year]
    question = "How many landed in 2019?"
    kind = "number"
    chart = "not_given"
    """
    path, given = _entry(item)
    if "chart" in given:
        return Predict(item, then=lambda: show_chart(given["chart"], **given.get("chart_options", {})))
    if "then" not in given:
        raise CourseError(f"{path}, {item!r}: say what follows the guess: then = words, or chart = a chart's name.")
    return Predict(item, then=given["then"])


def does_it_matter(item: str) -> DoesItMatter:
    """One finding, and whether it matters: finding, gold, reason and, where it can be argued, accepted."""
    path, given = _entry(item)
    with _told(path, item):
        return DoesItMatter(
            given["item"], given["finding"], given["gold"], given["reason"], accepted=given.get("accepted", ())
        )


def put_on_the_ladder(item: str) -> GradeSources:
    """Sources of the text on four rungs: [[<item>.sources]] with the fields of Source."""
    path, given = _entry(item)
    with _told(path, item):
        return GradeSources(given["item"], [Source(**source) for source in given["sources"]])


def weigh_the_verbs(item: str) -> ReportingVerbs:
    """Pairs of sentences that differ in the verb: [[<item>.pairs]] with item, first and second."""
    path, given = _entry(item)
    with _told(path, item):
        pairs = [VerbPair(p["item"], tuple(p["first"]), tuple(p["second"])) for p in given["pairs"]]
        return ReportingVerbs(pairs)


def trace(item: str) -> TraceChain:
    """Documents to put in order: question and [[<item>.documents]] with the fields of Document; `id = "unknown"`
    alone is a link that nobody has seen."""
    path, given = _entry(item)
    with _told(path, item):
        documents = [
            UNKNOWN if d == {"id": "unknown"} else Document(**with_sentences(dict(d))) for d in given["documents"]
        ]
        more = {name: given[name] for name in ("hint", "orders", "open_end") if name in given}
        return TraceChain(given["item"], given["question"], documents, **more)


def with_sentences(document: dict[str, Any]) -> dict[str, Any]:
    """A document's fields; one with `units` shows these sentences of the text."""
    if units := document.pop("units", None):
        article = load_article(choice.text())
        document["text"] = " ".join(article.sentence(unit).line for unit in units)
    return document


def which_could_you_ring(item: str) -> SourcePairs:
    """Pairs of sources: intro and [[<item>.pairs]] with id and, as first and second, the fields of Source. A source's
    id is the name of its sentence, which stands whole beside it."""
    path, given = _entry(item)
    article = load_article(choice.text())
    with _told(path, item):
        pairs = {
            choice.item_id(f"{item}-{pair['id']}", article.name): tuple(
                Source(**pair[side], context=article.sentence(pair[side]["id"]).line) for side in ("first", "second")
            )
            for pair in given["pairs"]
        }
        return GradeSources.pairs(pairs, intro=given["intro"])


def what_did_each_do(item: str) -> Quiz:
    """Retellings, each with what it did: [[<item>.retellings]] with id, question, did, reason and accepted."""
    path, given = _entry(item)
    with _told(path, item):
        questions = [
            Choice(
                f"{given['item']}-{r['id']}",
                r["question"],
                tuple(
                    Option(kind, f"It {words}", right=kind == r["did"] or kind in r.get("accepted", ()))
                    for kind, words in KINDS.items()
                ),
                hint=given.get("hint", ""),
                reason=r["reason"],
            )
            for r in given["retellings"]
        ]
        return Quiz(questions, title=given.get("title", ""), intro=given.get("intro", ""))


def afterwards(item: str) -> Afterwards:
    """What would give away the exercises above it, shown once they are answered.

    [after-origins]
    words = "Show the picture"
    items = ["how-many-origins"]
    show = [{ chart = "origins" }, { tell = "looked" }, { matter = "matter-flat" }, { quiz = "closest" }]

    Exercises on sentences have no entry; `sentences` names their items: ["voice-P45", "tag-P30a"].
    """
    path, given = _entry(item)
    with _told(path, item):
        asked = [answer for name in given.get("items", ()) for answer in _answers_of(name)]
        asked += [choice.item_id(item, choice.text()) for item in given.get("sentences", ())]
        return Afterwards(given["words"], asked, lambda: [_part(dict(part), path, item) for part in given["show"]])


def _answers_of(item: str) -> list[str]:
    """The ids under which an entry's answers are recorded."""
    _, given = _entry(item)
    if "questions" in given:
        return [answer for name in given["questions"] for answer in _answers_of(name)]
    if "retellings" in given:
        return [f"{given['item']}-{r['id']}" for r in given["retellings"]]
    return [given["item"]]


def _part(part: dict[str, Any], path: Any, item: str) -> Any:
    for kind, show in {"chart": show_chart, "tell": tell, "matter": does_it_matter, "quiz": Quiz}.items():
        if kind in part:
            return show(part.pop(kind), **part)
    raise CourseError(f"{path}, {item!r}: show is a list of chart, tell, matter and quiz, not {part}.")


def _entry(item: str) -> tuple[Any, dict[str, Any]]:
    return table(current().notebook, item)


class _told:
    """What is wrong in an entry is told with its file."""

    def __init__(self, path: Any, item: str):
        self.where = f"{path}, {item!r}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, KeyError):
            raise CourseError(f"{self.where}: {error} is missing.") from None
        if isinstance(error, TypeError):
            raise CourseError(f"{self.where} cannot be read: {error}.") from None
