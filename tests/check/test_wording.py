"""The naming table: what it finds, and what it leaves alone."""

from __future__ import annotations

import csv
import re

import pytest

from course.check.wording import NAMING, QUOTED, Form, own_words, stem
from course.places import PROJECT

with (PROJECT / "data" / NAMING).open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
FORMS = [Form(re.compile(row["form"]), row["instead"], stem(row["form"])) for row in ROWS]

FOUND = [
    "the Israeli Occupation sells",
    "a Zionist group",
    "Tel Aviv has decided",
    "the Jewish presence in the town",
    "the Jewish community in Azerbaijan",
    "the war in Karabakh",
    "the war in Artsakh",
    "villages were liberated",
    "the occupied districts",
    "years of occupation",
    "the regime in the capital",
    "a terrorist group",
    "a suicide drone",
    "a piece of propaganda",
    "the Hebrew newspaper",
    "its author is a liar",
    "an antisemitic text",
    "an anti-Semitic text",
    "Turkiye supplied",
]
LEFT_ALONE = [
    "the war in Nagorno-Karabakh",
    "the text `karabakh`",
    'course.load_article("karabakh")',
    "deliberately, a familiar regimen",
    "the Jewish community leaders whom the card names",
    "what the article calls an “occupied” district",
    'the words "Israeli Occupation" stand there five times',
    "[a page](https://example.org/liberated-Karabakh)",
]


def hits(words: str) -> list[str]:
    return [form.pattern.pattern for form in FORMS if form.search(QUOTED.sub("", words))]


@pytest.mark.parametrize("words", FOUND)
def test_a_listed_form_is_found(words):
    assert hits(words), words


def test_every_form_of_the_table_has_an_example_here():
    assert {form for words in FOUND for form in hits(words)} == {row["form"] for row in ROWS}


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_quotations_and_other_words_are_left_alone(words):
    assert hits(words) == []


def test_looking_for_the_stem_first_loses_nothing():
    for form in FORMS:
        assert len(form.stem) >= 3, form
        for words in FOUND:
            assert bool(form.search(words)) == bool(form.pattern.search(words))
    assert stem("one|other") == "", "where there is no such letter run, every file is looked at"


def test_everything_that_we_say_is_looked_at():
    every = Form(re.compile(""), "", "")
    places = "\n".join(where for where, _ in own_words([every]))
    for part in (
        "README.md, line",
        "docs/annotation-guide.md, line",
        "notebooks/00-start-here.ipynb, cell",
        "assignments/source/1-claims-and-attribution/1-claims-and-attribution.ipynb, cell",
        "data/evidence.csv, line",
        "data/articles/transfer-rumour/practice.ann (P28)",
        "data/quizzes/00-start-here.toml, end-kept",
        "data/datapackage.json, resources",
        "assignments/keys/library/notes.md, line",
        "course/check/wording.py, line",
        "course/exercises/quiz.js, line",
        "tests/test_tables.py, line",
    ):
        assert part in places, part
    assert "/passes/" not in places and "article.txt" not in places
