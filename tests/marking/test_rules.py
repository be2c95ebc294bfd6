"""One answer -> points, with people who try to earn them otherwise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.corpus.article import Attribution, Sentence, load_article
from course.corpus.words import word_set
from course.errors import CourseError
from course.marking.keys import load_items
from course.marking.rules._mark import points
from course.marking.rules.tagging import mark_tagging
from course.overlap import ROLES

ARTICLE = load_article("karabakh", keys=True)
ITEMS = load_items("1-claims-and-attribution")
EMPTY = {"source": [], "cue": [], "claim": []}
SPANS = [p.key["karabakh"] for item in ITEMS.values() if item.kind == "tagging" for p in item.parts.values()]
units = pytest.mark.parametrize("unit", SPANS)


def at(unit, *phrases):
    sentence = ARTICLE.sentence(unit)
    return [
        (sentence.start + sentence.text.index(p), sentence.start + sentence.text.index(p) + len(p)) for p in phrases
    ]


def whole(unit):
    sentence = ARTICLE.sentence(unit)
    return [(sentence.start, sentence.end)]


def mark(unit, *statements, maximum=2.0):
    return mark_tagging(ARTICLE.text, list(statements), ARTICLE.sentence(unit), maximum, "answer")


def required(unit):
    return [a for a in ARTICLE.sentence(unit).attributions if not a.optional]


# Honest work


@units
def test_every_accepted_reading_of_every_attribution_earns_full_marks(unit):
    for attribution in required(unit):
        for reading in attribution.readings:
            assert mark(unit, reading).points == 2.0


@units
def test_each_role_left_out_costs_its_share(unit):
    right = required(unit)[0].spans
    assert mark(unit, right | {"claim": []}).points == 1.0
    if right["source"]:  # P49 may be read as naming nobody, too
        assert mark(unit, right | {"source": []}).points == (2.0 if unit == "P49" else 1.5)
    assert mark(unit, right | {"cue": []}).points == 1.5


def test_some_of_the_words_earn_half_the_share():
    half = {
        "source": at("P49", "a document published by Haaretz"),
        "cue": at("P49", "stated"),  # one of two words, F1 0.67
        "claim": at("P49", "“Israel” uses Azerbaijani"),  # three of eight words, F1 0.55
    }
    assert mark("P49", half).points == 0.5 + 0.25 + 0.5
    assert mark("P49", half | {"claim": at("P49", "uses Azerbaijani")}).points == 0.5 + 0.25


def test_either_of_two_who_speak_counts_and_both_are_no_better():
    website, president = (a.spans for a in required("P22"))
    assert mark("P22", president).points == mark("P22", website).points == mark("P22", president, website).points == 2


def test_an_empty_statement_does_not_take_the_place_of_the_right_one():
    right = required("P36")[0].spans
    assert mark("P36", EMPTY, EMPTY, right).points == 2


def test_the_maximum_scales_everything():
    assert mark("P36", required("P36")[0].spans | {"claim": []}, maximum=3.0).points == 1.5


def test_the_lines_say_per_part_whether_it_agrees_and_never_what_is_right():
    result = mark("P36", EMPTY | {"cue": at("P36", "further stated"), "claim": whole("P36")})
    assert result.lines == [
        "Source: does not agree (0 of 0.5).",
        "Cue: agrees (0.5 of 0.5).",
        "Claim: agrees in part (0.5 of 1).",
        "The claim takes in the source or the cue, so it earns half at most.",
    ]


# Other ways to points


@units
def test_nothing_earns_nothing(unit):
    for statements in ([], [EMPTY], [EMPTY] * 20):
        assert mark(unit, *statements).points == 0


@units
def test_the_whole_sentence_as_claim_earns_nothing(unit):
    assert mark(unit, EMPTY | {"claim": whole(unit)}).points == 0


@units
def test_everything_marked_as_everything_earns_an_eighth_at_most(unit):
    assert mark(unit, {role: whole(unit) for role in ROLES}).points <= 0.25


@units
def test_twenty_statements_earn_no_more_than_the_first_few(unit):
    few = len(ARTICLE.sentence(unit).attributions)
    everything = {role: whole(unit) for role in ROLES}
    right = required(unit)[0].spans
    assert mark(unit, *[everything] * few, *[right] * (20 - few)).points == mark(unit, *[everything] * few).points


@units
def test_a_cue_with_the_whole_sentence_as_claim_earns_half_of_the_claim_at_most(unit):
    right = required(unit)[0].spans
    lazy = mark(unit, right | {"claim": whole(unit)}).points
    assert lazy <= 1.5
    assert mark(unit, EMPTY | {"cue": right["cue"], "claim": whole(unit)}).points <= 1.5


@units
def test_each_word_as_its_own_piece_earns_what_the_span_earns(unit):
    right = required(unit)[0].spans
    pieces = {role: sorted(word_set(ARTICLE.text, right[role])) * 2 for role in ROLES}
    assert mark(unit, pieces).points == 2.0


@units
def test_the_roles_exchanged_earn_nothing(unit):
    right = required(unit)[0].spans
    turned = {"source": right["cue"], "cue": right["claim"], "claim": right["source"]}
    assert mark(unit, turned).points == 0


def test_an_optional_attribution_alone_earns_what_it_shares_with_the_required_one():
    (optional,) = [a for a in ARTICLE.sentence("P54").attributions if a.optional]
    assert mark("P54", optional.spans).points == 0.5  # half of the claim, by the longer reading
    assert mark("P54", optional.spans, required("P54")[0].spans).points == 2


def test_where_nothing_has_to_be_marked_what_may_be_marked_counts():
    sentence = ARTICLE.sentence("P26")
    (optional,) = sentence.attributions
    assert optional.optional
    assert mark("P26", optional.spans).points == 2
    assert mark("P26", EMPTY | {"claim": whole("P26")}).points == 0


def test_a_sentence_without_attributions_cannot_be_marked():
    with pytest.raises(CourseError, match="P06 has no attribution to mark"):
        mark("P06", EMPTY)


def test_the_better_of_two_attributions_counts_by_points_not_by_feedback():
    """Feedback would pair this statement with the first one (source and cue); its claim is the second one's."""
    text = "Ann reported widely " + " ".join(f"w{n}" for n in range(13))
    place = {word: (text.index(word), text.index(word) + len(word)) for word in text.split()}

    def run(first, last):
        return [(place[first][0], place[last][1])]

    def attribution(id, **spans):
        return Attribution(id, "P01", spans["source"], spans["cue"], spans["claim"], {}, readings=[spans])

    ann, reported = [place["Ann"]], [place["reported"]]
    gold = [
        attribution("E1", source=ann, cue=reported, claim=run("w4", "w12")),
        attribution("E2", source=[place["w12"]], cue=run("reported", "widely"), claim=run("w0", "w9")),
    ]
    sentence = Sentence("P01", text, 0, len(text), heading=False, voice="attributed", attributions=gold)
    given_ = {"source": ann, "cue": reported, "claim": run("w0", "w7")}
    assert mark_tagging(text, [given_], sentence, 2.0, "").points == 0.25 + 1.0


def spans_within(unit):
    (place,) = whole(unit)
    edge = st.integers(*place)
    return st.lists(st.tuples(edge, edge).map(sorted).map(tuple).filter(lambda s: s[0] < s[1]), max_size=3)


@given(st.data(), st.sampled_from(SPANS))
def test_whatever_is_marked_the_points_are_a_plain_float_from_0_to_the_maximum(data, unit):
    statement = st.fixed_dictionaries(dict.fromkeys(ROLES, spans_within(unit)))
    statements = data.draw(st.lists(statement, max_size=4))
    result = mark(unit, *statements)
    assert type(result.points) is float
    assert 0 <= result.points <= 2


# points()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        (0.1 + 0.2, 0.3),
        (True, 1.0),
        (math.nan, 0.0),
        (math.inf, 0.0),
        (-math.inf, 0.0),
        (-1, 0.0),
        (-0.0, 0.0),
        (3, 2.0),
        (10**400, 0.0),
        (-(10**400), 0.0),
        (np.float64(1.5), 1.5),
        (np.float32(0.5), 0.5),
        (np.int64(1), 1.0),
        (np.bool_(True), 1.0),
        (np.float64("nan"), 0.0),
        (np.array(0.5), 0.5),
    ],
    ids=repr,
)
def test_points_are_a_plain_float_in_range(value, expected):
    result = points(value, 2)
    assert type(result) is float
    assert result == expected
    assert repr(float(repr(result))) == repr(result)


@given(st.floats() | st.integers() | st.fractions(), st.floats(0.01, 1e6))
def test_points_never_leave_the_range(value, maximum):
    result = points(value, maximum)
    assert type(result) is float
    assert 0.0 <= result <= maximum


@pytest.mark.parametrize("value", ["many", None, [1], {}])
def test_what_is_no_number_is_an_error_not_a_mark(value):
    with pytest.raises((TypeError, ValueError)):
        points(value, 2)
