"""Loaded words: no key, no verdict; other readers' marks shown for what they are."""

import pytest

from course.answers import Answers
from course.corpus.article import Article, Sentence, load_article
from course.errors import CourseError
from course.exercises._sentences import guided_units
from course.exercises.rewrite import Rewrite
from course.exercises.spot_loaded_words import (
    MAX_MARKS,
    SpotLoadedWords,
    are_marks,
    bare,
    compare_readers,
    loaded_by_readers,
    reasons,
    together,
)

ARTICLE = load_article("karabakh")
TIME = "2026-01-31T09:00:00.000Z"


def marks(unit, **reasons):
    sentence = ARTICLE.sentence(unit)
    found = []
    for phrase, reason in reasons.items():
        start = sentence.start + sentence.text.index(phrase)
        found.append({"span": [start, start + len(phrase)], "reason": reason})
    return {"text": "karabakh", "unit": unit, "marks": found}


def check(page, answers, unit, **reasons):
    there = page(SpotLoadedWords("karabakh", [unit], answers=answers))
    title, lines = there.check(f"loaded-{unit}", marks(unit, **reasons))
    return title, [line["text"] for line in lines], {line["sign"] for line in lines}


def test_three_readers_read_before():
    readers = loaded_by_readers(ARTICLE, [ARTICLE.sentence("P33")])
    assert len(readers) == 3
    said = [{ARTICLE.text[a:b] for a, b in spans} for spans in readers]
    assert all("massive" in words for words in said)


def test_readers_differ_and_nobody_is_right(page, answers):
    title, lines, signs = check(page, answers, "P33", massive="how big?", largest="")
    assert title == "How other readers differ"
    assert signs == {"note"}
    assert "“largest”: you mark this. The readers before you do not; others may." in lines
    why = reasons("karabakh")
    mine, left = why["massive"]
    assert (
        f"“massive”: you mark this, and so do the readers before you, because {mine}. Others may not, because {left}."
        in lines
    )
    theirs, left = why["crucial"]
    assert f"“crucial”: some readers mark this, because {theirs}; others do not, because {left}." in lines
    assert lines[-1].startswith("There is no key")


def test_where_readers_differ_it_is_said():
    text = "One big happy family."
    lines = compare_readers(text, [{"span": [4, 7], "reason": ""}], [[(4, 7)], []])[1]
    assert lines[0]["text"] == "“big”: you mark this. Some readers do, too; others do not."
    why = {"big": ("it praises", "it counts heads"), "happy": ("it is a feeling", "it is a name")}
    lines = compare_readers(text, [{"span": [4, 7], "reason": ""}], [[(4, 7), (8, 13)], []], why)[1]
    assert [line["text"] for line in lines[:2]] == [
        "“big”: you mark this. Some readers do, too, because it praises; others do not, because it counts heads.",
        "“happy”: some readers mark this, because it is a feeling; others do not, because it is a name.",
    ]


@pytest.mark.parametrize("name", ["karabakh", "transfer-rumour"])
def test_every_word_that_readers_mark_has_both_reasons_and_no_reason_stands_alone(page, answers, name):
    article = load_article(name)
    wanted = {
        bare(article.text[a:b])
        for sentence in article.sentences
        if sentence.id not in guided_units(article)
        for a, b in together(sp for spans in loaded_by_readers(article, [sentence]) for sp in spans)
    }
    assert wanted == reasons(name).keys()
    told = [clause for both in reasons(name).values() for clause in both]
    assert not any(clause[0].isupper() or clause.endswith((".", " ")) or "because" in clause for clause in told)
    for sentence in article.sentences:
        if sentence.id not in guided_units(article):
            there = page(SpotLoadedWords(article, [sentence.id], answers=answers))
            value = {"text": name, "unit": sentence.id, "marks": []}
            _, lines = there.check(there.exercise.item_ids[0], value)
            assert all(line["sign"] == "note" and "plainer word" not in line["text"] for line in lines)


def test_the_two_texts_keep_their_marks_apart(answers):
    ours = SpotLoadedWords("karabakh", ["P33"], answers=answers)
    theirs = SpotLoadedWords("transfer-rumour", ["P33"], answers=answers)
    assert ours.item_ids == ["loaded-P33"] and theirs.item_ids != ours.item_ids
    a, b = theirs.sentences[0]["words"][0][:2]
    answers.record(
        theirs.item_ids[0], {"text": "transfer-rumour", "unit": "P33", "marks": [{"span": [a, b], "reason": ""}]}
    )
    rewrite = Rewrite("transfer-rumour", ["P33"], answers=answers)
    assert rewrite.own_marks(rewrite.item_ids[0]) == [[a, b]]
    assert Rewrite("karabakh", ["P33"], answers=answers).own_marks("rewrite-P33") is None


def test_nobody_marks_anything(page, answers):
    assert compare_readers("Plain words.", [], [[], []])[1][0]["text"].startswith("Nobody marks anything here")
    strange = Article("of-my-own", "t", "Big words.", [Sentence("S1", "Big words.", 0, 10, False)])
    there = page(SpotLoadedWords(strange, ["S1"], answers=answers))
    title, lines = there.check("loaded-S1", {"text": "of-my-own", "unit": "S1", "marks": []})
    assert (title, lines) == ("Noted. Nobody else has marked this sentence yet.", [])


def test_no_word_of_a_verdict_anywhere(page, answers):
    for unit in ("P18", "P25", "P33", "P41", "P12"):
        _, lines, signs = check(page, answers, unit)
        assert signs <= {"note"}
        assert not any(word in " ".join(lines).lower() for word in ("right", "wrong", "correct", "missing", "score"))


def test_a_heading_can_be_marked(answers):
    assert SpotLoadedWords("karabakh", ["P12"], answers=answers).item_ids == ["loaded-P12"]


# Passages that are shown with guidance


def test_a_guided_passage_needs_its_guidance_and_is_never_an_item(answers):
    with pytest.raises(CourseError, match="P20 is shown with guidance only"):
        SpotLoadedWords("karabakh", ["P18", "P20"], answers=answers)
    with pytest.raises(CourseError, match="shown with guidance only"):
        SpotLoadedWords("karabakh", ["P19..P21"], answers=answers)
    shown = SpotLoadedWords("karabakh", ["P18", "P20"], guidance={"P20": "Nobody is named."}, answers=answers)
    assert shown.item_ids == ["loaded-P18"]
    assert [(g["words"], g["text"]) for g in shown.guidance] == [("Nobody is named.", ARTICLE.sentence("P20").text)]
    assert len(shown.rows()) == 1


# What is kept


def test_marks_are_kept_with_their_reasons(page, answers):
    value = marks("P33", massive="how big?")
    told = page(SpotLoadedWords("karabakh", ["P33"], answers=answers)).send(
        kind="record", item="loaded-P33", value=value, time=TIME, n=1
    )
    assert told["kind"] == "kept"
    again = SpotLoadedWords("karabakh", ["P33"], answers=Answers("n", answers.path.parents[1]))
    assert again.rows()[0][1] == "“massive”: how big?"
    assert again.in_words(marks("P33")) == "nothing stands out"
    assert again.in_words(None) == "nothing recorded"


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        marks("P18"),
        marks("P33") | {"marks": {}},
        marks("P33") | {"marks": [{"span": [0, 3], "reason": ""}]},
        marks("P33") | {"marks": [{"span": marks("P33", massive="")["marks"][0]["span"]}]},
        marks("P33") | {"marks": [marks("P33", massive="")["marks"][0] | {"reason": 3}]},
        marks("P33", massive="x" * 501),
        marks("P33") | {"marks": marks("P33", massive="")["marks"] * (MAX_MARKS + 1)},
        marks("P33") | {"marks": [1]},
    ],
)
def test_what_is_no_list_of_marks_is_not_taken(value):
    assert not are_marks(value, "karabakh", ARTICLE.sentence("P33"))
