"""Progress and the page to keep: what they say of recorded answers, without a browser."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from course import answers as answers_module
from course import choice, counts
from course.answers import COMMITTED, DRAW, Answers, begin
from course.corpus.article import load_article
from course.exercises.weigh_evidence import check_cases
from course.overview.in_words import in_words
from course.overview.notebooks import BEGUN, DONE, NOT_BEGUN, notebooks
from course.overview.page import page
from course.overview.progress import Progress, progress
from course.places import PROJECT
from course.recording import figure_data

TEXTS = [text.name for text in choice.offered()]


@pytest.fixture(params=TEXTS)
def folder(request, tmp_path, monkeypatch):
    """A folder of lessons in which a text was chosen."""
    shutil.copytree(PROJECT / "notebooks", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("answers"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answers_module, "_current", None)
    Answers(choice.LESSON, tmp_path).record(choice.ITEM, {"chosen": [request.param]})
    return tmp_path


def answer_the_end(folder, stem, wrong=0):
    """The questions at a lesson's end, the first `wrong` of them wrongly."""
    lesson = next(n for n in notebooks(folder) if n.stem == stem)
    answers = Answers(stem, folder)
    for number, question in enumerate(lesson.questions):
        answers.record(question.item, an_answer(question, right=number >= wrong))
    return len(lesson.questions)


def an_answer(question, right):
    if hasattr(question, "options"):
        return {"chosen": [o.id for o in question.options if bool(o.right) == right][: None if right else 1]}
    if hasattr(question, "answer"):
        typed = {"typed": f"{question.answer if right else question.answer + 1 + question.tolerance:g}"}
        return typed | ({"unit": question.unit} if question.units else {})
    plain = re.sub(r"\([^)]*\)\?|[\\^$]", "", question.accepted[0]) if right else "zzz"
    return {"typed": re.sub(r"\(([^|)]*)[^)]*\)", r"\1", plain).replace("?", "")}


def test_in_the_order_in_which_one_meets_them_with_each_paper_behind_its_lesson(folder):
    stems = [n.stem for n in notebooks(folder)]
    assert [s[:2] for s in stems if s[0].isdigit()] == [f"0{n}" for n in range(9)]
    assert stems.index("practice-1-claims-and-attribution") == stems.index("02-claims-and-attribution") + 1
    assert stems.index("practice-2-counting-flights") == stems.index("04-counting-flights") + 1
    assert stems.index("practice-3-chains-and-words") == stems.index("06-loaded-words") + 1
    assert "your-progress" not in stems


def test_a_lesson_is_done_when_the_questions_at_its_end_are_answered(folder):
    assert {n.state for n in notebooks(folder)[1:]} == {NOT_BEGUN}
    assert answer_the_end(folder, "00-start-here") == 5
    Answers("01-stop-and-look-around", folder).record("how-old", {"chosen": ["x"]})
    found = Progress(folder)
    assert [n.state for n in found.notebooks[:3]] == [DONE, BEGUN, NOT_BEGUN]
    assert found.next.stem == "01-stop-and-look-around"
    assert "1 of 12 notebooks are done." in found.words()


def test_every_lessons_end_is_read_and_judged(folder):
    stems = [n.stem for n in notebooks(folder) if not n.is_paper]
    assert [answer_the_end(folder, stem, wrong=1) for stem in stems] == [5] * 9
    for lesson in notebooks(folder):
        verdicts = lesson.verdicts
        if not lesson.is_paper:
            assert lesson.state == DONE, lesson.stem
            assert verdicts[0] != "right" and verdicts.count("right") == 4, (lesson.stem, verdicts)


def test_a_paper_is_done_when_every_answer_is_given_for_good(folder):
    stem = "practice-3-chains-and-words"
    answers = Answers(stem, folder)
    for number in range(9):
        answers.record(f"x-{number}", {"chosen": ["a"]})
    (found,) = (n for n in notebooks(folder) if n.stem == stem)
    assert (found.state, found.answered, found.given) == (BEGUN, 9, 0)
    for number in range(9):
        answers.commit(f"x-{number}", {"chosen": ["a"]})
    (found,) = (n for n in notebooks(folder) if n.stem == stem)
    assert (found.state, found.answered, found.given) == (DONE, 9, 9)


def test_progress_links_each_notebook_and_says_all_in_words(folder):
    answer_the_end(folder, "00-start-here", wrong=2)
    shown = BeautifulSoup(progress()._repr_html_(), "html.parser")
    assert [a["href"] for a in shown.select("th a")] == [f"{n.stem}.ipynb" for n in notebooks(folder)]
    assert all((folder / a["href"]).is_file() for a in shown.select("a"))
    first = [cell.get_text() for cell in shown.select("tbody tr")[0].select("td")]
    assert first == ["25", "✓ done", "6", "5 of 5 answered, 3 right"]
    assert shown.select_one("p a").get_text() == "Lesson 01: Stop and look around"


def test_somewhere_else_it_says_where_to_open_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(answers_module, "_current", None)
    assert "no lessons in this folder" in progress()._repr_html_()
    (tmp_path / "00-broken.ipynb").write_text("{")
    assert "no lessons in this folder" in progress()._repr_html_()


# In words


def test_every_question_that_a_lesson_asks_is_known_by_its_item(folder):
    """No answer is told by its bare id as long as the lesson still asks it. The questions are read with their notebook
    begun, as a reader meets them; what the page tells of them must not depend on which one has."""
    for lesson in notebooks(folder):
        begin(lesson.stem)
        questions = lesson.questions
        begin("your-progress")
        for question in questions:
            value = an_answer(question, right=True)
            told = in_words(lesson.stem, question.item, value)
            assert told.asked == question.question, question.item
            assert told.answered == question.told(value)


def test_a_step_of_paper_2_is_told_by_its_question_with_the_papers_own_counts(folder):
    text, paper = choice.text(), "practice-2-counting-flights"
    begin("your-progress")
    value = {"text": text, "by": "typed", "number": "7", "unit": "days"}
    least = counts.by_id("least", text, practice=True).name
    assert least != counts.by_id("least", text, practice=False).name
    told = in_words(paper, choice.item_id("step-1", text), value)
    assert told.asked.startswith("How many days lie in the windows") and least in told.asked
    assert "*" not in told.asked and told.answered == "7 days"
    figure = figure_data(counts.draw_bars(text, show="count", axis_from=0, label="visits", source_line="several media"))
    told = in_words(paper, choice.item_id("chart", text), {"text": text, "by": "menu", "figure": figure})
    assert (told.asked, told.answered[:11]) == ("A chart", "A chart of ")
    assert "“visits”" in told.answered and "several media" in told.answered
    assert told.answered.endswith("; its axis: it begins at zero")
    assert in_words(paper, "chart", {"text": "gone", "by": "menu", "figure": figure}).answered == "A chart"


def test_two_voices_to_ring_are_told_with_what_they_say(folder):
    text, paper = choice.text(), "practice-3-chains-and-words"
    told = in_words(paper, choice.item_id("pairs-report", text), {"chosen": ["P25"]})
    article = load_article(text)
    assert told.answered == "P25"
    for unit in ("P25", "P27"):
        assert f"{unit}: “{article.sentence(unit).line}”" in told.asked
    assert "\n" not in told.asked


def test_marks_stand_in_their_sentence(folder):
    article = load_article(choice.text())
    sentence = article.sentence("P28")
    (gold,) = sentence.attributions
    parts = {"source": gold.source, "cue": gold.cue, "claim": gold.content}
    value = {
        "text": article.name,
        "unit": "P28",
        "statements": [{k: [*map(list, v)] for k, v in parts.items()}],
        "own": False,
    }
    told = in_words("02-claims-and-attribution", "tag-P28", value)
    assert told.sentence and told.asked == sentence.text
    assert [letter for _, _, letter in told.marks] == ["S", "C", "T"]
    assert told.asked[slice(*told.marks[0][:2])] == article.text[slice(*gold.source[0])]
    # Two statements over each other have no picture; their words are told all the same.
    twice = value | {"statements": value["statements"] * 2}
    assert in_words("02-claims-and-attribution", "tag-P28", twice).marks == ()
    assert "claim 2: " in in_words("02-claims-and-attribution", "tag-P28", twice).answered


P28 = {"text": "karabakh", "unit": "P28"}


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {}, {"chosen": []}, {"typed": ""}, P28, P28 | {"text": "x"}, P28 | {"unit": "P99", "voice": "own"},
     P28 | {"statements": [3]}, P28 | {"rewrite": " "}],
)  # fmt: skip
def test_what_is_no_answer_is_left_out(value):
    assert in_words("02-claims-and-attribution", "x", value) is None


# The page


def a_full_folder(folder):
    answer_the_end(folder, "00-start-here")
    start = Answers("00-start-here", folder)
    start.record(DRAW, {"first": "A"})
    for case in check_cases("A"):
        start.record(case.item, {"rating": 70, "done": True})
    article = load_article(choice.text())
    sentence = article.sentence("P35")
    gold = sentence.attributions[0]
    statement = {"source": gold.source, "cue": gold.cue, "claim": gold.content}
    statements = [{role: [*map(list, spans)] for role, spans in statement.items()}]
    value = {"text": article.name, "unit": "P35", "own": False, "statements": statements}
    paper = Answers("practice-1-claims-and-attribution", folder)
    item = choice.item_id("practice-tag-P35", article.name)
    paper.commit(item, value)
    paper.record(item, value | {"statements": [], "own": True})
    words = Answers("06-loaded-words", folder)
    words.record("note", {"typed": "<script>alert(1)</script> & “so”"})
    return sentence


def test_the_page_holds_answers_sentences_with_tags_key_points_and_the_readers_own_scores(folder):
    sentence = a_full_folder(folder)
    html = page(folder)
    shown = BeautifulSoup(html, "html.parser")
    assert shown.html["lang"] == "en" and shown.title.get_text()
    levels = [int(h.name[1]) for h in shown.find_all(re.compile("h[1-6]"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    quote = shown.select_one("blockquote")
    assert [m.b.get_text() for m in quote.select("mark")] == ["S", "C", "T"]
    assert sentence.text.split()[0] in quote.get_text()
    assert "Tried later: own word" in shown.get_text()
    assert "Three things to keep" in shown.get_text() and "A number changes while it travels" in shown.get_text()
    assert "Telling apart" in shown.get_text() or "Before: " in shown.select_one("#checks").parent.get_text()
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “so”" in html
    assert not re.search(r"https?://|src=|@import|url\(", html)  # nothing comes from elsewhere
    targets = {tag["id"] for tag in shown.find_all(id=True)}
    assert {a["href"].removeprefix("#") for a in shown.select("a")} <= targets
    assert COMMITTED not in html


def test_a_page_of_nothing_and_a_damaged_file_are_told(folder):
    (folder / "answers" / "00-start-here.json").unlink()
    assert "Nothing is answered yet." in page(folder)
    (folder / "answers" / "03-who-says-so.json").write_text("{")
    assert "03-who-says-so: 03-who-says-so.json is damaged" in page(folder)
