"""Agreement: against values worked out by hand, and against worked examples printed in the literature."""

import math
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.agreement import (
    Estimate,
    Scores,
    align_attributions,
    alpha,
    alpha_interval,
    compare_passes,
    kappa,
    role_f1,
    span_f1,
    token_labels,
    tokens,
)
from course.corpus.brat import attributions, parse_brat
from course.corpus.gold import AttributionGold, gold_from_quotes

# words


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said: “No, never!” (twice).", ["He", "said", "No", "never", "twice"]),
        (
            "“Israel”’s 700-kilometer border — 65% of it",
            ["Israel”’s", "700-kilometer", "border", "65%", "of", "it"],
        ),
        ("the\u00a0U.S. and A&B, at 12:30 ...", ["the", "U.S", "and", "A&B", "at", "12:30"]),
        ("well—almost—done", ["well", "almost", "done"]),
        ("😀 e\u0301te\u0301, שלום!", ["😀", "e\u0301te\u0301", "שלום"]),
        ("... — “”", []),
        ("", []),
    ],
)
def test_words_leave_out_the_punctuation_around_them(text, words):
    assert words_of(text) == words


def test_words_of_a_part_of_the_text_keep_its_offsets():
    assert tokens("One two three", 4, 7) == [(4, 7)]


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(st.text())
def test_words_ascend_and_hold_no_blanks(text):
    places = tokens(text)
    assert all(start < end for start, end in places)
    assert all(before[1] <= behind[0] for before, behind in pairwise(places))
    assert not any(letter.isspace() for start, end in places for letter in text[start:end])


TEXT = "The Gazette reported that Ann said that twelve boats sank. They were old."


def at(words: str) -> tuple[tuple[int, int], ...]:
    return ((TEXT.index(words), TEXT.index(words) + len(words)),)


OUTER = AttributionGold(
    "E1001", at("The Gazette"), at("reported"), at("Ann said that twelve boats sank"), "news_outlet"
)
INNER = AttributionGold("E1002", at("Ann"), at("said"), at("twelve boats sank"), inside="E1001")


def test_each_word_has_the_label_of_the_outermost_attribution():
    labels = token_labels(tokens(TEXT), [OUTER, INNER])
    assert labels == ["source"] * 2 + ["cue", "none"] + ["content"] * 6 + ["none"] * 3


def test_nested_labels_name_all_that_a_word_is():
    labels = token_labels(tokens(TEXT), [OUTER, INNER], nested=True)
    assert labels[4:8] == ["source+content", "cue+content", "content", "content"]


def test_a_quotation_mark_more_or_less_changes_no_label():
    text = "He said “it sank”."
    wide = SimpleNamespace(source=[(0, 2)], cue=[(3, 7)], content=[(8, 17)])
    narrow = SimpleNamespace(source=[(0, 2)], cue=[(3, 7)], content=[(9, 16)])
    assert token_labels(tokens(text), [wide]) == token_labels(tokens(text), [narrow])


# alpha

_ = None
FOUR_OBSERVERS = [
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
]


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_four_observers_with_missing_values(level, value):
    """Example C of K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), with its figures."""
    assert alpha(list(zip(*FOUR_OBSERVERS, strict=True)), level) == pytest.approx(value, abs=0.0005)


def test_alpha_of_two_observers_and_two_values():
    """Example A of the same paper: 0.095."""
    meg, owen = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert alpha(list(zip(meg, owen, strict=True))) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_two_observers_and_labels():
    """Example B of the same paper: 0.692."""
    assert alpha(list(zip("aabbdcccedda", "babbbccceddd", strict=True))) == pytest.approx(0.692, abs=0.0005)


def test_alpha_by_hand():
    # Pairs aa, ab, bb, bb: 8 values, 3 a and 5 b. Do = 2/8; De = 2*3*5/(8*7) = 30/56. 1 - (1/4)/(30/56) =
    # 8/15.
    assert alpha([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]) == pytest.approx(8 / 15)


def test_alpha_is_not_defined_without_pairs_or_without_variation():
    assert math.isnan(alpha([]))
    assert math.isnan(alpha([("a", None), (None, "b")]))
    assert math.isnan(alpha([("a", "a"), ("a", "a")]))
    assert all(math.isnan(figure) for figure in alpha_interval([[("a", "a")]])[:3])


def test_alpha_refuses_rows_of_unequal_length():
    with pytest.raises(ValueError, match="one value per annotator"):
        alpha([("a", "b"), ("a",)])


units = st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3), min_size=1, max_size=12)


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(units)
def test_drawing_the_only_group_gives_alpha_itself(rows):
    """The bootstrap's own arithmetic and the krippendorff package's must agree."""
    estimate = alpha_interval([rows], resamples=3)
    if not math.isnan(estimate.value):
        assert estimate.low == pytest.approx(estimate.value)
        assert estimate.high == pytest.approx(estimate.value)


def test_the_interval_of_alpha_is_seeded_and_widens_with_groups():
    rows = [("a", "a")] * 10 + [("b", "b")] * 10 + [("a", "b")] * 4
    single = alpha_interval([[row] for row in rows])
    assert single == alpha_interval([[row] for row in rows])
    assert single != alpha_interval([[row] for row in rows], seed=1)
    assert single.low < single.value < single.high and single.n == 24
    grouped = alpha_interval([rows[0:10], rows[10:20], rows[20:24]])
    assert grouped.value == single.value
    assert grouped.high - grouped.low > single.high - single.low


# kappa


def from_table(table: list[list[int]]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _ in cells], [j for _, j in cells]


def test_kappa_of_cohens_own_table():
    """J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968), Table 1: 200 diagnoses, kappa .492."""
    estimate = kappa(*from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]]))
    assert estimate.value == pytest.approx(0.492, abs=0.0005)
    assert estimate.n == 200


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.3915637020535469, 0.59148714540408),
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.5045759580860855, 0.8483652183845026),
        ([[20, 5], [10, 15]], 0.151092290476661, 0.6489077095233389),
    ],
)
def test_the_interval_of_kappa(table, low, high):
    """As statsmodels.stats.inter_rater.cohens_kappa computes it, from the same paper, in code of its own."""
    estimate = kappa(*from_table(table))
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_kappa_by_hand():
    # They agree on 35 of 50 (0.7); by chance on 0.5*0.6 + 0.5*0.4 = 0.5. (0.7 - 0.5) / (1 - 0.5) = 0.4.
    assert kappa(*from_table([[20, 5], [10, 15]])).value == pytest.approx(0.4)


def test_kappa_of_labels_leaves_out_open_items():
    assert kappa(["x", "y", None, "x"], ["x", "y", "y", None]) == Estimate(1.0, 1.0, 1.0, 2)


def test_kappa_below_chance():
    estimate = kappa(["x", "y"] * 5, ["y", "x"] * 5)
    assert estimate.value == -1.0 and estimate.low == -1.0


def test_kappa_is_not_defined_for_one_label_or_nothing():
    assert math.isnan(kappa(["x"], ["x"]).value)
    assert kappa([], []).n == 0


def test_kappa_refuses_sequences_of_unequal_length():
    with pytest.raises(ValueError, match="shorter"):
        kappa(["x"], [])


# spans


def test_span_f1_by_overlap_by_hand():
    # Found 0-4 and 6-8 (6 positions), gold 2-8 (6), shared 2-4 and 6-8 (4).
    assert span_f1([[(0, 4)], [(6, 8)]], [[(2, 8)]]) == Scores(4 / 6, 4 / 6, 4 / 6, 6, 6, 4)


def test_span_f1_of_whole_spans_by_hand():
    found = [[(0, 4)], [(6, 8), (9, 10)], [(6, 8)]]
    gold = [[(9, 10), (6, 8)], [(0, 5)]]
    assert span_f1(found, gold, exact=True) == Scores(1 / 3, 1 / 2, 2 / 5, 3, 2, 1)


def test_by_words_the_edges_do_not_matter():
    words = tokens("“It sank,” she said.")
    assert span_f1([[(0, 10)]], [[(1, 8)]], words=words, exact=True).f1 == 1.0
    assert span_f1([[(0, 10)]], [[(1, 8)]], exact=True).f1 == 0.0
    assert span_f1([[(0, 10)]], [[(1, 3)]], words=words) == Scores(1 / 2, 1.0, 2 / 3, 2, 1, 1)


def test_nothing_against_nothing_and_against_something():
    assert span_f1([], []).f1 == span_f1([], [], exact=True).f1 == 1.0
    assert span_f1([], [[(0, 3)]]) == Scores(0.0, 0.0, 0.0, 0, 3, 0)
    assert span_f1([[(0, 3)]], []) == Scores(0.0, 0.0, 0.0, 3, 0, 0)


def test_a_span_marked_twice_must_be_found_twice():
    assert span_f1([[(0, 3)]], [[(0, 3)], [(0, 3)]], exact=True).recall == 0.5


spans = st.lists(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)).map(lambda p: (p[0], p[0] + p[1])), min_size=1),
    max_size=4,
)


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(spans, spans, st.booleans())
def test_f1_is_symmetric_and_perfect_for_the_same(a, b, exact):
    forth, back = span_f1(a, b, exact=exact), span_f1(b, a, exact=exact)
    assert forth.f1 == back.f1 and forth.precision == back.recall
    assert 0 <= forth.f1 <= 1
    assert span_f1(a, a, exact=exact).f1 == 1.0


def test_roles_of_a_brat_document_are_scored_as_they_are():
    text = "He said it sank."
    gold = attributions(
        parse_brat(
            text,
            "T1\tSource 0 2\tHe\nT2\tCue 3 7\tsaid\nT3\tContent 8 15\tit sank\nT4\tAttribution 3 7\tsaid\n"
            "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n",
        )
    )
    found = [AttributionGold("E1", (), ((3, 7),), ((11, 15),))]
    by_role = role_f1(found, gold, tokens(text))
    assert by_role["source"]["overlap"].recall == 0.0
    assert by_role["cue"]["exact"].f1 == 1.0
    assert by_role["content"]["overlap"] == Scores(1.0, 1 / 2, 2 / 3, 1, 2, 1)
    assert by_role["content"]["exact"].f1 == 0.0


# attributions


def attribution(cue: tuple[int, int], content: tuple[int, int]) -> SimpleNamespace:
    return SimpleNamespace(source=[], cue=[cue], content=[content])


def test_nested_attributions_find_their_own_partners():
    assert align_attributions([OUTER, INNER], [INNER, OUTER]) == [(0, 1), (1, 0)]


def test_the_matching_is_the_best_one_not_the_first():
    # Each for itself, 0 would take 0 (content 0-10 against 0-10); then 1 has nothing. Together 0-1, 1-0 is
    # worse.
    a = [attribution((20, 24), (0, 10)), attribution((30, 34), (0, 10))]
    b = [attribution((30, 34), (0, 8)), attribution((40, 44), (0, 10))]
    assert align_attributions(a, b) == [(0, 1), (1, 0)]


def test_what_shares_nothing_stays_alone():
    a = [attribution((0, 3), (4, 9))]
    b = [attribution((20, 23), (24, 29)), attribution((0, 3), (5, 9)), attribution((40, 41), (42, 43))]
    assert align_attributions(a, b) == [(0, 1), (None, 0), (None, 2)]
    assert align_attributions(a, b[:1]) == [(0, None), (None, 0)]
    assert align_attributions([], b[:1]) == [(None, 0)]
    assert align_attributions(a, []) == [(0, None)]


place = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1]))
some = st.lists(st.builds(attribution, place, place), max_size=5)


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(some, some)
def test_the_matching_is_one_to_one_and_leaves_nobody_out(a, b):
    pairs = align_attributions(a, b)
    assert sorted(i for i, _ in pairs if i is not None) == list(range(len(a)))
    assert sorted(j for _, j in pairs if j is not None) == list(range(len(b)))


# two passes

UNITS = [
    SimpleNamespace(id="P1", start=0, end=58, heading=False),
    SimpleNamespace(id="P2", start=59, end=73, heading=False),
]
PASS_A = gold_from_quotes(
    TEXT,
    UNITS,
    {
        "P1": {
            "voice": "attributed",
            "claim_kind": "number",
            "verifiability": "public_record",
            "attributions": [
                {
                    "source": ["The Gazette"],
                    "cue": ["reported"],
                    "content": ["Ann said that twelve boats sank"],
                    "source_type": "news_outlet",
                    "stance": "neutral",
                    "quote": "indirect",
                    "depth": 1,
                },
                {
                    "source": ["Ann"],
                    "cue": ["said"],
                    "content": ["twelve boats sank"],
                    "source_type": "anonymous_or_vague",
                    "stance": "neutral",
                    "quote": "indirect",
                    "depth": 2,
                    "inside": 0,
                },
            ],
            "loaded": [],
            "numbers": ["twelve boats"],
        },
        "P2": {
            "voice": "author_voice",
            "claim_kind": "state",
            "verifiability": "no_record",
            "loaded": ["old"],
        },
    },
)


def changed(**fields) -> dict:
    return PASS_A | {"P1": replace(PASS_A["P1"], **fields)}


def test_a_pass_agrees_with_itself():
    same = compare_passes(TEXT, PASS_A, PASS_A)
    assert same.units == ("P1", "P2")
    assert same.alpha == Estimate(1.0, 1.0, 1.0, 13)
    assert same.alpha_nested.value == 1.0
    assert same.attributions.f1 == 1.0
    assert same.kappa["voice"] == Estimate(1.0, 1.0, 1.0, 2)
    assert math.isnan(same.kappa["quote"].value), "one label only"
    assert set(same.f1) == {"source", "cue", "content", "loaded", "numbers"}
    assert all(figure.f1 == 1.0 for role in same.f1.values() for figure in role.values())
    assert same.disagreements == ()


def test_alpha_between_passes_by_hand():
    # The other pass leaves "that" in the content: 1 of 13 words differs, none against content.
    # A has 2 source, 1 cue, 6 content, 4 none; B 2, 1, 7, 3. Together 4, 2, 13, 7 of 26.
    # Do = 2/26; De = (26² - 4² - 2² - 13² - 7²) / (26 * 25) = 438/650.
    outer, inner = PASS_A["P1"].attributions
    wide = replace(outer, content=at("that Ann said that twelve boats sank"))
    compared = compare_passes(TEXT, PASS_A, changed(attributions=(wide, inner)))
    assert compared.alpha.value == pytest.approx(1 - (2 / 26) / (438 / 650))
    assert compared.f1["content"]["overlap"] == Scores(1.0, 6 / 7, 12 / 13, 6, 7, 6)
    assert compared.f1["content"]["exact"].f1 == 1 / 2
    assert compared.disagreements == (
        ("P1", "content", "Ann said that twelve boats sank", "that Ann said that twelve boats sank"),
    )


def test_every_kind_of_disagreement_is_listed():
    outer, inner = PASS_A["P1"].attributions
    b = changed(
        voice="mixed",
        attributions=(outer, replace(inner, source=(), source_type="none", chain_depth=1, inside=None)),
        loaded=at("sank"),
        numbers=at("twelve"),
    )
    assert compare_passes(TEXT, PASS_A, b).disagreements == (
        ("P1", "voice", "attributed", "mixed"),
        ("P1", "source", "Ann", None),
        ("P1", "source_type", "anonymous_or_vague", "none"),
        ("P1", "chain_depth", 2, 1),
        ("P1", "inside", "reported", None),
        ("P1", "loaded", None, "sank"),
        ("P1", "numbers", "twelve boats", "twelve"),
    )


def test_an_attribution_that_one_pass_lacks():
    compared = compare_passes(TEXT, PASS_A, changed(attributions=PASS_A["P1"].attributions[:1]))
    assert compared.attributions == Scores(1 / 2, 1.0, 2 / 3, 2, 1, 1)
    assert compared.disagreements == (("P1", "attribution", "said", None),)
    assert compared.kappa["source_type"].n == 1
    assert compared.alpha.value == 1.0, "an inner attribution is no matter of the outermost ones"
    assert compared.alpha_nested.value < 1.0


def test_other_ids_are_no_disagreement():
    outer, inner = PASS_A["P1"].attributions
    b = changed(attributions=(replace(inner, id="E7", inside="E9"), replace(outer, id="E9")))
    assert compare_passes(TEXT, PASS_A, b).disagreements == ()


def test_any_subset_of_units_can_be_compared():
    b = changed(voice="mixed")
    assert compare_passes(TEXT, PASS_A, b, units=["P2"]).disagreements == ()
    assert compare_passes(TEXT, PASS_A, {"P2": b["P2"]}).units == ("P2",)
    assert math.isnan(compare_passes(TEXT, PASS_A, b, units=["P2"]).alpha.value), "no attribution, one label"


def test_headings_count_for_spans_only():
    a = {"P1": replace(PASS_A["P2"], unit="P1", heading=True, voice=None, claim_kind=None, verifiability=None)}
    compared = compare_passes(TEXT, a, {"P1": replace(a["P1"], loaded=())})
    assert compared.kappa["voice"].n == 0
    assert compared.disagreements == (("P1", "loaded", "old", None),)


@pytest.mark.parametrize(
    ("b", "units", "message"),
    [
        ({}, None, "no unit in common"),
        ({"P2": PASS_A["P2"]}, ["P1"], "P1 is missing from one of the passes"),
        ({"P2": replace(PASS_A["P2"], start=60)}, None, "P2 is not the same place"),
    ],
)
def test_passes_that_cannot_be_compared_are_named(b, units, message):
    with pytest.raises(ValueError, match=message):
        compare_passes(TEXT, PASS_A, b, units=units)


def test_the_interval_between_passes_is_the_same_each_time():
    b = changed(attributions=PASS_A["P1"].attributions[1:])
    assert compare_passes(TEXT, PASS_A, b) == compare_passes(TEXT, PASS_A, b)


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, course.agreement;"
        "print([n for n in ('numpy', 'scipy', 'sklearn', 'krippendorff', 'pandas') if n in sys.modules])"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
