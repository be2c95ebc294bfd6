"""Lessons 00 to 02: what they say agrees with the data."""

import json
import re
import tomllib
from collections import Counter

import pytest

import course
from course import answers, choice, figures, lessons
from course.corpus.article import load_article
from course.places import PROJECT, article_folder

TEXTS = [text.name for text in choice.offered()]
VOICES = {"author_voice": "own", "attributed": "someone", "mixed": "both"}


def cells(stem: str) -> dict[str, str]:
    lesson = json.loads((PROJECT / "notebooks" / f"{stem}.ipynb").read_text("utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in lesson["cells"]}


@pytest.mark.parametrize("text", TEXTS)
def test_the_count_of_voices_is_that_of_the_gold(text):
    sentences = [s for s in load_article(text, keys=True).sentences if not s.heading]
    assert figures.count_voices(text) == Counter(VOICES[s.voice] for s in sentences)
    assert sum(figures.count_voices(text).values()) == figures.count_sentences(text)


@pytest.mark.parametrize("text", TEXTS)
def test_the_guess_of_lesson_02_goes_up_to_all_sentences(text):
    path = PROJECT / "data" / "quizzes" / text / "02-claims-and-attribution.toml"
    guess = tomllib.loads(path.read_text("utf-8"))["guess-heard"]
    count = figures.count_sentences(text)
    assert guess["slider"][1] == count
    assert guess["unit"] == f"of {count}"
    assert f"{count} sentences" in guess["question"]


def test_the_content_note_is_the_text_s_own():
    about = tomllib.loads((article_folder("karabakh") / "article.toml").read_text("utf-8"))
    note = " ".join(about["content_note"]["text"].split())
    assert note in " ".join(cells("00-start-here")["content-note"].split())


@pytest.mark.parametrize("text", TEXTS)
def test_the_hook_s_three_numbers_are_those_of_the_retellings(text):
    lines = figures.hook_table(text).splitlines()[2:]
    path = PROJECT / "data" / "quizzes" / text / "00-start-here.toml"
    options = tomllib.loads(path.read_text("utf-8"))["hook-guess"]["options"]
    assert len(lines) == len(options) == 3
    for line, option in zip(lines, options, strict=True):
        figure = next(word for word in option["text"].split() if word.isdigit())
        assert figure in line.split("|")[4]


@pytest.mark.parametrize("text", TEXTS)
def test_the_top_of_the_page_is_what_stands_above_the_first_sentence(text):
    article = load_article(text)
    top = figures.page_top(text)
    assert article.title in top
    assert article.sentences[0].text not in top
    assert len(top.splitlines()) == 5


def test_what_waits_for_sentences_waits_for_some_that_are_asked():
    """A button of lesson 02 that named a sentence nobody asks about would never open."""
    source = "\n".join(cells("02-claims-and-attribution").values())
    prefixes = {"WhoseWord": "voice", "TagAttributions": "tag"}
    asked = {
        f"{prefixes[exercise]}-{unit}"
        for exercise, units in re.findall(r"course\.(WhoseWord|TagAttributions)\(course\.text\(\), \[(.*?)\]", source)
        for unit in re.findall(r'"(P\w+)"', units)
    }
    entries = tomllib.loads((PROJECT / "data" / "quizzes" / "02-claims-and-attribution.toml").read_text("utf-8"))
    waited_for = {item for entry in entries.values() for item in entry.get("sentences", ())}
    assert waited_for and waited_for <= asked


@pytest.mark.parametrize("text", TEXTS)
def test_a_date_proof_is_shown_once_its_sentences_are_marked(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    time = "2026-01-31T09:00:00.000Z"
    answers.Answers(choice.LESSON, tmp_path).record(choice.ITEM, {"chosen": [text]}, time)
    mine = course.begin("02-claims-and-attribution")
    box = lessons.afterwards("after-next-three")
    box.button.click()
    assert "2 are still open" in box.said.value and len(box.children) == 2
    for unit in ("P30a", "P51"):
        mine.record(choice.item_id(f"tag-{unit}", text), {"own": True}, time)
    box.button.click()
    assert "still open" not in box.said.value and len(box.children) == 4
