"""Passages of several sentences in one card: ids, words, feedback sentence by sentence."""

import pytest

from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises._sentences import guided_units, passage
from course.exercises.tag_attributions import TagAttributions
from course.overlap import ROLES

ARTICLE = load_article("karabakh")


def test_a_passage_runs_from_its_first_sentence_to_its_last():
    found = passage(ARTICLE, "P45..P48")
    assert [s.id for s in found.sentences] == ["P45", "P46", "P47", "P48"]
    assert (found.start, found.end) == (ARTICLE.sentence("P45").start, ARTICLE.sentence("P48").end)
    assert [s.id for s in passage(ARTICLE, "P11..P13").sentences] == ["P11", "P13"]  # P12 is a heading


@pytest.mark.parametrize("unit", ["P12", "P48..P45", "P12..P12", "P45..P99"])
def test_what_is_no_passage_is_refused(unit):
    with pytest.raises(CourseError):
        passage(ARTICLE, unit)


def test_the_page_gets_the_words_of_all_and_where_each_sentence_begins(answers):
    shown = TagAttributions("karabakh", ["P45..P48"], answers=answers).sentences[0]
    assert len(shown["begins"]) == 4
    assert [shown["words"][i][3] for i in shown["begins"]] == ["Foreign", "Azerbaijan", "In", "Following"]
    assert all(ARTICLE.text[a:b] == word for a, b, _, word, _ in shown["words"])


def statements(*units):
    return [
        {role: [list(p) for p in a.spans[role]] for role in ROLES}
        for unit in units
        for a in ARTICLE.sentence(unit).attributions
        if not a.optional
    ]


def test_feedback_goes_sentence_by_sentence(page, answers):
    there = page(TagAttributions("karabakh", ["P45..P47"], answers=answers))
    value = {"text": "karabakh", "unit": "P45..P47", "statements": statements("P45", "P47"), "own": False}
    assert there.check("tag-P45..P47", value)[0] == "All right."
    title, lines = there.check("tag-P45..P47", value | {"statements": statements("P45")})
    assert title == "2 of 3 sentences right, more to do."
    assert any(line["text"].startswith("Sentence 3: Statement") for line in lines)


def test_guided_units_are_known_and_a_text_of_ones_own_has_none():
    assert guided_units(ARTICLE) == {"P20", "P21", "P23a", "P23b", "P42"}
    from dataclasses import replace

    assert guided_units(replace(ARTICLE, name="mine")) == set()
