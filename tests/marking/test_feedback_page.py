"""The feedback page: a language, headings in order, each question's points, no code, nothing from elsewhere."""

from __future__ import annotations

from itertools import pairwise

import nbformat.v4 as v4
from bs4 import BeautifulSoup

from course.marking.feedback_page import page

ABOUT = {"notebook": "small", "score": 3.5, "max_score": 6, "late_penalty": 0}


def _question(name: str, **more) -> dict:
    return {"nbgrader": {"grade_id": name, "grade": True, "solution": False, "points": 3, "score": 1.5} | more}


def made(**about) -> str:
    marked = [v4.new_output("display_data", {"text/html": '<h2 id="told">Not quite</h2><p>Your words</p>'})]
    cells = [
        v4.new_markdown_cell("# Small & sound"),
        v4.new_markdown_cell("#### Part 1"),
        v4.new_code_cell("secret_test()", outputs=marked, metadata=_question("voice")),
        v4.new_code_cell("# a line\nhidden = 1", outputs=[v4.new_output("stream", text="noise")]),
        v4.new_code_cell("again()", outputs=marked, metadata=_question("span", score=2, comment="Good <b>eye</b>")),
    ]
    return page(v4.new_notebook(cells=cells), ABOUT | about)


def test_it_has_a_language_one_h1_and_headings_without_gaps():
    soup = BeautifulSoup(made(), "html.parser")
    assert soup.html["lang"] == "en"
    levels = [int(h.name[1]) for h in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_it_tells_every_question_and_the_sum():
    soup = BeautifulSoup(made(), "html.parser")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tbody tr")]
    assert rows[:2] == [["voice", "1.5 of 3"], ["span", "2 of 3"]]
    assert "3.5 of 6 points" in soup.get_text()
    assert "Taken off for handing in late: 1 points." in made(late_penalty=1)
    assert "2.5 of 6 points" in made(late_penalty=1)


def test_it_shows_no_code_of_a_test_and_fetches_nothing():
    html = made()
    assert not [word for word in ("secret_test", "hidden = 1", "noise", "again()") if word in html]
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find(["script", "link", "iframe"])
    assert "http" not in html
