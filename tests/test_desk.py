"""The desk of lesson 07: tone must not decide, the cards must."""

import csv
import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DESK = sorted(rows("desk.csv"), key=lambda r: int(r["order"]))
CARDS = {r["id"]: r for r in rows("evidence.csv")}
HOLDS = {r["id"]: r["verdict"] == "holds" for r in DESK}

# A cue calls a claim sound or not by its looks alone. What each gets right of 20 is asserted below.
CUES = {
    "named source": lambda r: r["named_source"] == "yes",
    "no count": lambda r: r["has_count"] == "no",
    "no loaded word": lambda r: r["loaded_word"] == "no",
    "not critical of Israel or Azerbaijan": lambda r: r["direction"] == "other",
}


def right(cue, claims=DESK) -> int:
    """How many of the claims the cue gets right by calling those that have it sound and all others not."""
    return sum(cue(r) == HOLDS[r["id"]] for r in claims)


def test_twenty_claims_with_60_to_75_per_cent_that_hold():
    assert len(DESK) == 20 and [int(r["order"]) for r in DESK] == list(range(1, 21))
    assert 12 <= sum(HOLDS.values()) <= 15
    assert sum(r["verdict"] == "cannot_tell" for r in DESK) == 2


@pytest.mark.parametrize("name", CUES)
def test_no_single_cue_decides(name):
    assert right(CUES[name]) <= 12, "a cue of tone may be right in 60 per cent at most"
    assert 20 - right(CUES[name]) <= 12, "and so may its opposite"


def test_the_balance_as_it_is():
    """The figures that docs and report give; a change of a claim changes them."""
    counts = {name: right(cue) for name, cue in CUES.items()}
    assert counts == {
        "named source": 8,
        "no count": 11,
        "no loaded word": 10,
        "not critical of Israel or Azerbaijan": 9,
    }
    assert sum(HOLDS.values()) == 12  # "always holds"
    # Whether a claim comes from the article is the best single cue, so the screen should tell it in the
    # feedback and not beside the slider.
    assert right(lambda r: r["from_article"] == "yes") == 14


def test_no_pair_of_cues_decides():
    best = 0
    for a, b in combinations(CUES.values(), 2):
        groups: dict[tuple[bool, bool], list[bool]] = {}
        for r in DESK:
            groups.setdefault((a(r), b(r)), []).append(HOLDS[r["id"]])
        best = max(best, sum(max(sum(g), len(g) - sum(g)) for g in groups.values()))
    assert best <= 14


def test_both_directions_hold_and_fail():
    for direction in ("critical_of_israel_or_azerbaijan", "other"):
        share = [HOLDS[r["id"]] for r in DESK if r["direction"] == direction]
        assert 0.5 <= sum(share) / len(share) <= 0.7 and len(share) >= 8


def test_length_and_order_do_not_decide():
    middle = sorted(len(r["claim"]) for r in DESK)[10]
    assert 8 <= right(lambda r: len(r["claim"]) < middle) <= 12
    scored = [r for r in DESK if r["warm_up"] == "no"]
    flips = sum(HOLDS[a["id"]] != HOLDS[b["id"]] for a, b in pairwise(scored))
    assert 0.35 <= flips / (len(scored) - 1) <= 0.65, "neither long runs nor a see-saw"


def test_codes_follow_from_the_wording():
    for r in DESK:
        claim = r["claim"].replace("MiG-25", "MiG")  # a name, not a count
        assert (r["has_count"] == "yes") == bool(re.search(r"\d", claim)), r["id"]
        assert (r["named_source"] == "yes") == bool(re.search(r"\bsays\b|According to", claim)), r["id"]
        assert (r["loaded_word"] == "yes") == bool(re.search(r"\b(stole|fled|massive|secret)\b", claim)), r["id"]


def test_twins_point_at_each_other_and_are_never_next():
    by = {r["id"]: r for r in DESK}
    for r in DESK:
        if r["twin"]:
            assert by[r["twin"]]["twin"] == r["id"]
    for a, b in pairwise(DESK):
        assert a["twin"] != b["id"], (a["id"], b["id"])
        assert not set(a["cards"].split(";")) & set(b["cards"].split(";")), (a["id"], b["id"])
    for r in DESK:  # D10 stands alone: it is the one claim of the article that a card contradicts outright
        if r["from_article"] == "yes" and not HOLDS[r["id"]] and r["id"] != "D10":
            assert HOLDS[r["twin"]], r["id"]


def test_every_claim_can_be_decided_by_cards_that_exist():
    for r in DESK:
        cards = r["cards"].split(";")
        assert cards, r["id"]
        for card in cards:
            assert card in CARDS and len(CARDS[card]["says"].split()) >= 10, (r["id"], card)
            assert r["id"] in CARDS[card]["claims"].split(";"), (r["id"], card)
        assert len(r["reason"].split()) <= 45, r["id"]
        dates = {CARDS[c]["before_article"] for c in cards}
        if r["could_writer_know"] != "unknown":
            assert r["could_writer_know"] in dates, r["id"]
        assert r["accepted"] != r["verdict"]


def test_warm_ups_come_first_and_hold():
    warm_up = [r["id"] for r in DESK if r["warm_up"] == "yes"]
    assert warm_up == [r["id"] for r in DESK[:3]] and set(warm_up) == {"D01", "D02", "D07"}
    assert all(HOLDS[r["id"]] for r in DESK[:3])


def test_claims_from_outside_are_the_same_as_in_their_table():
    outside = {r["cards"] for r in rows("claims-outside.csv")}
    ours = [r for r in DESK if r["from_article"] == "no"]
    assert len(ours) == len(outside) == 6
    verdicts = {frozenset(r["cards"].split(";")): r["verdict"] for r in rows("claims-outside.csv")}
    for r in ours:
        known = frozenset(r["cards"].split(";"))
        match = [v for cards, v in verdicts.items() if cards <= known]
        assert match == [r["verdict"]], r["id"]


def test_no_paragraph_is_named():
    for r in DESK:
        assert not re.search(r"\bP\d\d", " ".join(r.values())), r["id"]
