"""`course check`: what does not fit is named, and one trouble does not hide the next."""

import json

import pytest
from typer.testing import CliRunner

from course import check
from course.cli import app


def run():
    """Exit status and lines of `course check`."""
    done = CliRunner().invoke(app, ["check"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def wrong(output):
    return [line.split()[-1] for line in output.splitlines() if line.startswith("WRONG")]


def test_all_is_well_with_the_course_as_it_stands():
    status, output = run()
    assert (status, wrong(output)) == (0, []), output
    assert [line.split(maxsplit=1)[0] for line in output.splitlines()] == ["ok"] * len(check.CHECKS)


def test_a_copy_of_the_course_is_as_good(project):
    assert run()[0] == 0


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit(path, change_it):
    notebook = json.loads(path.read_text("utf-8"))
    change_it(notebook)
    path.write_text(json.dumps(notebook), "utf-8")


ARTICLE = "data/articles/karabakh"
LESSON = "notebooks/02-claims-and-attribution.ipynb"
KEYS = "assignments/keys"
FAULTS = {
    "an edited article": (
        lambda p: change(p / ARTICLE / "article.txt", "Baku", "baku"),
        "texts",
        "article.txt was changed",
    ),
    "a unit left out": (lambda p: change(p / ARTICLE / "units.csv", "P07,", "#"), "texts", "units.csv"),
    "gold with wrong offsets": (
        lambda p: change(p / ARTICLE / "practice.ann", "T6001\tSentence 135 404", "T6001\tSentence 136 405"),
        "texts",
        "practice.ann, line 1",
    ),
    "gold that is nonsense": (
        lambda p: (p / ARTICLE / "practice.ann").write_text("T1\n"),
        "texts",
        "practice.ann, line 1",
    ),
    "a text without its file": (lambda p: (p / ARTICLE / "units.csv").unlink(), "texts", "units.csv is missing"),
    "held-back gold that is nonsense": (
        lambda p: (p / KEYS / "karabakh.ann").write_text("T1\n"),
        "keys",
        "karabakh.ann, line 1",
    ),
    "held-back gold that is empty": (lambda p: (p / KEYS / "karabakh.ann").write_text(""), "keys", "holds no sentence"),
    "a key that learners have": (
        lambda p: change(p / KEYS / "1-claims-and-attribution.toml", "P36", "P28"),
        "keys",
        "item span-1: the key of P28 is open",
    ),
    "an item on a sentence without attribution": (
        lambda p: change(p / KEYS / "1-claims-and-attribution.toml", "P36", "P07"),
        "keys",
        "item span-1: P07 has no attribution",
    ),
    "a key on no sentence": (
        lambda p: change(p / KEYS / "1-claims-and-attribution.toml", "P36", "P99"),
        "keys",
        "no unit 'P99'",
    ),
    "a key file with a slip": (
        lambda p: change(p / KEYS / "1-claims-and-attribution.toml", "points = 2", "points = nan"),
        "keys",
        "item span-1",
    ),
    "answers in a source": (
        lambda p: (p / "assignments/source/1-claims-and-attribution/answers").mkdir(),
        "answers",
        "1-claims-and-attribution/answers: answers lie in an assignment's source",
    ),
    "a notebook with outputs": (
        lambda p: edit(
            p / LESSON, lambda n: next(c for c in n["cells"] if c["cell_type"] == "code").update(execution_count=1)
        ),
        "notebooks",
        f"{LESSON}, cell ",
    ),
    "a cell without an id": (
        lambda p: edit(p / LESSON, lambda n: n["cells"][3].pop("id")),
        "notebooks",
        "without an id",
    ),
    "two cells with one id": (
        lambda p: edit(p / LESSON, lambda n: n["cells"][3].update(id=n["cells"][0]["id"])),
        "notebooks",
        "without an id of its own",
    ),
    "a notebook under another's name": (
        lambda p: (p / LESSON).rename(p / "notebooks/03.ipynb"),
        "notebooks",
        'begin("03")',
    ),
    "a notebook that is no JSON": (lambda p: (p / LESSON).write_text("{"), "notebooks", f"{LESSON}: not a notebook"),
    "a notebook without cells": (lambda p: (p / LESSON).write_text("[]"), "notebooks", f"{LESSON}: not a notebook"),
    "an environment file that is behind": (
        lambda p: change(p / "requirements/learner.txt", "anywidget==", "anywidget==0."),
        "files",
        "binder/environment.yml differs from the lock",
    ),
    "a missing lock": (lambda p: (p / "requirements/test.txt").unlink(), "files", "test.txt is missing"),
}


@pytest.mark.parametrize(("plant", "check_", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_by_its_check_and_named(project, plant, check_, said):
    plant(project)
    status, output = run()
    assert status == 1
    assert check_ in wrong(output)
    assert said in output
    assert output.splitlines()[-1].endswith("to mend.")


def test_one_trouble_does_not_hide_the_next(project):
    FAULTS["an edited article"][0](project)
    FAULTS["a missing lock"][0](project)
    FAULTS["a notebook that is no JSON"][0](project)
    assert wrong(run()[1]) == ["texts", "keys", "notebooks", "files"]


def test_a_stray_file_among_the_texts_is_no_text(project):
    (project / "data" / "articles" / ".DS_Store").touch()
    assert run()[0] == 0


def test_a_learners_kit_without_keys_passes(project):
    for path in (project / "assignments" / "keys").rglob("*.*"):
        path.unlink()
    assert run()[0] == 0


def test_an_error_outside_a_check_ends_with_its_message_and_status_1(project, python):
    done = python(
        "import sys, course.places; course.places.PROJECT = __import__('pathlib').Path(sys.argv[1]);"
        "sys.argv[1:] = ['environments']; from course.cli import main; main()",
        project / "nowhere",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("course: ")
    assert "test.txt is missing" in done.stderr
    assert "Traceback" not in done.stderr
