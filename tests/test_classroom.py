"""The made-up class, from release to the folder that nbgrader marks."""

import csv
import os
import re

import pytest
from filelock import FileLock
from made_up_points import expected_points
from typer.testing import CliRunner

from course.classroom import DUE, answers_of, of_size, parts_right, play, text_of, the_class
from course.cli import app
from course.errors import CourseError
from course.marking.export import LAYOUTS, read_marks
from course.marking.keys import BY_HAND, load_items

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("classroom")

NAME = "1-claims-and-attribution"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-up") / "class"
    return folder, play(folder, NAME, up_to="collect")


def test_everybody_who_hands_in_is_collected_under_their_own_id(collected):
    folder, collection = collected
    people = {one.learner.student_id: one for one in the_class()}
    taken = {one.student for one in collection.files if one.state == "new"}
    assert taken == {who for who, one in people.items() if one.delivery != "absent"}
    assert collection.absent == [who for who, one in people.items() if one.delivery == "absent"]
    assert {p.parent.name for p in folder.glob(f"submitted/*/{NAME}")} == taken


def test_late_ones_are_late_and_the_second_try_counts(collected):
    folder, collection = collected
    late = {one.student for one in collection.files if one.late}
    assert late == {one.learner.student_id for one in the_class() if one.delivery == "late"}
    (twice,) = [one.learner.student_id for one in the_class() if one.delivery == "twice"]
    assert [one.state for one in collection.files if one.student == twice] == ["earlier", "new"]
    assert (folder / "submitted" / twice / NAME / "answers" / f"{NAME}.json").stat().st_size > 500


def test_the_class_has_all_sorts_of_names_texts_and_ways_to_hand_in():
    people = the_class()
    assert len(people) == 24
    names = " ".join(one.learner.first_name + one.learner.last_name for one in people)
    assert all(sign in names for sign in (",", '"', "'", "=", "ü", "ש", "ل"))
    assert {one.text for one in people} == {"karabakh", "transfer-rumour"}
    assert {one.delivery for one in people} == {"zip", "canvas", "moodle", "renamed", "late", "twice", "absent"}


def test_a_larger_class_is_the_same_people_under_other_ids():
    people = of_size(60)
    assert len({one.learner.student_id for one in people}) == len({one.learner.lms_id for one in people}) == 60


def test_what_is_expected_of_a_learner_follows_from_the_points_of_the_keys():
    whole = {item.id: item.points for item in load_items(NAME).values()}
    best, worst = the_class()[0], the_class()[22]
    assert expected_points(NAME, best) == whole
    assert expected_points(NAME, worst) == dict.fromkeys(whole, 0)
    right, wrong = parts_right(NAME, the_class()[2])
    assert set(answers_of(NAME, the_class()[2])) == {*right, *wrong}


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="is not empty, and holds no made-up class"):
        play(tmp_path, NAME)
    with pytest.raises(CourseError, match=f"no such assignment. Here are: {NAME}"):
        play(tmp_path / "new", "9-none")


def test_the_roster_is_one_that_a_spreadsheet_reads(collected):
    folder, _ = collected
    with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[2]["last_name"] == "López, Ruiz"
    assert rows[3]["first_name"] == 'Sean "Shay"'


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    """The whole way: marked, given back, exported, in a folder that every worker finds again."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "whole-class"
    with FileLock(shared / "whole-class.lock"):
        if not (folder / "marks-csv.csv").is_file():
            play(folder, NAME)
    return folder


def test_the_class_ends_with_the_expected_gradebook_cell_by_cell(returned):
    people = {one.learner.student_id: one for one in the_class()}
    found = {one.id: one for one in read_marks(returned / "gradebook.db").learners}
    nothing = dict.fromkeys(load_items(NAME))
    expected = {who: nothing if p.delivery == "absent" else expected_points(NAME, p) for who, p in people.items()}
    assert {who: {q: score for (_, q), score in one.questions.items()} for who, one in found.items()} == expected
    totals = {who: None if points == nothing else round(sum(points.values()), 4) for who, points in expected.items()}
    assert {who: one.scores[NAME] for who, one in found.items()} == totals
    assert len(set(totals.values())) > 8  # the class is a mixed one


@pytest.mark.parametrize("layout", LAYOUTS)
def test_exporting_twice_gives_the_same_file_with_every_name_in_its_cell(returned, tmp_path, layout):
    files = [tmp_path / name for name in ("first.csv", "second.csv")]
    for out in files:
        where = ["--gradebook", str(returned / "gradebook.db"), "--roster", str(returned / "roster.csv")]
        done = CliRunner().invoke(app, ["export", "--layout", layout, "--out", str(out), *where])
        assert done.exit_code == 0, done.output
    assert files[0].read_bytes() == files[1].read_bytes()
    with files[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    cells = {cell for row in rows for cell in row}
    for one in the_class():
        first, last = one.learner.first_name, one.learner.last_name
        names = {f"{last}, {first}"} if layout == "canvas" else {"'" + first if first[0] == "=" else first, last}
        assert names <= cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_everybody_who_handed_in_has_a_feedback_page_with_their_own_points(returned):
    pages = {p.parent.parent.name: p.read_text("utf-8") for p in returned.glob(f"feedback/*/{NAME}/{NAME}.html")}
    people = {one.learner.student_id: one for one in the_class()}
    assert set(pages) == {who for who, one in people.items() if one.delivery != "absent"}
    for who, page in pages.items():
        for question, points in expected_points(NAME, people[who]).items():
            item = load_items(NAME)[question]
            assert f"{item.title}: {points:g} of {item.points:g} points" in page


def test_what_was_late_and_handed_in_twice_is_told(returned, tmp_path):
    where = ["--roster", str(returned / "roster.csv"), "--due", f"{DUE.astimezone():%Y-%m-%d %H:%M:%S}"]
    done = CliRunner().invoke(app, ["collect", NAME, str(returned / "inbox"), "--course", str(returned), *where])
    assert done.exit_code == 0, done.output
    by = {
        kind: [p.learner.student_id for p in the_class() if p.delivery == kind] for kind in ("late", "twice", "absent")
    }
    for who in by["late"]:
        assert re.search(rf"unchanged +{who}: .*late by 5:00:00", done.output)
    for who in by["twice"]:
        assert re.search(rf"earlier +{who}: ", done.output)
    for who in by["absent"]:
        assert f"absent     {who}: nothing handed in" in done.output


@pytest.mark.proof
@pytest.mark.parametrize("assignment", ["2-counting-flights", "3-chains-and-words", "4-source-report"])
def test_the_class_goes_through_the_other_assignments_too(tmp_path, assignment):
    play(tmp_path / "class", assignment)
    marks, items, expected = read_marks(tmp_path / "class" / "gradebook.db"), load_items(assignment), {}
    for one in the_class():
        expected[one.learner.student_id] = points = expected_points(assignment, one)
        answered = set(answers_of(assignment, one))
        for item in items.values():
            if one.delivery == "absent":
                points[item.id] = None
            elif item.kind == BY_HAND and not answered & set(item.parts):
                points[item.id] = 0  # nothing was written: nothing waits
    assert {
        one.id: {question: score for (_, question), score in one.questions.items()} for one in marks.learners
    } == expected
    waits = {who for who, points in expected.items() if None in points.values()}
    absent = {one.learner.student_id for one in the_class() if one.delivery == "absent"}
    assert {who for _, who in marks.waiting} == waits - absent
    assert {one.id for one in marks.learners if one.scores[assignment] is None} == waits
    texts = {text_of(assignment, one) for one in the_class() if one.delivery != "absent"}
    assert texts == set(next(iter(items.values())).texts)  # everything above holds on each text
