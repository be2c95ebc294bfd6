"""The HTML edition: nothing from afar, no held-back key, links that lead somewhere, exercises for a pencil."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

import course.check.held
from course.cli import app
from course.errors import CourseError
from course.site.build import build
from course.site.pages import ON_SCREEN_ONLY

LESSONS = 9
FETCHES = {"img": "src", "script": "src", "iframe": "src", "link": "href", "source": "src", "object": "data"}


@pytest.fixture(scope="module")
def site(edition) -> dict[str, BeautifulSoup]:
    return {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in edition.glob("*.html")}


def test_every_lesson_has_a_page_and_answers(site):
    lessons = [name for name in site if re.match(r"0\d-.*(?<!-answers)\.html", name)]
    assert len(lessons) == LESSONS
    for name in lessons:
        page, answers = site[name], site[name.replace(".html", "-answers.html")]
        exercises = page.select(".exercise")
        assert len(exercises) > 3, name
        assert not page.find("template")
        for exercise in exercises:
            assert exercise.select_one(".box, .blank, .lines"), f"{name}: {exercise['id']} leaves no room to answer"
            if link := exercise.select_one(".to-answers a"):
                told = answers.find(id=exercise["id"])
                assert told and link["href"] == f"{name.replace('.html', '-answers.html')}#{exercise['id']}"
        assert answers.select("main h2"), name
        told = [words for words in page.find_all(string=True) if not words.find_parent(class_="exercise")]
        assert not [words for words in told if words.startswith(ON_SCREEN_ONLY)]
        bare = [item for item in page.select(".exercise .item") if item.find(True).get("class") == ["choices"]]
        assert not bare, f"{name}: choices without a question"
        assert "nothing recorded" not in page.get_text()


def test_what_is_left_out_is_there_to_be_left_out(project):
    """A beginning that no lesson has any more would leave nothing out."""
    lessons = "".join(path.read_text("utf-8") for path in (project / "notebooks").glob("*.ipynb")).replace("**", "")
    assert [words for words in ON_SCREEN_ONLY if words.strip() not in lessons] == []


def faults_of_links(site: dict[str, BeautifulSoup], folder: Path) -> list[str]:
    faults = []
    for name, page in site.items():
        for link in page.find_all("a", href=True):
            path, _, place = link["href"].partition("#")
            if re.match("https?:", path):
                continue
            target = site.get(path or name)
            if target is None and not (folder / path).is_file():
                faults.append(f"{name}: no page {link['href']}")
            elif place and target is not None and not target.find(id=place):
                faults.append(f"{name}: no place {link['href']}")
    return faults


def faults_of_fetching(site: dict[str, BeautifulSoup], folder: Path) -> list[str]:
    faults = []
    for name, page in site.items():
        faults += [f"{name}: {tag.name}" for tag in page.find_all(["script", "iframe", "object", "embed"])]
        for tag, attribute in FETCHES.items():
            for found in page.find_all(tag, attrs={attribute: True}):
                address = found[attribute]
                if not address.startswith("data:") and not (folder / address).is_file():
                    faults.append(f"{name}: {tag} {address}")
        faults += [f"{name}: {found}" for found in re.findall(r"url\([^)]*\)|@import[^;]*", str(page))]
    for style in folder.glob("*.css"):
        faults += [f"{style.name}: {found}" for found in re.findall(r"url\([^)]*\)|@import[^;]*", style.read_text())]
    return faults


def test_links_inside_the_site_lead_somewhere(site, edition):
    assert faults_of_links(site, edition) == []
    page = BeautifulSoup('<p><a href="glossary.html#no-such-word">x</a><a href="gone.html">y</a></p>', "html.parser")
    assert len(faults_of_links(site | {"planted.html": page}, edition)) == 2


def test_nothing_is_fetched_from_afar(site, edition):
    assert faults_of_fetching(site, edition) == []
    afar = '<script src="https://cdn.example/x.js"></script><img src="https://x.example/a.png">'
    assert len(faults_of_fetching({"planted.html": BeautifulSoup(afar, "html.parser")}, edition)) == 3


def test_each_term_of_the_glossary_is_linked_from_a_lesson(site):
    terms = {h["id"] for h in site["glossary.html"].select("main h2")}
    linked = {
        link["href"].partition("#")[2]
        for name, page in site.items()
        if name != "glossary.html"
        for link in page.select('a[href^="glossary.html#"]')
    }
    assert linked <= terms
    assert terms - linked == set()


def test_each_chart_has_its_words_and_its_data(site):
    charts = [figure for page in site.values() for figure in page.select("figure.says-who-chart")]
    assert len(charts) > 8
    for chart in charts:
        assert chart.svg and chart.svg.get("role") == "img" and chart.table
        assert "What this cannot tell you" in chart.get_text() and "In words" in chart.get_text()


def test_one_page_is_marked_as_current(site):
    for name, page in site.items():
        (current,) = page.select("nav [aria-current=page]")
        assert current["href"] == name
        assert len(page.find_all("h1")) == 1 and page.html["lang"] == "en"


def held_back(words: dict[str, str], monkeypatch) -> list[str]:
    """What `course check` says of these pages, were they part of the project."""
    monkeypatch.setattr(course.check.held, "_open_words", lambda: words.items())
    monkeypatch.setattr(course.check.held, "_prose", lambda: words.items())
    return course.check.held.held_words()


def test_no_held_back_key_is_in_it(site, monkeypatch):
    words = {name: " ".join(page.get_text(" ").split()) for name, page in site.items()}
    assert held_back(words, monkeypatch) == []
    reason = next(
        words
        for where, words in course.check.held.held_reasons(course.check.held.texts()[0])
        if len(words.split()) > 12
    )
    assert held_back({"planted.html": f"x {reason}"}, monkeypatch)


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CourseError, match="holds something else"):
        build(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_an_unknown_text_is_refused(tmp_path):
    done = CliRunner().invoke(app, ["site", "--out", str(tmp_path / "x"), "--text", "nobody"])
    assert done.exit_code and "karabakh" in str(done.exception)
    assert not (tmp_path / "x").exists()
