"""Assignments 3 and 4 marked by hand in nbgrader's formgrader: the rubric beside the answer, keys alone."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cycle import hand_in, nbgrader, new_course
from feedback_looks import reads_well
from hands import tab_to
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from course.corpus.article import load_article
from course.marking.comments import load_comments
from course.marking.rubrics import load_rubric
from course.marking.solutions import as_file, model
from lab import PROJECT, picture, start_lab, wait_until

NAME = "3-chains-and-words"
WRITTEN = {
    "ada": "Some articles and comments in local media praised the partnership.",
    "ben": "The partnership is good.",
}
REPORT = "4-source-report"
RUBRIC = load_rubric(NAME)
COMMENTS = load_comments(PROJECT / "assignments", NAME)


@pytest.fixture
def course(tmp_path) -> Path:
    folder = tmp_path / "course"
    new_course(folder, NAME)
    for student, words in WRITTEN.items():
        value = {"rewrite": {"text": "karabakh", "unit": "P38", "rewrite": words}}
        handed = hand_in(folder, NAME, student, as_file(NAME, "karabakh", model(NAME, "karabakh") | value))
        (handed / "timestamp.txt").write_text("2026-01-31 09:00:00 UTC")
        (handed / "submission_secret.txt").write_text(f"a long random text for {student}")  # as nbgrader submit does
    run(folder, "autograde", NAME)
    return folder


@pytest.fixture
def teach(course):
    server = start_lab(course, variables={"JUPYTER_CONFIG_PATH": str(PROJECT / "lab" / "teach")})
    yield server
    server.stop()


@pytest.fixture
def report(tmp_path) -> Path:
    """One report of assignment 4, marked as far as a machine can."""
    folder = tmp_path / "course"
    new_course(folder, REPORT)
    parts = {part: {"written": f"What I found on {part}: see C1 and P22."} for part in load_rubric(REPORT)}
    hand_in(folder, REPORT, "ada", as_file(REPORT, "library", model(REPORT, "library") | parts))
    run(folder, "autograde", REPORT)
    return folder


def run(course: Path, *command: str) -> str:
    done = nbgrader(course, *command)
    assert done.returncode == 0, done.stderr
    return done.stderr


def by_hand(course: Path, student: str, name: str = NAME) -> dict[str, tuple]:
    """Criterion -> (points given, points that count, whether it still waits, comment)."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(name, student).notebooks
        comments = {c.name: c.comment for c in notebook.comments}
        return {
            g.name: (g.manual_score, g.score, g.needs_manual_grade, comments[g.name])
            for g in notebook.grades
            if g.name in load_rubric(name)
        }


def saved(course: Path, student: str, criterion: str, points: float, comment: str | None = None) -> None:
    def there() -> bool:
        given = by_hand(course, student)[criterion]
        return given[0] == points and (comment is None or given[3] == comment)

    wait_until(there)


def test_marks_and_comments_by_keys_alone_survive_and_reach_the_feedback(course, teach, page: Page, browser: Browser):
    assert {c: given[2] for c, given in by_hand(course, "ada").items()} == dict.fromkeys(RUBRIC, True)

    # The list, and the first hand-in in it.
    page.goto(f"{teach.address}/formgrader/gradebook/{NAME}/{NAME}")
    expect(page.get_by_text("Submission #1")).to_be_visible()
    picture(page, "formgrader-list")
    tab_to(page, page.locator("a[href*='/submissions/']"))
    page.keyboard.press("Enter")
    page.locator("#claim-kept").wait_for()
    marked = "ada" if WRITTEN["ada"] in page.locator("#notebook").first.inner_text() else "ben"
    other = {"ada": "ben", "ben": "ada"}[marked]

    # The rubric stands right above the answer, with headers; every field has a name.
    cell = page.locator(".nbgrader_cell", has=page.locator("#claim-kept"))
    expect(cell).to_contain_text(WRITTEN[marked])
    expect(cell).to_contain_text(load_article("karabakh").sentence("P38").line)
    table = page.locator("table", has_text=RUBRIC["claim-kept"].levels[0].means)
    assert table.locator("th").all_inner_texts() == ["Level", "Points", "Your text"]
    assert 0 < cell.bounding_box()["y"] - table.bounding_box()["y"] < 400
    expect(page.get_by_role("spinbutton", name="Points for claim-kept, of 4.0")).to_be_visible()
    expect(page.get_by_role("textbox", name="Comment on claim-kept")).to_be_visible()

    # Points, and a comment from the list by the arrow keys and Enter.
    own = [c for c in COMMENTS if c.criterion in ("", "claim-kept")]
    tab_to(page, page.locator("#claim-kept"))
    page.keyboard.type("2")
    tab_to(page, page.locator("#says-who-bank-claim-kept"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    picture(page, "formgrader-by-hand")
    page.keyboard.press("Enter")
    expect(page.locator("#claim-kept-comment")).to_have_value(own[1].text)
    expect(page.locator("#claim-kept-comment")).to_be_focused()
    page.keyboard.press("Alt+2")  # the same once more
    expect(page.locator("#claim-kept-comment")).to_have_value(own[1].text)
    saved(course, marked, "claim-kept", 2, own[1].text)

    # The second criterion: two comments by their numbers.
    second = [c for c in COMMENTS if c.criterion in ("", "wording-neutral")]
    tab_to(page, page.locator("#wording-neutral"))
    page.keyboard.type("4")
    tab_to(page, page.locator("#wording-neutral-comment"))
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+4")
    both = f"{second[0].text}\n\n{second[3].text}"
    expect(page.locator("#wording-neutral-comment")).to_have_value(both)
    saved(course, marked, "wording-neutral", 4, both)
    picture(page, "formgrader-marked")

    # What was added is accessible.
    found = Axe().run(page, context=".says-who-bank")
    assert found.response["violations"] == [], found.generate_report()

    # On to the next one by its key, and back in the list nothing of the first waits.
    page.keyboard.press("Control+.")
    expect(page.locator("#notebook").first).to_contain_text(WRITTEN[other])
    tab_to(page, page.locator("#claim-kept"))
    page.keyboard.type("1")
    tab_to(page, page.locator("#wording-neutral"))
    page.keyboard.type("0")
    page.keyboard.press("Escape")
    saved(course, other, "wording-neutral", 0)

    # Marked anew by machine: what a person gave stays and counts; nbgrader asks for a second look at it, no more.
    before = by_hand(course, marked)
    assert [given[1:3] for given in before.values()] == [(2, False), (4, False)]
    run(course, "autograde", NAME, "--force")
    after = by_hand(course, marked)
    assert {c: (score, counts, text) for c, (score, counts, _, text) in after.items()} == {
        c: (score, counts, text) for c, (score, counts, _, text) in before.items()
    }
    assert {given[2] for given in after.values()} == {True}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(NAME, marked).score == 12 + 6
        assert gradebook.find_submission(NAME, other).score == 12 + 1

    # And the learner reads it, beside the rubric.
    run(course, "generate_feedback", NAME)
    feedback = html.unescape((course / "feedback" / marked / NAME / f"{NAME}.html").read_text("utf-8"))
    for words in (own[1].text, second[3].text, RUBRIC["claim-kept"].levels[1].means, WRITTEN[marked]):
        assert words in feedback, words
    assert "says-who-comments" not in feedback
    reads_well(browser, course / "feedback" / marked / NAME / f"{NAME}.html", "feedback-3")
    exchange = course / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)  # as nbgrader asks
    run(course, "release_feedback", NAME, f"--Exchange.root={exchange}")
    assert list(exchange.rglob("*.html"))


def test_a_report_is_marked_under_six_criteria_by_keys_alone(report, page: Page, browser: Browser):
    rubric, given = load_rubric(REPORT), [4, 3, 2, 1, 0.5, 0]
    teach = start_lab(report, variables={"JUPYTER_CONFIG_PATH": str(PROJECT / "lab" / "teach")})
    try:
        page.goto(f"{teach.address}/formgrader/gradebook/{REPORT}/{REPORT}")
        tab_to(page, page.locator("a[href*='/submissions/']"))
        page.keyboard.press("Enter")
        page.locator("#behind-comment[placeholder]").wait_for()
        for (name, criterion), points in zip(rubric.items(), given, strict=True):
            # The criterion's own table stands right above what was written.
            cell = page.locator(".nbgrader_cell", has=page.locator(f"#{name}"))
            expect(cell).to_contain_text(f"What I found on {name}: see C1 and P22.")
            table = page.locator("table", has_text=criterion.levels[0].means)
            assert 0 < cell.bounding_box()["y"] - table.bounding_box()["y"] < 500
            tab_to(page, page.locator(f"#{name}"))
            page.keyboard.type(f"{points:g}")
            tab_to(page, page.locator(f"#{name}-comment"))
            page.keyboard.press("Alt+1")
            own = next(c for c in load_comments(report, REPORT) if c.criterion in ("", name))
            expect(page.locator(f"#{name}-comment")).to_have_value(own.text)
        page.keyboard.press("Escape")  # leaves the field, which saves it
        picture(page, "formgrader-report")
        wait_until(lambda: [g[0] for g in by_hand(report, "ada", REPORT).values()] == given)
        wait_until(lambda: all(g[3] for g in by_hand(report, "ada", REPORT).values()))
        before = by_hand(report, "ada", REPORT)
    finally:
        teach.stop()
    assert {waits for _, _, waits, _ in before.values()} == {False}
    run(report, "autograde", REPORT, "--force")
    after = by_hand(report, "ada", REPORT)
    assert {c: (g[0], g[1], g[3]) for c, g in after.items()} == {c: (g[0], g[1], g[3]) for c, g in before.items()}
    with Gradebook(f"sqlite:///{report / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(REPORT, "ada").score == 16 + sum(given)
    run(report, "generate_feedback", REPORT)
    path = report / "feedback" / "ada" / REPORT / f"{REPORT}.html"
    told = html.unescape(path.read_text("utf-8"))
    assert f"{16 + sum(given):g} of 40 points" in told
    for words in (
        "Who says what: 3 of 4 points",
        "Your level: Emergent, on the way to Proficient.",
        before["words"][3],
    ):
        assert words in told, words
    reads_well(browser, path, "feedback-4")


def test_what_is_typed_before_the_page_has_loaded_is_kept(course, teach, page: Page):
    """nbgrader would fill its fields over it without a word."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission_notebook(NAME, NAME, "ada")
        gradebook.find_comment("claim-kept", NAME, NAME, "ada").manual_comment = "Said earlier."
        number = submission.id
        gradebook.db.commit()
    held = []
    page.route("**/api/grades*", lambda route: held.append(route))
    page.route("**/api/comments*", lambda route: held.append(route))
    page.goto(f"{teach.address}/formgrader/submissions/{number}/")
    page.locator("#claim-kept").fill("2")
    page.locator("#claim-kept_extra_credit").fill("0.5")
    page.locator("#claim-kept-comment").press_sequentially("Typed early.")
    page.locator("#wording-neutral").press_sequentially("3")
    wait_until(lambda: len(held) == 2 or page.wait_for_timeout(50))
    for route in held:
        route.continue_()
    expect(page.locator("#claim-kept-comment")).to_have_value("Said earlier.\n\nTyped early.")
    page.locator("#wording-neutral").press(".")  # it goes on being typed
    page.locator("#wording-neutral").press("5")
    page.keyboard.press("Escape")
    expect(page.locator("#claim-kept_extra_credit")).to_have_value("0.5")
    saved(course, "ada", "claim-kept", 2, "Said earlier.\n\nTyped early.")
    saved(course, "ada", "wording-neutral", 3.5)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("claim-kept", NAME, NAME, "ada").extra_credit == 0.5


def test_the_bank_is_in_the_formgrader_only_and_its_words_are_no_markup(course, teach, page: Page):
    (course / "comments.toml").write_text('[[comments]]\nlabel = "</script><b>x"\ntext = "<i>&amp;"\n', "utf-8")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        number = gradebook.find_submission_notebook(NAME, NAME, "ada").id
    page.goto(f"{teach.address}/formgrader/submissions/{number}/")
    assert page.locator("#says-who-bank-claim-kept option").all_inner_texts() == ["choose …", "1: </script><b>x"]
    page.locator("#claim-kept-comment[placeholder]").focus()
    page.keyboard.press("Alt+1")
    expect(page.locator("#claim-kept-comment")).to_have_value("<i>&amp;")
    notebook = course / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    assert "says-who-comments" not in notebook.read_text("utf-8")
