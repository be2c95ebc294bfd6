"""Emoji, combining marks, `<b>`, `&` and a script from right to left: in every form shown and recorded as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from lab import Lab, open_lesson, picture, start_lab, wait_until, write_notebook

ODD = "👩‍👧 & <b>FC</b> cafe\u0301 <img src=x onerror=alert(1)>"
RTL = "قال المدرب 😀 إن الفريق تدرب."
SET_UP = f"""
import course
from course import Card, Case, Choice, Document, Number, Option, ShortText, Source, VerbPair
odd, rtl = {ODD!r}, {RTL!r}
options = [Option("odd", odd, odd, right=False), Option("rtl", rtl, rtl, right=True)]
course.begin("forms")
"""
CELLS = [
    SET_UP,
    """course.Quiz([Choice("choice", rtl, options), Choice("many", odd, options, multiple=True),
    Number("number", rtl, 5, unit=odd), ShortText("words", rtl, ["caf&"], reason=odd)], title=odd, intro=rtl)""",
    'course.Predict("guess", rtl, options=options, then=odd)',
    'course.DoesItMatter("matter", rtl, "slip", odd)',
    """course.GradeSources("ring", [Source("a", odd, "ring", odd, rtl), Source("b", rtl, "document", rtl, odd)])""",
    'course.ReportingVerbs([VerbPair("verb", (rtl, "passes", odd), (odd, "vouches", rtl))])',
    """course.TraceChain("chain", odd, [Document("a", odd, rtl, odd, "2 May"),
    Document("b", rtl, odd, odd, "3 May", change="kept", reason=odd)])""",
    'course.WeighEvidence([Case("weigh", rtl, [Card(odd, rtl, quote=odd), Card(rtl, odd, quote=rtl)], "holds", odd)])',
]
# Where the first letter and the full stop of a text are drawn, counted from the left.
ENDS = """(node) => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let text = null;
    while (walker.nextNode()) if (walker.currentNode.data.includes('المدرب')) text = walker.currentNode;
    const at = (from) => { const r = document.createRange(); r.setStart(text, from); r.setEnd(text, from + 1);
        return r.getBoundingClientRect().left; };
    return [at(text.data.indexOf('ق')), at(text.data.lastIndexOf('.'))];
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    server = start_lab(tmp_path_factory.mktemp("forms"))
    yield server
    server.stop()


def card(page: Page, item: str) -> Locator:
    return page.locator(f'[data-item="{item}"]')


def test_strange_text_shows_and_is_recorded_in_every_form(page: Page, lab: Lab) -> None:
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    write_notebook(lab.folder / "forms.ipynb", CELLS)
    open_lesson(page, lab, "forms.ipynb")
    expect(page.locator(".says-who")).to_have_count(len(CELLS) - 1)
    assert page.locator(".says-who :is(b, img)").count() == 0

    for item, role in {"choice": "radio", "many": "checkbox"}.items():
        card(page, item).get_by_role(role, name=RTL, exact=True).check()
        card(page, item).get_by_role("button", name="Check").click()
        expect(card(page, item).locator(".sw-feedback")).to_contain_text(RTL)
    card(page, "choice").get_by_role("radio", name=ODD, exact=True).check()
    expect(card(page, "choice").locator(".sw-feedback")).to_contain_text(ODD)
    card(page, "choice").get_by_role("radio", name=RTL, exact=True).check()
    card(page, "number").get_by_role("textbox").fill("5")
    card(page, "words").get_by_role("textbox").fill("caf\u00e9 <b> & 😀 \u202b قال")
    card(page, "guess").get_by_role("radio", name=ODD, exact=True).check()
    card(page, "guess").get_by_role("button", name="This is my guess").click()
    expect(page.locator(".jp-OutputArea").get_by_text(ODD, exact=True).last).to_be_visible()
    card(page, "matter").get_by_role("radio").first.check()
    expect(card(page, "matter").locator(".sw-feedback")).to_contain_text(ODD)
    card(page, "ring-a").get_by_role("combobox").select_option("ring")
    expect(card(page, "ring-a").locator(".sw-feedback")).to_contain_text(ODD)
    expect(page.locator(".sw-chip")).to_have_text([ODD])
    card(page, "verb-1").get_by_role("radio").first.check()
    card(page, "weigh").get_by_role("button", name="surely", exact=True).click()
    card(page, "weigh").get_by_role("button", name="Compare with what we read").click()
    expect(card(page, "weigh").locator(".sw-feedback")).to_contain_text(ODD)
    chain = card(page, "chain")
    if chain.locator(".sw-link").first.get_attribute("data-id") == "b":
        chain.get_by_role("button", name=f"Move “{ODD}” earlier").click()
    expect(chain.get_by_role("combobox", name=f"What “{RTL}” did with the words before it")).to_be_visible()
    chain.locator('[data-id="b"] [data-control=kind]').select_option("kept")
    chain.get_by_role("button", name="Check").click()
    expect(chain.locator(".sw-feedback")).to_contain_text("All right.")

    expected = {
        "choice": {"chosen": ["rtl"]},
        "many": {"chosen": ["rtl"]},
        "number": {"typed": "5"},
        "words": {"typed": "caf\u00e9 <b> & 😀 \u202b قال"},
        "guess": {"guess": "odd"},
        "matter": {"chosen": ["slip"]},
        "ring-a": {"chosen": ["ring"]},
        "verb-1": {"chosen": ["passes"]},
        "weigh": {"rating": 100, "done": True},
        "chain": {"order": ["a", "b"], "changes": {"b": "kept"}, "matters": {}},
    }
    wait_until(lambda: {i: e["value"] for i, e in lab.answers("forms", ".").items()} == expected)

    # A sentence from right to left begins on the right and ends on the left, full stop included.
    for item, where in {
        "choice": ".sw-question", "many": ".sw-option:last-child span", "matter": ".sw-question",
        "ring-b": ".sw-question",
        "verb-1": ".sw-question", "weigh": ".sw-evidence p:not(.sw-outlet)", "chain": '[data-id="b"] .sw-link-title',
    }.items():  # fmt: skip
        begins, ends = card(page, item).locator(where).first.evaluate(ENDS)
        assert begins > ends, item
    assert page.locator(".says-who :is(b, img)").count() == 0
    assert not alerts
    page.set_viewport_size({"width": 1280, "height": 2400})
    picture(page.locator(".sw-quiz").first, "strange-forms")
