"""Assignment 4 through nbgrader: what each named hand-in earns, and the text that comes with the release alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from cycle import RUN_CELLS, played

from course.corpus.article import load_article
from course.marking.keys import load_items
from course.marking.solutions import as_file, model
from course.places import PROJECT

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("source-report")

NAME = "4-source-report"
ITEMS = load_items(NAME)
REPORT = ["behind", "who-says", "origins", "figures", "words", "verdict"]
ALL, NOTHING = [6, 2, 2, 2, 2, 2], [0] * 6


def some(*begins: str) -> dict:
    return {part: value for part, value in model(NAME, "library").items() if part.startswith(begins)}


def voiced(**fields) -> dict:
    return {part: value | fields for part, value in some("voice").items()}


def whole_sentences() -> dict:
    """Right labels, and the whole sentence touched each time."""
    article, found = load_article("library"), some("voice")
    for value in found.values():
        sentence = article.sentence(value["unit"])
        value["shown"] = [[sentence.start, sentence.end]]
    return found


def chosen(card: str, change: str) -> dict:
    answers = {"card": card, "change": change}
    return {f"trace-{n}-{asked}": {"chosen": [id]} for n in (1, 2) for asked, id in answers.items()}


def typed(*numbers: tuple[str, str]) -> dict:
    return {f"number-{n}": {"typed": text, "unit": unit} for n, (text, unit) in enumerate(numbers, 1)}


def written(*parts: str) -> dict:
    return {part: {"written": f"My report on {part}."} for part in parts}


HANDED_IN = {
    "model": (model(NAME, "library") | written(*REPORT), ALL, REPORT),
    "no-report": (model(NAME, "library"), ALL, []),
    "report-only": (written(*REPORT), NOTHING, REPORT),
    "verdict-only": (written("verdict"), NOTHING, ["verdict"]),
    "spaces": (written() | {"behind": {"written": "  \n "}}, NOTHING, []),
    "empty": ({}, NOTHING, []),
    "blank": (None, NOTHING, []),
    "always-own": (voiced(voice="own", shown=[]), [2.4, 0, 0, 0, 0, 0], []),
    "always-someone": (voiced(voice="someone", shown=[]), [1.2, 0, 0, 0, 0, 0], []),
    "always-both": (voiced(voice="both", shown=[]), [0.6, 0, 0, 0, 0, 0], []),
    "whole-sentences": (whole_sentences(), [4.2, 0, 0, 0, 0, 0], []),
    "first-card-kept": (chosen("c1", "kept"), [0, 0, 2, 0, 0, 0], []),
    "card-right-change-wrong": (chosen("c5", "none"), [0, 1, 0, 0, 0, 0], []),
    "usual-mistakes": (
        typed(("82,400", "visits per year"), ("140", "members"), ("53,000", "visits")),
        NOTHING,
        [],
    ),
    "other-units": (typed(("68,667", "visits"), ("100", "percent"), ("10500", "visitors")), [0, 0, 0, 1, 1, 1], []),
    "roughly": (typed(("68 700", "visits per year"), ("101", "members"), ("10,500", "visits")), [0, 0, 0, 2, 0, 2], []),
}


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    files = {s: None if v is None else as_file(NAME, "library", v) for s, (v, _, _) in HANDED_IN.items()}
    return played(tmp_path_factory, NAME, files)


@pytest.mark.parametrize("student", HANDED_IN)
def test_each_question_earns_exactly_what_it_should_and_what_was_written_waits(cycle, student):
    _, automatic, waiting = HANDED_IN[student]
    by_machine = dict(zip([item for item in ITEMS if item not in REPORT], automatic, strict=True))
    assert cycle.scores(student) == by_machine | {part: None if part in waiting else 0 for part in REPORT}
    with cycle.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, student)
        assert submission.max_score == 40
        assert submission.needs_manual_grade == bool(waiting)
        comments = {c.name: c.auto_comment for c in submission.notebooks[0].comments}
    assert comments == {part: None if part in waiting else "No response." for part in REPORT}
    cells = cycle.marked(student)
    assert [part for part in REPORT if f"My report on {part}." in "".join(cells[part]["source"])] == waiting


def test_the_same_answer_everywhere_earns_less_than_half():
    for name in ("always-own", "always-someone", "always-both", "first-card-kept"):
        assert sum(HANDED_IN[name][1]) < sum(ALL) / 2


def test_the_text_travels_in_the_release_without_its_keys(cycle):
    release = cycle.course / "release" / NAME
    files = sorted(str(p.relative_to(release)) for p in release.rglob("*") if p.is_file())
    text = [
        f"text/library/{n}" for n in ("4-source-report.toml", "article.toml", "article.txt", "glosses.csv", "units.csv")
    ]
    assert files == [f"{NAME}.ipynb", *text]
    words = "".join((release / file).read_text("utf-8") for file in files)
    reasons = {s.reason for s in load_article("library", keys=True).sentences if s.reason}
    reasons |= {
        p.key["library"]["reason"] for i in ITEMS.values() for p in i.parts.values() if "reason" in p.key["library"]
    }
    assert [reason for reason in reasons if reason in words] == []


def test_a_learner_without_the_text_can_work_where_it_was_released_and_nowhere_else(cycle, tmp_path):
    """A learner's tree: the package and the data, without the text; then the release in it."""
    kit = tmp_path / "kit"
    shutil.copytree(PROJECT / "course", kit / "course", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data", kit / "data", ignore=shutil.ignore_patterns("library"))
    work = shutil.copytree(cycle.course / "release" / NAME, kit / "assignments" / NAME)
    cells = json.loads((work / f"{NAME}.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    script = f"""{RUN_CELLS}
from course.lessons import assigned
print(len(assigned.show_text().markdown) > 3000, len(assigned.show_cards().markdown) > 2000)
"""

    def python(code: str, *args: str) -> list[str]:
        """As in a learner's tree: its own copy of the package, no keys."""
        env = os.environ | {"SAYS_WHO_KEYS": str(tmp_path), "PYTHONPATH": str(kit)}
        done = subprocess.run([sys.executable, "-c", code, *args], env=env, cwd=kit, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    told = python(script, str(work), json.dumps(code))
    assert [line.split(":")[0] for line in told[:-1]] == [f"Incomplete {item}" for item in ITEMS if item not in REPORT]
    assert told[-1] == "True True"
    elsewhere = """
import course
try:
    course.load_article("library")
except Exception as error:
    print(course.__file__, error)
"""
    (said,) = python(elsewhere)
    assert said.startswith(str(kit)) and "there is no text called 'library'" in said
