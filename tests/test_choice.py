"""The text that a learner chose: recorded in lesson 00, found from every lesson, changed at will."""

import pytest

import course
from course import choice
from course.answers import Answers, begin
from course.errors import CourseError


@pytest.fixture
def there(project, tmp_path, monkeypatch):
    """A copy of the course with both texts, and a folder of a learner's own."""
    other = project / "data" / "articles" / "transfer-rumour"
    other.mkdir(exist_ok=True)
    (other / "article.txt").touch()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return project


def chosen(*names: str) -> None:
    Answers(choice.LESSON).record(choice.ITEM, {"chosen": list(names)})


def test_until_a_choice_is_made_the_first_text_is_used(there):
    begin("02-claims-and-attribution")
    assert course.text() == "karabakh"
    chosen()
    assert course.text() == "karabakh"


def test_a_choice_holds_in_every_lesson_and_can_be_changed(there):
    chosen("transfer-rumour")
    begin("02-claims-and-attribution")
    assert course.text() == "transfer-rumour"
    chosen("karabakh")
    assert course.text() == "karabakh"


def test_an_instructor_sets_the_first_text(there):
    settings = there / "data" / "settings.toml"
    parts = settings.read_text("utf-8").split("[[texts]]")
    settings.write_text("[[texts]]".join([parts[0], *reversed(parts[1:])]), "utf-8")
    begin("02-claims-and-attribution")
    assert course.text() == "transfer-rumour"


def test_a_text_that_was_taken_out_is_neither_offered_nor_used(there):
    chosen("karabakh")
    (there / "data" / "articles" / "karabakh" / "article.txt").unlink()
    begin("02-claims-and-attribution")
    assert course.text() == "transfer-rumour"


@pytest.mark.parametrize(
    "value", ["transfer-rumour", {"chosen": "x"}, {"chosen": [1]}, {"chosen": ["../secret"]}, None]
)
def test_nonsense_in_the_answers_is_no_choice(there, value):
    Answers(choice.LESSON).record(choice.ITEM, value)
    begin("02-claims-and-attribution")
    assert course.text() == "karabakh"


def test_a_damaged_file_of_answers_is_no_choice(there):
    (there.parent / "work" / "answers").mkdir()
    (there.parent / "work" / "answers" / f"{choice.LESSON}.json").write_text("{", "utf-8")
    begin("02-claims-and-attribution")
    assert course.text() == "karabakh"


@pytest.mark.parametrize("settings", ["texts = []", "texts = [{}]", "texts = 3", "texts = ["])
def test_settings_that_cannot_be_read_are_told_with_their_place(there, settings):
    (there / "data" / "settings.toml").write_text(settings, "utf-8")
    with pytest.raises(CourseError, match=r"settings\.toml"):
        course.text()


QUESTION = '[q]\nquestion = "{}"\n[[q.options]]\nid = "a"\ntext = "A"\n'


def test_a_question_about_one_text_goes_before_one_for_all_and_keeps_its_own_answers(there):
    quizzes = there / "data" / "quizzes"
    (quizzes / "n.toml").write_text(QUESTION.format("all"), "utf-8")
    assert choice.question("n", "q")[1:] == ("q", {"question": "all", "options": [{"id": "a", "text": "A"}]})
    for text in ("karabakh", "transfer-rumour"):
        (quizzes / text).mkdir(exist_ok=True)
        (quizzes / text / "n.toml").write_text(QUESTION.format(text), "utf-8")
    begin("n")
    assert (choice.question("n", "q")[1], choice.question("n", "q")[2]["question"]) == ("q", "karabakh")
    chosen("transfer-rumour")
    assert (choice.question("n", "q")[1], choice.question("n", "q")[2]["question"]) == (
        "q-transfer-rumour",
        "transfer-rumour",
    )
