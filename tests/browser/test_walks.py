"""Nine walks: a learner opens a lesson, does each exercise wrong and right, closes the browser, and comes back.

On the article in every test run, on the other texts in `make proof`. One JupyterLab serves them all, and each lesson
lies in a folder of its own. Who comes back does so with another browser, a new kernel and the dark theme.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from learner import Learner
from looks import looks_well
from playwright.sync_api import Browser, expect

from course import choice
from course.answers import DRAW, Answers
from course.exercises.weigh_evidence import check_cases
from lab import PROJECT, Lab, new_page, set_theme, start_lab

FIRST, *OTHERS = (text.name for text in choice.offered())
pytestmark = [
    pytest.mark.xdist_group("walks"),
    pytest.mark.parametrize("text", [FIRST, *(pytest.param(text, marks=pytest.mark.proof) for text in OTHERS)]),
]
EARLIER = "2026-01-31T09:00:00.000Z"
Lesson = Callable[[str], AbstractContextManager[Learner]]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    server = start_lab(tmp_path_factory.mktemp("walks"))
    yield server
    server.stop()


@pytest.fixture
def lesson(lab: Lab, browser: Browser, text: str) -> Iterator[Lesson]:
    """`with lesson(stem) as learner:` opens it; at the end of the walk the learner leaves, and comes back."""

    @contextmanager
    def walk(stem: str) -> Iterator[Learner]:
        folder = lab.folder / f"{stem}-{text}"
        folder.mkdir()
        shutil.copytree(PROJECT / "notebooks" / "pictures", folder / "pictures")
        shutil.copy(PROJECT / "notebooks" / f"{stem}.ipynb", folder)
        if stem != choice.LESSON:
            has_done_lesson_00(folder, text)
        set_theme(lab, "light")
        learner = Learner(new_page(browser), lab, folder, stem, text)
        learner.opens()
        yield learner
        learner.has_done_everything()
        comes_back(learner, browser, f"{stem}-{text}")

    yield walk
    for context in browser.contexts:
        context.close()


def has_done_lesson_00(folder, text: str) -> None:
    """What later lessons take from there: the text, and the check before the course, answered so so."""
    answers = Answers(choice.LESSON, folder)
    answers.record(choice.ITEM, {"chosen": [text]}, EARLIER)
    answers.record(DRAW, {"first": "A"}, EARLIER)
    for number, case in enumerate(check_cases("A")):
        answers.record(case.item, {"rating": 10 * (number + 1)}, EARLIER)


def comes_back(learner: Learner, browser: Browser, name: str) -> None:
    """All answers are there again as they were, and the page is good to look at in the dark theme, too."""
    seen, recorded = learner.sees(), learner.recorded()
    learner.shuts_down()
    learner.page.context.close()
    set_theme(learner.lab, "dark")
    learner.page = new_page(browser)
    learner.opens()
    assert learner.sees() == seen
    assert learner.recorded() == recorded
    looks_well(learner.page, f"walk-{name}")
    learner.shuts_down()


def test_lesson_00(lesson: Lesson, text: str) -> None:
    with lesson("00-start-here") as learner:
        if text != FIRST:
            learner.picks(choice.ITEM, text)
            learner.feedback(choice.ITEM, "Noted.", "Choose Run, then Run All Cells: this page then shows your text")
            learner.runs_it_again()
        learner.does("hook-story", "hook-guess", "hook-matters", "choose-text", "five", "ten-cases")


def test_lesson_01(lesson: Lesson) -> None:
    with lesson("01-stop-and-look-around") as learner:
        learner.does("guess-top", "furniture-quiz", "stop-three", "how-old-story", "how-old-quiz")
        learner.does("results", "results-first", "results-never", "who-card", "not-found", "nobody-matters")
        learner.does("grade-reason", "grade-guess", "five")


def test_lesson_02(lesson: Lesson) -> None:
    with lesson("02-claims-and-attribution") as learner:
        learner.does("guess-heard", "ring-quiz", "whose-first-three", "after-three", "tag-first-three")
        learner.does("whose-next-three", "tag-next-three", "date-proof")
        learner.does("before-practice", "whose-practice", "before-hard", "whose-hard", "tag-practice")
        learner.does("five", "how-many")


def test_lesson_03(lesson: Lesson) -> None:
    with lesson("03-who-says-so") as learner:
        learner.does("three", "three-sentences", "guess-origins", "ladder", "hidden", "verbs")
        learner.does("agent", "agent-sentence", "cards-agent", "ring-agent", "say-confirmed", "matter-agent")
        learner.is_too_early_for("after-origins")
        learner.does("trip", "three-again", "cards-origin", "same-sentence", "how-many-origins", "after-origins")
        learner.is_too_early_for("after-closest")
        learner.does("closest", "after-closest", "other-side", "cards-other-side", "matter-other-side", "check")


def test_lesson_04(lesson: Lesson) -> None:
    with lesson("04-counting-flights") as learner:
        learner.does("counts", "count-sentences", "guess-fit")
        learner.is_too_early_for("after-exact")
        learner.does("early", "exact", "after-exact", "after-follows")
        learner.does("guess-rate", "rate-first", "which-window", "rate-sum", "after-rate")
        learner.does("guess-one-year", "bounds", "band", "trend", "guess-differ", "axis", "what-can")
        learner.is_too_early_for("after-printed")
        learner.does("right-sentence", "cards-count", "as-printed", "after-printed")
        learner.does("other-side", "cards-other-side", "matter-other-side", "check", "between", "burst", "guess-burst")


def test_lesson_05(lesson: Lesson) -> None:
    with lesson("05-telephone") as learner:
        learner.does("guess-kept", "first", "cards-first")
        learner.is_too_early_for("after-retellings")
        learner.does("retellings", "after-retellings")
        learner.does("word-sentence", "cards-word", "word", "after-word")
        learner.does("paraphrase-sentence", "cards-paraphrase", "paraphrase", "after-paraphrase")
        learner.does("hedge-sentence", "cards-hedge", "hedge", "after-hedge")
        learner.does("order-sentences", "guess-first", "cards-trace", "trace", "after-trace")
        learner.does("other-side", "cards-other-side", "matter-other-side", "check")


def test_lesson_06(lesson: Lesson) -> None:
    with lesson("06-loaded-words") as learner:
        learner.does("guess-quiz", "goal-quiz", "spot", "drop-quiz", "two-sentences", "name-quiz", "same-name-twice")
        learner.does(
            "matter-name", "guess-names", "five-names", "names-quiz", "names-settled", "the-habit", "bare-quiz"
        )
        learner.does("where-the-marks-stand", "the-comparison", "copy-quiz", "the-surprise", "matter-copy")
        learner.does("guided", "guided-sentences")
        learner.is_too_early_for("one-way")
        learner.does("rewrite-two", "one-way", "another-side", "matter-other-side", "end-check")


def test_lesson_07(lesson: Lesson) -> None:
    with lesson("07-better-coverage") as learner:
        learner.does("guess-quiz", "kinds-quiz")
        learner.is_too_early_for("card")
        learner.does("guess-number", "card", "later-quiz")
        learner.is_too_early_for("after")
        learner.does("desk", "after", "missing-quiz", "fair-quiz", "windows-chart", "windows-quiz")
        learner.does("claims-chart", "dots-quiz", "matter-share", "lengths-chart", "span-quiz", "why-quiz")
        learner.does("matter-length", "end-check")


def test_lesson_08(lesson: Lesson) -> None:
    with lesson("08-your-verdict") as learner:
        learner.does("guess-quiz", "scales-quiz", "grade-first", "grade-second")
        learner.is_too_early_for("what-we-found")
        learner.does("guess-holds", "what-we-found", "verdict", "verdict-has")
        learner.is_too_early_for("my-results")
        learner.does("after-check", "my-results", "how-deep", "end-check")
        results = learner.cell("my-results")
        expect(results.get_by_role("img")).to_have_attribute("aria-label", learner.three_scales())
        expect(results.get_by_role("table")).to_have_count(2)
        expect(results.get_by_role("row")).to_have_count(22)  # ten cases before, ten after, two heads
