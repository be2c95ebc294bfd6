"""What a feedback page gives away: the reasons of the items that the instructor reveals, of the others nothing."""

from __future__ import annotations

import html
import json
import re
import shutil
from dataclasses import replace

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import from_dict

from course import choice
from course.corpus.article import load_article
from course.kit.leaks import leaks
from course.marking import room
from course.marking.asked import question
from course.marking.feedback_page import page
from course.marking.keys import BY_HAND, Item, Part, load_items
from course.marking.rules import rule
from course.marking.solutions import as_file, model
from course.places import PROJECT, keys_folder

WHY = "What is right, and why:"
CASES = [
    ("1-claims-and-attribution", "karabakh", ["span-1", "voice"]),
    ("1-claims-and-attribution", "transfer-rumour", ["span-4"]),
    ("2-counting-flights", "karabakh", ["step-2", "step-7"]),
    ("3-chains-and-words", "karabakh", ["trace-1", "pair-2"]),
    ("3-chains-and-words", "transfer-rumour", ["retelling-1"]),
    ("4-source-report", "library", ["voice", "trace-2", "number-3"]),
]


def everything(assignment: str, text: str) -> dict:
    return model(assignment, text)


def shifted(assignment: str, text: str) -> dict:
    """Each answer of a kind in the slot of the next of its kind: of the right form, and mostly wrong."""
    values, found = model(assignment, text), {}
    kinds = {part: item.kind for item in load_items(assignment).values() for part in item.parts}
    for kind in dict.fromkeys(kinds[part] for part in values):
        same = [part for part in values if kinds[part] == kind]
        found |= {part: values[other] for part, other in zip(same, [*same[1:], same[0]], strict=True)}
    return found


def nothing(assignment: str, text: str) -> dict:
    return {}


@pytest.fixture
def revealing(tmp_path, monkeypatch):
    """Make the keys in use reveal these items of an assignment."""

    def reveal(assignment: str, items: list[str]) -> dict[str, Item]:
        keys = tmp_path / "keys"
        shutil.copytree(keys_folder(), keys)
        path = keys / f"{assignment}.toml"
        path.write_text(f"reveal = {json.dumps(items)}\n{path.read_text('utf-8')}", "utf-8")
        monkeypatch.setenv("SAYS_WHO_KEYS", str(keys))
        return load_items(assignment)

    return reveal


def feedback(assignment: str, text: str, values: dict, items: dict[str, Item]) -> str:
    """The page that this learner gets, from the marker's room and the assignment's notebook."""
    notebook = nbformat.read(PROJECT / "assignments" / "source" / assignment / f"{assignment}.ipynb", 4)
    entries = json.loads(as_file(assignment, text, values))["items"]
    marked = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade") and c.cell_type == "code"]
    task = {"assignment": assignment, "items": entries, "notice": "", "cells": [cell.source for cell in marked]}
    for cell, outputs in zip(marked, room.run_cells(task), strict=True):
        cell.outputs = [from_dict(output) for output in outputs]
        cell.metadata.nbgrader.score = float(outputs[-1]["data"]["text/plain"])
    about = {"notebook": assignment, "score": 0, "max_score": 0, "late_penalty": 0}
    return html.unescape(page(notebook, about, items))


@pytest.mark.parametrize(("assignment", "text", "revealed"), CASES)
@pytest.mark.parametrize("answers", [everything, shifted, nothing])
def test_the_page_tells_the_reasons_of_revealed_items_and_of_no_others(
    revealing, tmp_path, assignment, text, revealed, answers
):
    items = revealing(assignment, revealed)
    soup = BeautifulSoup(feedback(assignment, text, answers(assignment, text), items), "html.parser")
    sections = {tag["id"].removeprefix("q-"): tag for tag in soup.select("section.question")}
    assert set(sections) == set(items)
    assert [name for name, tag in sections.items() if WHY in tag.get_text()] == [
        name for name in sections if name in revealed
    ]
    for name in revealed:
        told = " ".join(sections[name].get_text().split())
        assert all(_reason(assignment, items[name], part, text) in told for part in items[name].parts.values())
        sections[name].decompose()
    left = " ".join(soup.get_text().split())
    hidden = [item for item in items.values() if item.kind != BY_HAND and item.id not in revealed]
    assert [item.id for item in hidden for p in item.parts.values() if _reason(assignment, item, p, text) in left] == []
    assert "from course.marking import mark" not in left
    for own in soup.find_all("p"):
        if own.get_text().startswith("Your answer:"):
            own.decompose()  # what a learner marked rightly is theirs
    (tmp_path / "page.html").write_text(str(soup), "utf-8")
    assert leaks(tmp_path / "page.html") == []


def _reason(assignment: str, item: Item, part: Part, text: str) -> str:
    """The last sentence that the rule gives, which stands for them all."""
    part = replace(part, words=question(assignment, part.id, text).words)
    return " ".join(rule(item.kind).reasons(part, text)[-1].split())


def test_the_scan_would_find_a_reason_that_is_not_revealed(revealing, tmp_path):
    items = revealing("1-claims-and-attribution", ["span-1"])
    (tmp_path / "page.html").write_text(feedback("1-claims-and-attribution", "karabakh", {}, items), "utf-8")
    assert any("stands in the keys" in line for line in leaks(tmp_path / "page.html"))


@pytest.mark.parametrize(
    ("assignment", "text"), [("1-claims-and-attribution", "karabakh"), ("4-source-report", "library")]
)
@pytest.mark.parametrize("voice", ["own", "someone", "missing", "both"])
@pytest.mark.parametrize("touched", [False, True])
def test_a_wrong_answer_is_told_in_the_same_words_whatever_is_right(assignment, text, voice, touched):
    """Else the words would tell whose word it is: nothing is touched where the article itself speaks."""
    article, told = load_article(text, keys=True), set()
    for part in load_items(assignment)["voice"].parts.values():
        sentence = article.sentence(part.key[text])
        last = [sentence.end - 1, sentence.end]  # the full stop: no word that could show anything
        value = {"text": text, "unit": sentence.id, "voice": voice, "shown": [last] if touched else []}
        mark = rule("voice").mark(part, text, value, {})
        if mark.points == 0:
            told.add(tuple(mark.lines))
    assert len(told) == 1


def test_documents_of_a_chain_do_not_stand_in_their_right_order(revealing):
    items = revealing("3-chains-and-words", [])
    for text in ("karabakh", "transfer-rumour"):
        shown = BeautifulSoup(feedback("3-chains-and-words", text, {}, items), "html.parser")
        quoted = [[p.get_text() for p in tag.find_all("p")] for tag in shown.select("blockquote")]
        assert all(paragraphs == sorted(paragraphs) for paragraphs in quoted)


def test_every_kind_of_answer_is_shown_in_the_words_that_the_learner_saw(revealing):
    shown = feedback(
        "3-chains-and-words",
        "karabakh",
        everything("3-chains-and-words", "karabakh"),
        revealing("3-chains-and-words", []),
    )
    assert "Your answer:</strong> It made the number larger; It made the period shorter" in shown
    assert "A page of Haaretz, 6 March 2023 → The article, P29" in shown
    assert not re.search(r"rounded.up|shorter.period", shown)
    assert choice.item_id("trace-1", "karabakh") not in BeautifulSoup(shown, "html.parser").get_text()
