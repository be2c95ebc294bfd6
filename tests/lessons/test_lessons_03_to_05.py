"""Lessons 03 to 05: every cell on both texts, every key, the figures, and what is kept back until it is answered."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest

import course
from course import lessons
from course.answers import Answers
from course.charts import telephone
from course.errors import CourseError
from course.exercises._lesson_file import table
from course.exercises.quiz import Choice, Number, ShortText, load_question
from course.figures import FIGURES
from course.lessons.asking import _answers_of

PROJECT = Path(__file__).resolve().parents[2]
TEXTS = ("karabakh", "transfer-rumour")
LESSONS = ("03-who-says-so", "04-counting-flights", "05-telephone")
TIME = "2026-01-01T00:00:00.000Z"


@pytest.fixture(params=TEXTS)
def text(request, tmp_path, monkeypatch) -> str:
    """A learner's folder in which this text was chosen."""
    monkeypatch.chdir(tmp_path)
    if request.param != "karabakh":
        Answers("00-start-here").record("choose-text", {"chosen": [request.param]}, TIME)
    return request.param


def entries(lesson: str, text: str) -> dict[str, dict]:
    found = {}
    for path in (PROJECT / "data/quizzes" / f"{lesson}.toml", PROJECT / "data/quizzes" / text / f"{lesson}.toml"):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_cell_runs_on_either_text(lesson: str, text: str):
    notebook = json.loads((PROJECT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    there: dict = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), there)
    assert course.text() == text


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_right_answer_is_told_to_be_right(lesson: str, text: str):
    course.begin(lesson)
    judged = 0
    for name, entry in entries(lesson, text).items():
        if "question" not in entry or name.startswith("guess-") or "documents" in entry:
            continue
        question = load_question(lesson, name)
        match question:
            case Choice():
                value = {"chosen": [o.id for o in question.options if o.right]}
            case Number():
                value = {"typed": f"{question.answer:g}"}
            case ShortText():
                value = {"typed": "weapons" if text == "karabakh" else "Hesselport’s players"}
        assert question.judge(value)[0] == "right", name
        judged += 1
    assert judged >= 7


@pytest.mark.parametrize("lesson", LESSONS)
def test_either_text_has_the_same_entries(lesson: str):
    mine, other = (
        set(tomllib.loads((PROJECT / "data/quizzes" / t / f"{lesson}.toml").read_text(encoding="utf-8"))) for t in TEXTS
    )
    assert mine == other


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_would_give_an_answer_away_waits_for_it(lesson: str, text: str):
    answers = course.begin(lesson)
    names = [name for name in entries(lesson, text) if name.startswith("after-")]
    assert names
    for name in names:
        box = lessons.afterwards(name)
        assert len(box.children) == 2
        box.button.click()
        assert "still open" in box.said.value
        for item in (i for given in table(lesson, name)[1]["items"] for i in _answers_of(given)):
            answers.record(item, {"chosen": []}, TIME)
        box.button.click()
        assert len(box.children) > 2 and "still open" not in box.said.value


@pytest.mark.parametrize(
    ("text_name", "figures"),
    [
        ("karabakh", "early=4 before_if_exact=85 early_if_exact=7 part_if_exact=18 sum=103 rate_first=13.1 "
         "rate_sum=13.4 rate_sum_worded=14.7 sum_years=7.7 stale_percent=10 touched_years=8 a_year=2019 "
         "retellings=6 kept_both=4"),
        ("transfer-rumour", "early=5 before_if_exact=67 early_if_exact=9 part_if_exact=17 sum=84 rate_first=15.2 "
         "rate_sum=14.8 rate_sum_worded=16.8 sum_years=5.7 stale_percent=14 touched_years=6 a_year=2022 "
         "retellings=6 kept_both=4"),
    ],
)  # fmt: skip
def test_the_figures_of_lesson_04(text_name: str, figures: str):
    wanted = dict(pair.split("=") for pair in figures.split())
    assert {name: FIGURES[name](text_name) for name in wanted} == wanted


def test_the_retellings_asked_about_are_those_that_are_open(text: str):
    course.begin("05-telephone")
    own = PROJECT / "data/articles" / text / "as_reported.csv"
    path = own if own.is_file() else PROJECT / "data/flights/as_reported.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [r["id"] for r in table("05-telephone", "retellings")[1]["retellings"]]
    assert sorted(asked) == sorted(r["id"] for r in rows if r["change"] not in ("origin", "another count"))


def test_no_held_retelling_is_named():
    told = [*PROJECT.glob("data/quizzes/**/0[345]*.toml"), *PROJECT.glob("data/passages/*/0[345]*.md")]
    words = " ".join(p.read_text(encoding="utf-8") for p in [*told, *PROJECT.glob("notebooks/0[345]*.ipynb")])
    for name in ("MEMO", "Nuova Resistenza", "Horizon", "Lantern Weekly", "Middle Coast Monitor"):
        assert name not in words
    assert "Horizon" not in telephone().text_alternative


def test_a_sentence_that_an_assignment_asks_about_is_not_shown(text: str):
    course.begin("03-who-says-so")
    with pytest.raises(CourseError, match="P36"):
        lessons.show_sentences("P36")


def test_a_card_that_is_not_there_is_told_with_its_file(text: str):
    course.begin("03-who-says-so")
    with pytest.raises(CourseError, match=r"no-such.*missing"):
        lessons.show_cards("no-such")


def test_bounds_between_two_days(text: str):
    course.begin("04-counting-flights")
    most = FIGURES["first"](text)
    assert f"0 to {most}" in repr(lessons.how_many_between("2021-01-01", "2021-12-31"))
