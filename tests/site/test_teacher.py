"""Teacher's copies: every lesson has its section in the guide, and its answers stand where the exercises are."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from course.errors import CourseError
from course.places import PROJECT
from course.site.build import DOCS
from course.site.teacher import build, sections


def test_the_guide_has_a_section_on_every_lesson_with_what_they_will_say():
    lessons = sorted(path.name[:2] for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    told = sections()
    assert sorted(told) == lessons
    assert all("*They will say:*" in words and "Discuss:" in words for words in told.values())


@pytest.fixture
def one_lesson(project):
    for path in (project / "notebooks").glob("*.ipynb"):
        if not path.name.startswith("02"):
            path.unlink()
    return project


def test_a_lesson_is_filled_in_under_what_they_will_say(one_lesson, tmp_path):
    built = build(tmp_path / "copies")
    assert built.pages == 2 + len(DOCS)
    soup = BeautifulSoup((built.folder / "02-claims-and-attribution.html").read_text("utf-8"), "html.parser")
    head = soup.select_one(".note h2").parent.get_text()
    for words in ('They will say: "Haaretz got the date wrong."', "Whose are the last thirteen words, then?"):
        assert " ".join(words.split()) in " ".join(head.split())
    exercises = soup.select(".exercise")
    answered = [e for e in exercises if e.select_one(".filled-in")]
    assert len(answered) >= len(exercises) - 2
    assert not soup.find("template")
    # Links lead to pages that are there: those of the guide's other chapters are words only.
    here = {path.name for path in built.folder.iterdir()} | {
        p.stem + ".html" for p in PROJECT.glob("notebooks/*.ipynb")
    }
    for link in soup.main.find_all("a", href=True):
        assert link["href"].startswith(("http", "#")) or link["href"].split("#")[0] in here


def test_a_lesson_without_its_section_is_told(one_lesson, tmp_path):
    guide = one_lesson / "docs" / "teaching-guide.md"
    guide.write_text(guide.read_text("utf-8").replace("### 02 ", "### Two "), "utf-8")
    with pytest.raises(CourseError, match="has no section “### 02"):
        build(tmp_path / "copies")
