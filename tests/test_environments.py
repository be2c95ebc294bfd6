"""The environment files say what the locks say, and nothing else."""

import re

import pytest

from course.environments import FILES, environment_text, locked_lines, stale_environments, write_environments
from course.errors import CourseError
from course.places import PROJECT

files = pytest.mark.parametrize("file", FILES)


def pip_lines(text):
    return re.findall(r"^      - (.+)$", text, re.M)


@files
def test_the_files_in_the_repository_are_the_ones_the_locks_give(file):
    assert (PROJECT / file).read_text("utf-8") == environment_text(file)


@files
def test_every_package_of_the_lock_is_a_pinned_pip_line(file):
    lock = (PROJECT / "requirements" / f"{FILES[file][0]}.txt").read_text("utf-8")
    packages = re.findall(r"^([a-z0-9][\w.\-]*)", lock, re.M)
    lines = pip_lines((PROJECT / file).read_text("utf-8"))
    assert [re.split(r"[=\[]", line)[0] for line in lines] == packages
    assert len(lines) > 50
    assert all(re.match(r"[\w.\-\[\]]+==[\w.+!]+( ; .+)?$", line) for line in lines)


@files
def test_conda_brings_python_and_pip_alone_and_no_path_is_local(file):
    text = (PROJECT / file).read_text("utf-8")
    assert re.findall(r"^  - (.+)$", text, re.M) == ["conda-forge", "python=3.12", "pip", "pip:"]
    assert not re.search(r"-e |file:|\./|https?:", text)


def test_each_lock_is_part_of_the_next():
    # Without markers: what a learner needs on Windows only, a tester may need everywhere.
    pins = ({line.split(" ;")[0] for line in locked_lines(level)} for level in ("learner", "teach", "test"))
    learner, teach, test = pins
    assert learner < teach < test


def test_the_lock_has_hashes_for_everything_and_names_no_index():
    for level in ("learner", "teach", "test"):
        text = (PROJECT / "requirements" / f"{level}.txt").read_text("utf-8")
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
        assert len(blocks) == len(locked_lines(level))
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text


def test_a_file_that_is_behind_or_missing_is_stale_until_written_anew(project):
    assert stale_environments() == []
    lock = project / "requirements" / "learner.txt"
    lock.write_text(lock.read_text("utf-8").replace("anywidget==", "anywidget==9"), "utf-8")
    (project / "environment.yml").unlink()
    assert stale_environments() == ["environment.yml", "binder/environment.yml"]
    write_environments()
    assert stale_environments() == []
    assert "anywidget==9" in (project / "binder/environment.yml").read_text("utf-8")


def test_a_missing_lock_is_named(project):
    (project / "requirements" / "learner.txt").unlink()
    with pytest.raises(CourseError, match=r"learner\.txt is missing.*start\.py lock"):
        locked_lines("learner")
