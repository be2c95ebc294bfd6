"""What a grade cell calls, in the marker's room and in a learner's notebook."""

import pytest

from course import answers as answers_module
from course.answers import Answers
from course.corpus.article import load_article
from course.marking import mark
from course.marking.cells import Incomplete, Sheet, lay_out
from course.marking.keys import load_items
from course.overlap import ROLES

ITEMS = load_items("1-claims-and-attribution")
ARTICLE = load_article("karabakh", keys=True)


def model(item):
    unit = ITEMS[item].parts[item].key["karabakh"]
    spans = ARTICLE.sentence(unit).attributions[0].spans
    statement = {role: [list(piece) for piece in spans[role]] for role in ROLES}
    return {"text": "karabakh", "unit": unit, "statements": [statement], "own": False}


@pytest.fixture
def sheet():
    """The marker's room, with a hand-in that a test fills."""
    laid = Sheet(ITEMS, {}, [])
    lay_out(laid)
    yield laid
    lay_out(None)


@pytest.fixture
def learner(tmp_path, monkeypatch):
    """A learner's notebook: its answers, and no keys to be found."""
    answers = Answers("n", tmp_path)
    monkeypatch.setattr(answers_module, "_current", answers)
    monkeypatch.setenv("SAYS_WHO_KEYS", str(tmp_path / "no-keys"))
    load_article.cache_clear()
    yield answers
    load_article.cache_clear()


# The marker's room


def test_a_right_answer_earns_its_points_as_a_plain_float(sheet):
    sheet.answers["span-1"] = {"value": model("span-1")}
    result = mark("span-1", "tagging")
    assert (type(result), result) == (float, 2.0)
    assert "Claim: agrees (1 of 1)." in sheet.shown[0]


def test_no_answer_earns_nothing_and_says_so(sheet):
    assert mark("span-1", "tagging") == 0.0
    assert "No answer was handed in for this item." in sheet.shown[0]


@pytest.mark.parametrize(
    "value",
    [
        None, 5, "span-1", [], {}, {"text": []}, {"text": {}}, {"text": None}, {"text": "karabakh"},
        {"text": "no such text"}, {"text": "../../assignments/keys"}, {"chosen": ["a"]},
        model("span-2"), model("span-1") | {"statements": None}, model("span-1") | {"statements": [None]},
    ],
)  # fmt: skip
def test_what_is_no_answer_to_the_item_earns_nothing_and_says_so(sheet, value):
    sheet.answers["span-1"] = {"value": value}
    assert mark("span-1", "tagging") == 0.0
    assert "is no answer to this item" in sheet.shown[0]


def test_what_a_learner_wrote_is_shown_as_text(sheet):
    """The words between a learner's offsets are the article's own; a text's name and other fields are never shown."""
    sheet.answers["span-1"] = {"value": model("span-1") | {"text": "<img src=x>"}}
    mark("span-1", "tagging")
    assert "<img" not in sheet.shown[0]


def test_the_feedback_shows_the_learners_words_and_not_the_keys(sheet):
    given_ = model("span-1")
    given_["statements"][0]["cue"] = []
    sheet.answers["span-1"] = {"value": given_}
    mark("span-1", "tagging")
    asked, answered = sheet.shown[0].split("</blockquote>")
    assert "The report further stated" in asked  # the whole sentence, as the learner had it
    assert "source: “The report”" in answered
    assert "further stated" not in answered


# A learner's notebook


def test_in_a_learners_notebook_there_is_no_mark_only_complete_or_not(learner, capsys):
    wrong = model("span-1")
    wrong["statements"][0]["cue"] = wrong["statements"][0]["claim"]
    learner.record("span-1", wrong)
    assert mark("span-1", "tagging") is None
    assert capsys.readouterr().out == "span-1: recorded, complete.\n"


def test_an_item_without_an_answer_is_named(learner):
    with pytest.raises(Incomplete, match="span-1: nothing is recorded yet"):
        mark("span-1", "tagging")


def test_an_incomplete_answer_says_what_is_missing(learner):
    value = model("span-1")
    value["statements"][0]["claim"] = []
    learner.record("span-1", value)
    with pytest.raises(Incomplete, match="span-1: Statement 1 has no claim yet"):
        mark("span-1", "tagging")
    learner.record("span-1", value | {"statements": []})
    with pytest.raises(Incomplete, match="span-1: Nothing is marked yet"):
        mark("span-1", "tagging")


@pytest.mark.parametrize("value", ["scribble", 5, {}, {"chosen": ["a"]}, {"statements": [{}]}])
def test_a_recorded_value_of_another_shape_is_no_traceback(learner, value):
    learner.record("span-1", value)
    with pytest.raises(Incomplete, match="span-1: what is recorded is no answer"):
        mark("span-1", "tagging")
