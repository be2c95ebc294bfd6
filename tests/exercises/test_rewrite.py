"""Rewriting: held against the learner's own marks; facts compared by letters; no score."""

import pytest

from course.corpus.article import Article, Sentence, load_article
from course.errors import CourseError
from course.exercises.rewrite import MAX_LENGTH, Rewrite, what_is_left

ARTICLE = load_article("karabakh")
TIME = "2026-01-31T09:00:00.000Z"


def left(text, rewriting, *marked):
    """Lines on a one-sentence text whose words `marked` the learner marked."""
    unit = Sentence("S1", text, 0, len(text), False)
    spans = [[text.index(m), text.index(m) + len(m)] for m in marked]
    return [line["text"] for line in what_is_left(text, unit, rewriting, spans)[1]]


TEXT = "The regime of Novia sold 92 shiny planes to “Ruria” in March 2021, a massive blow to peace."


def test_marked_words_that_remain_are_named():
    assert left(TEXT, "The regime sold planes.", "regime", "massive blow")[0] == (
        "Of the words you marked, these remain: “regime”."
    )
    assert left(TEXT, "The government sold planes.", "regime", "massive blow")[0] == (
        "None of the words you marked remains."
    )
    assert left(TEXT, "A blow, and a massive one.", "massive blow")[0] == "None of the words you marked remains."
    assert left(TEXT, "Anything.")[0] == "You marked no words in this sentence."


def test_a_name_without_its_quotation_marks_is_gone_as_a_mark_and_kept_as_a_name():
    lines = left(TEXT, "Novia sold 92 planes to Ruria in March 2021.", "“Ruria”")
    assert lines[0] == "None of the words you marked remains."
    assert lines[2] == "Names: all there, “Novia”, “Ruria”, “March”."
    assert left(TEXT, "To “Ruria”.", "“Ruria”")[0].startswith("Of the words you marked, these remain: “Ruria”")


def test_numbers_and_names_that_are_gone_are_named():
    lines = left(TEXT, "Novia's government sold planes in March.")
    assert lines[1] == "Numbers: not found “92”, “2021”. A number that is gone takes a fact with it."
    assert lines[2] == "Names: not found “Ruria”. Is it still clear who or where?"


def test_other_words_count_by_their_stem_and_the_check_says_that_it_is_simple():
    lines = left(TEXT, "Novia was selling planes; a shining blow.", "regime", "massive")
    assert lines[-1].startswith("Other words of the claim: ")
    assert "“sold”" in lines[-1] and "“planes”" not in lines[-1]
    assert lines[-1].endswith("Another word may say the same: does your sentence still claim as much?")


def test_a_name_of_several_words_counts_as_one():
    assert left("Atlas Systems grew.", "Atlas Systems grew.")[1] == "Names: all there, “Atlas Systems”."
    assert left("Atlas Systems grew.", "Atlas grew.")[1].startswith("Names: not found “Atlas Systems”")
    assert len(left("However, it grew.", "It grew.")) == 2  # an opening capital alone is no name


def test_nothing_written_yet():
    assert what_is_left(TEXT, Sentence("S1", TEXT, 0, len(TEXT), False), "  ", [])[0] == "Nothing is written yet."


def test_the_marks_are_the_learners_own_and_read_when_asked(page, answers):
    rewrite = Rewrite("karabakh", ["P33"], answers=answers)
    value = {"text": "karabakh", "unit": "P33", "rewrite": "A massive office."}
    there = page(rewrite)
    assert "You have not marked words" in there.check("rewrite-P33", value)[1][0]["text"]
    start = ARTICLE.text.index("massive")
    marked = {"text": "karabakh", "unit": "P33", "marks": [{"span": [start, start + 7], "reason": ""}]}
    answers.record("loaded-P33", marked)
    told = there.send(kind="look", item="rewrite-P33", value=value)
    assert told["marks"] == [[start, start + 7]] and told["aloud"] is False
    assert told["lines"][0]["text"] == "Of the words you marked, these remain: “massive”."
    answers.record("loaded-P33", "nonsense")
    assert "You have not marked words" in there.check("rewrite-P33", value)[1][0]["text"]


def test_no_word_that_only_other_readers_marked_is_given_away(page, answers):
    there = page(Rewrite("karabakh", ["P33"], answers=answers))
    _, lines = there.check("rewrite-P33", {"text": "karabakh", "unit": "P33", "rewrite": ARTICLE.sentence("P33").text})
    assert "massive" not in " ".join(line["text"] for line in lines)


def test_kept_and_shown_as_a_table(page, answers):
    rewrite = Rewrite("karabakh", ["P33"], answers=answers)
    value = {"text": "karabakh", "unit": "P33", "rewrite": "<b>An office</b> & more 😀"}
    assert page(rewrite).send(kind="record", item="rewrite-P33", value=value, time=TIME, n=1)["kind"] == "kept"
    assert rewrite.rows()[0][1] == "<b>An office</b> & more 😀"
    assert "&lt;b&gt;An office&lt;/b&gt; &amp; more 😀" in rewrite._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"text": "karabakh", "unit": "P33", "rewrite": None},
        {"text": "karabakh", "unit": "P33", "rewrite": "x" * (MAX_LENGTH + 1)},
        {"text": "karabakh", "unit": "P28", "rewrite": "x"},
        {"text": "other", "unit": "P33", "rewrite": "x"},
    ],
)
def test_what_is_no_rewriting_is_not_taken(answers, value):
    assert not Rewrite("karabakh", ["P33"], answers=answers).accepts("rewrite-P33", value)


def test_guided_passages_and_headings_are_refused(answers):
    with pytest.raises(CourseError, match="guidance"):
        Rewrite("karabakh", ["P42"], answers=answers)
    with pytest.raises(CourseError, match="heading"):
        Rewrite("karabakh", ["P12"], answers=answers)


def test_any_script(answers):
    text = "قال المدرب 12 مرة 😀."
    article = Article("mine", "t", text, [Sentence("S1", text, 0, len(text), False)])
    rewrite = Rewrite(article, ["S1"], answers=answers)
    assert what_is_left(text, rewrite.units["rewrite-S1"], "قال 12", [])[1]
