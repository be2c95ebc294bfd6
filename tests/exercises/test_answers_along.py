"""All answers as one file, brought back by item: the newer wins, what changed is listed, nothing is lost."""

from __future__ import annotations

import json

import pytest

from course.answers import Answers, AnswersError, bring_back, bundle, on_a_temporary_server, parse
from course.exercises.answers_panel import AnswersPanel, brought_told
from course.exercises.quiz import Option, Quiz

EARLY, LATE = "2026-01-31T09:00:00.000Z", "2026-01-31T09:00:00.001Z"


def raw(data) -> bytes:
    return json.dumps(data).encode()


def test_what_was_taken_along_is_the_same_elsewhere(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir(), there.mkdir()
    Answers("00-start", here).record("a", {"x": "\ud83d é"}, EARLY)
    Answers("01-look", here).record("b", 2, EARLY)
    done = bring_back(raw(bundle(here)), there)
    assert done.taken == {"00-start": ["a"], "01-look": ["b"]}
    assert Answers("00-start", there).items() == Answers("00-start", here).items()
    assert bring_back(raw(bundle(here)), there).same == {"00-start": ["a"], "01-look": ["b"]}


def test_the_newer_answer_wins_and_the_list_says_so(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("mine", 1, LATE)
    answers.record("old", 1, EARLY)
    theirs = {
        "mine": {"value": 2, "time": EARLY},
        "old": {"value": 2, "time": LATE},
        "new": {"value": 2, "time": EARLY},
    }
    done = bring_back(raw({"schema": 1, "notebook": "n", "items": theirs}), tmp_path, answers)
    assert (done.taken, done.older) == ({"n": ["new", "old"]}, {"n": ["mine"]})
    assert {i: e["value"] for i, e in answers.items().items()} == {"mine": 1, "old": 2, "new": 2}
    title, lines = brought_told(done)
    assert title == "2 answers brought back."
    assert lines[:2] == ["n: 2 answers.", "n: what is here is newer and stays: mine."]


def test_what_gives_way_to_a_newer_answer_is_put_aside_and_named(tmp_path):
    """Only the clocks say which is newer, and one may have been wrong."""
    answers = Answers("n", tmp_path)
    answers.record("a", "here", EARLY)
    answers.record("b", "alike", EARLY)
    theirs = {i: {"value": v, "time": "2999-01-01T00:00:00.000Z"} for i, v in {"a": "ahead", "b": "alike"}.items()}
    done = bring_back(raw({"schema": 1, "notebook": "n", "items": theirs}), tmp_path, answers)
    assert done.ahead == {"n": ["a", "b"]}
    (aside,) = (tmp_path / "answers").glob("n.replaced-*.json")
    assert parse(aside.read_bytes()) == {"a": {"value": "here", "time": EARLY}}
    _, lines = brought_told(done)
    assert f"n: what stood here before is in answers/{aside.name}: a." in lines
    assert any("a, b were given in the future. One clock was wrong" in line for line in lines)
    assert bundle(tmp_path)["notebooks"].keys() == {"n"}


def test_a_damaged_file_of_another_notebook_is_told_by_the_panel(answers, tmp_path):
    (tmp_path / "answers").mkdir(exist_ok=True)
    (tmp_path / "answers" / "other.json").write_text("scribble")
    file = {"schema": 1, "notebook": "other", "items": {"a": {"value": 1, "time": EARLY}}}
    _, lines = brought_told(bring_back(raw(file), tmp_path, answers))
    assert any("other.json is damaged at line 1" in line for line in lines)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xff", "not JSON"), (b"[1]", "no answers by name"), (b"{}", "which schema"), (b"[" * 10**5, "not JSON"),
     (raw({"q": {"chosen": []}}), "which schema"),
     (raw({"schema": 1, "kind": "says-who answers"}), "no notebooks"), (b" " * 20_000_001, "larger than 20 MB"),
     (raw({"schema": 9, "notebook": "n", "items": {}}), "later release"),
     (raw({"schema": 0, "notebook": "n", "items": {}}), "earlier release"),
     (raw({"schema": 1, "notebook": "n", "items": {"a": 1}}), "item 'a'")],
)  # fmt: skip
def test_what_is_no_file_of_answers_is_refused_in_words_and_changes_nothing(answers, tmp_path, data, why):
    answers.record("a", 1)
    before = answers.path.read_bytes()
    with pytest.raises(AnswersError, match=why):
        bring_back(data, tmp_path, answers)
    assert answers.path.read_bytes() == before


@pytest.mark.parametrize("name", ["../n", "/etc/n", ".hidden", "a/b", "a\\b", "", "a\x00", "n" * 101])
def test_a_notebooks_name_never_leads_out_of_the_folder(tmp_path, name):
    items = {"a": {"value": 1, "time": EARLY}}
    data = {"schema": 1, "kind": "says-who answers", "notebooks": {name: items, "good": items}}
    done = bring_back(raw(data), tmp_path)
    assert done.taken == {"good": ["a"]} and list(done.refused) == [name]
    assert [p.name for p in (tmp_path / "answers").glob("[!.]*")] == ["good.json"]


def test_a_damaged_part_is_named_and_the_rest_comes_along(tmp_path):
    Answers("good", tmp_path).record("a", 1)
    (tmp_path / "answers" / "bad.json").write_text("scribble")
    found = bundle(tmp_path)
    assert found["notebooks"].keys() == {"good"} and "damaged at line 1" in found["unread"]["bad"]


@pytest.mark.parametrize(
    ("environment", "temporary"),
    [({}, False), ({"BINDER_SERVICE_HOST": "x"}, True), ({"JUPYTERHUB_USER": "x"}, True),
     ({"JUPYTERHUB_USER": "x", "SAYS_WHO_TEMPORARY": "0"}, False), ({"SAYS_WHO_TEMPORARY": "1"}, True)],
)  # fmt: skip
def test_a_temporary_server_is_known(monkeypatch, environment, temporary):
    monkeypatch.setattr("os.environ", environment)
    assert on_a_temporary_server() is temporary


def test_the_panel_follows_and_open_exercises_show_what_came_back(answers, page_of):
    quiz = Quiz("q", "Which?", [Option("a", "A")], answers=answers)
    panel = AnswersPanel(answers=answers)
    page = page_of(panel)
    assert panel.summary == []
    assert "Nothing is recorded yet." in panel.html()  # an empty table would say nothing
    page_of(quiz).record("q", {"chosen": []}, EARLY)
    assert (panel.summary, panel.newest) == ([["n", 1]], EARLY)
    assert "1 answer" in panel.html() and "Nothing" not in panel.html()
    text = json.dumps({"schema": 1, "notebook": "n", "items": {"q": {"value": {"chosen": ["a"]}, "time": LATE}}})
    assert page.sends(kind="bring back", text=text, n="1")["title"] == "1 answer brought back."
    assert quiz.entries["q"]["value"] == {"chosen": ["a"]}
    assert json.loads(page.sends(kind="download", n="2")["text"])["notebooks"]["n"]["q"]["time"] == LATE
    assert page.sends(kind="bring back", text="{", n="3")["title"] == "Nothing was brought back."
