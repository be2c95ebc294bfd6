"""Assignment 3 through nbgrader, on both texts: what each named hand-in earns, question by question."""

from __future__ import annotations

import pytest
from cycle import played

from course.marking.keys import load_items
from course.marking.rules import choices, trace
from course.marking.solutions import as_file, model

# What all of these need is made once, not once for each worker.
pytestmark = pytest.mark.xdist_group("chains-and-words")

NAME = "3-chains-and-words"
TEXTS = ("karabakh", "transfer-rumour")
ITEMS = load_items(NAME)
BY_HAND = ["claim-kept", "wording-neutral"]
ALL = [2, 2, 2, 1.5, 1.5, 1, 1, 1]
NOTHING = [0] * 8
# What a learner might type, with what a notebook's Markdown and HTML would make something of.
WRITTEN = "Some articles praised *the* partnership. <script>alert(1)</script>\n\n# Not a heading"
KEPT = {"chosen": ["kept"]}


def rewritten(text: str) -> dict:
    return {"rewrite": {"text": text, "unit": "P38", "rewrite": WRITTEN}}


def with_kind(text: str, kind: str) -> dict:
    """Chains in their order, the same said of every document."""
    found = {}
    for name, value in chains(text).items():
        changes = dict.fromkeys(value["changes"], kind)
        found[name] = value | {"changes": changes, "matters": dict.fromkeys(changes, "slip")}
    return found


def chains(text: str) -> dict:
    return {name: value for name, value in model(NAME, text).items() if "order" in value}


def backwards(text: str) -> dict:
    return {name: value | {"order": value["order"][::-1]} for name, value in chains(text).items()}


def with_a_gap(text: str) -> dict:
    """An unseen link before the last document of each chain."""
    return {n: v | {"order": [*v["order"][:-1], "unknown-5", v["order"][-1]]} for n, v in chains(text).items()}


def retold(*chosen: str) -> dict:
    return {f"retelling-{n}": {"chosen": list(chosen)} for n in (1, 2)}


def paired(text: str, place: int | None) -> dict:
    """The first, the second or (None) "both alike" in every pair."""
    shown = {"pair-1": ["P13", "P36"], "pair-2": ["P22", "P49"], "pair-3": ["P29", "P52"]}
    return {name: {"chosen": ["alike" if place is None else units[place]]} for name, units in shown.items()}


EVERYTHING = ("kept", "rounded-up", "rounded-down", "shorter-period", "longer-period", "other-thing")
HANDED_IN = {
    "model": (lambda t: model(NAME, t) | rewritten(t), ALL),
    "nothing-written": (lambda t: model(NAME, t), ALL),
    "only-written": (rewritten, NOTHING),
    "empty": (lambda t: {}, NOTHING),
    "always-changed": (
        lambda t: with_kind(t, "changed") | retold("rounded-up") | paired(t, 1),
        [2, 0.5, 0.5, 0.75, 0, 1, 0, 1],
    ),
    "always-kept": (lambda t: with_kind(t, "kept") | retold("kept") | paired(t, 0), [0.5, 2, 0.5, 0, 1.5, 0, 1, 0]),
    "never-sure": (lambda t: with_kind(t, "cannot_tell") | paired(t, None), [0.5, 0.5, 2, 0, 0, 0.5, 0.5, 0]),
    "argued": (lambda t: with_kind(t, "dropped") | retold("shorter-period", "kept"), [1.25, 0.5, 0.5, 0, 0, 0, 0, 0]),
    "everything-chosen": (lambda t: retold(*EVERYTHING), NOTHING),
    "both-of-each-pair": (
        lambda t: {n: {"chosen": ["P13", "P36", "P22", "P49", "P29", "P52", "alike"]} for n in ("pair-1", "pair-2")},
        NOTHING,
    ),
    "backwards": (backwards, NOTHING),
    "gaps": (with_a_gap, [1.625, 1.5, 2, 0, 0, 0, 0, 0]),
    "wrong-slots": (
        lambda t: dict(zip(model(NAME, t), [*list(model(NAME, t).values())[1:], KEPT], strict=True)),
        NOTHING,
    ),
    "blank": (None, NOTHING),  # the release as it is
}
WRITES = {"model", "only-written"}
STUDENTS = [f"{name}-{text}" for name in HANDED_IN for text in TEXTS]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    made = {
        f"{name}-{text}": as_file(NAME, text, make(text)) if make else None
        for name, (make, _) in HANDED_IN.items()
        for text in TEXTS
    }
    return played(tmp_path_factory, NAME, made)


def name_of(student: str) -> str:
    return next(student.removesuffix(f"-{text}") for text in TEXTS if student.endswith(text))


@pytest.mark.parametrize("student", STUDENTS)
def test_each_question_earns_exactly_what_it_should(cycle, student):
    name = name_of(student)
    # What was written waits for a person; where nothing was, that is a zero with the words "No response."
    by_hand = dict.fromkeys(BY_HAND, None if name in WRITES else 0)
    automatic = [item for item in ITEMS if item not in BY_HAND]
    assert cycle.scores(student) == dict(zip(automatic, HANDED_IN[name][1], strict=True)) | by_hand


@pytest.mark.parametrize("student", STUDENTS)
def test_what_was_written_stands_in_both_manual_cells_and_waits(cycle, student):
    cells, written = cycle.marked(student), name_of(student) in WRITES
    with cycle.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, student)
        assert submission.needs_manual_grade == written
        assert submission.max_score == 20
        (notebook,) = submission.notebooks
        comments = {c.name: c.auto_comment for c in notebook.comments}
    for cell in BY_HAND:
        source = "".join(cells[cell]["source"])
        assert ("Some articles praised" in source) == written
        assert "<script" not in source
        assert comments[cell] == (None if written else "No response.")


def test_the_feedback_page_shows_the_text_as_text_and_the_rubric(cycle):
    page = cycle.feedback("model-karabakh")
    assert "The claim is kept" in page
    raw = (cycle.course / "feedback" / "model-karabakh" / NAME / f"{NAME}.html").read_text("utf-8")
    assert "<script>alert" not in raw
    assert "*the* partnership" in page


def test_no_reason_of_a_key_reaches_a_feedback_page(cycle):
    reasons = {
        p.key[t]["reason"] for i in ITEMS.values() for p in i.parts.values() for t in TEXTS if i.kind != "written"
    }
    for student in STUDENTS:
        page = cycle.feedback(student)
        assert [reason for reason in reasons if reason in page] == []


def test_what_is_released_holds_no_key(cycle):
    released = (cycle.course / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    assert not [word for word in ("rounded-up", "cannot_tell", "haaretz", "lamplight") if word in released]


@pytest.mark.parametrize("name", ["always-changed", "always-kept", "never-sure", "everything-chosen"])
def test_the_same_answer_everywhere_earns_less_than_half(name):
    assert sum(HANDED_IN[name][1]) < sum(ALL) / 2


# The rules by themselves


def part(points=2, **key):
    from course.marking.keys import Part

    return Part("it", points, {"t": key})


CHAIN = part(
    orders=[["a", "b", "c"], ["unknown", "b", "c"]], asked="c", change=["changed"], half=["dropped"], reason="because"
)


@pytest.mark.parametrize(
    ("order", "changes", "earned"),
    [
        (["a", "b", "c"], {"c": "changed"}, 2),
        (["a", "b", "c"], {"c": "dropped"}, 1.25),
        (["a", "b", "c"], {}, 0.5),
        (["a", "b", "c"], {"c": "no such kind"}, 0.5),
        (["unknown-3", "unknown-1", "b", "c"], {"c": "changed"}, 2),
        (["b", "a", "c"], {"c": "changed"}, 1.5),
        (["c", "b", "a"], {"c": "changed"}, 0),
        (["unknown-1", "c"], {"c": "changed"}, 0),  # what stands first had nothing before it
        (["a", "a", "a"], {}, 0),
        (["a", "b", "c", *"defghijklmnop"], {"c": "changed"}, 1.5 + 0.0667),
    ],
)
def test_a_chain_is_marked_by_its_edges_and_by_what_became_of_the_words(order, changes, earned):
    found = trace.mark(CHAIN, "t", {"order": order, "changes": changes, "matters": {}}, {})
    assert found.points == pytest.approx(earned, abs=1e-4)


NO_CHAINS = [None, 3, [], {}, {"order": "abc", "changes": {}}, {"order": [1, 2], "changes": {}}]
NO_CHAINS += [{"order": ["a"] * 50, "changes": {}}, {"order": ["a", "b"], "changes": {"a": []}}]


@pytest.mark.parametrize("value", NO_CHAINS)
def test_what_is_no_chain_is_no_answer(value):
    assert trace.mark(CHAIN, "t", value, {}) is None


@pytest.mark.parametrize(
    ("chosen", "earned"), [(["a"], 1), (["n"], 0.5), (["b"], 0), (["a", "n"], 0), (["n", "b"], 0), ([], 0)]
)
def test_a_neighbour_earns_half_only_by_itself(chosen, earned):
    assert choices.mark(part(1, right=["a"], half=["n"]), "t", {"chosen": chosen}, {}).points == earned
