"""The made-up class, from release to the folder that nbgrader marks."""

import csv

import pytest

from course.classroom import answers_of, expected_points, of_size, parts_right, play, the_class
from course.errors import CourseError
from course.marking.keys import load_items

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
