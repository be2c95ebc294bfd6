"""A text of one's own: from a plain file and quoted words to an exercise with reasons."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import course
from course.check import run_checks
from course.check.own_texts import own_texts
from course.cli import app
from course.corpus.article import MARKS, load_article
from course.errors import CourseError
from course.kit.leaks import leaks
from course.own_text import begin, split, write_gold

FAIR = """The fair and its visitors

Mayor Ada Okoye said that “310 people” came to the fair. It rained. Was it worth it?

What came of it
According to the Herald, the fair lost £2.50 a head. The town can be proud of its massive success.
"""


@pytest.fixture
def fair(project, tmp_path):
    (tmp_path / "fair.txt").write_text(FAIR, encoding="utf-8")
    return tmp_path / "fair.txt"


def says(*args: object) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == 0, done.exception
    return done.output


def fill_in(folder, *changes: tuple[str, str]) -> None:
    words = (folder / MARKS).read_text("utf-8")
    for old, new in changes:
        assert words.count(old) == 1, old
        words = words.replace(old, new)
    (folder / MARKS).write_text(words, "utf-8")


def test_sentences_are_found_in_lines():
    title, rows = split(FAIR, "fair.txt")
    assert title == "The fair and its visitors"
    assert [(unit, FAIR[start:end], kind) for unit, start, end, kind in rows] == [
        ("S02a", "Mayor Ada Okoye said that “310 people” came to the fair.", "sentence"),
        ("S02b", "It rained.", "sentence"),
        ("S02c", "Was it worth it?", "sentence"),
        ("S03", "What came of it", "heading"),
        ("S04a", "According to the Herald, the fair lost £2.50 a head.", "sentence"),
        ("S04b", "The town can be proud of its massive success.", "sentence"),
    ]


def test_from_a_file_to_an_exercise_with_a_reason(project, fair, page_of, answers):
    folder = project / "data" / "articles" / "fair"
    assert "course own-text fair" in says("own-text", "fair", fair)
    assert (folder / "article.txt").read_bytes() == fair.read_bytes()
    assert [s.voice for s in load_article("fair").sentences] == [None] * 6
    blank = '[S02a]\nvoice = ""\nreason = ""'
    marked = (
        '[S02a]\nvoice = "attributed"\nreason = "You could ring the mayor."\n'
        'attributions = [{ source = ["Mayor Ada Okoye"], cue = ["said"], '
        'content = ["“310 people” came to the fair"] }]'
    )
    own = '[S04b]\nvoice = "author_voice"\nreason = "Nobody is said to have said it."\nloaded = ["massive"]'
    fill_in(folder, (blank, marked), ('[S04b]\nvoice = ""\nreason = ""', own))
    assert "S02a, S04b" in says("own-text", "fair")
    (one,) = load_article("fair").sentence("S02a").attributions
    assert [FAIR[slice(*span)] for span in (*one.source, *one.cue, *one.content)] == [
        "Mayor Ada Okoye", "said", "“310 people” came to the fair",
    ]  # fmt: skip
    exercise = course.WhoseWord("fair", ["S04b"], answers=answers)
    (item,) = exercise.units
    title, lines = page_of(exercise).check(item, {"text": "fair", "unit": "S04b", "voice": "own", "shown": []})
    assert title == "Right." and any("Nobody is said to have said it." in line for line in lines)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('[S02b]\nvoice = ""', '[S02b]\nvoice = "owner"'), "S02b"),
        (('[S02b]\nvoice = ""', '[S02b]\nvoice = "author_voice"\nloaded = ["snowed"]'), "stands there 0 times"),
        (('[S02b]\nvoice = ""', "[S02b]\nvoice = "), "Mend that line"),
        (("[S02b]", "[S99]"), "no sentence has a voice yet"),
    ],
)
def test_a_slip_in_the_marks_is_told(project, fair, change, told):
    fill_in(begin("fair", fair), change)
    with pytest.raises(CourseError, match=told) as error:
        write_gold("fair")
    assert MARKS in str(error.value)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("My Text", FAIR.encode(), "small letters"),
        ("karabakh", FAIR.encode(), "is there already"),
        ("fair", "Größe".encode("latin-1"), "not in UTF-8"),
        ("fair", b"A title alone", "a title and, below it, the text"),
        ("fair", b"T\n" + b"It is. " * 10, "at most 9"),
        ("fair", b"T\n" + b"It is.\n" * 100, "at most 99"),
    ],
)
def test_a_file_that_will_not_do_is_told_and_nothing_is_made(project, fair, name, raw, told):
    fair.write_bytes(raw)
    there = set((project / "data" / "articles").iterdir())
    with pytest.raises(CourseError, match=told):
        begin(name, fair)
    assert set((project / "data" / "articles").iterdir()) == there


def test_course_check_asks_for_what_a_lesson_needs_and_for_no_more(project, fair):
    """A name like that of a held-back sentence of the course's own text (P07) is no fault here, and no leak."""
    long = "Title\n" + "".join(f"Somebody said that number {n} is here.\n" for n in range(20))
    fair.write_text(long, encoding="utf-8")
    folder = begin("fair", fair)
    assert "no sentence has a voice yet" in " ".join(own_texts())
    marked = 'voice = "attributed"\nattributions = [{ source = ["Somebody"], cue = ["said"], content = ["is here"] }]'
    fill_in(folder, ('[S07]\nvoice = ""', f"[S07]\n{marked}"))
    assert "Run: course own-text fair" in " ".join(own_texts())
    write_gold("fair")
    (fault,) = own_texts()
    assert "glosses.csv, S07" in fault and "In short: " in fault
    glosses = (folder / "glosses.csv").read_text("utf-8")
    (folder / "glosses.csv").write_text(glosses.replace("S07,", "S07,In short: It is here."), "utf-8")
    lesson = project / "notebooks" / "02-claims-and-attribution.ipynb"
    words = lesson.read_text("utf-8")
    old = 'course.WhoseWord(course.text(), [\\"P27\\", \\"P30a\\", \\"P51\\"], first=4)'
    assert words.count(old) == 1
    lesson.write_text(words.replace(old, 'course.WhoseWord(\\"fair\\", [\\"S07\\"], first=4)'), "utf-8")
    assert {result.title: result.found for result in run_checks() if result.found} == {}
    assert leaks(folder) == []


def test_an_existing_texts_marks_are_not_made_up(project):
    with pytest.raises(CourseError, match="Begin a text with"):
        write_gold("transfer-rumour")
