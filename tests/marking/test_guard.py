"""What must stop generating and marking."""

import pytest

from course.errors import CourseError
from course.marking.guard import answers_in_source, refuse_answers_in_source, refuse_links


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source" / "1-claims"
    folder.mkdir(parents=True)
    return folder


def test_a_clean_source_passes(tmp_path, source):
    (source / "answers.md").touch()
    refuse_answers_in_source(tmp_path)
    refuse_answers_in_source(tmp_path / "no-course-here")


@pytest.mark.parametrize("where", ["answers", "deeper/answers", "../answers"])
def test_answers_anywhere_under_source_are_refused_by_name_even_an_empty_folder(tmp_path, source, where):
    planted = source / where
    planted.mkdir(parents=True)
    assert [p.resolve() for p in answers_in_source(tmp_path)] == [planted.resolve()]
    with pytest.raises(CourseError, match=r"answers: answers lie in an assignment's source.*Move"):
        refuse_answers_in_source(tmp_path)


def test_a_link_called_answers_is_refused_too(tmp_path, source):
    (source / "answers").symlink_to(tmp_path)
    with pytest.raises(CourseError):
        refuse_answers_in_source(tmp_path)


def test_a_hand_in_of_plain_files_passes(tmp_path):
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "n.json").touch()
    refuse_links(tmp_path)


@pytest.mark.parametrize("link", ["n.ipynb", "answers", "deeper/still/n.json"])
def test_a_link_anywhere_in_a_hand_in_is_refused_by_name_even_a_dead_one(tmp_path, link):
    path = tmp_path / "hand-in" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CourseError, match=f"{link}: a link where a file should be.*not marked"):
        refuse_links(tmp_path / "hand-in")
