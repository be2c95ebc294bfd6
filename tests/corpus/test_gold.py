"""The gold: typed here, a brat file on disk, quoted words in an annotator's hand."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strange_texts import brat_documents, lines, pieces, texts

from course.corpus.brat import format_brat, parse_brat
from course.corpus.gold import (
    Alternative,
    AttributionGold,
    GoldError,
    SentenceGold,
    brat_from_gold,
    brat_from_quotes,
    gold_from_brat,
    gold_from_quotes,
)
from course.corpus.labels import ATTRIBUTION_LAYERS, LAYERS, SENTENCE_LAYERS

TEXT = "Boats\nThe Gazette reported that Ann Lowe, who rows, said that 12 boats and 12 oars sank. A sad “club”.\n"


def unit(id: str, words: str, heading: bool = False) -> SimpleNamespace:
    start = TEXT.index(words)
    return SimpleNamespace(id=id, start=start, end=start + len(words), heading=heading)


FIRST, SECOND = TEXT[6:88], TEXT[89:102]
UNITS = [unit("P01", "Boats", True), unit("P02a", FIRST), unit("P02b", SECOND)]
QUOTED = {
    "P01": {"loaded": ["Boats"], "numbers": [], "reason": "", "doubt": ""},
    "P02a": {
        "voice": "attributed",
        "claim_kind": "number",
        "verifiability": "public_record",
        "attributions": [
            {
                "source": ["The Gazette"],
                "cue": ["reported"],
                "content": ["Ann Lowe, who rows, said that 12 boats and 12 oars sank"],
                "source_type": "news_outlet",
                "stance": "neutral",
                "quote": "indirect",
                "depth": 1,
                "inside": None,
            },
            {
                "source": ["Ann Lowe"],
                "cue": ["said"],
                "content": ["12#1", "oars sank", "boats"],
                "source_type": "named_person",
                "stance": "neutral",
                "quote": "indirect",
                "depth": 2,
                "inside": 0,
            },
        ],
        "attribution_reasons": [None, "She is the one who said it."],
        "reason": "The paper carries it all.",
        "claim_kind_reason": "It is about a count.",
        "gloss": "A paper says that a rower counted boats.",
        "doubt": "who rows",
        "alternatives": [
            {"field": "voice", "value": "mixed", "why": "“who rows” may be the narrator's."},
            {"field": "stance", "attribution": 1, "value": "affirming", "why": "A witness."},
            {"field": "content", "attribution": 1, "value": ["12 boats"], "why": "Oars do not sink."},
            {
                "field": "attribution",
                "attribution": 1,
                "source": ["Ann Lowe, who rows"],
                "cue": ["said"],
                "content": ["12 boats and 12 oars sank"],
                "depth": 2,
                "inside": 0,
                "why": "The clause tells who she is.",
            },
            {"field": "attribution", "attribution": None, "cue": ["rows"], "content": [], "why": "No."},
        ],
        "loaded": [],
        "numbers": ["12 boats", "12#2"],
    },
    "P02b": {
        "voice": "author_voice",
        "claim_kind": "judgement",
        "verifiability": "no_record",
        "attributions": [],
        "loaded": ["sad", "“club”"],
        "numbers": [],
        "carry_over": "Ann Lowe",
    },
}


def at(words: str, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def test_quotes_become_gold():
    gold = gold_from_quotes(TEXT, UNITS, QUOTED)
    assert list(gold) == ["P01", "P02a", "P02b"]
    assert gold["P01"].heading and gold["P01"].voice is None and gold["P01"].loaded == (at("Boats"),)
    first = gold["P02a"]
    assert (first.start, first.end) == (6, 88)
    assert first.voice == "attributed" and first.claim_kind == "number"
    assert first.numbers == (at("12 boats"), at("12", 2))
    outer, inner = first.attributions
    assert (outer.id, inner.id, inner.inside) == ("E2101", "E2102", "E2101")
    assert inner.content == (at("12"), at("boats"), at("oars sank")), "in the order of the text"
    assert (inner.source_type, inner.cue_stance, inner.chain_depth) == ("named_person", "neutral", 2)
    assert (outer.reason, inner.reason) == ("", "She is the one who said it.")
    assert first.alternatives == (
        Alternative("voice", "“who rows” may be the narrator's.", "mixed"),
        Alternative("attribution", "No.", cue=(at("rows"),), content=()),
    )
    stance, content, whole = inner.alternatives
    assert stance == Alternative("cue_stance", "A witness.", "affirming")
    assert content.value == (at("12 boats"),)
    assert whole.source == (at("Ann Lowe, who rows"),)
    assert (whole.inside, whole.labels) == ("E2101", {"chain_depth": 2})
    assert gold["P02b"].carry_over == "Ann Lowe"


def test_gold_on_disk_reads_like_this():
    gold = gold_from_quotes(TEXT, UNITS, {"P02b": QUOTED["P02b"]})
    assert format_brat(brat_from_gold(TEXT, gold)) == (
        "T2201\tSentence 89 102\tA sad “club”.\n"
        "#2201\tUnit T2201\tP02b\n"
        "A2201\tVoice T2201 author_voice\n"
        "A2202\tClaimKind T2201 judgement\n"
        "A2203\tVerifiability T2201 no_record\n"
        "#2202\tCarryOver T2201\tAnn Lowe\n"
        "T2202\tLoaded 91 94\tsad\n"
        "T2203\tLoaded 95 101\t“club”\n"
    )


def test_an_alternative_on_disk_is_compact_json():
    ann = format_brat(brat_from_quotes(TEXT, UNITS, QUOTED))
    assert '{"field":"voice","value":"mixed","why":"“who rows” may be the narrator\'s."}' in ann
    start, end = at("rows")
    assert f'{{"field":"attribution","cue":[[{start},{end}]],"content":[],"why":"No."}}' in ann


def test_gold_survives_the_way_through_a_file():
    document = brat_from_quotes(TEXT, UNITS, QUOTED)
    again = parse_brat(TEXT, format_brat(document))
    assert again == document
    assert gold_from_brat(again) == gold_from_quotes(TEXT, UNITS, QUOTED)


def test_a_change_in_one_unit_changes_no_line_of_another():
    gold = gold_from_quotes(TEXT, UNITS, QUOTED)
    before = format_brat(brat_from_gold(TEXT, gold)).splitlines()
    gold["P01"] = replace(gold["P01"], numbers=((0, 2), (2, 4)))
    after = format_brat(brat_from_gold(TEXT, gold)).splitlines()
    assert set(before) <= set(after)


def test_a_source_that_two_attributions_share_stands_once():
    said = {
        "attributions": [
            {"source": ["Ann Lowe"], "cue": ["said"], "content": ["12 boats"]},
            {"source": ["Ann Lowe"], "cue": ["rows"], "content": ["12 boats"]},
        ]
    }
    document = brat_from_quotes(TEXT, UNITS, {"P02a": said})
    assert [span.type for span in document.spans].count("Source") == 1
    assert [a.source for a in gold_from_brat(document)["P02a"].attributions] == [(at("Ann Lowe"),)] * 2


def test_several_sources_and_a_missing_cue():
    said = {"attributions": [{"source": ["The Gazette", "Ann Lowe"], "cue": [], "content": ["12 boats"]}]}
    document = brat_from_quotes(TEXT, UNITS, {"P02a": said})
    assert [role for role, _ in document.events[0].roles] == ["Source", "Source2", "Content"]
    (attribution,) = gold_from_brat(document)["P02a"].attributions
    assert attribution.source == (at("The Gazette"), at("Ann Lowe"))
    assert attribution.cue == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loaded": ["sadd"]}, r"P02b: loaded: 'sadd' stands there 0 times"),
        ({"loaded": ["b"]}, None),
        ({"loaded": ["u#2"]}, r"P02b: loaded: 'u' stands there 1 times"),
        ({"loaded": [" "]}, r"' ' stands there 2 times: add #1"),
        ({"loaded": [""]}, r"'' stands there 0 times"),
        ({"numbers": ["12 boats"]}, r"P02b: numbers"),
        ({"voice": "Mixed"}, r"P02b: 'Mixed' is no voice: use one of attributed"),
        ({"colour": "red"}, r"P02b: the unit has an unknown key 'colour'"),
        ({"reason": "two\nlines"}, r"reason must be a text on one line"),
        ({"attributions": [{"cue": ["sad"], "inside": 1}]}, r"there is no attribution 1"),
        ({"attributions": [{"cue": ["sad"], "depth": 0}]}, r"0 is no chain_depth"),
        ({"attributions": [{"cue": ["sad"], "depth": True}]}, r"True is no chain_depth"),
        ({"attributions": [{"cue": ["sad"], "verb": "x"}]}, r"attribution 0 has an unknown key 'verb'"),
        ({"attribution_reasons": {"0": "why"}}, r"attribution_reasons speaks of attribution 0"),
        ({"alternatives": [{"field": "colour"}]}, r"field 'colour' is not one of"),
        ({"alternatives": [{"field": "voice", "value": "own"}]}, r"'own' is no voice"),
        ({"alternatives": [{"field": "voice", "value": "mixed", "cue": ["sad"]}]}, r"unknown keys: cue"),
        ({"alternatives": [{"field": "attribution", "value": "x"}]}, r"no value"),
        ({"alternatives": [{"field": "voice", "value": "mixed", "attribution": 0}]}, r"no attribution 0"),
    ],
)
def test_a_slip_of_the_annotator_is_named(change, message):
    annotations = {"P02b": QUOTED["P02b"] | change}
    if message is None:
        gold_from_quotes(TEXT, UNITS, annotations)
        return
    with pytest.raises(GoldError, match=message):
        brat_from_quotes(TEXT, UNITS, annotations)


def test_an_unknown_unit_is_named():
    with pytest.raises(GoldError, match=r"P9: the text has no such unit. Its units: P01, P02a, P02b"):
        gold_from_quotes(TEXT, UNITS, {"P9": {}})


TWO_AS_TEXT = AttributionGold("E1001", cue=[[0, 1]], chain_depth="2")
OUTSIDE = Alternative("loaded", value=((3, 9),))
SOUND = (
    "T1\tSentence 89 102\tA sad “club”.\n"
    "#1\tUnit T1\tP02b\n"
    "T2\tCue 91 94\tsad\n"
    "T3\tAttribution 91 94\tsad\n"
    "E1\tAttribution:T3 Cue:T2\n"
)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("T9\tLoaded 0 5\tBoats\n", r"T9 lies in no unit"),
        ("T9\tLoaded 89 90;91 94\tA sad\n", r"T9 \(Loaded\) is in several pieces"),
        ("T9\tSource 89 90\tA\n", r"T9 \(Source\) belongs to no event"),
        ("T9\tDiscuss 89 90\tA\n", r"T9 is of type Discuss"),
        ("T9\tSentence 0 5\tBoats\n", r"T9 \(Sentence\) needs one note Unit"),
        ("T9\tSentence 0 5\tBoats\n#9\tUnit T9\tP02b\n", r"unit P02b stands twice"),
        ("T9\tHeading 0 5\tBoats\n#9\tUnit T9\tP01\nA9\tVoice T9 mixed\n", r"T9 \(P01\) is a heading"),
        ("A9\tVoice T1 loud\n", r"T1: 'loud' is no voice"),
        ("A9\tColour T1 red\n", r"T1 has an attribute Colour"),
        ("A9\tVoice E1 mixed\n", r"E1 has an attribute Voice"),
        ("A9\tVoice T2 mixed\n", r"T2 carries a label or note"),
        ("A8\tVoice T1 mixed\nA9\tVoice T1 mixed\n", r"A9 gives T1 a second Voice"),
        ("#9\tOpinion T1\tx\n", r"T1 has a note Opinion. Allowed here: Reason"),
        ("#8\tGloss T1\tx\n#9\tGloss T1\ty\n", r"T1 has 2 notes Gloss"),
        ("#9\tAlternative T1\tmixed\n", r"Alternative on T1: no JSON"),
        ("#9\tAlternative T1\t[1]\n", r"Alternative on T1: no JSON object"),
        ('#9\tAlternative E1\t{"field":"cue","value":[[1]]}\n', r"is no list of \[start, end\]"),
        ("R1\tBeside Arg1:E1 Arg2:E1\n", r"R1: the gold knows one relation"),
        ("R1\tInside Arg1:E1 Arg2:E1\n", r"E1 cannot lie inside E1"),
        ("T9\tAttribution 91 94\tsad\nE2\tBelief:T9\n", r"E2 is a Belief"),
        ("T9\tAttribution 91 94\tsad\nE2\tAttribution:T9 Source:T2\n", r"E2 has T2 as its Source"),
    ],
)
def test_a_file_that_breaks_the_convention_is_named(more, message):
    assert list(gold_from_brat(parse_brat(TEXT, SOUND))) == ["P02b"]
    with pytest.raises(GoldError, match="^keys/x.ann: .*" + message):
        gold_from_brat(parse_brat(TEXT, SOUND + more, "keys/x.ann"))


@settings(deadline=None)
@given(brat_documents())
def test_any_brat_file_is_gold_or_a_named_error(document):
    try:
        gold = gold_from_brat(document)
    except GoldError as error:
        assert str(error).startswith("annotations: ")
        return
    assert gold == {}, "no unit, so nothing that could be gold"


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        (SentenceGold("P01", 0, 5, True, voice="mixed"), r"is a heading and carries neither"),
        (SentenceGold("P01", 0, 5, voice="loud"), r"'loud' is no voice"),
        (SentenceGold("P01", 0, 5, loaded=((4, 8),)), r"lies in no unit, or in more than one"),
        (SentenceGold("P01", 0, 5, alternatives=(OUTSIDE,)), r"a place outside that unit"),
        (SentenceGold("P01", 0, 5, alternatives=(Alternative("inside", value="E7"),)), r"speaks of E7"),
        (SentenceGold("P01", 0, 5, alternatives=(Alternative("voice", value="own"),)), r"'own' is no voice"),
        (
            SentenceGold("P01", 0, 5, attributions=(TWO_AS_TEXT,)),
            r"P01 would come back",
        ),
        (SentenceGold("P01", 0, 500), r"fits no brat file.*the text ends at"),
        (SentenceGold("intro", 0, 5), r"'intro' is no unit id"),
        (SentenceGold("P01", 0, 5, gloss="a\nb"), r"cannot be one line"),
        (SentenceGold("P01", 0, 5, attributions=(AttributionGold("E1"),)), r"E1 marks nothing"),
        (SentenceGold("P01", 0, 5, loaded=((0, 1),) * 99), r"more than 99 marks"),
    ],
)
def test_gold_that_fits_no_file_is_named(gold, message):
    with pytest.raises(GoldError, match=message):
        brat_from_gold(TEXT, [gold])


def test_two_units_of_one_number_are_named():
    with pytest.raises(GoldError, match="the id T1001 is used twice"):
        brat_from_gold(TEXT, [SentenceGold("P01", 0, 5), SentenceGold("S1", 6, 9)])


def labels_of(layer: str) -> st.SearchStrategy:
    values = LAYERS[layer].values
    return st.none() | (st.sampled_from(values) if values else st.integers(1, 9))


@st.composite
def gold_of_texts(draw: st.DrawFn) -> tuple[str, dict[str, SentenceGold]]:
    """A text of one to three units, and random gold for it."""
    parts = draw(st.lists(texts(2), min_size=1, max_size=3))
    text, gold = "", {}
    for number, part in enumerate(parts, 1):
        start, name = len(text), f"P{number}"
        text += part
        size = len(part)

        def places(most=3, start=start, size=size):
            return tuple((start + first, start + last) for first, last in draw(pieces(size, most)))

        if heading := draw(st.booleans()):
            said = {}
        else:
            ids = [f"E{number}00{index}" for index in range(1, draw(st.integers(1, 3)))]
            said = {layer: draw(labels_of(layer)) for layer in SENTENCE_LAYERS}
            said["reason"] = draw(lines())
            said["alternatives"] = (Alternative("loaded", draw(lines()), places()),)
            said["attributions"] = tuple(
                AttributionGold(
                    id,
                    places() if draw(st.booleans()) else (),
                    places(),
                    places() if draw(st.booleans()) else (),
                    **{layer: draw(labels_of(layer)) for layer in ATTRIBUTION_LAYERS},
                    inside=ids[0] if id != ids[0] and draw(st.booleans()) else None,
                    alternatives=(Alternative("attribution", draw(texts(0)), cue=places()),),
                )
                for id in ids
            )
        gold[name] = SentenceGold(name, start, len(text), heading, **said, loaded=places(1), gloss=draw(lines()))
    return text, gold


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(gold_of_texts())
def test_any_gold_survives_the_way_through_a_file(pair):
    text, gold = pair
    ann = format_brat(brat_from_gold(text, gold))
    assert gold_from_brat(parse_brat(text, ann)) == gold
    assert format_brat(brat_from_gold(text, gold_from_brat(parse_brat(text, ann)))) == ann


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(texts(2), st.data())
def test_a_quote_finds_the_place_it_was_taken_from(text, data):
    ((start, end),) = data.draw(pieces(len(text), 1))
    quote = text[start:end]
    first = text[:start].count(quote)  # non-overlapping, as an annotator counts
    unit = SimpleNamespace(id="P1", start=0, end=len(text), heading=False)
    count = text.count(quote)
    gold = gold_from_quotes(text, [unit], {"P1": {"loaded": [f"{quote}#{min(first, count - 1, 8) + 1}"]}})
    (place,) = gold["P1"].loaded
    assert text[slice(*place)] == quote
