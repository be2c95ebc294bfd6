"""Quiz: four kinds of question, hints and reasons, and nothing of the key on the page."""

from __future__ import annotations

import json

import pytest
from anywidget import AnyWidget

from course.errors import CourseError
from course.exercises.does_it_matter import DoesItMatter
from course.exercises.quiz import Check, Choice, Number, Option, Quiz, ShortText, plain
from course.exercises.reporting_verbs import ReportingVerbs, VerbPair
from course.typed_numbers import read_number

OPTIONS = (
    Option("a", "One", "Because of A.", True),
    Option("b", "Two", "Not B.", False),
    Option("c", "Three", right=True),
)
CHOICE = Choice("q", "Which?", OPTIONS, hint="Look again.", reason="So it is.")
NUMBER = Number("n", "How many?", 11.5, 0.1, "flights", hint="Count.", reason="23 halves.", near={23: "Halve it."})
UNITS = Number("u", "How many?", 4, unit="a month", units=("a month", "a year"))
TEXT = ShortText(
    "t", "Who?", ["elbit( systems)?"], near={"atlas.*": "The text says so."}, hint="Two parts.", reason="E."
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("11,5", 11.5), ("11.5", 11.5), ("1 000 000", 1e6), ("1,000", 1000), ("0,125", 0.125), ("1.000,5", 1000.5),
     ("1,000.5", 1000.5), ("about 40 %", 40), ("−3", -3), (".5", 0.5), ("1.2.3", None), ("12 of 40", None), ("", None),
     ("many", None), ("1,2.3,4", None), ("9" * 60, 1e60)],
)  # fmt: skip
def test_numbers_are_read_with_comma_or_point(typed, number):
    assert read_number(typed) == (pytest.approx(number) if number is not None else None)


def test_words_are_compared_without_case_accents_and_quotes():
    assert plain(" “Café”  d’Été. ") == '"cafe" d\'ete'


def test_nothing_of_the_key_reaches_the_page(answers):
    quiz = Quiz([CHOICE, NUMBER, UNITS, TEXT], answers=answers)
    # Left out: the front end, and what holds figures by chance (ids of the widget machinery, a hash of the folder).
    other = {*AnyWidget().keys, "_css", "place", "me"}
    assert quiz.me == quiz.model_id
    page = json.dumps({name: quiz.trait_values()[name] for name in quiz.keys if name not in other})
    assert all(asked.question in page for asked in quiz.questions.values())
    for secret in ("Because of A", "Look again", "So it is", "23", "Halve", "elbit", "atlas", "11.5", "right"):
        assert secret not in page


def test_a_first_wrong_try_gets_the_hint_a_second_the_reason(answers, page_of):
    page = page_of(Quiz([CHOICE, NUMBER, TEXT], answers=answers))
    assert page.check("q", {"chosen": ["b"]}) == ("Not quite.", ["A hint: Look again."])
    assert page.check("q", {"chosen": ["b"]}) == ("Not quite.", ["A hint: Look again."])  # the same try
    assert page.check("q", {"chosen": ["a"]}) == ("Right.", ["Because of A.", "So it is."])
    assert page.check("n", {"typed": "12"}) == ("Not quite.", ["A hint: Count."])
    assert page.check("n", {"typed": "23"}) == ("Not quite.", ["Halve it."])
    assert page.check("n", {"typed": "13"}) == ("Not quite.", ["23 halves."])
    assert page.check("n", {"typed": "11,6"}) == ("Right.", ["Read as 11.6.", "23 halves."])
    assert page.check("n", {"typed": "x"}) == ("This cannot be read yet.", ["That is not one number."])
    assert page.check("t", {"typed": "Atlas"}) == ("Not quite.", ["A hint: Two parts."])
    assert page.check("t", {"typed": "Atlas Systems"}) == ("Not quite.", ["The text says so."])
    assert page.check("t", {"typed": "ELBIT  Systems."}) == ("Right.", ["E."])


def test_without_a_hint_the_chosen_answers_words_come_at_once(answers, page_of):
    page = page_of(Quiz("q", "Which?", OPTIONS, answers=answers))
    assert page.check("q", {"chosen": ["b"]}) == ("Not quite.", ["Not B."])
    assert page.check("q", {"chosen": []}) == ("Answer first.", [])
    page = page_of(Quiz("m", "Which?", OPTIONS, multiple=True, answers=answers))
    assert page.check("m", {"chosen": ["a"]})[0] == "Right so far; there is more."
    assert page.check("m", {"chosen": ["a", "c"]})[0] == "Right."


def test_a_right_number_with_the_wrong_unit_is_half_right(answers, page_of):
    page = page_of(Quiz([UNITS], answers=answers))
    assert page.check("u", {"typed": "4", "unit": ""})[1] == ["Choose the unit, too."]
    title, lines = page.check("u", {"typed": "4", "unit": "a year"})
    assert (title, lines) == ("Right so far; there is more.", ["The number is right.", "Look at the unit again."])
    assert page.check("u", {"typed": "4", "unit": "a month"})[0] == "Right."


def test_a_held_back_key_says_only_whether_it_is_complete(answers, page_of):
    page = page_of(Quiz([CHOICE, UNITS], feedback=False, answers=answers))
    assert page.check("q", {"chosen": ["b"]}) == ("Recorded, complete.", [])
    assert page.check("u", {"typed": "9", "unit": ""}) == ("Recorded, not complete.", ["Choose the unit, too."])


@pytest.mark.parametrize(
    ("item", "value"),
    [("q", {"chosen": ["a", "b"]}), ("q", {"chosen": ["z"]}), ("q", {"chosen": "a"}), ("q", None),
     ("q", {"typed": "a"}), ("q", {"chosen": [["a"]]}), ("n", {"typed": 5}),
     ("n", {"typed": "5" * 61}), ("n", {"typed": "5", "unit": "x"}),
     ("u", {"typed": "5"}), ("u", {"typed": "5", "unit": "x"}), ("t", {"typed": "x" * 501}), ("t", [])],
)  # fmt: skip
def test_what_is_no_answer_is_never_recorded(answers, page_of, item, value):
    page = page_of(Quiz([CHOICE, NUMBER, UNITS, TEXT], answers=answers))
    receipt = page.record(item, value)
    assert receipt["kind"] == "not kept" and receipt["final"]
    assert answers.items() == {}


def test_an_answer_of_another_form_is_told_and_stays_in_the_file(answers):
    answers.record("q", {"picked": 1})
    quiz = Quiz([CHOICE], answers=answers)
    assert quiz.entries == {}
    assert "answer to q that this release of the kit cannot show" in quiz.notices[0]
    assert answers.value("q") == {"picked": 1}


def test_the_table_tells_item_and_answer(answers):
    answers.record("q", {"chosen": ["a"]})
    answers.record("u", {"typed": "4", "unit": "a year"})
    quiz = Quiz([CHOICE, UNITS, TEXT], answers=answers)
    assert quiz.rows() == [("Which?", "One"), ("How many?", "4 a year"), ("Who?", "nothing recorded")]


def test_the_check_at_a_lessons_end_comes_from_its_file(project, tmp_path, answers):
    (project / "data" / "quizzes" / "n.toml").write_text(
        '[end]\ntitle = "Two"\nquestions = ["x", "y"]\n'
        '[x]\nkind = "number"\nquestion = "How many?"\nanswer = 3\n[x.near]\n6 = "Half of it."\n'
        '[y]\nkind = "text"\nquestion = "Who?"\naccepted = ["me"]\n[bad]\nkind = "song"\nquestion = "?"\n'
    )
    quiz = Check("end", answers=answers)
    assert quiz.item_ids == ["x", "y"] and quiz.title == "Two"
    assert quiz.questions["x"].near == {6.0: "Half of it."}
    for item, told in {"bad": "kind 'song'", "none": "'none' is missing"}.items():
        with pytest.raises(CourseError, match=told):
            Quiz(item, answers=answers)


def test_does_it_matter_gives_the_golds_reason(answers, page_of):
    page = page_of(DoesItMatter("m", "Six days, not seven.", "slip", "Nearly.", accepted=["weakens"], answers=answers))
    assert page.check("m", {"chosen": ["slip"]}) == ("That is how we see it, too.", ["Nearly."])
    assert page.check("m", {"chosen": ["weakens"]}) == ("That can be argued, too.", ["We take it for a slip. Nearly."])
    assert page.check("m", {"chosen": ["decides"]}) == ("We see it otherwise.", ["We take it for a slip. Nearly."])
    with pytest.raises(CourseError, match="slip, weakens or decides"):
        DoesItMatter("m", "?", "huge", answers=answers)


def test_reporting_verbs_carry_the_caution_and_the_reason(answers, page_of):
    pair = VerbPair("v", ("He said it.", "passes", "No more."), ("He claimed it.", "distance", "Open."))
    verbs = ReportingVerbs([pair], answers=answers)
    page = page_of(verbs)
    assert "translated" in verbs.intro and verbs.item_ids == ["v-1", "v-2"]
    assert page.check("v-2", {"chosen": ["vouches"]})[1][0].startswith("A hint:")
    assert page.check("v-2", {"chosen": ["passes"]}) == ("Not quite.", ["Open."])
    assert page.check("v-2", {"chosen": ["distance"]}) == ("Right.", ["Open."])
