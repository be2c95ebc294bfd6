"""Looking through a hand-in: what the cases of tests/grading-cases do not show from outside."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc

from course.errors import CourseError
from course.marking import intake
from course.marking.intake import EMPTY_NOTEBOOK, MAX_DEPTH, UnfitName, receive, stamped, take_in, too_deep

NAME = "n"


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "submitted" / "ann" / NAME
    (made / "answers").mkdir(parents=True)
    (made / f"{NAME}.ipynb").write_bytes(EMPTY_NOTEBOOK)
    (made / "answers" / f"{NAME}.json").write_text('{"schema": 1, "notebook": "n", "items": {}}')
    return made


def found(taken) -> tuple:
    return taken.repairs, taken.notebook_lost, taken.answers_lost


def test_a_good_hand_in_is_left_as_it_is(folder):
    before = sorted(folder.parents[2].rglob("*"))
    assert found(take_in(folder, NAME)) == ([], "", "")
    assert sorted(folder.parents[2].rglob("*")) == before
    assert stamped(folder).student == "ann"


def test_without_a_stamp_nothing_is_marked(folder):
    intake._seen.clear()
    with pytest.raises(CourseError, match="was not looked through"):
        stamped(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: (f / "new.txt").touch(),
        lambda f: (f / f"{NAME}.ipynb").write_bytes(EMPTY_NOTEBOOK.replace(b"5", b"4")),
        lambda f: (f / "answers" / f"{NAME}.json").unlink(),
        lambda f: (f / "link").symlink_to("/etc/passwd"),
        lambda f: ((f / "answers" / f"{NAME}.json").unlink(), os.mkfifo(f / "answers" / f"{NAME}.json")),
    ],
    ids=["new", "changed", "removed", "link", "pipe"],
)
def test_a_hand_in_that_changed_after_it_was_judged_is_refused(folder, change):
    take_in(folder, NAME)
    change(folder)
    with pytest.raises(CourseError, match="has changed since"):
        stamped(folder)


def test_a_stamp_cannot_be_brought_along(folder):
    """Whatever a learner writes into their folder, another process has not seen it."""
    take_in(folder, NAME)
    shutil.copytree(folder, folder.parent / "other")
    with pytest.raises(CourseError, match="was not looked through"):
        stamped(folder.parent / "other")


def test_the_hook_knows_the_learner_by_the_path_and_gives_the_renamed_notebook_back(folder):
    (folder / f"{NAME}.ipynb").rename(folder / f"{NAME} (1).ipynb")
    notebooks = [str(folder / f"{NAME} (1).ipynb")]
    receive(assignment=NAME, student="*", notebooks=notebooks)
    assert notebooks == [str(folder / f"{NAME}.ipynb")]
    assert "was taken as" in stamped(folder).repairs[0]


def test_a_second_look_finds_what_the_first_one_found(folder):
    (folder / f"{NAME}.ipynb").write_text("no notebook")
    (folder / "answers" / f"{NAME}.json").unlink()
    (folder / "answers" / f"{NAME}.json").symlink_to("/etc/passwd")
    (folder / "pipe").symlink_to("/dev/zero")
    first = found(take_in(folder, NAME))
    assert first[1:] == (
        "the notebook is not JSON (Expecting value: line 1 column 1 (char 0))",
        f"answers/{NAME}.json is a link, not a file",
    )
    assert found(take_in(folder, NAME)) == first


def test_what_was_found_is_forgotten_when_something_else_is_handed_in(folder):
    (folder / f"{NAME}.ipynb").write_text("no notebook")
    take_in(folder, NAME)
    (folder / f"{NAME}.ipynb").write_bytes(EMPTY_NOTEBOOK.replace(b"5", b"4"))
    assert found(take_in(folder, NAME)) == ([], "", "")


def test_killed_while_setting_aside_the_next_look_still_knows(folder, monkeypatch):
    (folder / f"{NAME}.ipynb").write_text("no notebook")
    with monkeypatch.context() as patch:

        def killed(*_):
            raise KeyboardInterrupt

        patch.setattr(Path, "write_bytes", killed)  # the notebook is moved, and nothing stands in its place yet
        with pytest.raises(KeyboardInterrupt):
            take_in(folder, NAME)
    assert not (folder / f"{NAME}.ipynb").exists()
    assert "is not JSON" in take_in(folder, NAME).notebook_lost
    assert (folder / f"{NAME}.ipynb").read_bytes() == EMPTY_NOTEBOOK


def test_what_is_set_aside_is_kept_with_a_note(folder):
    (folder / f"{NAME}.ipynb").write_text("Dear marker")
    take_in(folder, NAME)
    aside = folder.parents[2] / "set-aside" / "ann" / NAME
    assert (aside / f"1-{NAME}.ipynb").read_text() == "Dear marker"
    assert "is not JSON" in (aside / f"1-{NAME}.ipynb.why.txt").read_text()


def test_a_folder_that_cannot_be_made_safe_gets_no_stamp(folder, monkeypatch):
    (folder / "pipe").symlink_to("/dev/zero")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CourseError, match="could not be made safe"):
        take_in(folder, NAME)
    with pytest.raises(CourseError, match="was not looked through"):
        stamped(folder)


@pytest.mark.parametrize("name", ["<b>", 'a"b', "a\nb", "a'b", "a;b", "x" * 101, "a*"])
def test_a_name_that_nbgraders_pages_would_run_or_mistake_is_unfit(folder, name):
    unfit = folder.parent.with_name(name)
    folder.parent.rename(unfit)
    with pytest.raises(UnfitName):
        take_in(unfit / NAME, NAME)


@pytest.mark.parametrize("name", ["ann", "a.b@example.org", "12345", "Ødegård", "ליה", "van der Berg", "a+b_c-d"])
def test_learners_names_are_fit(folder, name):
    folder.parent.rename(folder.parent.with_name(name))
    assert take_in(folder.parent.with_name(name) / NAME, NAME).student == name


def test_of_a_hand_in_no_more_is_read_for_its_digest_than_may_be_marked(folder, monkeypatch):
    """Sparse files: a few bytes on disk, and as long to read as they say they are."""
    for number in range(4):
        with (folder / f"sparse-{number}").open("wb") as file:
            file.truncate(intake.MAX_HAND_IN // 2)
    read, plain = [], intake._read

    def counted(path):
        read.append(path.stat().st_size)
        return plain(path)

    monkeypatch.setattr(intake, "_read", counted)
    assert intake.digest(folder)
    assert sum(read) <= intake.MAX_HAND_IN


def test_depth_is_counted_without_recursion():
    assert not too_deep(json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH))
    assert too_deep(json.loads("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)))
    assert not too_deep([1, "a" * 100, None, {"a": [1]}])


@pytest.mark.parametrize(
    ("time", "is_one"),
    [
        ("2026-03-02 15:00:00 UTC", True),
        ("2026-03-02 15:00:00.123456 UTC", True),
        ("2026-03-02 16:00:00 CET", True),
        ("2026-03-02T15:00:00Z", True),
        ("2026-02-30 15:00:00 UTC", False),
        ("2026-03-02 25:00:00 UTC", False),
        ("the day before", False),
    ],
)
def test_a_time_is_one_where_nbgrader_reads_it(folder, time, is_one):
    (folder / "timestamp.txt").write_text(time)
    try:
        parse_utc(time)
        assert is_one
    except ValueError:
        assert not is_one
    assert ("timestamp.txt was set aside: it holds no time." in take_in(folder, NAME).repairs) != is_one
