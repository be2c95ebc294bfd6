"""Questions with a few answers: what is kept, what is said, what the page never gets."""

import tomllib

import pytest

from course.answers import Answers
from course.errors import CourseError
from course.exercises.quiz import Choice, Option, Quiz, load_question

OPTIONS = [
    Option("a", "The short one", "It leaves out who counted.", right=False),
    Option("b", "The long one", "Yes: it names the day.", right=True),
    Option("c", "The last one", "Yes: it names the place.", right=True),
]
TIME = "2026-01-31T09:00:00.000Z"


@pytest.fixture
def quiz(answers):
    return Quiz("first", "Which <came> first?", OPTIONS[:2], answers=answers)


@pytest.fixture
def several(answers):
    return Quiz("first", "Which came first?", OPTIONS, multiple=True, answers=answers)


def record(page, chosen, time=TIME, n=7):
    return page.send(kind="record", item="first", value={"chosen": chosen}, time=time, n=n)


def test_a_choice_is_kept_and_acknowledged(quiz, page, answers):
    told = record(page(quiz), ["b"])
    assert {k: told[k] for k in ("kind", "item", "n", "time")} == {
        "kind": "kept",
        "item": "first",
        "n": 7,
        "time": TIME,
    }
    assert Answers("n", answers.path.parents[1]).entry("first") == {"value": {"chosen": ["b"]}, "time": TIME}
    assert quiz.entries == {"first": {"value": {"chosen": ["b"]}, "time": TIME}}


def test_a_kept_choice_is_there_when_the_cell_runs_again(quiz, page, answers):
    record(page(quiz), ["b"])
    again = Quiz("first", "Which?", OPTIONS[:2], answers=answers)
    assert again.entries["first"]["value"] == {"chosen": ["b"]}


def test_a_newer_choice_from_another_window_comes_back_instead(quiz, page, answers):
    answers.record("first", {"chosen": ["a"]}, "2026-01-31T10:00:00.000Z")
    told = record(page(quiz), ["b"])
    assert (told["kind"], told["value"], told["time"]) == ("newer", {"chosen": ["a"]}, "2026-01-31T10:00:00.000Z")


def test_what_cannot_be_written_is_not_kept_and_why_is_said(quiz, page, answers):
    answers.path.parent.write_text("in the way")
    told = record(page(quiz), ["b"])
    assert told["kind"] == "not kept"
    assert "a file called answers" in told["why"]
    assert quiz.entries == {}


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, {"chosen": None}, {"chosen": "b"}, {"chosen": ["x"]}, {"chosen": [1]},
        {"chosen": [["a"]]}, {"chosen": ["a", "a"]}, {"chosen": ["a", "b"]},
    ],
)  # fmt: skip
def test_what_is_no_choice_is_not_kept(quiz, page, answers, value):
    told = page(quiz).send(kind="record", item="first", value=value, time=TIME, n=1)
    assert told["kind"] == "not kept"
    assert "Reload the page" in told["why"]
    assert answers.items() == {}


def test_a_bad_time_from_the_page_is_not_kept_and_spoils_nothing(quiz, page, answers):
    here = page(quiz)
    assert record(here, ["a"], time=5)["kind"] == "not kept"
    assert record(here, ["b"])["kind"] == "kept"
    assert Answers("n", answers.path.parents[1]).notices == []


def test_another_exercises_item_is_not_touched(quiz, page, answers):
    assert page(quiz).send(kind="record", item="second", value={"chosen": ["a"]}, time=TIME, n=1) is None
    assert answers.items() == {}


def words(lines):
    return [line["text"] for line in lines]


def test_each_choice_brings_its_own_feedback_and_no_others(quiz, page):
    here = page(quiz)
    title, lines = here.check("first", {"chosen": ["a"]})
    assert title == "Not quite." and words(lines) == [OPTIONS[0].feedback]
    title, lines = here.check("first", {"chosen": ["b"]})
    assert title == "Right." and words(lines) == [OPTIONS[1].feedback]


def test_several_right_answers_are_right_together(several):
    titles = [several.feedback_on("first", {"chosen": chosen})[0] for chosen in (["b"], ["b", "c"], ["a", "b", "c"])]
    assert titles[1] == "Right." and "Right." not in (titles[0], titles[2])


def test_a_hint_comes_before_the_reason(answers):
    quiz = Quiz([Choice("first", "Which?", OPTIONS[:2], hint="Look at the day.")], answers=answers)
    first = words(quiz.feedback_on("first", {"chosen": ["a"]})[1])
    again = words(quiz.feedback_on("first", {"chosen": ["a"]})[1])
    assert "Look at the day." in " ".join(first) and OPTIONS[0].feedback not in first
    assert first == again, "the same answer checked twice is one try"


def test_a_guess_is_noted_and_neither_right_nor_wrong(answers):
    guess = Quiz("first", "How many?", [Option("few", "Few"), Option("many", "Many")], answers=answers)
    assert guess.feedback_on("first", {"chosen": ["few"]}) == ("Noted.", [])


def test_a_check_of_what_is_no_choice_is_not_answered(quiz, page):
    assert page(quiz).send(kind="check", item="first", value={"chosen": ["x"]}) is None


def test_an_error_while_checking_reaches_the_page(quiz, page, monkeypatch):
    monkeypatch.setattr(quiz, "feedback_on", lambda item, value: 1 / 0)
    title, _ = page(quiz).check("first", {"chosen": ["a"]})
    assert title == "This could not be checked: division by zero"


def test_the_page_does_not_get_what_is_right(quiz):
    assert quiz.items[0]["options"] == [{"id": "a", "text": "The short one"}, {"id": "b", "text": "The long one"}]
    assert "names the day" not in str(quiz.get_state())


def test_the_table_shows_question_and_choice_as_text(quiz, page):
    html = quiz._repr_mimebundle_()[0]["text/html"]
    assert "Which &lt;came&gt; first?" in html
    assert "nothing recorded" in html
    record(page(quiz), ["b"])
    assert "The long one" in quiz._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize("value", [{"chosen": ["gone"]}, {"statements": []}, "scribble", None])
def test_a_recorded_value_of_another_shape_does_not_keep_the_question_from_being_shown(answers, value):
    answers.record("first", value)
    quiz = Quiz("first", "Which?", OPTIONS, answers=answers)
    assert quiz.entries == {}
    assert "nothing recorded" in quiz._repr_mimebundle_()[0]["text/html"]
    assert answers.value("first") == value


def test_every_question_on_file_has_words_for_whoever_chooses_wrong(project):
    for path in sorted((project / "data" / "quizzes").glob("*.toml")):
        for item, given in tomllib.loads(path.read_text("utf-8")).items():
            if "options" not in given:
                continue
            options = load_question(path.stem, item).options
            rights = [option.right for option in options]
            assert len({option.id for option in options}) == len(options) >= 2
            assert rights == [None] * len(options) or rights.count(True) >= 1
            assert all(option.feedback for option in options if option.right is not None)


def test_a_missing_question_or_file_or_key_is_named(project):
    with pytest.raises(CourseError, match=r"nowhere\.toml"):
        load_question("nowhere", "x")
    with pytest.raises(CourseError, match=r"00-start-here\.toml.*'x'"):
        load_question("00-start-here", "x")
    path = project / "data" / "quizzes" / "00-start-here.toml"
    path.write_text('[q]\nquestion = "Q"\n[[q.options]]\nid = "a"\n')
    with pytest.raises(CourseError, match=r"00-start-here\.toml.*'text'"):
        load_question("00-start-here", "q")
    path.write_text("[q\n")
    with pytest.raises(CourseError, match=r"00-start-here\.toml.*line 1"):
        load_question("00-start-here", "q")
