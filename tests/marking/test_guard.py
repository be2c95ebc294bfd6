"""What must stop generating and marking."""

import pytest

from course.errors import CourseError
from course.marking.guard import answers_in_source, refuse_answers_in_source


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source" / "1-claims"
    folder.mkdir(parents=True)
    return folder


def test_a_clean_source_passes(tmp_path, source):
    (source / "answers.md").touch()
    assert refuse_answers_in_source(tmp_path) is None
    assert refuse_answers_in_source(tmp_path / "no-course-here") is None


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
