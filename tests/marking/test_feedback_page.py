"""The feedback page: a language, headings in order, each question's points, no code, nothing from elsewhere."""

from __future__ import annotations

from itertools import pairwise

import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup

from course.marking.feedback_page import BLANK, WAITS, page
from course.marking.keys import Item
from course.marking.prepare import NOTICE
from course.marking.rubrics import load_rubric

ABOUT = {"notebook": "small", "score": 3.5, "max_score": 6, "late_penalty": 0}
ITEMS = {"voice": Item("voice", "voice", {}, title="Sentence <1>", task="part"), "span": Item("span", "tagging", {})}
CRITERION = load_rubric("3-chains-and-words")["claim-kept"]


def _question(name: str, **more) -> dict:
    return {"nbgrader": {"grade_id": name, "grade": True, "solution": False, "points": 3, "score": 1.5} | more}


def made(**about) -> str:
    marked = [v4.new_output("display_data", {"text/html": '<h2 id="told">Not quite</h2><p>Your words</p>'})]
    cells = [
        v4.new_markdown_cell("<div><p>Mended before marking:</p></div>", id=NOTICE),
        v4.new_markdown_cell("# Small & sound\n\nFirst press Run."),
        v4.new_markdown_cell("## Which text?\n\nTake either."),
        v4.new_markdown_cell("## Part 1\n\n#### How", metadata={"nbgrader": {"grade_id": "part", "locked": True}}),
        v4.new_markdown_cell("## Hand in\n\nPress the button."),
        v4.new_code_cell("secret_test()", outputs=marked, metadata=_question("voice")),
        v4.new_code_cell("# a line\nhidden = 1", outputs=[v4.new_output("stream", text="noise")]),
        v4.new_markdown_cell("## The rest"),
        v4.new_code_cell("again()", outputs=marked, metadata=_question("span", score=2, comment="Good <b>eye</b>")),
    ]
    return page(v4.new_notebook(cells=cells), ABOUT | about, ITEMS)


def by_hand(score: float, source: str = "My words.", **noted) -> BeautifulSoup:
    about = _question("claim-kept", solution=True, points=4, score=score)
    cells = [
        v4.new_markdown_cell(CRITERION.as_markdown(), metadata={"nbgrader": {"grade_id": "rubric-claim-kept"}}),
        v4.new_markdown_cell(source, metadata=about | noted),
    ]
    return BeautifulSoup(page(v4.new_notebook(cells=cells), ABOUT, {}), "html.parser")


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
    assert rows[:2] == [["Sentence <1>", "1.5 of 3"], ["span", "2 of 3"]]
    assert "3.5 of 6 points" in soup.get_text()


def test_what_was_late_is_taken_off_once():
    """nbgrader's score has it taken off already."""
    assert "Taken off for handing in late, in the sum above: 1 points." in made(late_penalty=1)
    assert "3.5 of 6 points" in made(late_penalty=1)


def test_each_question_stands_below_its_task_and_parts_without_one_are_left_out():
    soup = BeautifulSoup(made(), "html.parser")
    assert [h.get_text() for h in soup.find_all(["h2", "h3"])][:4] == [
        "About what you handed in", "Part 1", "How", "Sentence <1>: 1.5 of 3 points",
    ]  # fmt: skip
    text = soup.get_text()
    assert not [words for words in ("Which text?", "Press the button", "First press Run") if words in text]
    assert "Mended before marking:" in text


def test_it_shows_no_code_of_a_test_and_fetches_nothing():
    html = made()
    assert not [word for word in ("secret_test", "hidden = 1", "noise", "again()") if word in html]
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find(["script", "link", "iframe"])
    assert "http" not in html


@pytest.mark.parametrize(
    ("score", "row", "said"),
    [
        (4, "Proficient", "Your level: Proficient."),
        (3, "Emergent", "Your level: Emergent, on the way to Proficient."),
        (2, "Emergent", "Your level: Emergent."),
        (1.5, "Basic", "Your level: Basic, on the way to Emergent."),
        (0.5, None, "Your level: below Basic."),
        (0, None, "Your level: below Basic."),
    ],
)
def test_the_level_reached_is_marked_in_the_rubric(score, row, said):
    (section,) = by_hand(score).select("section.question")
    assert section.find("strong", string=said)
    assert [tag.find("td").get_text() for tag in section.select("tr.reached")] == [f"{row} (your level)"] * bool(row)
    assert all(level.means in section.get_text() for level in CRITERION.levels)


def test_what_waits_for_a_person_is_no_zero_and_what_is_blank_says_so():
    waits = by_hand(0, **{WAITS: True})
    assert "1 answer waits for your teacher" in waits.get_text()
    assert "claim-kept: not marked yet, of 4 points" in waits.get_text()
    assert "Your level" not in waits.get_text()
    blank = by_hand(0, "*What you write in the box above is put here.*", **{BLANK: True})
    assert "Nothing was handed in here." in blank.get_text()
    assert "put here" not in blank.get_text()
