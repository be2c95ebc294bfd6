"""Assignment 2 through nbgrader, on both texts: what each named hand-in earns, question by question; and its keys."""

from __future__ import annotations

import math

import pytest
from cycle import played

from course import choice, counts
from course.marking.keys import load_items
from course.marking.rules import rule
from course.marking.solutions import as_file, model
from course.recording import figure_data

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("counting-flights")

NAME = "2-counting-flights"
TEXTS = ("karabakh", "transfer-rumour")
ITEMS = load_items(NAME)
STEPS = [f"step-{n}" for n in range(1, 7)]
BOUNDS = "step-5"
ALL, NOTHING = [2, 2, 2, 2, 2, 2, 2, 2, 4], [0] * 9


def numbers(text: str) -> dict:
    return {name: value for name, value in model(NAME, text).items() if name in STEPS}


def changed(text: str, **fields) -> dict:
    """The six steps with some fields set alike."""
    return {name: value | fields for name, value in numbers(text).items()}


def constant(text: str, number) -> dict:
    """One number everywhere, each time with the right unit."""
    return {
        name: value | ({"low": number, "high": number} if name == BOUNDS else {"number": number})
        for name, value in numbers(text).items()
    }


def one_slip(text: str) -> dict:
    """The part's count in place of what is left in step 2, and all later steps worked out rightly from it."""
    slip = int(counts.by_id("part", text)["count"])
    days = int(counts.by_id("later", text)["days"] - counts.by_id("part", text)["days"])
    found = model(NAME, text)
    return found | {
        "step-2": found["step-2"] | {"number": slip},
        "step-4": found["step-4"] | {"number": round(slip / days * 30, 2)},
        BOUNDS: found[BOUNDS] | {"high": slip},
    }


def per_year(text: str) -> dict:
    """The rates in another unit, rightly."""
    found, unit = numbers(text), f"{counts.noun(text)} per year"
    return {
        name: found[name] | {"number": round(found[name]["number"] * 365 / 30, 1), "unit": unit}
        for name in ("step-3", "step-4", "step-6")
    }


def as_typed(text: str) -> dict:
    """Every number as people type it."""
    found = {}
    for name, value in numbers(text).items():
        typed = {f: f" {value[f]:g}".replace(".", ",") for f in ("number", "low", "high") if f in value}
        found[name] = value | typed | {"unit": value["unit"].upper()}
    return found


def chart(text: str, **picked) -> dict:
    whole = {"show": "count", "axis_from": 0, "label": counts.noun(text), "source_line": sources(text)}
    return {"chart": {"text": text, "by": "menu", "figure": figure_data(counts.draw_bars(text, **whole | picked))}}


def sources(text: str) -> str:
    return "; ".join(counts.whole_table(text)["seen_in"])


def everything_chosen(text: str) -> dict:
    seven = ["a-bar-for-each-month", "a-bar-for-each-source", "a-line-that-rises", "two-parts", "all-three-added"]
    eight = ["the-same-ones", "the-days", "what-for", "busier", "a-least", "one-month", "the-rest"]
    return {"step-7": {"chosen": [*seven, "a-bar-marked-at-least"]}, "step-8": {"chosen": eight}}


def nonsense(text: str) -> dict:
    """What is no answer: not a number, endless, huge, text, lists, an endless chart."""
    values = dict(zip(STEPS, [math.nan, math.inf, 10**400, "seven and seven", [7], {"number": 7}], strict=True))
    found = {name: {"text": text, "number": value, "unit": ["flights", "days"]} for name, value in values.items()}
    data = [{"type": "bar", "x": {"dtype": "f8", "bdata": "!" * 9999}, "y": [math.nan] * 300}] * 30
    return found | {"step-7": [], "step-8": {"chosen": "all"}, "chart": {"text": text, "figure": {"data": data}}}


HANDED_IN = {
    "model": (lambda t: model(NAME, t), ALL),
    "empty": (lambda t: {}, NOTHING),
    "as-typed": (as_typed, [2, 2, 2, 2, 2, 2, 0, 0, 0]),
    "no-units": (lambda t: changed(t, unit=""), [1, 1, 1, 1, 1, 1, 0, 0, 0]),
    "every-unit": (lambda t: changed(t, unit=counts_units(t)), [1, 1, 1, 1, 1, 1, 0, 0, 0]),
    "one-slip": (one_slip, [2, 0, 2, 2, 2, 2, 2, 2, 4]),
    "per-year": (per_year, [0, 0, 2, 2, 0, 2, 0, 0, 0]),
    "least-as-forced": (
        lambda t: numbers(t) | {BOUNDS: numbers(t)[BOUNDS] | {"low": int(counts.by_id("least", t)["count"])}},
        [2, 2, 2, 2, 1, 2, 0, 0, 0],
    ),
    "everything-chosen": (everything_chosen, NOTHING),
    "half-chosen": (
        lambda t: {"step-7": {"chosen": ["two-parts"]}, "step-8": {"chosen": ["what-for", "one-month", "busier"]}},
        [0, 0, 0, 0, 0, 0, 0.6667, 1.3333, 0],
    ),
    "invented-chart": (lambda t: chart(t, show="month by month"), [0] * 8 + [2]),
    "cut-chart": (lambda t: chart(t, axis_from="just below the smallest", label="number"), [0] * 8 + [2]),
    "rate-as-count": (lambda t: chart(t, show="per month"), [0] * 8 + [3.5]),
    "rate": (lambda t: chart(t, show="per month", label=f"{counts.noun(t)} per month"), [0] * 8 + [4]),
    "always-0": (lambda t: constant(t, 0), [0, 0, 0, 0, 1, 0, 0, 0, 0]),
    "always-7": (
        lambda t: constant(t, 7),
        {"karabakh": [0, 2, 0, 0, 1, 0, 0, 0, 0], "transfer-rumour": [0, 0, 0, 0, 1, 0, 0, 0, 0]},
    ),
    "nonsense": (nonsense, NOTHING),
}
STUDENTS = [f"{name}-{text}" for name in HANDED_IN for text in TEXTS]


def counts_units(text: str) -> str:
    return ", ".join([counts.noun(text), "days", f"{counts.noun(text)} per month"])


def expected(student: str) -> list[float]:
    text = next(text for text in TEXTS if student.endswith(text))
    marks = HANDED_IN[student.removesuffix(f"-{text}")][1]
    return marks[text] if isinstance(marks, dict) else marks


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    made = {
        f"{name}-{text}": as_file(NAME, text, make(text)) for name, (make, _) in HANDED_IN.items() for text in TEXTS
    }
    return played(tmp_path_factory, NAME, made | {"blank": None})


@pytest.mark.parametrize("student", STUDENTS)
def test_each_question_earns_exactly_what_it_should(cycle, student):
    assert cycle.scores(student) == dict(zip(ITEMS, expected(student), strict=True))


def test_20_is_the_most_and_the_blank_release_earns_nothing(cycle):
    assert set(cycle.scores("blank").values()) == {0}
    with cycle.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "blank").max_score == 20
        assert not gradebook.find_submission(NAME, "empty-karabakh").needs_manual_grade
        (notebook,) = gradebook.find_assignment(NAME).notebooks
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {i.id: i.points for i in ITEMS.values()}


def test_feedback_tells_each_rule_and_what_followed_from_an_own_value(cycle):
    page = cycle.feedback("one-slip-karabakh")
    assert "<strong>Your answer:</strong> 4 flights" in page
    assert "The number: does not agree (0 of 2)." in page
    assert "The number: agrees with your own answer to “step-2” (2 of 2)." in page
    assert "The most: agrees with your own answer to “step-2” (1 of 1)." in page
    page = cycle.feedback("cut-chart-transfer-rumour")
    assert "Values: all stand in the table, and each says whose it is (1 of 1)." in page
    assert "Axis: it does not begin at zero, and nothing says so (0 of 1)." in page
    assert "Label: the words beside the axis do not say what is counted (0 of 1)." in page
    assert "Source: a line names where the counts come from (1 of 1)." in page
    page = cycle.feedback("no-units-karabakh")
    assert page.count("The unit: does not agree. A right number then earns half.") == 6


@pytest.mark.parametrize("student", ["blank", "empty-karabakh", "always-0-karabakh", "nonsense-karabakh"])
def test_feedback_never_shows_what_would_have_been_right(cycle, student):
    assert "The guide has" not in cycle.feedback(student)


# The keys, worked out anew from the table


@pytest.mark.parametrize("text", TEXTS)
def test_the_keys_are_what_the_table_gives(text, monkeypatch):
    monkeypatch.setattr(choice, "text", lambda: text)
    whole, part, least = counts.whole_table(text).index
    key = {name: ITEMS[name].parts[name].key[text] for name in ITEMS}
    outside = int(counts.by_id("later", text)["days"] - counts.by_id("part", text)["days"])
    start = counts.by_id("least", text)["first_day"].date().isoformat()
    end = counts.by_id("later", text)["last_day"].date().isoformat()
    bounds = counts.between(start, end)
    left = counts.left_after_taking_off(part)
    assert key["step-1"]["number"] == len(counts.days_in_both(whole, least))
    assert key["step-2"]["number"] == left
    assert key["step-3"]["number"] == counts.per_month_of(part)
    assert key["step-4"]["number"] == counts.per_month(left, days=outside)
    assert key["step-4"]["follows"]["number"]["times"] == pytest.approx(30 / outside, abs=1e-4)
    assert (key["step-5"]["low"], key["step-5"]["high"]) == (bounds["least"], bounds["most"])
    assert key["step-6"]["number"] == counts.per_month_of(least)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("number", range(25))
def test_one_number_everywhere_earns_little(text, number):
    answers = constant(text, number)
    earned = [
        rule(ITEMS[name].kind).mark(ITEMS[name].parts[name], text, answers[name], answers).points for name in STEPS
    ]
    assert sum(earned) <= 4


def test_what_can_be_chosen_is_what_the_keys_know():
    import tomllib

    from course.places import PROJECT

    asked = tomllib.loads((PROJECT / "data" / "quizzes" / f"{NAME}.toml").read_text("utf-8"))
    for name in ("step-7", "step-8"):
        offered = {option["id"] for option in asked[name]["options"]}
        for key in ITEMS[name].parts[name].key.values():
            assert {*key["right"], *key.get("either", ())} < offered
            wrong = offered - set(key["right"]) - set(key.get("either", ()))
            assert len(wrong) == len(key["right"])  # so that choosing everything earns nothing
