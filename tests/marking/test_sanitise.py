"""Learners' Markdown and outputs, made harmless; tests/browser/test_instructors_browser.py opens them in a browser."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbformat.validator import isvalid

from course.marking.computed import harmless as output_of_a_room
from course.marking.sanitise import (
    LONGEST_TEXT,
    MOST_TAGS,
    Allowance,
    as_text,
    from_markdown,
    sanitise,
    sanitise_output,
)

TAG = re.compile(r"<\s*/?\s*([a-zA-Z][\w:-]*)([^>]*)>")
ALLOWED = set(
    """
    a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul
    """.split()  # noqa: SIM905 - so many in quotation marks read worse
)


def tags(html: str) -> list[tuple[str, str]]:
    return [(name.lower(), rest) for name, rest in TAG.findall(html)]


def harmless(html: str) -> bool:
    """No tag but Markdown's own, no attribute that runs, no address that runs, no picture from elsewhere."""
    return all(
        name in ALLOWED
        and not re.search(
            r"\son\w+\s*=|javascript:|srcdoc|style=(?!\"(?:white-space: pre-wrap|text-align:\w+)\")", rest
        )
        and not (name == "img" and 'src="data:image/' not in rest)
        for name, rest in tags(html)
    )


PIECES = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</div>", "\n\n", "[a](javascript:alert(1))",
    "![b](c)",
    "[x]: javascript:alert(1)\n", "[x]", "<a href='javascript:alert(1)'>", "```", "`", "$$", "$", "> ", "# ",
    "- ", "|a|b|",
    "|---|---|", "\n", "<!--", "-->", "&lt;img onerror=alert(1)&gt;", "<![CDATA[", "\\",
    '" onmouseover="alert(1)', "<svg/onload=alert(1)>",
    "http://a.example", "<javascript:alert(1)>", "word", "    ", "~~", "**", "\u202e", "\x00",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_markdown_a_learner_writes_is_harmless_also_when_it_is_read_as_markdown_again(text):
    made = from_markdown(text)
    assert "\n" not in made
    assert harmless(made), made
    assert harmless(markdown2html_mistune(made)), made


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_text_stays_text(text):
    shown = markdown2html_mistune(as_text(text))
    assert [name for name, _ in tags(shown)] == ["pre", "pre"]


def test_honest_markdown_keeps_its_form():
    made = from_markdown(
        "# Head\n\n**Bold** *plain* `a < b`\n\n1. one\n2. two\n\n> said\n\n[out](https://a.example)\n\n|a|b|\n|-|-|\n|1|2|"
    )
    for expected in (
        "<h1>Head</h1>", "<strong>Bold</strong>", "<em>plain</em>", "<code>a &lt; b</code>", "<ol>", "<blockquote>",
        '<a href="https://a.example"', "<table>", "<td>1</td>",
    ):  # fmt: skip
        assert expected in made
    assert 'href="https://a.example"' in markdown2html_mistune(made)


@pytest.mark.parametrize(
    "url", ["ran.html", "/api/contents", "../keys", "//away.example", "data:text/html,x", "vbscript:x"]
)
def test_a_link_within_this_server_is_no_link(url):
    assert "<a" not in from_markdown(f"[press]({url})")
    assert "press" in from_markdown(f"[press]({url})")


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_a_picture_that_came_with_the_cell_stays_and_no_other():
    here = {
        "p.png": {"image/png": PNG},
        "v": {"image/svg+xml": PNG},
        "n": {"image/png": "bm8="},
        'x"': {"image/png": PNG},
    }
    assert f'src="data:image/png;base64,{PNG}"' in from_markdown("![mine](attachment:p.png)", here)
    for other in ("attachment:v", "attachment:n", "http://a.example/p.png", "p2.png", "attachment:gone"):
        assert "<img" not in from_markdown(f"![mine]({other})", here)


def output(kind: str, data: dict) -> NotebookNode:
    return NotebookNode(output_type=kind, data=NotebookNode(data), metadata=NotebookNode(x="y"))


def test_of_outputs_text_tables_and_pictures_stay():
    table = "<table onclick='x()'><tr><td style='background:url(http://a.example)'>1</td></tr></table>"
    given_ = output(
        "display_data", {"text/html": table + "<script>x()</script>", "image/png": PNG, "text/javascript": ""}
    )
    kept = sanitise_output(given_)
    assert kept.data == {"text/html": "<table><tbody><tr><td>1</td></tr></tbody></table>", "image/png": PNG}
    assert kept.metadata == {}
    for gone in ("image/svg+xml", "text/latex", "application/javascript", "application/vnd.jupyter.widget-view+json"):
        assert sanitise_output(output("execute_result", {gone: "x"})).data == {"text/plain": f"(not shown: {gone})"}
    assert sanitise_output(NotebookNode(output_type="evil", data={})) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["stream", "error", "display_data", "execute_result"]) | st.text(max_size=4)
DATA = st.dictionaries(st.sampled_from(["text/plain", "text/html", "image/png", "x"]), JSON, max_size=4) | JSON
PARTS = dict.fromkeys(("name", "text", "ename", "evalue", "traceback", "metadata", "execution_count"), JSON)


@given(st.fixed_dictionaries({"output_type": KINDS | JSON}, optional=PARTS | {"data": DATA}))
def test_whatever_a_room_says_an_output_is_as_nbformat_has_it(said):
    made = output_of_a_room(said)
    assert made is None or isvalid(made, ref="output", version=4)


def test_metadata_of_the_notebook_and_its_cells_goes():
    cells = [new_code_cell("1"), new_raw_cell("<b>"), new_markdown_cell("<b>")]
    for cell in cells:
        cell.metadata = NotebookNode(tags=['"><img>'], x=1)
    nb = new_notebook(cells=cells)
    nb.metadata = NotebookNode(widgets={"x": 1}, title="<b>", kernelspec={"name": "p"})
    sanitise(nb, {})
    assert nb.metadata == {"kernelspec": {"name": "p"}}
    assert [cell.metadata for cell in nb.cells] == [{}, {}, {}]
    assert [cell.cell_type for cell in nb.cells] == ["code", "markdown", "markdown"]
    assert not [cell for cell in nb.cells if "<b>" in cell.source]


def test_what_the_instructor_wrote_stays_as_it_is():
    about = {"nbgrader": {"grade_id": "task", "locked": True}}
    nb = sanitise(new_notebook(cells=[new_markdown_cell("<b>Task</b>", metadata=about)]), {"task": "<b>Task</b>"})
    assert nb.cells[0].source == "<b>Task</b>"


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * (LONGEST_TEXT // 3), ">" * LONGEST_TEXT, "[" * LONGEST_TEXT, "*a " * (LONGEST_TEXT // 3),
        "`" * LONGEST_TEXT,
        "- " * (LONGEST_TEXT // 2), "<a " * (LONGEST_TEXT // 3), "![" * (LONGEST_TEXT // 2), "|a" * (LONGEST_TEXT // 2),
        "<" * LONGEST_TEXT, "(" * LONGEST_TEXT, "&" * LONGEST_TEXT, "_a_" * (LONGEST_TEXT // 3),
    ],
    ids=lambda text: text[:3],
)  # fmt: skip
def test_a_text_made_to_keep_the_marker_busy_is_shown_all_the_same(text):
    assert harmless(from_markdown(text))
    table = output("display_data", {"text/html": text, "text/plain": "x"})
    assert ("text/html" in sanitise_output(table).data) == (text.count("<") <= MOST_TAGS)


def test_what_is_longer_than_a_person_reads_is_shown_as_plain_text():
    cells = [new_markdown_cell("**a** " * 8000) for _ in range(8)]
    sources = [cell.source for cell in sanitise(new_notebook(cells=cells), {}).cells]
    assert [source.startswith("<pre") for source in sources] == [False] * 6 + [True] * 2


def test_cleaning_tables_ends_whatever_the_notebook_holds():
    """One takes a second or two; a notebook of ten megabytes has room for hundreds."""
    table = NotebookNode(output_type="display_data", data={"text/html": "<b>" * 3999, "text/plain": "a"}, metadata={})
    honest = NotebookNode(
        output_type="display_data", data={"text/html": "<table><tr><td>1</td></tr></table>"}, metadata={}
    )
    cells = [new_code_cell("x", outputs=[honest]), *(new_code_cell("x", outputs=[table]) for _ in range(600))]
    made = sanitise(new_notebook(cells=cells), {})
    assert sum("text/html" in cell.outputs[0].data for cell in made.cells) == 1 + 10
    assert "<td>1</td>" in made.cells[0].outputs[0].data["text/html"]
    assert made.cells[-1].outputs[0].data == {"text/plain": "a"}


def test_what_a_room_shows_has_one_allowance_too():
    allowance = Allowance()
    html = {"output_type": "display_data", "data": {"text/html": "<b>" * 3999, "text/plain": "a"}, "metadata": {}}
    made = [output_of_a_room(html, allowance) for _ in range(14)]
    assert ["text/html" in output.data for output in made] == [True] * 10 + [False] * 4
