"""Predict, GradeSources, TraceChain, WeighEvidence and the results of the two checks."""

from __future__ import annotations

import ipywidgets
import pytest

from course.answers import Answers
from course.checks import Scores
from course.exercises._scores_told import desk_told, lean_told, sure_told
from course.exercises.check_results import CheckResults
from course.exercises.grade_sources import GradeSources, Source
from course.exercises.predict import Predict
from course.exercises.quiz import Option
from course.exercises.trace_chain import UNKNOWN, Document, TraceChain
from course.exercises.weigh_evidence import Card, Case, WeighEvidence

# Predict


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [({"options": [Option("a", "A")]}, "a", "b"), ({"slider": (0, 10, 1)}, 4, 11), ({"unit": "km"}, "4,5", "far")],
)
def test_what_follows_waits_for_the_guess(answers, page_of, kind, good, bad):
    made = []
    predict = Predict(
        "g", "How far?", then=lambda: made.append(1) or ipywidgets.HTML("<p>Ten.</p>"), **kind, answers=answers
    )
    page = page_of(predict.guess)
    assert page.record("g", {"guess": bad})["kind"] == "not kept"
    assert predict.children == (predict.guess,) and not made
    assert page.record("g", {"guess": good})["kind"] == "kept"
    assert len(predict.children) == 2 and made == [1]
    again = Predict("g", "How far?", then="Ten <b>km</b>.", **kind, answers=answers)
    assert again.children[1].value == "<p>Ten &lt;b&gt;km&lt;/b&gt;.</p>"


def test_on_paper_the_guess_and_what_follows_stand_below_each_other(answers):
    data, _ = Predict("g", "How far?", then="Ten.", answers=answers)._repr_mimebundle_()
    assert "nothing recorded" in data["text/html"] and data["text/html"].endswith("<p>Ten.</p>")


# GradeSources

MAYOR = Source("mayor", "the mayor", "ring", "A name.")
SHEET = Source("sheet", "the sheet", "document", "A paper.")
THEY = Source("they", "experts", "vague", "Who?")


def test_a_rung_away_is_half_right(answers, page_of):
    page = page_of(GradeSources("r", [MAYOR, SHEET, THEY], hint="Whom?", answers=answers))
    assert page.check("r-mayor", {"chosen": ["ring"]}) == ("Right.", ["A name."])
    assert page.check("r-mayor", {"chosen": ["document"]}) == ("Half right: one rung away.", ["A hint: Whom?"])
    assert page.check("r-mayor", {"chosen": ["nobody"]}) == ("Not quite.", ["A name."])


def test_pairs_and_their_neighbours(answers, page_of):
    page = page_of(GradeSources.pairs({"p": (MAYOR, SHEET), "q": (THEY, MAYOR)}, answers=answers))
    assert page.check("p", {"chosen": ["mayor"]})[0] == "Right."
    assert page.check("p", {"chosen": ["alike"]})[0].startswith("Half right")
    assert page.check("p", {"chosen": ["sheet"]})[0] == "Not quite."
    assert page.check("q", {"chosen": ["alike"]})[0] == "Not quite."
    assert page.exercise.accepts("p", {"chosen": ["they"]}) is False


# TraceChain

DOCUMENTS = [
    Document("a", "Sheet", "310"),
    Document("b", "Paper", "about 300", change="kept", reason="Rounded."),
    UNKNOWN,
    Document("c", "Blog", "thousands", change="changed", matters="decides", reason="Ten times."),
]


def chain(order, changes=None, matters=None):
    return {"order": order, "changes": changes or {}, "matters": matters or {}}


def test_the_order_is_told_first_and_not_given_away_at_once(answers, page_of):
    trace = TraceChain("t", "How?", DOCUMENTS, hint="Dates.", answers=answers)
    shown = [card["id"] for card in trace.items[0]["cards"]]
    assert sorted(shown) == ["a", "b", "c"] and shown != ["a", "b", "c"]
    page = page_of(trace)
    assert page.check("t", chain(["a", "c", "b"])) == (
        "Not quite the order.", ["1 of 2 neighbours stand in the right order.", "A hint: Dates."],
    )  # fmt: skip
    assert page.check("t", chain(["c", "a", "b"])) == (
        "Not quite the order.", ["1 of 2 neighbours stand in the right order.", "“Sheet” came before “Blog”."],
    )  # fmt: skip


def test_changes_what_matters_and_the_unknown_link(answers, page_of):
    page = page_of(TraceChain("t", "How?", DOCUMENTS, answers=answers))
    title, lines = page.check("t", chain(["a", "b", "c"], {"b": "dropped"}))
    assert title == "Not quite." and "Paper: read it word by word against the one before it." in lines
    assert "Blog: say what it did with the words before it." in lines
    whole = chain(["a", "b", "unknown-1", "c"], {"b": "kept", "c": "changed"}, {"c": "slip"})
    title, lines = page.check("t", whole)
    assert title == "Not quite." and "Blog: does it matter? We say: decides the claim." in lines
    assert "You left room after “Paper”: right, nobody has seen that link." in lines
    whole["matters"] = {"c": "decides"}
    assert page.check("t", whole)[0] == "All right."
    page.record("t", whole)
    assert page.exercise.rows()[0][1].startswith(
        "1. Sheet; 2. Paper (kept it as it was); 3. A link that nobody has seen"
    )


@pytest.mark.parametrize(
    "value",
    [None, {}, chain(["a", "b"]), chain(["a", "b", "c", "c"]), chain(["a", "b", "c", "d"]),
     chain(["a", "b", "c"], {"x": "kept"}), chain(["a", "b", "c"], {"b": "loved"}),
     chain(["a", "b", "c"], matters={"b": ["slip"]}), chain([1, "a", "b", "c"]),
     chain(["a", "b", "c", *(f"unknown-{n}" for n in range(6))])],
)  # fmt: skip
def test_what_is_no_chain_is_refused(answers, value):
    assert TraceChain("t", "How?", DOCUMENTS, answers=answers).accepts("t", value) is False


# WeighEvidence

CASES = [
    Case("w", "Warm.", [Card("A", "a")], "holds", scored=False),
    Case("x", "True.", [Card("A", "a")], "holds", "Yes."),
    Case("y", "False.", [Card("A", "a")], "does_not_hold", "No.", accepted=["cannot_tell"]),
    Case("z", "Open.", [Card("A", "a")], "cannot_tell"),
]


def test_ratings_are_compared_once_and_cannot_tell_counts(answers, page_of):
    weigh = WeighEvidence(CASES, answers=answers)
    page = page_of(weigh)
    title = lambda item, rating: page.check(item, {"rating": rating, "done": True})[0]  # noqa: E731
    assert page.check("x", {"rating": 80})[0] == "Move the slider first."
    assert title("x", 80) == "The cards bear you out."
    assert title("x", 50) == "You left it open; the cards say more."
    assert title("y", 60) == "Leaving it open can be argued here."
    assert title("y", 90) == "The cards say otherwise."
    assert title("z", 30) == "You left it open, and that is right here."
    assert title("z", 20) == "You were surer than the cards allow."
    for bad in (55, 110, -10, 50.0, True, None):
        assert not weigh.accepts("x", {"rating": bad})


def test_the_summary_waits_for_all_and_leaves_out_what_cannot_be_told(answers, page_of):
    weigh = WeighEvidence(CASES, answers=answers)
    page = page_of(weigh)
    page.record("x", {"rating": 80})
    assert weigh.told() == ("2 still to answer.", [])
    page.record("y", {"rating": 30})
    page.record("z", {"rating": 100})
    assert weigh.ratings() == {"x": 80, "y": 30}
    assert weigh.told()[1][0]["text"].startswith("Telling apart: +50.")


def test_the_desk_has_its_twenty_claims_with_cards_and_no_key_on_the_page(answers):
    desk = WeighEvidence.desk(answers=answers)
    assert len(desk.items) == 20 and all(item["cards"] for item in desk.items)
    assert [item["warm_up"] for item in desk.items] == [True] * 3 + [False] * 17
    assert "verdict" not in str(desk.items) and "does_not_hold" not in str(desk.items)


def test_the_form_is_drawn_once_and_the_other_comes_after(tmp_path, page_of):
    start, end = Answers("00-start-here", tmp_path), Answers("08-your-verdict", tmp_path)
    before = WeighEvidence.check("before", answers=start)
    form = start.value("check-order")["first"]
    assert before.item_ids == [f"check-{form}{n}" for n in range(1, 11)]
    assert WeighEvidence.check("before", answers=Answers("00-start-here", tmp_path)).item_ids == before.item_ids
    after = WeighEvidence.check("after", answers=end)
    assert after.item_ids[0] == f"check-{'B' if form == 'A' else 'A'}1"
    page = page_of(before)
    assert page.check(before.item_ids[0], {"rating": 50}) == ("Recorded, complete.", [])  # nothing about right or wrong
    for weigh, rating in ((before, 50), (after, 100)):
        for item, case in weigh.cases.items():
            page_of(weigh).record(item, {"rating": rating if case.verdict == "holds" else 100 - rating})
    told = CheckResults(answers=end).sentences()
    assert told[0].startswith("Before: 0. After: +100. The higher,")
    assert told[1].startswith("You leaned hardly at all (−10) before, and hardly at all (0) now. Trusting less")
    assert told[2].startswith("You were sure at 100 on average and right in 10 of 10.")
    assert CheckResults(answers=end)._repr_html_().count("<tr>") == 22


def test_unfinished_checks_are_not_scored(tmp_path):
    answers = Answers("08-your-verdict", tmp_path)
    assert CheckResults(answers=answers).sentences() == [
        "Neither check is complete yet, so there is nothing to say. Answer all ten cases of one."
    ]


def test_the_words_are_cautious():
    told = " ".join(
        [*desk_told(Scores(30, 25, 40)), lean_told(14, 3), sure_told(81, 7, 10, 11), sure_told(95, 5, 10, 45)]
    )
    assert "You leaned towards trust (+14) before, and hardly at all (+3) now." in told
    assert "You were sure at 81 on average and right in 7 of 10. With ten cases that is no clear sign" in told
    for word in ("%", "improved", "rank", "☺", "well done"):
        assert word not in told
