"""`course check` finds each fault that is planted in a copy of the project, and names file, place and remedy."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.cli import app

ROOT = Path(__file__).resolve().parents[2]
KARABAKH = "data/articles/karabakh"
RUMOUR = "data/articles/transfer-rumour"
KEYS = "assignments/keys"
LESSON = "notebooks/02-claims-and-attribution.ipynb"
QUIZ = "data/quizzes/02-claims-and-attribution.toml"
REMEDY = (
    "Add|Annotate|Clear|Copy|Exchange|Fill|Give|Keep|Mark|Mend|Move|Name|Put|Quote|Remove|Rename|Reword|Run|Save|Say"
    "|Shorten|Take|Tell|Write"
)


def change(file: str, old: str, new: str):
    """A fault: the first `old` in a file becomes `new`."""

    def plant(copy: Path) -> None:
        raw = (copy / file).read_bytes().decode("utf-8")
        assert old in raw, f"{file} no longer has {old!r}: plant this fault elsewhere"
        (copy / file).write_bytes(raw.replace(old, new, 1).encode("utf-8"))

    return plant


def append(file: str, words: str):
    return lambda copy: (copy / file).write_text((copy / file).read_text("utf-8") + words, "utf-8")


def remove_line(file: str, having: str):
    def plant(copy: Path) -> None:
        lines = (copy / file).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if having not in line]
        assert len(kept) == len(lines) - 1, f"{file}: {having!r} stands in {len(lines) - len(kept)} lines"
        (copy / file).write_text("".join(kept), "utf-8")

    return plant


def move_held_unit(copy: Path) -> None:
    """The lines of P07 (ids 70..) in the held-back gold are copied into the file that learners get."""
    held = (copy / KEYS / "karabakh.ann").read_text("utf-8").splitlines(keepends=True)
    lines = [line for line in held if re.match(r"[TAE#]70\d\d\t", line)]
    assert lines
    append(f"{KARABAKH}/practice.ann", "".join(lines))(copy)


def held_reason_in_docs(copy: Path) -> None:
    gold = (copy / KEYS / "karabakh.ann").read_text("utf-8")
    reason = re.search(r"^#8103?\d*\tReason T8101\t(.+)$", gold, re.MULTILINE)
    assert reason
    append("docs/annotation-guide.md", f"\nAn example: {reason[1]}\n")(copy)


def cell(copy: Path, change_it) -> None:
    notebook = json.loads((copy / LESSON).read_text("utf-8"))
    change_it(next(c for c in notebook["cells"] if c["cell_type"] == "code"))
    (copy / LESSON).write_text(json.dumps(notebook), "utf-8")


# Name: (what is planted, the check that must find it, what its message must say: file, place and more).
FAULTS = {
    "an article edited by one character": (
        change(f"{KARABAKH}/article.txt", "Baku", "baku"),
        "texts",
        [f"{KARABAKH}/article.txt was changed", "Take the file from a fresh copy"],
    ),
    "an article written for the course, edited by one character": (
        change(f"{RUMOUR}/article.txt", "Hesselport", "hesselport"),
        "texts",
        [f"{RUMOUR}/article.txt was changed"],
    ),
    "gold with an offset shifted": (
        change(f"{RUMOUR}/practice.ann", "T6002\tLoaded 144 154", "T6002\tLoaded 145 155"),
        "texts",
        [f"{RUMOUR}/practice.ann, line", "T6002", "Mend the offsets"],
    ),
    "a claim with an offset shifted": (
        change("data/claims.csv", "C06a,P06,189,289", "C06a,P06,190,289"),
        "passages",
        ["data/claims.csv, line 2 (C06a)", "at 190-289 the text has", "It stands at 189-289"],
    ),
    "a claim that is not in the text": (
        change("data/claims.csv", "the Azerbaijani army and people have raised", "the army and the people have raised"),
        "passages",
        ["data/claims.csv, line 2 (C06a)", "Quote it exactly"],
    ),
    "a count with an offset outside its sentence": (
        change(f"{RUMOUR}/as_stated.csv", "P25,3329,3347", "P25,9,27"),
        "passages",
        [f"{RUMOUR}/as_stated.csv, line 2 (first)", "9-27 does not lie in P25"],
    ),
    "an address that is broken": (
        change("data/evidence.csv", "https://www.hetq.am/", "https:/www.hetq.am/"),
        "addresses",
        ["data/evidence.csv, line", "names no host", "Copy it anew"],
    ),
    "a link to a page that is not there": (
        change("README.md", "](docs/charts.md)", "](docs/chart.md)"),
        "links",
        ["README.md, line", "there is no docs/chart.md"],
    ),
    "a link to a heading that is not there": (
        change("docs/teaching-guide.md", "](#on-paper)", "](#On-paper)"),
        "links",
        ["docs/teaching-guide.md, line", "has no heading “On-paper”"],
    ),
    "a picture that is not there": (
        append("docs/charts.md", "\n![A chart of nothing at all.](pictures/charts/none.png)\n"),
        "links",
        ["docs/charts.md, line", "there is no pictures/charts/none.png"],
    ),
    "a form that names a page that is not there": (
        change(".github/ISSUE_TEMPLATE/2-accessibility.yml", "/main/docs/accessibility.md", "/main/docs/access.md"),
        "links",
        [".github/ISSUE_TEMPLATE/2-accessibility.yml", "there is no ../blob/main/docs/access.md"],
    ),
    "a link of the kit's own page that leads out of the kit": (
        append("kit/README.md", "\n[How to contribute](../CONTRIBUTING.md)\n"),
        "links",
        ["kit/README.md, line", "there is no ../CONTRIBUTING.md"],
    ),
    "a link in an assignment that leads nowhere": (
        change(
            "assignments/source/1-claims-and-attribution/1-claims-and-attribution.ipynb",
            '"source": [\n    "# ',
            '"source": [\n    "[The words](glossary.md)\\n",\n    "# ',
        ),
        "links",
        ["1-claims-and-attribution.ipynb, cell", "there is no glossary.md"],
    ),
    "a number that is missing": (
        remove_line(f"{KARABAKH}/numbers.csv", "92 cargo flights"),
        "numbers",
        [f"{KARABAKH}/numbers.csv", "“92” at 4133-4135 (P25) is missing", "Add a row"],
    ),
    "a number of a held-back sentence that is missing": (
        remove_line(f"{KEYS}/transfer-rumour/numbers.csv", "38 days"),
        "numbers",
        [f"{KEYS}/transfer-rumour/numbers.csv", "“38”", "(P07) is missing"],
    ),
    "a held-back sentence in practice.ann": (
        move_held_unit,
        "held-back sentences",
        [f"{KARABAKH}/practice.ann", "P07", "Move its lines to the keys"],
    ),
    "a grade cell worth more than its key": (
        change("assignments/keys/3-chains-and-words.toml", "points = 1.5", "points = 2"),
        "points",
        ["3-chains-and-words.ipynb: the grade cell retelling-1 is worth 1.5, the key file says 2", "Mend one of them"],
    ),
    "a grade cell of another kind than its key": (
        change("assignments/keys/4-source-report.toml", 'kind = "numbers"', 'kind = "choices"'),
        "points",
        ["4-source-report.ipynb: the grade cell number-1 calls mark with", "Mend one of them"],
    ),
    "a question of an assignment that tells its answer": (
        change("data/articles/library/4-source-report.toml", "[number-1]\n", "[number-1]\nanswer = 1\n"),
        "questions of assignments",
        ["4-source-report.toml, number-1: 'answer' tells the answer", "Move it to the key file"],
    ),
    "a rubric that the notebook does not show": (
        change("assignments/rubrics/3-chains-and-words.toml", "Only the topic is kept", "The topic alone is kept"),
        "rubrics",
        ["3-chains-and-words.ipynb, cell rubric-claim-kept: differs from the rubric", "Run: course rubrics"],
    ),
    "the reason of an assignment's key in its open file": (
        append(
            "data/quizzes/karabakh/3-chains-and-words.toml",
            "# The list of arms is kept and its source is not, says Haaretz\n",
        ),
        "held-back words",
        ["3-chains-and-words.toml, line", "repeats a reason of trace-1 of 3-chains-and-words", "Take it out"],
    ),
    "a row about a held-back sentence in an open table": (
        append(
            "data/claims.csv",
            'C07c,P07,524,543,44 days of conflict,holds,high,"Counted anew for this row.",cnn-44-days\n',
        ),
        "held-back sentences",
        ["data/claims.csv, line", "(C07c): is about a held-back sentence", f"{KEYS}/karabakh/claims.csv"],
    ),
    "the reason of a held-back sentence in the docs": (
        held_reason_in_docs,
        "held-back words",
        ["docs/annotation-guide.md, line", "repeats a reason of P08a of karabakh"],
    ),
    "a held-back sentence quoted in a lesson": (
        change(
            LESSON,
            "## Make a guess",
            "## Make a guess\\n\\nIran has accused Azerbaijan on several occasions of providing",
        ),
        "held-back words",
        [f"{LESSON}, cell guess", "quotes P54 of karabakh", "Take fewer words"],
    ),
    "the label of a held-back sentence in the docs": (
        append("docs/annotation-guide.md", "\nP29 is `mixed`.\n"),
        "held-back sentences",
        ["docs/annotation-guide.md", "“mixed” beside P29"],
    ),
    "a lesson that tags a held-back sentence": (
        change(LESSON, '\\"P28\\"', '\\"P36\\"'),
        "held-back sentences",
        [f"{LESSON}, cell whose-first-three", "WhoseWord takes P36 of karabakh", "Take another sentence"],
    ),
    "a sentence that is held back for some and open for others": (
        change(f"{RUMOUR}/split.csv", "P16,held", "P16,open"),
        "split",
        [f"{KEYS}/transfer-rumour/split.csv, line", "(P16), form: held here, open for learners"],
    ),
    "a card that names a claim which nobody knows": (
        change("data/evidence.csv", "cnn-44-days,", "cnn-44-days,C99a;"),
        "claims and cards",
        ["data/evidence.csv, line", "(cnn-44-days)", "names the claim C99a", "mend the id"],
    ),
    "a claim whose card is gone": (
        remove_line(f"{RUMOUR}/evidence.csv", "e24,"),
        "claims and cards",
        [f"{RUMOUR}/claims.csv, line", "(C41a)", "names the card e24"],
    ),
    "a gloss of twenty words": (
        change(
            f"{KARABAKH}/glosses.csv", "In short: Turkish drones", "In short: " + "very " * 12 + "modern Turkish drones"
        ),
        "glosses",
        [f"{KARABAKH}/glosses.csv, line 4 (P08a)", "words, at most 15", "Shorten it"],
    ),
    "a sentence without a gloss": (
        remove_line(f"{RUMOUR}/glosses.csv", "P28,"),
        "glosses",
        [f"{RUMOUR}/glosses.csv", "P28 has no gloss"],
    ),
    "a name in a lesson that the naming table replaces": (
        change(LESSON, "only the writer speaks.", "only the regime in Tel Aviv speaks."),
        "wording",
        [f"{LESSON}, cell guess", "“Tel Aviv”", "“regime”", "Write: “government”"],
    ),
    "the same in a comment of the code": (
        append("course/overlap.py", "# As used in Artsakh.\n"),
        "wording",
        ["course/overlap.py, line", "“Artsakh”", "Write: “Nagorno-Karabakh”"],
    ),
    "a table with a value of a wrong type": (
        change("data/border.csv", "\n432,", "\nabout 432,"),
        "tables",
        ["data/border.csv, line 2, column km", "'about 432' is no number"],
    ),
    "a table with a verdict that does not exist": (
        change(f"{KEYS}/transfer-rumour/claims.csv", ",holds,high,", ",true,high,"),
        "tables",
        [f"{KEYS}/transfer-rumour/claims.csv, line 2, column verdict", "'true' is none of holds"],
    ),
    "a table that nobody described": (
        lambda copy: (copy / "data" / "more.csv").write_text("a,b\n1,2\n"),
        "tables",
        ["data/more.csv: datapackage.json does not describe this table"],
    ),
    "a table that is described twice": (
        change(f"{KEYS}/datapackage.json", '"karabakh-claims"', '"karabakh-evidence"'),
        "tables",
        [f"{KEYS}/datapackage.json: two resources have the name karabakh-evidence"],
    ),
    "a held-back retelling in an open table": (
        lambda copy: append(
            f"{RUMOUR}/as_reported.csv",
            (copy / KEYS / "transfer-rumour" / "as_reported.csv").read_text("utf-8").splitlines()[1] + "\n",
        )(copy),
        "claims and cards",
        [f"{RUMOUR}/as_reported.csv, line", "r02 is held back", "Take the row out"],
    ),
    "a text that does not say when its latest event was": (
        change(f"{RUMOUR}/article.toml", "latest_dated_event", "latest_event"),
        "claims and cards",
        [f"{RUMOUR}/article.toml: [provenance] has no latest_dated_event"],
    ),
    "a pass that was taken away": (
        lambda copy: (copy / KARABAKH / "passes" / "b.ann").unlink(),
        "passes",
        [f"{KARABAKH}/passes/b.ann is missing"],
    ),
    "a desk on which tone decides": (
        lambda copy: [change("data/desk.csv", ",holds,,", ",changed,,")(copy) for _ in range(3)],
        "desk",
        ["data/desk.csv: 9 claims hold; 12 to 15 of 20 should"],
    ),
    "a quiz without a right answer": (
        change(QUIZ, "right = true", "right = false"),
        "quizzes",
        [f"{QUIZ}, ring-named: no option is right", "Mark one"],
    ),
    "a quiz file that is cut off": (
        lambda copy: (copy / QUIZ).write_text((copy / QUIZ).read_text("utf-8")[:700], "utf-8"),
        "quizzes",
        [QUIZ, "line"],
    ),
    "answers under an assignment's source": (
        lambda copy: (copy / "assignments/source/1-claims-and-attribution/answers").mkdir(),
        "answers",
        ["assignments/source/1-claims-and-attribution/answers", "Move them away"],
    ),
    "a notebook with outputs": (
        lambda copy: cell(copy, lambda c: c.update(execution_count=1)),
        "notebooks",
        [f"{LESSON}, cell begin: stored with outputs", "Clear all outputs"],
    ),
}


@pytest.fixture(scope="module", autouse=True)
def enough_faults():
    assert len(FAULTS) >= 10


def run() -> tuple[int, dict[str, list[str]], str]:
    """Exit status, the faults by check, and all that was printed."""
    done = CliRunner().invoke(app, ["check"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    by_check: dict[str, list[str]] = {}
    for line in done.output.splitlines():
        if line.startswith("WRONG"):
            by_check[line.split(maxsplit=1)[1]] = []
        elif line.startswith(" "):
            by_check[list(by_check)[-1]].append(line.strip())
    return done.exit_code, by_check, done.output


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(project, name):
    plant, check, said = FAULTS[name]
    plant(project)
    status, found, output = run()
    assert status == 1 and check in found, output
    lines = "\n".join(found[check])
    for words in said:
        assert words in lines, f"not said: {words}\n{output}"
    for line in (line for lines in found.values() for line in lines):
        assert re.search(rf"\b({REMEDY})\b", line, re.IGNORECASE), f"no remedy: {line}"
        assert len(line) < 420, f"long-winded: {line}"


def test_a_sound_copy_passes_every_check(project):
    status, found, output = run()
    assert (status, found) == (0, {}), output
    assert "skipped" not in output


def test_a_learners_kit_says_what_it_could_not_check(project):
    shutil.rmtree(project / KEYS)
    shutil.rmtree(project / "data" / "articles" / "library")
    shutil.rmtree(project / "assignments" / "source")
    shutil.rmtree(project / "assignments" / "rubrics")
    status, found, output = run()
    assert (status, found) == (0, {}), output
    skipped = [line for line in output.splitlines() if line.startswith("skipped")]
    assert [line.split("(")[0].split(maxsplit=1)[1].strip() for line in skipped] == [
        "keys", "held-back words", "points",
    ]  # fmt: skip
    assert all("only an instructor's copy has them" in line for line in skipped)


def test_a_learners_kit_is_still_checked(project):
    shutil.rmtree(project / KEYS)
    change("data/claims.csv", "C06a,P06,189,289", "C06a,P06,190,289")(project)
    status, found, _ = run()
    assert status == 1 and list(found) == ["passages"]


def test_the_command_takes_less_than_five_seconds():
    """As a command of its own, with Python's start; in time of the processor, which others' work does not change."""
    resource = pytest.importorskip("resource")  # Windows has none
    used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])  # noqa: E731
    before = used()
    done = subprocess.run(
        [sys.executable, "-m", "course", "check"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert used() - before < 5
