"""How far spans agree: edges are forgiven, whole sentences are not."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.overlap import ROLES, best_fit, core, fit, match, overlap_f1

TEXT = "In May, the Gazette reported that “twelve boats” of the club, it said, sank in the storm near the old harbour."


def at(*phrases):
    return [(TEXT.index(p), TEXT.index(p) + len(p)) for p in phrases]


def statement(source=(), cue=(), claim=()):
    return {role: at(*phrases) for role, phrases in zip(ROLES, (source, cue, claim), strict=True)}


CLAIM = "“twelve boats” of the club"
GOLD = statement(["the Gazette"], ["reported"], [CLAIM])
WHOLE = [(0, len(TEXT))]
EVERYTHING = dict.fromkeys(ROLES, WHOLE)
SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
    .map(sorted)
    .map(tuple)
    .filter(lambda s: s[0] < s[1]),
    max_size=3,
)
STATEMENTS = st.fixed_dictionaries(dict.fromkeys(ROLES, SPANS))


# Edges


@pytest.mark.parametrize(
    "phrase", ["that “twelve boats” of the club", "“twelve boats” of the club,", "twelve boats” of the club", CLAIM]
)
def test_edge_words_quotation_marks_and_commas_at_an_edge_cost_nothing(phrase):
    assert core(TEXT, at(phrase)) == core(TEXT, at(CLAIM))


def test_edge_words_between_other_words_count():
    assert [TEXT[a:b] for a, b in core(TEXT, at("that “twelve boats” of the"))] == ["“twelve", "boats”"]
    assert len(core(TEXT, at(CLAIM))) == 5


def test_edges_inside_a_claim_in_two_pieces_cost_nothing():
    wide = at("that “twelve boats” of the", "the storm near the")
    assert overlap_f1(TEXT, wide, at("“twelve boats”", "storm near")) == 1


def test_a_span_of_edge_words_alone_is_still_those_words():
    assert core(TEXT, at("that")) == at("that")
    assert overlap_f1(TEXT, at("that"), at("reported")) == 0


# Overlap


@given(SPANS, SPANS)
def test_overlap_is_between_0_and_1_the_same_both_ways_and_1_with_itself(a, b):
    assert 0 <= overlap_f1(TEXT, a, b) == overlap_f1(TEXT, b, a) <= 1
    assert overlap_f1(TEXT, a, a) == 1


def test_overlap_counts_words():
    assert overlap_f1(TEXT, at("boats”"), at("“twelve boats”")) == pytest.approx(2 / 3)
    assert overlap_f1(TEXT, [], at("boats”")) == 0
    assert overlap_f1(TEXT, [], []) == 1


# Fit


@given(STATEMENTS, STATEMENTS)
def test_credit_is_none_half_or_full_per_role(given_, gold):
    assert set(fit(TEXT, given_, gold).credit) == set(ROLES)
    assert set(fit(TEXT, given_, gold).credit.values()) <= {0, 0.5, 1}


def test_the_gold_fits_itself():
    fitted = fit(TEXT, GOLD, GOLD)
    assert fitted.total == 3
    assert not fitted.swallowed
    assert not any(fitted.missing.values()) and not any(fitted.extra.values())


def test_a_claim_with_half_its_words_earns_half_and_says_what_is_missing():
    fitted = fit(TEXT, GOLD | {"claim": at("“twelve boats”")}, GOLD)
    assert fitted.credit == {"source": 1, "cue": 1, "claim": 0.5}
    assert [TEXT[a:b] for a, b in fitted.missing["claim"]] == ["of", "the", "club"]


def test_the_whole_sentence_as_claim_earns_nothing_alone():
    assert fit(TEXT, statement() | {"claim": WHOLE}, GOLD).total == 0


def long_gold(source=("the Gazette",)):
    return statement(
        source, ["reported"], ["“twelve boats” of the club, it said, sank in the storm near the old harbour"]
    )


def test_a_claim_that_swallows_the_cue_earns_half_where_the_cue_is_right():
    taken = at("reported that " + TEXT[TEXT.index("“twelve") : -1])
    fitted = fit(TEXT, long_gold() | {"claim": taken}, long_gold())
    assert fitted.swallowed
    assert fitted.credit == {"source": 1, "cue": 1, "claim": 0.5}
    assert fit(TEXT, statement() | {"claim": taken}, long_gold()).total == 0


def test_the_whole_sentence_as_claim_does_not_earn_a_missing_source():
    assert fit(TEXT, statement() | {"claim": WHOLE}, long_gold(source=())).total == 0


def test_a_missing_source_is_right_only_beside_something_right():
    gold = long_gold(source=())
    assert fit(TEXT, statement(cue=["reported"]), gold).credit == {"source": 1, "cue": 1, "claim": 0}
    assert fit(TEXT, statement(cue=["storm"]), gold).total == 0
    assert fit(TEXT, statement(), gold).total == 0
    assert fit(TEXT, gold | {"source": at("the Gazette")}, gold).credit["source"] == 0


def test_nothing_marked_earns_nothing_even_where_the_gold_has_no_claim():
    assert fit(TEXT, statement(), statement(cue=["reported"])).total == 0


def test_everything_marked_as_everything_earns_nothing():
    assert fit(TEXT, EVERYTHING, GOLD).total == 0


@given(STATEMENTS, st.lists(STATEMENTS, min_size=1, max_size=3))
def test_another_accepted_reading_never_costs_anything(given_, readings):
    totals = [best_fit(TEXT, given_, readings[: n + 1]).total for n in range(len(readings))]
    assert totals == sorted(totals)


def test_the_best_reading_is_the_best_by_the_weights_asked_for():
    readings = [statement(["the Gazette"], ["reported"]), statement([], ["said"], [CLAIM])]
    given_ = statement(["the Gazette"], ["reported"], [CLAIM])
    assert best_fit(TEXT, given_, readings).credit["claim"] == 0
    assert best_fit(TEXT, given_, readings, {"source": 0, "cue": 0, "claim": 1}).credit["claim"] == 1


# Matching

SECOND = statement(["it"], ["said"], ["sank in the storm"])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_statements_find_their_attributions_in_any_order(order):
    three = [GOLD, SECOND, statement(["the club"], ["In May"], ["the old harbour"])]
    assert match(TEXT, [three[i] for i in order], [[three[0]], [three[1]]]) == [order.index(0), order.index(1)]


def test_a_statement_goes_with_one_attribution_only():
    assert match(TEXT, [GOLD], [[GOLD], [GOLD]]) == [0, None]


def test_the_first_of_equal_statements_is_taken():
    assert match(TEXT, [GOLD, GOLD], [[GOLD]]) == [0]


def test_a_wrong_statement_is_still_paired_rather_than_none():
    assert match(TEXT, [GOLD, statement(cue=["storm"])], [[GOLD], [SECOND]]) == [0, 1]


def test_without_statements_or_attributions_there_is_nothing_to_pair():
    assert match(TEXT, [], [[GOLD]]) == [None]
    assert match(TEXT, [GOLD], []) == []
