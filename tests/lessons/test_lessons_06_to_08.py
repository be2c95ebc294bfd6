"""Lessons 06 to 08: what they show of both texts, the figures that their words repeat, and what they keep back."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import ipywidgets
import pytest

from course import marked_names
from course.answers import begin, current
from course.choice import item_id
from course.corpus.article import load_article
from course.exercises.quiz import load_question
from course.exercises.weigh_evidence import check_cases, desk_cases
from course.lessons import better_coverage, loaded_words, your_verdict
from course.lessons._after import Afterwards
from course.told import Told, passages

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("karabakh", "transfer-rumour")
LESSONS = ("06-loaded-words", "07-better-coverage", "08-your-verdict")


def rows(*path: str) -> list[dict[str, str]]:
    with ROOT.joinpath("data", *path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(text: str, lesson: str) -> dict:
    return tomllib.loads((ROOT / "data" / "quizzes" / text / f"{lesson}.toml").read_text("utf-8"))


@pytest.fixture(params=TEXTS)
def text(request, tmp_path, monkeypatch) -> str:
    """A lesson that has begun in an empty folder, with this text chosen."""
    monkeypatch.chdir(tmp_path)
    chosen = {"choose-text": {"value": {"chosen": [request.param]}, "time": "2026-01-31T09:00:00.000Z"}}
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "00-start-here.json").write_text(
        json.dumps({"schema": 1, "notebook": "00-start-here", "items": chosen}), "utf-8"
    )
    begin("07-better-coverage")
    return request.param


# What a lesson shows of a text


def test_the_name_stands_in_marks_fifteen_times_and_bare_once(text):
    found = marked_names.uses_of_the_name(text)
    assert [unit for unit, _, marked in found if not marked] == ["P35"]
    assert marked_names.count_marked(text) == 15


def test_one_event_has_five_names_of_five_words_at_most_each_with_its_speaker(text):
    names = [r for r in rows("names.csv") if r["text"] == text]
    assert len(names) == len({r["quote"] for r in names}) == 5
    assert all(len(re.split(r"[ -]", r["quote"])) <= 5 and r["who"] and r["stance"] and r["date"] for r in names)
    assert all(bool(r["url"]) == (text == "karabakh") for r in names)
    assert "“" + names[0]["quote"] + "”" in loaded_words.one_event_many_names()._repr_html_()


@pytest.mark.parametrize("name", TEXTS)
def test_a_comparison_quotes_its_text_word_for_word(name):
    found = re.findall(r"^\| P\d\d: “(.+?)” \|", passages("06-loaded-words", name)["the-comparison"], re.MULTILINE)
    assert len(found) == 2 and all(quoted in load_article(name).text for quoted in found)


def test_guided_sentences_stand_with_what_we_read_and_folded_away(text):
    begin("06-loaded-words")
    shown = loaded_words.sentences_with_guidance()._repr_html_()
    guided = {r["unit"] for r in rows("articles", text, "split.csv") if r["form"] == "guided"}
    units = set(re.findall(r"<strong>(P\d\da?)</strong>", shown))
    assert shown.startswith("<details>") and shown.count("What we read:") == len(units)
    assert {"P20", "P21"} <= units <= guided


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_two_texts_have_the_same_questions_and_passages(lesson):
    assert list(asked("karabakh", lesson)) == list(asked("transfer-rumour", lesson))
    ours = [[n for n in passages(lesson, name) if not n.startswith("beside-")] for name in TEXTS]
    assert ours[0] == ours[1]


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("name", TEXTS)
def test_no_held_sentence_is_quoted(lesson, name):
    """Not more than six words of one in a row, in questions and passages."""
    words = json.dumps(asked(name, lesson), ensure_ascii=False) + " ".join(passages(lesson, name).values())
    said = " ".join(re.findall(r"[\w%]+", words)).lower()
    held = {r["unit"] for r in rows("articles", name, "split.csv") if r["form"] == "held"}
    for sentence in load_article(name).sentences:
        if sentence.id in held:
            own = re.findall(r"[\w%]+", sentence.text.lower())
            runs = [" ".join(own[i : i + 7]) for i in range(len(own) - 6)]
            assert not [run for run in runs if f" {run} " in f" {said} "], sentence.id


# Figures that words repeat


def test_the_windows_of_the_question_are_those_of_the_table(text):
    question = asked(text, "07-better-coverage")["windows"]
    if text == "karabakh":
        table = {r["window"]: (r["russia_share_pct"], r["israel_share_pct"]) for r in rows("arms-share.csv")}
        fits = {window: int(russia) > int(israel) for window, (russia, israel) in table.items()}
    else:
        table = {r["window"]: (r["aldermere_share_pct"],) for r in rows("articles", text, "sales-share.csv")}
        fits = {window: int(share) > 50 for window, (share,) in table.items()}
    for option in question["options"]:
        assert option["right"] == fits[option["text"]]
        assert all(re.search(rf"\b{share}\b", option["feedback"]) for share in table[option["text"]])


def test_the_span_of_the_lengths_is_that_of_the_table(text):
    table = rows("border.csv") if text == "karabakh" else rows("articles", text, "road.csv")
    lengths = [int(r["km"]) for r in table]
    question = load_question("07-better-coverage", "lengths-span")
    assert question.answer == max(lengths) - min(lengths)
    assert all(str(end) in question.reason for end in (max(lengths), min(lengths)))
    own = next(r["km"] for r in table if r["source"] in ("the article", "the text"))
    assert own in asked(text, "07-better-coverage")["matter-length"]["finding"]


def test_the_share_in_the_finding_is_that_of_the_table(text):
    table = rows("oil-share.csv") if text == "karabakh" else rows("articles", text, "intake-share.csv")
    own = next(int(r["value_pct"]) for r in table if r["source"] in ("the article", "the text"))
    others = [float(r["value_pct"]) for r in table if r["source"] not in ("the article", "the text")]
    assert f"{own} per cent" in asked(text, "07-better-coverage")["matter-share"]["finding"]
    assert all(share < own for share in others)


def test_no_rule_of_thumb_beats_always_saying_that_it_holds(text):
    desk = better_coverage.desk_rows()
    right = {rule: better_coverage.rule_right(rule, desk) for rule in better_coverage.RULES}
    assert max(right, key=right.get) == "Always say that it holds"
    assert list(right.values()).count(max(right.values())) == 1
    assert f"{right['It names a source, so it holds']} of 20" in repr(better_coverage.rules_of_thumb())


def test_three_claims_that_were_looked_up_do_not_hold(text):
    """The passage of lesson 08 names them: a count, a month, the order of two reports."""
    table = rows("claims.csv") if text == "karabakh" else rows("articles", text, "claims.csv")
    assert [r["unit"] for r in table if r["verdict"] == "does_not_hold"] == ["P32a", "P47", "P48"]


# The desk and the charts


def test_the_desk_of_either_text_has_twenty_claims_and_three_warm_ups(text):
    cases = desk_cases(text)
    assert len(cases) == 20 and [c.scored for c in cases] == [False] * 3 + [True] * 17
    assert {c.item for c in cases} == {item_id(f"desk-D{n:02}", text) for n in range(1, 21)}
    assert all(c.cards for c in cases)
    assert list(better_coverage.evidence_desk().cases) == [c.item for c in cases]


@pytest.mark.parametrize("chart", ["shares_by_window", "one_share_many_claims", "one_line_many_lengths"])
def test_each_chart_is_about_the_text_chosen(text, chart):
    made = getattr(better_coverage, chart)()
    said = " ".join([made.title, made.sources, made.cannot_tell, made.prediction, made.first_words])
    foreign = "Azerbaijan" if text == "transfer-rumour" else "Hesselport"
    assert foreign not in said and len(made.table) >= 4
    assert made.svg().startswith("<svg")


def test_a_bound_and_a_share_of_two_are_drawn_as_such():
    from course import charts

    names = [trace.name for trace in charts.oil_share().figure.data if any(x is not None for x in trace.x or ())]
    assert len(names) == 5, "each kind of statement has its own mark"


# What is kept back


def test_what_comes_afterwards_waits_for_the_answers(text):
    made = []
    box = Afterwards("Show it", ["one", "two"], lambda: made.append(1) or [Told("**Now**"), ipywidgets.HTML("w")])
    box.button.click()
    assert "2 are still open" in box.said.value and not made
    current().record("one", {"rating": 10})
    box.button.click()
    assert "1 is still open" in box.said.value and not made
    current().record("two", {"rating": 10})
    box.button.click()
    assert [type(c) for c in box.children[1:]] == [ipywidgets.HTML] * 3
    assert "<strong>Now</strong>" in box.children[2].value
    assert len(Afterwards("Show it", ["one"], lambda: [Told("at once")]).children) == 3


def test_on_paper_it_is_folded_away_or_left_out(text):
    data, _ = Afterwards("Show it", ["one"], lambda: [Told("Now")])._repr_mimebundle_()
    assert data["text/html"].startswith("<details><summary>Show it</summary>")
    data, _ = Afterwards("Show it", ["one"], lambda: [Told("Now")], on_paper=False)._repr_mimebundle_()
    assert "Now" not in data["text/html"] and "1 still open" in data["text/html"]


def test_nothing_of_the_results_shows_before_the_second_check_is_complete(text, monkeypatch):
    monkeypatch.setenv("SAYS_WHO_FIRST_FORM", "A")
    answers = begin("08-your-verdict")
    for case in check_cases("A"):
        answers.record(case.item, {"rating": 80})
    box = your_verdict.my_results()
    box.look()
    assert len(box.children) == 2 and check_cases("A")[0].reason not in str(box._repr_mimebundle_())
    for case in check_cases("B"):
        answers.record(case.item, {"rating": 90 if case.verdict == "holds" else 20})
    box.button.click()
    drawn, found = box.children[2].value, box.children[3].value
    assert "telling apart 70" in drawn and drawn.count("<circle") == 8
    assert check_cases("A")[0].reason in found and check_cases("B")[0].reason in found
    assert "Ten cases are few" in found


def test_a_drawing_with_one_check_says_only_that_one():
    drawn = your_verdict.Drawn(None, your_verdict.Scores(-12.5, 4, 30))
    assert "before" not in drawn.words and "telling apart −12" in drawn.words
    assert drawn._repr_html_().count("<circle") == 5
