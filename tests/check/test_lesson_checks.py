"""The checks on lessons: each finds the fault that is planted in a copy, and says where it is and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from course.check import lesson_plan, lessons, reading_level, typed_figures
from course.check._lesson import ACT, MATERIAL, PROSE, lesson_files, parts, texts_offered
from course.check.reading_level import grade_of, sentences_of, syllable_counter
from course.check.typed_figures import figures_in
from course.places import PROJECT

START = "notebooks/00-start-here.ipynb"
LESSON = "notebooks/05-telephone.ipynb"
PASSAGES = "data/passages/karabakh/05-telephone.md"
TABLE = "data/typed-figures.csv"
LONG = "It is a long way from here to there. "


def notebook(change_it):
    """A fault in the lesson as a dictionary."""

    def plant(copy: Path) -> None:
        told = json.loads((copy / LESSON).read_text("utf-8"))
        change_it(told)
        (copy / LESSON).write_text(json.dumps(told), "utf-8")

    return plant


def says(**keys):
    return notebook(lambda n: n["metadata"]["says_who"].update(keys))


def cell(id: str, old: str, new: str):
    def change_it(told: dict) -> None:
        found = next(c for c in told["cells"] if c["id"] == id)
        source = "".join(found["source"])
        assert old in source, f"{id} no longer has {old!r}"
        found["source"] = [source.replace(old, new, 1)]

    return notebook(change_it)


def file(name: str, old: str, new: str):
    def plant(copy: Path) -> None:
        words = (copy / name).read_text("utf-8")
        assert old in words, f"{name} no longer has {old!r}"
        (copy / name).write_text(words.replace(old, new, 1), "utf-8")

    return plant


# Name: (what is planted, the check that must find it, what it must say).
FAULTS = {
    "a heading that skips a level": (
        cell("guess", "## Make a guess", "#### Make a guess"),
        lessons.pages,
        [f"{LESSON}, cell guess", "“Make a guess” skips a level", "Take ##"],
    ),
    "a second title": (cell("end", "## Three", "# Three"), lessons.pages, ["cell end", "second heading"]),
    "no title": (cell("title", "# Telephone", "## Telephone"), lessons.pages, ["cell title", "first heading"]),
    "a heading too deep in a passage": (
        file(PASSAGES, "<!-- first -->\n", "<!-- first -->\n##### Deep\n\n"),
        lessons.pages,
        [f"{PASSAGES}, first", "“Deep” skips a level"],
    ),
    "a picture without words": (
        file(START, "JupyterLab with the menu Run open. The entry Run All Cells is marked.", "menu"),
        lessons.pages,
        ["00-start-here.ipynb, cell title", "run-all-cells.png has no text that says what it shows"],
    ),
    "a picture that is not there": (
        file(START, "pictures/run-all-cells.png", "pictures/gone.png"),
        lessons.pages,
        ["there is no pictures/gone.png"],
    ),
    "a link that says “here”": (
        cell("title", "[lesson 03]", "[here]"),
        lessons.pages,
        ["cell title", "the link “here” does not say where it leads"],
    ),
    "a link that is an address": (
        cell("title", "[lesson 03]", "[https://example.org/3]"),
        lessons.pages,
        ["cell title", "is an address"],
    ),
    "a link to no lesson": (
        cell("title", "03-who-says-so.ipynb", "03-who-said-so.ipynb"),
        lessons.pages,
        ["there is no 03-who-said-so.ipynb"],
    ),
    "a link to a word that the glossary has not": (
        cell("hedge-about", "glossary.md#Hedge", "glossary.md#fence"),
        lessons.pages,
        ["docs/glossary.md has no heading “fence”"],
    ),
    "a table with an empty head": (
        cell("kinds-about", "| It ... | Example |", "| | Example |"),
        lessons.pages,
        ["cell kinds-about", "has no head"],
    ),
    "a word of the glossary before its link": (
        cell("guess", "## Make a guess", "## Make a guess\n\nA hedge or two may get lost."),
        lessons.glossary_links,
        ["cell guess", "“hedge” comes up first here", "[hedge](../docs/glossary.md#Hedge)"],
    ),
    "a word of the glossary that no lesson links": (
        file("docs/glossary.md", "## Hedge", "## Fence\n\nA row of boards.\n\n## Hedge"),
        lessons.glossary_links,
        ["no lesson links “fence”"],
    ),
    "a wall of text in a cell": (
        cell("order-about", "### Which came first?", "### Which came first?\n\n" + LONG * 16),
        lessons.walls,
        [f"{LESSON}, cell guess-first", "words stand before this, from cell order-about on"],
    ),
    "a wall of text in a passage of one text": (
        file("data/passages/transfer-rumour/05-telephone.md", "<!-- first -->\n", "<!-- first -->\n" + LONG * 15),
        lessons.walls,
        ["cell retellings: on the text transfer-rumour", "words stand before this"],
    ),
    "a wall of text after an exercise": (
        file("data/quizzes/05-telephone.toml", "Noted. Now put the papers in order.", LONG * 19),
        lessons.walls,
        ["cell trace:", "from cell guess-first on"],
    ),
    "a line of a lesson that nobody knows": (
        cell("guess-kept", "lessons.guess", "lessons.dance"),
        lessons.walls,
        ["cell guess-kept", "what dance shows", "Add it to SHOWN"],
    ),
    "prose that is hard to read": (
        file(
            PASSAGES,
            "<!-- first -->\n",
            "<!-- first -->\n"
            + "Notwithstanding considerable methodological reservations concerning institutional accountability, "
            "investigative organisations habitually characterise transportation documentation as representative, "
            "irrespective of fundamental epistemological considerations regarding unavailable alternatives. " * 12,
        ),
        reading_level.reading_level,
        [f"{LESSON}: on the text karabakh its prose has reading grade", "at most 10", "Notwithstanding"],
    ),
    "a figure that is typed": (
        file(PASSAGES, "Topcor is a site in Russia.", "Topcor is a site in Russia with 340 readers."),
        typed_figures.typed_figures,
        [f"{PASSAGES}, other-side", "340", "not in topcor-2023"],
    ),
    "a figure typed where none was": (
        file(PASSAGES, "In lesson 03 you counted", "In 44 days you counted"),
        typed_figures.typed_figures,
        [f"{PASSAGES}, all-origins: the figures 44 are typed", "Fill them in from course/figures.py"],
    ),
    "a figure that differs from its card": (
        file("data/quizzes/karabakh/07-better-coverage.toml", "64 was printed where two", "64, not 67, where two"),
        typed_figures.typed_figures,
        ["matter-64: 67 not in armradio-2021-share", "Mend the figure"],
    ),
    "a number word that differs from its card": (
        file("data/passages/karabakh/07-better-coverage.md", "counted eleven more", "counted twelve more"),
        typed_figures.typed_figures,
        ["eleven-told: 12 not in haaretz-2023-eleven"],
    ),
    "a right answer that differs from its table": (
        file("data/quizzes/karabakh/07-better-coverage.toml", 'answer = "{lengths_span}"', "answer = 334"),
        typed_figures.typed_figures,
        ["lengths-span: the figures 334 are typed"],
    ),
    "a row on a place without figures": (
        file(TABLE, "05-telephone,karabakh,kept,", "05-telephone,karabakh,careful,"),
        typed_figures.typed_figures,
        [TABLE, "no figure is typed at 05-telephone karabakh careful"],
    ),
    "a row that names no source": (
        file(TABLE, "topcor-2023", "topkor-2023"),
        typed_figures.typed_figures,
        [TABLE, "there is no 'topkor-2023'"],
    ),
    "a lesson that declares nothing": (
        notebook(lambda n: n["metadata"].pop("says_who")),
        lesson_plan.lesson_plans,
        [f"{LESSON}, metadata: no title, no objectives"],
    ),
    "a part of 25 minutes": (says(minutes=[25, 15]), lesson_plan.lesson_plans, ["each part takes 10 to 20"]),
    "a lesson of 60 minutes": (says(minutes=[20, 20, 20]), lesson_plan.lesson_plans, ["60 minutes", "Shorten"]),
    "minutes that the head does not say": (says(minutes=[20, 15]), lesson_plan.lesson_plans, ["about 35 minutes"]),
    "two key points": (says(key_points=["One.", "Two."]), lesson_plan.lesson_plans, ["2 key points"]),
    "other key points than at the end": (
        says(key_points=["One.", "Two.", "Three."]),
        lesson_plan.lesson_plans,
        ["key_points are not the three things to keep"],
    ),
    "a prerequisite that comes later": (
        says(prerequisites=["07-better-coverage"]),
        lesson_plan.lesson_plans,
        ["07-better-coverage is no lesson before this one"],
    ),
    "a paragraph that is not declared": (says(paragraphs=["P25"]), lesson_plan.lesson_plans, ["P26, P37, P47"]),
    "a paragraph that the text has not": (says(paragraphs=["P99"]), lesson_plan.lesson_plans, ["has no P99"]),
    "an outcome that is only told": (
        says(outcomes={"8": ["upstream-about"]}),
        lesson_plan.lesson_plans,
        ["8 names upstream-about, and nothing is asked there"],
    ),
    "an outcome practised in no question of a check": (
        says(outcomes={"8": ["check/end-nothing"]}),
        lesson_plan.lesson_plans,
        ["8 names check/end-nothing"],
    ),
    "an outcome that nobody knows": (says(outcomes={"19": ["word"]}), lesson_plan.lesson_plans, ["no outcome 19"]),
    "no surprise": (
        says(surprise={"passage": "careful", "vindicates": False}),
        lesson_plan.lesson_plans,
        ["no passage careful that says so"],
    ),
    "too few surprises that speak for the text": (
        file("notebooks/04-counting-flights.ipynb", '"vindicates": true', '"vindicates": false'),
        lesson_plan.lesson_plans,
        ["2 surprises speak for the text, at least 3"],
    ),
    "a lesson that does not begin with a guess": (
        cell("guess-kept", 'lessons.guess("guess-kept")', 'course.Quiz("end-older")'),
        lesson_plan.lesson_plans,
        ["the first thing to do is no guess"],
    ),
    "a check of four questions": (
        file("data/quizzes/05-telephone.toml", '"end-older", "end-late"]', '"end-older"]'),
        lesson_plan.lesson_plans,
        ["does not ask 5 questions"],
    ),
    "nothing on what comes next": (
        cell("next", "**Next:**", "Then"),
        lesson_plan.lesson_plans,
        ["nowhere does the lesson say “**Next:**”"],
    ),
    "an outcome that is practised once": (
        file("notebooks/08-your-verdict.ipynb", '"18": [', '"17": ["verdict"], "x": ['),
        lesson_plan.outcomes,
        ["outcome 18", "is practised 0 times", "Add an exercise"],
    ),
    "a page of outcomes that is behind": (
        file("docs/outcomes.md", "`word`", "`ward`"),
        lesson_plan.outcomes,
        ["docs/outcomes.md does not say", "Run: course outcomes"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(project, name):
    plant, check, said = FAULTS[name]
    plant(project)
    found = check()
    lines = "\n".join(found)
    for words in said:
        assert words in lines, f"not said: {words}\n{lines}"
    assert all(len(line) < 420 for line in found)


def test_the_lessons_as_they_are_pass():
    for check in {check for _, check, _ in FAULTS.values()}:
        assert check() == []


@pytest.mark.parametrize("text", texts_offered())
@pytest.mark.parametrize("lesson", lesson_files(), ids=lambda p: p.stem)
def test_a_lesson_has_prose_and_things_to_do_on_either_text(lesson, text):
    kinds = [part.kind for part in parts(lesson, text)]
    assert kinds[0] == PROSE and kinds.count(ACT) >= 6 and kinds.count(PROSE) >= 8
    assert MATERIAL in kinds or lesson.stem[:2] in ("00", "01", "02", "08")


def test_every_line_of_a_lesson_that_the_checks_know_is_used():
    """SHOWN in course/check/_lesson.py holds nothing that no lesson and no practice paper does."""
    from course.check._lesson import SHOWN, page_files

    sources = "\n".join(path.read_text("utf-8") for path in page_files())
    assert [name for name in SHOWN if not re.search(rf"\b{name}\(", sources)] == []


def test_what_a_lesson_shows_in_one_go_is_what_the_checks_think():
    """The passages and questions behind one line of lessons 06 to 08 stand in Python: SHOWN must name the same."""
    from course.check._lesson import SHOWN

    source = "\n".join(path.read_text("utf-8") for path in sorted((PROJECT / "course" / "lessons").glob("[a-z]*.py")))
    named = {tuple(step.split(":")) for steps in SHOWN.values() for step in steps if ":" in step and "name" not in step}
    told = {("tell", name) for name in re.findall(r'tell\("([a-z-]+)"\)', source)}
    asked = {("entry", name) for name in re.findall(r'does_it_matter\("([a-z0-9-]+)"\)', source)}
    assert named == told | asked


# How a grade is reckoned


def test_the_grade_is_flesch_and_kincaids():
    assert grade_of(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert grade_of([]) == 0.0


@pytest.mark.parametrize(("word", "syllables"), [("page", 1), ("notebook", 2), ("evidence", 3), ("investigation", 5)])
def test_syllables(word, syllables):
    assert syllable_counter()(word) == syllables


def test_only_our_own_whole_sentences_count():
    markdown = (
        "# A heading.\n\n> A quotation, set off.\n\nWe count. They said “it is so”, we read.\n\n"
        "| A | table. |\n|---|---|\n\n"
        "- One item.\n- no sentence\n\nSee [the card](https://example.org)."
    )
    assert sentences_of(markdown) == ["We count.", "They said , we read.", "One item.", "See the card."]


# What counts as a figure


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("P30a and lesson 03, lessons 04 and 05, part 2, assignment 1, F6", set()),
        ("{first} of 1,204, eleven of 11, and 0.34", {"1204", "11", "0.34"}),
        ("see [this](https://example.org/2019)", set()),
        ("**Time:** about\n40 minutes, in two parts", set()),
        ({"question": "How many?", "answer": 7, "near": {"8": "No."}, "id": "x9"}, {"7", "8"}),
    ],
)
def test_figures(words, figures):
    assert figures_in(words) == figures
