"""The tagger without a browser: what it takes, keeps and says."""

import re

import pytest

from course.answers import Answers
from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises._sentences import guided_units
from course.exercises.tag_attributions import MAX_PIECES, MAX_STATEMENTS, TagAttributions, completeness, is_tagging
from course.overlap import ROLES

ARTICLE = load_article("karabakh")
TIME = "2026-01-31T09:00:00.000Z"


def at(unit, *phrases):
    sentence = ARTICLE.sentence(unit)
    starts = [sentence.start + sentence.text.index(phrase) for phrase in phrases]
    return [[start, start + len(phrase)] for start, phrase in zip(starts, phrases, strict=True)]


def tagging(unit, *statements, own=False):
    return {"text": "karabakh", "unit": unit, "statements": list(statements), "own": own}


def gold(unit):
    """A right answer to one sentence, as the page sends it."""
    found = [
        {role: [list(piece) for piece in a.spans[role]] for role in ROLES}
        for a in ARTICLE.sentence(unit).attributions
        if not a.optional
    ]
    return tagging(unit, *found, own=not found)


@pytest.fixture
def tagger(answers):
    return TagAttributions("karabakh", ["P28", "P45", "P46"], answers=answers)


# What the page gets


def test_the_page_gets_each_word_with_its_place(tagger):
    shown = tagger.sentences[0]
    assert (shown["item"], shown["unit"], shown["title"]) == ("tag-P28", "P28", "Sentence 1")
    assert [word[3] for word in shown["words"][:3]] == ["The", "investigation", "found"]
    for a, b, _, word, _ in shown["words"]:
        assert ARTICLE.text[a:b] == word


def test_the_page_does_not_get_the_gold(tagger):
    state = str(tagger.get_state())
    assert "attributed" not in state
    assert ARTICLE.sentence("P28").attributions[0].reason not in state


def test_a_slot_carries_an_item_id_of_its_own(answers):
    tagger = TagAttributions("karabakh", {"span-1": "P36"}, answers=answers)
    assert [s["item"] for s in tagger.sentences] == ["span-1"]
    assert TagAttributions("karabakh", ["P36"], prefix="try", answers=answers).item_ids == ["try-P36"]


def test_a_heading_or_an_unknown_unit_is_refused(answers):
    with pytest.raises(CourseError, match="P12 is a heading"):
        TagAttributions("karabakh", ["P12"], answers=answers)
    with pytest.raises(CourseError, match="no unit 'P99'"):
        TagAttributions("karabakh", ["P99"], answers=answers)


@pytest.mark.parametrize("unit", ["P20", "P21", "P23a", "P23b", "P42", "P41..P42"])
def test_a_passage_that_is_shown_with_guidance_only_is_refused(answers, unit):
    with pytest.raises(CourseError, match=r"P\d+[ab]? is shown with guidance only .* Take another sentence"):
        TagAttributions("karabakh", [unit], answers=answers)


# What is kept


def test_a_tagging_is_kept_acknowledged_and_there_again(tagger, page, answers):
    value = gold("P28")
    told = page(tagger).send(kind="record", item="tag-P28", value=value, time=TIME, n=3)
    assert (told["kind"], told["item"], told["n"], told["time"]) == ("kept", "tag-P28", 3, TIME)
    again = TagAttributions("karabakh", ["P28"], answers=Answers("n", answers.path.parents[1]))
    assert again.entries == {"tag-P28": {"value": value, "time": TIME}}


def test_two_copies_of_the_kit_wait_in_different_places_of_the_browser(tagger, tmp_path):
    elsewhere = TagAttributions("karabakh", ["P28"], answers=Answers("n", tmp_path / "copy"))
    assert tagger.place != elsewhere.place
    assert str(tmp_path) not in tagger.place


P28 = ARTICLE.sentence("P28")
GOOD = at("P28", "The investigation")[0]
EMPTY = {"source": [], "cue": [], "claim": []}


def piece(start, end):
    return tagging("P28", EMPTY | {"claim": [[start, end]]})


NO_TAGGINGS = {
    "nothing": None,
    "a list": [],
    "another text": gold("P28") | {"text": "library"},
    "another sentence": gold("P45"),
    "no statements": {"text": "karabakh", "unit": "P28"},
    "statements that are a word": gold("P28") | {"statements": ""},
    "statements that are a table": gold("P28") | {"statements": {}},
    "a statement that is a number": gold("P28") | {"statements": [5]},
    "a role left out": tagging("P28", {"source": [], "cue": []}),
    "a role that is a word": tagging("P28", EMPTY | {"cue": ""}),
    "a piece of three": tagging("P28", EMPTY | {"cue": [[P28.start, P28.start + 1, 2]]}),
    "own that is a word": gold("P28") | {"own": "yes"},
    "before the sentence": piece(P28.start - 1, P28.start + 3),
    "behind the sentence": piece(P28.start, P28.end + 1),
    "backwards": piece(P28.start + 5, P28.start + 2),
    "no length": piece(P28.start, P28.start),
    "truth for offsets": piece(True, P28.end),
    "fractions": piece(P28.start + 0.0, P28.end + 0.0),
    "not a number": piece(float("nan"), float("nan")),
    "words for offsets": piece(str(P28.start), str(P28.end)),
    "too many statements": tagging("P28", *[EMPTY] * (MAX_STATEMENTS + 1)),
    "too many pieces": tagging("P28", EMPTY | {"claim": [GOOD] * (MAX_PIECES + 1)}),
}


@pytest.mark.parametrize("value", NO_TAGGINGS.values(), ids=NO_TAGGINGS)
def test_what_is_no_tagging_is_not_kept(tagger, page, answers, value):
    assert not is_tagging(value, "karabakh", P28)
    told = page(tagger).send(kind="record", item="tag-P28", value=value, time=TIME, n=1)
    assert (told["kind"], answers.items()) == ("not kept", {})
    assert page(tagger).send(kind="check", item="tag-P28", value=value) is None


@pytest.mark.parametrize(
    "value",
    [
        gold("P28"), gold("P46"), tagging("P28"), tagging("P28", EMPTY),
        tagging("P28", *[EMPTY | {"claim": [GOOD] * MAX_PIECES}] * MAX_STATEMENTS), piece(P28.start, P28.end),
    ],
)  # fmt: skip
def test_what_a_page_can_send_is_a_tagging(value):
    assert is_tagging(value, "karabakh", ARTICLE.sentence(value["unit"]))


@pytest.mark.parametrize("value", [{"chosen": ["a"]}, gold("P45"), "scribble", None])
def test_a_recorded_value_of_another_shape_does_not_keep_the_exercise_from_being_shown(answers, value):
    answers.record("tag-P28", value)
    tagger = TagAttributions("karabakh", ["P28"], answers=answers)
    assert tagger.entries == {}
    assert "nothing recorded" in tagger._repr_mimebundle_()[0]["text/html"]
    assert answers.value("tag-P28") == value


# What Check says


def test_every_right_answer_is_all_right(answers, page):
    units = [s.id for s in ARTICLE.sentences if s.voice and s.id not in guided_units(ARTICLE)]
    here = page(TagAttributions("karabakh", units, answers=answers))
    for unit in units:
        title, lines = here.check(f"tag-{unit}", gold(unit))
        assert title in {"All right.", "Right: nobody is said to have said this."}, (unit, lines)
        assert not {line["sign"] for line in lines} & {"partly", "missing", "extra"}


def test_a_first_wrong_try_gets_a_hint_and_a_second_one_the_answer(tagger, page):
    here, cue = page(tagger), ARTICLE.sentence("P28").attributions[0].cue
    wrong = gold("P28")
    wrong["statements"][0]["cue"] = at("P28", "increased")
    words = " … ".join(ARTICLE.text[a:b] for a, b in cue)
    first, second = (str(here.check("tag-P28", wrong)[1]) for _ in range(2))
    assert "often a verb" in first
    assert f"The guide has “{words}”" not in first
    assert f"The guide has “{words}”" in second


def test_a_claim_that_swallows_source_and_cue_is_told_to_stop(tagger, page):
    whole = tagging("P28", gold("P28")["statements"][0] | {"claim": [[P28.start, P28.end]]})
    _, lines = page(tagger).check("tag-P28", whole)
    assert any("takes in the source or the cue" in line["text"] for line in lines)


def test_a_statement_too_many_is_named(tagger, page):
    value = gold("P28")
    value["statements"].append(EMPTY | {"claim": [GOOD]})
    title, lines = page(tagger).check("tag-P28", value)
    assert title != "All right."
    assert [line["text"] for line in lines if line["sign"] == "extra"] == [
        "Statement 2 of yours: nobody else is said to say something here."
    ]


def test_a_statement_in_the_articles_own_word_brings_the_ring_test(tagger, page):
    start = ARTICLE.sentence("P46").start
    title, (line,) = page(tagger).check("tag-P46", tagging("P46", EMPTY | {"claim": [[start, start + 10]]}))
    assert (title, line["sign"]) == ("Not yet.", "extra")
    assert "Did you say that?" in line["text"]


@pytest.mark.parametrize("feedback", [True, False])
def test_without_gold_check_says_complete_or_not_and_nothing_about_right(answers, page, feedback):
    here = page(TagAttributions("karabakh", {"span-1": "P36"}, feedback=feedback, answers=answers))
    wrong = EMPTY | {"cue": at("P36", "Baku"), "claim": at("P36", "The report")}
    title, lines = here.check("span-1", tagging("P36", wrong))
    assert title == "Recorded, complete."
    assert [line["sign"] for line in lines] == ["note"]
    assert here.check("span-1", tagging("P36", EMPTY | {"cue": at("P36", "Baku")}))[0] == "Recorded, not complete."


def test_an_exercise_told_to_give_no_feedback_gives_none_even_where_gold_is_at_hand(answers, page):
    here = page(TagAttributions("karabakh", ["P28"], feedback=False, answers=answers))
    assert here.check("tag-P28", gold("P28"))[0] == "Recorded, complete."


def test_completeness_names_the_statement_and_the_part():
    title, lines = completeness(tagging("P28", gold("P28")["statements"][0], EMPTY | {"source": [GOOD]}))
    assert title == "Recorded, not complete."
    assert [line["text"] for line in lines] == ["Statement 2 has no cue yet.", "Statement 2 has no claim yet."]
    assert completeness(tagging("P28")) == ("Nothing is marked yet.", [])
    assert completeness(tagging("P28", own=True))[0] == "Recorded, complete: the article's own word."


# The table that stays


def test_the_table_shows_each_sentence_and_what_was_marked(tagger, page):
    page(tagger).send(kind="record", item="tag-P28", value=gold("P28"), time=TIME, n=1)
    page(tagger).send(kind="record", item="tag-P46", value=tagging("P46", own=True), time=TIME, n=2)
    html = tagger._repr_mimebundle_()[0]["text/html"]
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert cells[0].startswith("source: “The investigation”; cue: “found”; claim: “")
    assert cells[1:] == ["nothing recorded", "own word: nobody is said to have said this"]


def test_a_tagging_with_empty_statements_is_nothing_recorded(tagger, page):
    page(tagger).send(kind="record", item="tag-P28", value=tagging("P28", EMPTY), time=TIME, n=1)
    assert tagger.rows()[0][1] == "nothing recorded"
