"""The before- and after-check: two mirrored forms, and the three scores."""

import csv
import doctest
import math
import random
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

import course.checks
from course.checks import Scores, leaning, scores, sureness, telling_apart

with (Path(__file__).parents[1] / "data" / "checks.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
FORMS = {form: sorted((r for r in ROWS if r["form"] == form), key=lambda r: int(r["item"])) for form in "AB"}
SKILLS = ["who_says_so", "origins", "number", "wording", "context"]


@pytest.mark.parametrize("form", "AB")
class TestForm:
    def test_ten_items_two_per_skill_six_sound(self, form):
        items = FORMS[form]
        assert [int(r["item"]) for r in items] == list(range(1, 11))
        assert Counter(r["skill"] for r in items) == dict.fromkeys(SKILLS, 2)
        assert Counter(r["sound"] for r in items) == {"yes": 6, "no": 4}

    def test_looks_do_not_decide(self, form):
        sound = Counter(r["looks"] for r in FORMS[form] if r["sound"] == "yes")
        unsound = Counter(r["looks"] for r in FORMS[form] if r["sound"] == "no")
        assert sound["bad"] == 3 and unsound["good"] == 2 and unsound["bad"] == 0

    def test_skills_do_not_come_in_a_row_and_sound_ones_do_not_either(self, form):
        items = FORMS[form]
        assert all(a["skill"] != b["skill"] for a, b in pairwise(items))
        longest = run = 1
        for a, b in pairwise(items):
            run = run + 1 if a["sound"] == b["sound"] else 1
            longest = max(longest, run)
        assert longest <= 3

    def test_lengths(self, form):
        for r in FORMS[form]:
            assert len(r["claim"].split()) <= 25, r
            assert len(r["card"].split()) <= 60, r
            assert len(r["reason"].split()) <= 30 and len(r["reason"].split(". ")) == 2, r

    def test_length_does_not_decide(self, form):
        sound = [len(r["claim"].split()) for r in FORMS[form] if r["sound"] == "yes"]
        unsound = [len(r["claim"].split()) for r in FORMS[form] if r["sound"] == "no"]
        assert abs(sum(sound) / 6 - sum(unsound) / 4) < 4


def test_the_forms_mirror_each_other():
    by_story = defaultdict(dict)
    for r in ROWS:
        by_story[r["story"]][r["form"]] = r
    assert len(by_story) == 10
    for story, pair in by_story.items():
        a, b = pair["A"], pair["B"]
        assert a["skill"] == b["skill"], story
        if a["skill"] == "context":
            assert a["sound"] == b["sound"] == "yes", story
        else:
            assert {a["sound"], b["sound"]} == {"yes", "no"}, story
        assert a["claim"] != b["claim"]
        if a["skill"] == "wording":
            assert a["card"] == b["card"], "only the wording of the claim may differ"


def test_nothing_from_the_article():
    words = " ".join(" ".join(r.values()) for r in ROWS).lower()
    for word in ("israel", "azerbaijan", "armenia", "iran", "weapon", "flight", "war ", "jew", "muslim"):
        assert word not in words


# --- scores ---------------------------------------------------------------------------------------

SOUND = [True] * 6 + [False] * 4


def test_sanity_values():
    assert scores([50] * 10, SOUND) == (0, -10, 0)
    assert scores([100] * 10, SOUND) == (0, 40, 40)
    assert scores([0] * 10, SOUND) == (0, -60, 100 - 40)


def test_a_perfect_and_a_perfectly_wrong_learner():
    perfect = [100] * 6 + [0] * 4
    assert scores(perfect, SOUND) == (100, 0, 0)
    assert scores([100 - r for r in perfect], SOUND) == (-100, -20, 100)


def test_by_hand():
    ratings = [90, 80, 70, 60, 50, 40, 10, 30, 60, 50]
    # sound: 390 / 6 = 65; unsound: 150 / 4 = 37.5; all: 540 / 10 = 54
    # |r - 50|: 40 30 20 10 0 10 40 20 10 0 = 180, so 68 sure
    # right: 1 1 1 1 .5 0 1 1 0 .5 = 7, so 70 per cent
    assert telling_apart(ratings, SOUND) == pytest.approx(27.5)
    assert leaning(ratings, SOUND) == pytest.approx(-6)
    assert sureness(ratings, SOUND) == pytest.approx(-2)


def test_order_of_items_does_not_matter():
    ratings = [90, 80, 70, 60, 50, 40, 10, 30, 60, 50]
    pairs = list(zip(ratings, SOUND, strict=True))
    random.Random(3).shuffle(pairs)
    assert scores(*zip(*pairs, strict=True)) == pytest.approx(scores(ratings, SOUND))


def test_names_and_bounds():
    result = scores([50] * 10, SOUND)
    assert isinstance(result, Scores) and result._fields == ("telling_apart", "leaning", "sureness")
    draw = random.Random(1)
    for _ in range(300):
        ratings = [draw.randrange(0, 101, 10) for _ in SOUND]
        apart, lean, sure = scores(ratings, SOUND)
        assert -100 <= apart <= 100 and -60 <= lean <= 40 and -50 <= sure <= 100


@pytest.mark.parametrize(
    ("ratings", "sound"),
    [
        ([50], [True, False]),
        ([], []),
        ([101, 0], [True, False]),
        ([math.nan, 0], [True, False]),
        ([5, 5], [True, True]),
    ],
)
def test_nonsense_is_refused(ratings, sound):
    with pytest.raises(ValueError):
        scores(ratings, sound)


def test_examples_in_the_docstrings():
    assert doctest.testmod(course.checks).failed == 0
