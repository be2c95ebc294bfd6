"""Practice papers: nothing is said of an answer before it is given for good; then everything is."""

from __future__ import annotations

import ast
import json
import re

import pytest

from course import answers as answers_module
from course import choice, counts
from course.answers import COMMITTED, Answers, begin
from course.corpus.article import load_article
from course.exercises import _exercise
from course.exercises.grade_sources import RUNGS, SourcePairs
from course.exercises.one_line import OneLine
from course.exercises.quiz import Choice, Quiz
from course.exercises.rewrite import Rewrite
from course.exercises.spot_loaded_words import SpotLoadedWords
from course.exercises.tag_attributions import TagAttributions
from course.exercises.trace_chain import TraceChain
from course.exercises.whose_word import WhoseWord
from course.places import PROJECT
from course.recording import figure_data
from course.voices import accepted_voices, words_that_show

PAPERS = sorted(path.stem for path in (PROJECT / "notebooks").glob("practice-*.ipynb"))
TEXTS = [text.name for text in choice.offered()]
on_each = pytest.mark.parametrize(("paper", "text"), [(paper, text) for paper in PAPERS for text in TEXTS])


@pytest.fixture
def exercises_of(tmp_path, monkeypatch):
    """All exercises of a paper, made by running its cells here."""

    def run(paper: str, text: str) -> list[_exercise.Exercise]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(answers_module, "_current", None)
        Answers(choice.LESSON, tmp_path).record(choice.ITEM, {"chosen": [text]})
        made = []
        whole = _exercise.Exercise.__init__
        monkeypatch.setattr(
            _exercise.Exercise, "__init__", lambda self, *a, **k: (whole(self, *a, **k), made.append(self))[0]
        )
        notebook = json.loads((PROJECT / "notebooks" / f"{paper}.ipynb").read_text("utf-8"))
        namespace: dict = {}
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                exec(compile(ast.parse("".join(cell["source"])), cell["id"], "exec"), namespace)
        return [e for e in made if not isinstance(e, SpotLoadedWords)]

    yield run
    answers_module._current = None


def right(exercise, item):
    """An answer that is right by the gold, by the paper's own file, or by reckoning."""
    if isinstance(exercise, WhoseWord):
        unit, text = exercise.units[item], exercise.article.text
        voice = next(iter(accepted_voices(unit.sentences[0])))
        shown = sorted(words_that_show(text, unit.sentences[0]))[:2] if voice != "own" else []
        return {"text": exercise.article.name, "unit": unit.id, "voice": voice, "shown": [list(s) for s in shown]}
    if isinstance(exercise, TagAttributions):
        unit = exercise.units[item]
        statements = [
            {"source": [*map(list, a.source)], "cue": [*map(list, a.cue)], "claim": [*map(list, a.content)]}
            for a in unit.sentences[0].attributions
        ]
        return {"text": exercise.article.name, "unit": unit.id, "statements": statements, "own": False}
    if isinstance(exercise, Rewrite):
        return {"text": exercise.article.name, "unit": exercise.units[item].id, "rewrite": "A firm opened an office."}
    if isinstance(exercise, TraceChain):
        asked = list(exercise.documents.values())[1:]
        matters = {d.id: d.matters or "slip" for d in asked if d.change not in ("kept", "cannot_tell")}
        return {"order": list(exercise.documents), "changes": {d.id: d.change for d in asked}, "matters": matters}
    if isinstance(exercise, SourcePairs):
        first, second = exercise.by_item[item]
        gap = [*RUNGS].index(second.rung) - [*RUNGS].index(first.rung)
        return {"chosen": ["alike" if gap == 0 else (first if gap > 0 else second).id]}
    if isinstance(exercise, Quiz):
        question = exercise.questions[item]
        assert isinstance(question, Choice)
        return {"chosen": [o.id for o in question.options if o.right]}
    assert isinstance(exercise, OneLine)
    return reckoned(exercise)


def reckoned(exercise):
    table, text = counts.whole_table(exercise.text), exercise.text
    later, part, least = (table[table["id"] == id].iloc[0] for id in ("later", "part", "least"))
    noun = counts.noun(text)
    if exercise.chart:
        lines = "; ".join(table["seen_in"])
        figure = counts.draw_bars(text, show="count", axis_from=0, label=noun, source_line=lines)
        return {"text": text, "by": "code", "figure": figure_data(figure)}
    rest, days = later["count"] - part["count"], later["days"] - part["days"]
    shared = (min(part["last_day"], least["last_day"]) - max(part["first_day"], least["first_day"])).days + 1
    number, unit = {
        "step-1": (shared, "days"),
        "step-2": (rest, noun),
        "step-3": (part["count"] / part["days"] * 30, f"{noun} per month"),
        "step-4": (rest / days * 30, f"{noun} per month"),
        "step-5": (least["count"] / least["days"] * 30, f"{noun} per month"),
    }[exercise.key]
    return {"text": text, "by": "typed", "number": f"{number:.2f}", "unit": unit}


def wrong(exercise, item, good):
    """Another complete answer, which is not right."""
    if isinstance(exercise, WhoseWord):
        unit = exercise.units[item].sentences[0]
        other = next(v for v in ("both", "someone", "own") if v not in accepted_voices(unit))
        return good | {"voice": other, "shown": [[unit.start, unit.start + 3]]}
    if isinstance(exercise, TagAttributions):
        unit = exercise.units[item]
        piece = [[unit.end - 4, unit.end - 1]]
        return good | {"statements": [{"source": piece, "cue": piece, "claim": [[unit.start, unit.start + 3]]}]}
    if isinstance(exercise, Rewrite):
        return good | {"rewrite": "Something else."}
    if isinstance(exercise, TraceChain):
        ids = list(exercise.documents)
        return good | {"order": ids[::-1], "changes": {ids[0]: "added"}, "matters": {ids[0]: "decides"}}
    if isinstance(exercise, SourcePairs):
        return {"chosen": ["alike" if good["chosen"] != ["alike"] else exercise.by_item[item][0].id]}
    if isinstance(exercise, Quiz):
        return {"chosen": [o.id for o in exercise.questions[item].options if not o.right]}
    if exercise.chart:
        figure = json.loads(json.dumps(good["figure"]))
        figure["data"][0]["y"] = [n + 1 for n in figure["data"][0]["y"]]
        return good | {"figure": figure}
    return good | {"number": "999", "unit": "per cent"}


@on_each
def test_a_right_answer_given_for_good_is_told_to_be_right_with_its_reason(exercises_of, page, paper, text):
    for exercise in exercises_of(paper, text):
        there = page(exercise)
        for item in exercise.item_ids:
            good = right(exercise, item)
            assert exercise.accepts(item, good), item
            there.send(kind="check", item=item, value=good)
            title, lines = next((m["title"], m["lines"]) for m in there.came if m.get("item") == item)
            assert title.startswith("Your answer is in. "), (item, title, lines)
            if not isinstance(exercise, Rewrite):
                assert re.search("Right|right|honest", title), (item, title, lines)
                assert {line["sign"] for line in lines} <= {"right", "note", ""}, (item, lines)
            assert lines, item
            assert exercise.answers.value(COMMITTED + item) == good


@on_each
def test_a_wrong_answer_is_told_what_is_missing_and_why_and_stays_as_it_was_given(exercises_of, page, paper, text):
    for exercise in exercises_of(paper, text):
        there = page(exercise)
        for item in exercise.item_ids:
            good = right(exercise, item)
            bad = wrong(exercise, item, good)
            assert exercise.accepts(item, bad), item
            there.came.clear()
            exercise._received(exercise, {"kind": "check", "item": item, "value": bad}, [])
            title, lines = there.came[0]["title"], there.came[0]["lines"]
            if not isinstance(exercise, Rewrite):
                assert not re.search(r"Right\.|All right|An honest", title), (item, title)
                said = " ".join(line["text"] for line in lines)
                assert len(said.split()) > 8, (item, said)
                assert "hint" not in said.lower()
            there.came.clear()
            exercise._received(exercise, {"kind": "check", "item": item, "value": good}, [])
            assert there.came[0]["lines"][0]["text"].startswith("This is another try."), item
            assert exercise.answers.value(COMMITTED + item) == bad


def incomplete(exercise, item):
    lacks = {
        WhoseWord: {"voice": None, "shown": []},
        TagAttributions: {"statements": []},
        Rewrite: {"rewrite": " "},
        TraceChain: {"changes": {}, "matters": {}},
    }
    for kind, lacking in lacks.items():
        if isinstance(exercise, kind):
            return right(exercise, item) | lacking
    return {"text": exercise.text, "by": "code"} if isinstance(exercise, OneLine) else {"chosen": []}


@on_each
def test_an_answer_that_is_not_complete_cannot_be_given(exercises_of, page, paper, text):
    for exercise in exercises_of(paper, text):
        for item in exercise.item_ids:
            empty = incomplete(exercise, item)
            there = page(exercise)
            there.send(kind="check", item=item, value=empty)
            assert exercise.answers.entry(COMMITTED + item) is None, item
            assert "Your answer is in" not in there.came[0]["title"]


@on_each
def test_a_paper_holds_as_many_items_as_it_says(exercises_of, paper, text):
    says = json.loads((PROJECT / "notebooks" / f"{paper}.ipynb").read_text("utf-8"))["metadata"]["says_who"]
    assert sum(len(exercise.item_ids) for exercise in exercises_of(paper, text)) == says["items"]


def test_voice_and_spans_are_asked_of_different_sentences_and_none_is_held_back():
    source = (PROJECT / "notebooks" / f"{PAPERS[0]}.ipynb").read_text("utf-8")
    units = re.findall(r"P\d\d[ab]?", source)
    assert len(units) == len(set(units)) == 15
    for text in TEXTS:
        assert all(load_article(text).sentence(unit).voice for unit in units)


def test_a_lesson_still_gives_a_hint_first(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exercise = WhoseWord("karabakh", ["P28"], answers=begin("02-claims-and-attribution"))
    unit = exercise.units["voice-P28"]
    value = {"text": "karabakh", "unit": "P28", "voice": "own", "shown": []}
    title, lines = page(exercise).check("voice-P28", value)
    assert title == "Not yet." and unit.sentences[0].reason not in str(lines)
    assert exercise.check_words == "Check"
    answers_module._current = None


def test_what_cannot_be_kept_is_not_given_for_good(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exercise = WhoseWord("karabakh", ["P09"], answers=begin("practice-1-claims-and-attribution"))
    (tmp_path / "answers").write_text("in the way")
    title, lines = page(exercise).check("voice-P09", right(exercise, "voice-P09"))
    assert title.startswith("This could not be checked:") and lines == []
    answers_module._current = None
