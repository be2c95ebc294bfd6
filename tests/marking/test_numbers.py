"""Numbers with units, bounds, chains; answers chosen from a list; and people who try to earn them otherwise."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.marking.keys import Part
from course.marking.rules import choices, numbers

RATE = {
    "number": 2.08,
    "tolerance": 0.06,
    "unit": "flights per month",
    "other_units": {"flights per year": 12.17},
    "follows": {"number": {"from": "outside", "times": 0.297, "least": 1, "most": 10}},
}
BOUNDS = {"low": 0, "high": 7, "unit": "flights", "follows": {"high": {"from": "outside", "least": 1, "most": 10}}}
NO_UNIT = {"number": 11}


def earned(key, value, answers=None, worth=2.0):
    result = numbers.mark(Part("item", worth, {"karabakh": key}), "karabakh", value, answers or {})
    return None if result is None else result.points


def rate(number, unit="flights per month"):
    return {"text": "karabakh", "number": number, "unit": unit, "by": "typed"}


def bounds(low, high, unit="flights"):
    return {"text": "karabakh", "low": low, "high": high, "unit": unit, "by": "menu"}


@pytest.mark.parametrize("number", [2.08, "2,1", "2.1", 2.02, 2.14, "about 2.1"])
def test_what_lies_within_the_tolerance_earns_all(number):
    assert earned(RATE, rate(number)) == 2.0


@pytest.mark.parametrize("number", [2.0, 2.15, 0, -2.08, "two", "2 or 3", 2080])
def test_what_lies_outside_earns_nothing(number):
    assert not earned(RATE, rate(number))


def test_a_right_number_with_a_wrong_unit_earns_half_and_a_right_unit_alone_nothing():
    assert earned(RATE, rate(2.08, "flights")) == earned(RATE, rate(2.08, "")) == 1.0
    assert earned(RATE, rate(9)) == 0.0


def test_another_unit_is_right_with_its_own_number_only():
    assert earned(RATE, rate(25.3, "flights / year")) == 2.0
    assert earned(RATE, rate(2.08, "flights per year")) == 0.0
    assert earned(RATE, rate("25,3", "Flights per  month")) == 0.0


def test_least_and_most_earn_half_each():
    assert earned(BOUNDS, bounds(0, 7)) == 2.0
    assert earned(BOUNDS, bounds("0", "11")) == earned(BOUNDS, bounds(6, 7)) == 1.0
    assert earned(BOUNDS, bounds(0, 7, "days")) == 1.0
    assert earned(BOUNDS, bounds(0, "")) == 1.0
    assert earned(BOUNDS, bounds("no upper end", "")) is None


def test_a_later_step_counts_from_the_learners_own_value():
    own = {"outside": {"text": "karabakh", "number": 5, "unit": "flights", "by": "code"}}
    assert earned(RATE, rate(1.49), own) == 2.0
    assert earned(RATE, rate(1.49)) == 0.0
    assert earned(RATE, rate(2.08), own) == 2.0  # and the guide's own is right at any time
    assert earned(BOUNDS, bounds(0, 5), own) == 2.0
    assert (
        "agrees with your own answer to “outside”"
        in numbers.mark(Part("item", 2.0, {"karabakh": BOUNDS}), "karabakh", bounds(0, 5), own).lines[1]
    )


@pytest.mark.parametrize("own", [0, 11, 1e300, "nan", None, [], {"number": 5}])
def test_a_value_that_nobody_can_have_worked_out_carries_nothing_on(own):
    answers = {"outside": {"number": own}}
    follows = own * 0.297 if isinstance(own, int) else 0
    assert earned(RATE, rate(follows), answers) == 0.0


def test_where_no_unit_is_asked_for_none_is_needed_and_a_quiz_answer_is_read():
    assert earned(NO_UNIT, {"typed": "11"}) == 2.0
    assert earned(NO_UNIT, {"typed": "eleven"}) is None


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 10**400, True, None, "9" * 5000, [2.08], {"number": 2}]
)
def test_no_such_number_earns_or_raises(value):
    assert not earned(RATE, rate(value))
    assert not earned(BOUNDS, bounds(value, value))


def test_every_unit_at_once_is_no_unit():
    every = ["flights", "flights per month", "flights per year", "days"]
    assert earned(RATE, rate(2.08, every)) == 1.0
    assert earned(RATE, rate(2.08, ", ".join(every))) == 1.0


def test_an_answer_about_the_other_text_is_none():
    assert earned(RATE, rate(2.08) | {"text": "transfer-rumour"}) is None


NAMES = st.sampled_from(["number", "low", "unit", "text", "chosen", "typed"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_marked_between_nothing_and_all(value):
    for key in (RATE, BOUNDS, NO_UNIT):
        points = earned(key, value, {"outside": value})
        assert points is None or (type(points) is float and 0 <= points <= 2)
    result = choices.mark(Part("item", 2.0, {"karabakh": CHOICES}), "karabakh", value, {})
    assert result is None or 0 <= result.points <= 2


def test_missing_says_what_is_open_and_never_what_is_right():
    assert numbers.missing({"number": "", "unit": ""}) == ["The number is still open.", "Choose the unit, too."]
    assert numbers.missing({"low": 0, "high": None, "unit": "days"}) == ["The most is still open."]
    assert numbers.missing({"number": "a few", "unit": "x"}) == ["The number cannot be read: write one number."]
    assert numbers.missing(rate(9)) == numbers.missing({"typed": "9"}) == []


# Answers chosen from a list

CHOICES = {"right": ["a", "c"], "either": ["e"]}


@pytest.mark.parametrize(
    ("chosen", "points"),
    [("ac", 2), ("ace", 2), ("a", 1), ("ab", 0), ("acb", 1), ("abcd", 0), ("abcde", 0), ("", 0), ("e", 0), ("aa", 1)],
)
def test_each_choice_earns_or_costs_its_share(chosen, points):
    value = {"chosen": list(chosen)}
    assert choices.mark(Part("item", 2.0, {"karabakh": CHOICES}), "karabakh", value, {}).points == points


@pytest.mark.parametrize("value", [None, [], "a", {"chosen": "ac"}, {"chosen": ["a", 3]}, {"chosen": ["a"] * 51}])
def test_what_is_no_choice_is_no_answer(value):
    assert choices.mark(Part("item", 2.0, {"karabakh": CHOICES}), "karabakh", value, {}) is None


def test_the_model_answers_earn_everything():
    for rule, key in ((numbers, RATE), (numbers, BOUNDS), (numbers, NO_UNIT), (choices, CHOICES)):
        part = Part("item", 2.0, {"karabakh": key})
        value = json.loads(json.dumps(rule.model(part, "karabakh")))
        assert rule.mark(part, "karabakh", value, {}).points == 2.0
        assert rule.missing(value) == []
