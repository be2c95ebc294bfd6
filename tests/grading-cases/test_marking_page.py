"""docs/marking.md claims nothing without a test, and names every case with the state in which it ends."""

from __future__ import annotations

import re

import pytest
from hand_ins import CASES
from runs import RUNS

from course.places import PROJECT

PAGE = (PROJECT / "docs" / "marking.md").read_text("utf-8")
CLAIMS = PAGE.split("## What is protected from what")[1].split("## What it does not protect from")[0]
STATES = {
    "graded": "graded",
    "repaired": "repaired",
    "needs a person": "person",
    "refused": "refused",
    "earns nothing": "any",
}


def bullets(text: str) -> list[str]:
    return re.findall(r"^- .*(?:\n {2}.*)*", text, re.M)


def existing_tests() -> set[str]:
    found = set()
    for path in (PROJECT / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.M))
    return found


def proofs(claim: str) -> dict[str, list[str]]:
    return {kind: names.split(", ") for kind, names in re.findall(r"<!-- (tests|cases): (.+?) -->", claim)}


@pytest.mark.parametrize("claim", bullets(CLAIMS))
def test_every_claim_names_tests_that_exist(claim):
    named = proofs(claim)
    assert named, claim
    assert set(named.get("tests", [])) <= existing_tests()
    assert set(named.get("cases", [])) <= {case.name for case in CASES}


@pytest.mark.parametrize(
    ("head", "cases"), [("## How each known trick ends", CASES), ("## How code that is run again ends", RUNS)]
)
def test_every_case_stands_in_the_table_with_the_state_in_which_it_ends(head, cases):
    told = {}
    for row in re.findall(r"^\| (?!What |---)(.+) \|$", PAGE.split(head)[1].split("\n## ")[0], re.M):
        _, ends, names = row.split(" | ")
        state = next(state for words, state in STATES.items() if ends.startswith(words))
        told |= {name.strip("`"): state for name in names.split(", ")}
    assert told == {case.name: case.state for case in cases}
