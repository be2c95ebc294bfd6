"""Whose word: what it takes, keeps and says, without a browser."""

import pytest

from course.answers import Answers
from course.corpus.article import load_article
from course.errors import CourseError
from course.exercises.whose_word import WhoseWord, completeness, is_voice, told
from course.voices import VOICES, accepted_voices, shown_credit, source_missing, words_that_show

ARTICLE = load_article("karabakh")
TIME = "2026-01-31T09:00:00.000Z"
GUIDED = {"P20", "P21", "P23a", "P23b", "P42"}


def at(unit, *phrases):
    sentence = ARTICLE.sentence(unit)
    starts = [sentence.start + sentence.text.index(phrase) for phrase in phrases]
    return [[start, start + len(phrase)] for start, phrase in zip(starts, phrases, strict=True)]


def answer(unit, voice, *phrases):
    return {"text": "karabakh", "unit": unit, "voice": voice, "shown": at(unit, *phrases)}


def ask(page, answers, unit, *tries):
    """Titles and lines of several checks of one sentence, one after another."""
    there = page(WhoseWord("karabakh", [unit], answers=answers))
    return [there.check(f"voice-{unit}", value) for value in tries]


def told_in(lines):
    return " ".join(line["text"] for line in lines)


# The rule


@pytest.mark.parametrize(
    ("unit", "voices"),
    [
        ("P28", ["someone", "missing"]),
        ("P46", ["own"]),
        ("P30a", ["both"]),
        ("P08b", ["own", "someone", "missing"]),  # an accepted alternative
        ("P51", ["both", "someone", "missing"]),
    ],
)
def test_the_gold_and_its_alternatives_count(unit, voices):
    assert list(accepted_voices(ARTICLE.sentence(unit))) == voices


def test_an_alternative_comes_with_its_own_reason():
    accepted = accepted_voices(ARTICLE.sentence("P08b"))
    assert accepted["own"] == ARTICLE.sentence("P08b").reason
    assert accepted["missing"].startswith("Somebody must have asked")


@pytest.mark.parametrize(("unit", "missing"), [("P27", True), ("P45", True), ("P28", False), ("P09", False)])
def test_a_vague_source_is_a_missing_one(unit, missing):
    assert source_missing(ARTICLE.sentence(unit)) is missing


@pytest.mark.parametrize(
    ("phrases", "credit"),
    [
        (["found"], 1),
        (["The investigation"], 1),
        (["The investigation found that"], 1),
        (["found", "number"], 1),
        (["The investigation found that the number of flights"], 0.5),
        (["the number of flights"], 0),
        ([], 0),
        ([ARTICLE.sentence("P28").text], 0),
    ],
)
def test_touching_the_words(phrases, credit):
    assert shown_credit(ARTICLE.text, at("P28", *phrases), ARTICLE.sentence("P28")) == credit


def test_in_a_sentence_of_both_the_writers_own_phrase_may_be_touched_too():
    sentence = ARTICLE.sentence("P30a")
    theirs = [place for a in sentence.attributions for place in a.content]
    own = sentence.text[theirs[-1][1] - sentence.start :].strip(" .")
    assert len(own.split()) >= 4
    assert shown_credit(ARTICLE.text, at("P30a", "confirmed", own), sentence) == 1
    assert shown_credit(ARTICLE.text, at("P30a", own), sentence) == 0


def test_touching_everything_earns_nothing_anywhere():
    for sentence in ARTICLE.sentences:
        if sentence.voice == "attributed" and words_that_show(ARTICLE.text, sentence) and sentence.id != "P14a":
            assert shown_credit(ARTICLE.text, [(sentence.start, sentence.end)], sentence) < 1, sentence.id


# Feedback


def test_every_right_answer_is_right(page, answers):
    for sentence in ARTICLE.sentences:
        if not sentence.voice or sentence.id in GUIDED:
            continue
        found = [a for a in sentence.attributions if not a.optional]
        shown = [list(piece) for a in found for piece in [*a.source, *a.cue]]
        for voice in accepted_voices(sentence):
            value = {"text": "karabakh", "unit": sentence.id, "voice": voice, "shown": [] if voice == "own" else shown}
            [(title, _)] = ask(page, answers, sentence.id, value)
            needs_touch = voice != "own" and words_that_show(ARTICLE.text, sentence)
            assert title == "Right." or (needs_touch and not shown), (sentence.id, voice)


def test_a_first_wrong_try_brings_a_hint_and_a_second_the_reason(page, answers):
    wrong = answer("P28", "own")
    (title, first), (_, second) = ask(page, answers, "P28", wrong, wrong)
    reason = ARTICLE.sentence("P28").reason
    assert title == "Not yet."
    assert "whom could you ring" in told_in(first) and reason not in told_in(first)
    assert "The guide’s answer: someone else’s word." in told_in(second) and reason in told_in(second)


def test_each_wrong_answer_has_a_hint_of_its_own(page, answers):
    hints = {
        (unit, voice): told_in(ask(page, answers, unit, answer(unit, voice))[0][1])
        for unit in ("P28", "P46", "P30a")
        for voice in VOICES
        if voice not in accepted_voices(ARTICLE.sentence(unit))
    }
    assert len(hints) == 8
    assert len({h.partition(".")[2] for h in hints.values()}) >= 6


def test_the_right_answer_without_its_words_asks_for_them(page, answers):
    (title, first), (_, second) = ask(page, answers, "P28", answer("P28", "someone"), answer("P28", "someone"))
    assert title == "Right so far; now the words."
    assert "Touch the words" in told_in(first) and "The guide has" not in told_in(first)
    assert "The guide has “The investigation found”." in told_in(second)


def test_which_of_the_first_two_fits_better_is_said_and_costs_nothing(page, answers):
    [(title, lines)] = ask(page, answers, "P27", answer("P27", "someone", "was reported"))
    assert title == "Right." and "nobody whom you could ring" in told_in(lines)
    [(title, lines)] = ask(page, answers, "P28", answer("P28", "missing", "found"))
    assert title == "Right." and "somebody is named" in told_in(lines)


def test_an_accepted_alternative_tells_the_guides_own_reading_too(page, answers):
    [(title, lines)] = ask(page, answers, "P51", answer("P51", "someone", "what he described as"))
    assert title == "Right."
    assert "Other careful readers say: both." in told_in(lines)


# Held-back sentences


@pytest.mark.parametrize(
    ("voice", "phrases", "title"),
    [
        (None, [], "Nothing is answered yet."),
        (None, ["Azerbaijan"], "Recorded, not complete."),
        ("both", [], "Recorded, not complete."),
        ("own", [], "Recorded, complete."),
        ("someone", ["Azerbaijan"], "Recorded, complete."),
    ],
)
def test_a_held_back_sentence_gets_nothing_about_right_or_wrong(page, answers, voice, phrases, title):
    assert ARTICLE.sentence("P31").voice is None
    there = page(WhoseWord("karabakh", {"voice-1": "P31"}, answers=answers))
    assert there.check("voice-1", answer("P31", voice, *phrases))[0] == title


def test_feedback_can_be_switched_off(page, answers):
    there = page(WhoseWord("karabakh", ["P28"], feedback=False, answers=answers))
    assert there.check("voice-P28", answer("P28", "own")) == ("Recorded, complete.", [])
    assert completeness(answer("P28", None))[0] == "Nothing is answered yet."


def test_the_page_does_not_get_the_gold(answers):
    state = str(WhoseWord("karabakh", ["P28"], answers=answers).get_state())
    assert "attributed" not in state and ARTICLE.sentence("P28").reason not in state


# What is kept


def test_an_answer_is_kept_and_there_again(page, answers):
    value = answer("P28", "someone", "found")
    told_ = page(WhoseWord("karabakh", ["P28"], answers=answers)).send(
        kind="record", item="voice-P28", value=value, time=TIME, n=1
    )
    assert told_["kind"] == "kept"
    again = WhoseWord("karabakh", ["P28"], answers=Answers("n", answers.path.parents[1]))
    assert again.entries["voice-P28"]["value"] == value
    assert again.rows()[0][1] == "someone else’s word; shown by “found”"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"text": "karabakh", "unit": "P28", "voice": "someone"},
        answer("P28", "nobody"),
        answer("P28", ["own"]),
        answer("P46", "own"),
        answer("P28", "own") | {"text": "another"},
        answer("P28", "own") | {"shown": [[0, 5]]},
        answer("P28", "own") | {"shown": [[True, 5]]},
        answer("P28", "own") | {"shown": [[1]]},
        answer("P28", "own") | {"shown": "x"},
        answer("P28", "own") | {"shown": at("P28", "found") * 201},
    ],
)
def test_what_is_no_answer_is_not_taken(value):
    assert not is_voice(value, "karabakh", ARTICLE.sentence("P28"))


def test_in_words():
    assert told(ARTICLE.text, None) == "nothing recorded"
    assert told(ARTICLE.text, answer("P28", None)) == "nothing recorded"
    assert told(ARTICLE.text, answer("P28", None, "found")) == "no answer chosen; shown by “found”"


@pytest.mark.parametrize("unit", sorted(GUIDED))
def test_a_passage_shown_with_guidance_is_never_asked_about(answers, unit):
    with pytest.raises(CourseError, match="shown with guidance only"):
        WhoseWord("karabakh", [unit], answers=answers)
