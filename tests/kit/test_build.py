"""The learners' kit: what is in it, the same bytes each time, refused where it would give a key away."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from course.check.links import links_within
from course.errors import CourseError
from course.kit.build import build
from course.kit.contents import releases
from course.kit.leaks import secrets
from course.places import PROJECT

NAME = "1-claims-and-attribution"


@pytest.fixture(autouse=True)
def fresh_secrets():
    secrets.cache_clear()
    yield
    secrets.cache_clear()


@pytest.fixture
def released(project):
    """The project with an assignment released; the source stands in for what nbgrader makes of it."""
    (project / "notebooks" / "pictures").mkdir(exist_ok=True)
    shutil.copy(PROJECT / "notebooks" / "pictures" / "run-all-cells.png", project / "notebooks" / "pictures")
    target = project / "assignments" / "release" / NAME
    shutil.copytree(project / "assignments" / "source" / NAME, target)
    return target


def test_the_kit_has_what_a_learner_needs_and_nothing_of_the_instructors(released, tmp_path):
    made = build(tmp_path / "out")
    names = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert {"README.md", "Makefile", "start.py", "environment.yml", "notebooks/00-start-here.ipynb"} <= names
    assert {f"assignments/{NAME}/{NAME}.ipynb", "notebooks/pictures/run-all-cells.png"} <= names
    assert len([n for n in names if n.startswith("notebooks/0")]) == 9
    assert not [n for n in names if "keys/" in n or "library" in n or "/passes/" in n or n.startswith("tests/")]
    assert not [n for n in names if n.startswith(("course/check/", "course/kit", "course/marking/room"))]
    with zipfile.ZipFile(made.archive) as packed:
        assert {name.removeprefix("says-who/") for name in packed.namelist()} == names
    assert made.assignments == releases() == [NAME]


def test_every_link_in_the_kit_leads_somewhere_in_the_kit(released, tmp_path):
    for name in ("2-counting-flights", "3-chains-and-words"):
        shutil.copytree(PROJECT / "assignments" / "source" / name, released.parent / name)
    folder = build(tmp_path / "out").folder
    assert links_within(folder) == []
    (folder / "docs" / "privacy.md").unlink()
    assert any("privacy.md" in fault for fault in links_within(folder))


def test_the_text_of_assignment_4_is_in_its_release_and_nowhere_else(project, tmp_path):
    """With its cards, which the keys quote, and no key: `build` looks for those."""
    for name in ("3-chains-and-words", "4-source-report"):
        shutil.copytree(project / "assignments" / "source" / name, project / "assignments" / "release" / name)
    beside = project / "assignments" / "release" / "4-source-report" / "text" / "library"
    shutil.copytree(project / "data" / "articles" / "library", beside)
    made = build(tmp_path / "out")
    names = sorted(path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*library*/*"))
    assert {Path(name).parent.as_posix() for name in names} == {"assignments/4-source-report/text/library"}
    assert len(names) == 5


def test_building_twice_gives_the_same_bytes(released, tmp_path):
    first = build(tmp_path / "a").archive.read_bytes()
    for path in released.rglob("*"):
        path.touch()
    assert build(tmp_path / "b").archive.read_bytes() == build(tmp_path / "b").archive.read_bytes() == first


def test_a_kit_is_replaced_and_anything_else_is_left_alone(project, tmp_path):
    build(tmp_path)
    (tmp_path / "says-who" / "README.md").write_text("old")
    build(tmp_path)
    assert (tmp_path / "says-who" / "README.md").read_text() != "old"
    shutil.rmtree(tmp_path / "says-who")
    (tmp_path / "says-who").mkdir()
    (tmp_path / "says-who" / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="is there and is no kit"):
        build(tmp_path)
    assert (tmp_path / "says-who" / "thesis.txt").read_text() == "mine"


def test_an_assignment_that_was_not_released_is_named(project, tmp_path):
    with pytest.raises(CourseError, match=f"nbgrader generate_assignment {NAME}"):
        build(tmp_path, [NAME])


def test_answers_in_a_release_stop_the_kit(released, tmp_path):
    (released / "answers").mkdir()
    (released / "answers" / f"{NAME}.json").write_text("{}")
    with pytest.raises(CourseError, match="a release holds answers"):
        build(tmp_path)


def test_a_leak_stops_the_kit_and_leaves_nothing_behind(released, tmp_path):
    path = released / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["metadata"]["note"] = "### BEGIN HIDDEN TESTS"
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(CourseError, match=f"(?s)the kit would give.*{NAME}.ipynb: “BEGIN HIDDEN TESTS”"):
        build(tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.*"))
