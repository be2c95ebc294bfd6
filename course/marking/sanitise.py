"""Makes what a learner wrote harmless to the browser of whoever marks it: formgrader, feedback page, JupyterLab.

A page that the instructor opens acts with the instructor's rights: it can set marks and read keys. So a learner's HTML
is shown as text, Markdown keeps its form but no link within this server and no picture from outside, of outputs only
plain text, small tables and pictures stay, and of metadata nothing but nbgrader's own, put there by repair.

Our own HTML (the feedback of grade cells) is put into the notebook afterwards and is not touched: it is escaped where
it is made.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from bleach.sanitizer import Cleaner
from mistune import HTMLRenderer, create_markdown
from nbformat import NotebookNode

LONGEST_TEXT = 50_000  # characters; a longer Markdown cell, or table, is shown as plain text
MOST_TAGS = 4000  # of a table; html5lib takes time by their square
TAG_COSTS = 20  # characters that a tag counts as, on top of its own
LONGEST_TABLES = 1_000_000  # of all tables of a notebook, tags counted so: some twenty seconds of cleaning
LONGEST_NOTEBOOK = 300_000  # characters of a learner's Markdown in all; what lies beyond is shown as plain text
LONGEST_PICTURE = 5_000_000  # characters of base64
TABLE_TAGS = frozenset(
    """
    table caption thead tbody tfoot tr th td p div span strong em b i u s code pre br hr ul ol li dl dt dd
    h1 h2 h3 h4 h5 h6 sub sup small
    """.split()  # noqa: SIM905 - so many in quotation marks read worse
)
TABLE_ATTRIBUTES = {"th": ["colspan", "rowspan", "scope"], "td": ["colspan", "rowspan"], "ol": ["start"]}
_CLEANER = Cleaner(tags=TABLE_TAGS, attributes=TABLE_ATTRIBUTES, strip=True, strip_comments=True)
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]+", re.IGNORECASE)


class Allowance:
    """How much HTML of one notebook is still cleaned. A single table takes seconds at worst; there may be thousands."""

    def __init__(self) -> None:
        self._left = LONGEST_TABLES

    def allows(self, html: str) -> bool:
        if len(html) > LONGEST_TEXT or html.count("<") > MOST_TAGS:
            return False
        self._left -= len(html) + TAG_COSTS * html.count("<")
        return self._left >= 0


def sanitise(nb: NotebookNode, released: Mapping[str, str]) -> NotebookNode:
    """Makes every cell harmless in place, and returns the notebook.

    `released` is the released text of each cell by grade_id. Markdown that still reads so is the instructor's and stays
    as it is. Call it after repair: metadata that a learner made up is believed otherwise.
    """
    nb.metadata = NotebookNode({key: nb.metadata[key] for key in ("kernelspec", "language_info") if key in nb.metadata})
    left, allowance = LONGEST_NOTEBOOK, Allowance()
    for cell in nb.cells:
        about = cell.metadata.get("nbgrader")
        text = released.get(about.get("grade_id")) if about else None
        if cell.cell_type == "markdown" and cell.source != text:
            left -= len(cell.source)
            if left < 0:
                cell.cell_type = "raw"
        sanitise_cell(cell, text, allowance)
    return nb


def sanitise_cell(cell: NotebookNode, released: str | None, allowance: Allowance) -> None:
    """One cell in place."""
    about = cell.metadata.get("nbgrader")
    cell.metadata = NotebookNode({"nbgrader": about} if about else {})
    if cell.cell_type == "code":
        cell.outputs = [kept for output in cell.outputs if (kept := sanitise_output(output, allowance))]
    elif cell.cell_type == "raw":
        cell.cell_type = "markdown"
        cell.source = as_text(cell.source)
    elif cell.source != released:
        cell.source = from_markdown(cell.source, cell.get("attachments"))
    if cell.cell_type != "code":
        cell.pop("attachments", None)


def as_text(text: str) -> str:
    """Text as it stands, as a Markdown cell on one line of HTML: neither Markdown nor HTML in it means anything."""
    return f'<pre style="white-space: pre-wrap">{_one_line(escape(_visible(text)))}</pre>'


def from_markdown(text: str, attachments: Any = None) -> str:
    """A learner's Markdown as one line of harmless HTML, which stands in a Markdown cell as it is."""
    if len(text) > LONGEST_TEXT:
        return as_text(text)
    try:
        renderer = _Harmless(_attached(attachments))
        made = create_markdown(escape=True, renderer=renderer, plugins=["strikethrough", "table"])(_visible(text))
    except (RecursionError, ValueError, IndexError, KeyError, AttributeError, TypeError):
        return as_text(text)
    return f"<div>{_one_line(made.strip())}</div>"


def sanitise_output(output: NotebookNode, allowance: Allowance | None = None) -> NotebookNode | None:
    """An output with what is harmless of it, or None. Programs, SVG, formulas and widgets go; their text stays.

    Whatever the given one looks like, the new one is as nbformat's schema has it. `allowance` is the whole notebook's.
    """
    allowance = allowance or Allowance()
    kind = output.get("output_type")
    if kind == "stream":
        name = output.get("name") if output.get("name") in ("stdout", "stderr") else "stdout"
        return NotebookNode(output_type="stream", name=name, text=_joined(output.get("text", "")))
    if kind == "error":
        lines = output.get("traceback")
        return NotebookNode(
            output_type="error",
            ename=str(output.get("ename", ""))[:200],
            evalue=str(output.get("evalue", ""))[:2000],
            traceback=[str(line) for line in lines] if isinstance(lines, list) else [],
        )
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    kept = {}
    for mime, content in data.items():
        if mime in _PICTURES and (picture := _picture(mime, content)):
            kept[mime] = picture
        elif mime == "text/plain":
            kept[mime] = _joined(content)
        elif mime == "text/html" and allowance.allows(html := _joined(content)):
            kept[mime] = from_html(html)
    if not kept:
        gone = ", ".join(sorted(str(mime)[:60] for mime in data))
        kept["text/plain"] = f"(not shown: {gone})"
    made = NotebookNode(output_type=kind, data=NotebookNode(kept), metadata=NotebookNode())
    if kind == "execute_result":
        made.execution_count = None
    return made


def from_html(text: str) -> str:
    """HTML with tables and plain marking-up only: no attribute that loads, links, styles or runs."""
    text = re.sub(r"(?is)<(script|style|template|svg|math)\b.*?(?:</\1\s*>|$)", "", text)
    return _CLEANER.clean(text)


def mend_half_characters(value: Any) -> Any:
    """The same with a mark in place of each half of a character (lone surrogate): JSON brings them, no file takes them.

    Changes dictionaries and lists in place.
    """
    if isinstance(value, str):
        return value if value.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, dict):
        for key in list(value):
            inner = mend_half_characters(value.pop(key))
            value[mend_half_characters(key)] = inner
    elif isinstance(value, list):
        value[:] = [mend_half_characters(inner) for inner in value]
    return value


class _Harmless(HTMLRenderer):
    """Markdown with HTML as text, links that lead out only, and pictures that came with the cell."""

    def __init__(self, pictures: dict[str, str]):
        super().__init__(escape=True, allow_harmful_protocols=False)
        self._pictures = pictures

    def block_html(self, html: str) -> str:
        return f"<p>{escape(html.strip())}</p>\n"

    def inline_html(self, html: str) -> str:
        return escape(html)

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not _OUTSIDE.fullmatch(url):
            return f"{text} ({escape(url)})"
        return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow" target="_blank">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        picture = self._pictures.get(url.removeprefix("attachment:"))
        if picture is None:
            return f"(picture, not shown: {escape(text)} {escape(url)})"
        return f'<img src="{picture}" alt="{escape(text)}">'


def _attached(attachments: Any) -> dict[str, str]:
    """Pictures that came with a cell, as data URLs."""
    found = {}
    for name, by_type in attachments.items() if isinstance(attachments, dict) else ():
        for mime, content in by_type.items() if isinstance(by_type, dict) else ():
            if mime in _PICTURES and (picture := _picture(mime, content)):
                found[str(name)] = f"data:{mime};base64,{picture}"
    return found


def _picture(mime: str, content: Any) -> str:
    """Base64 of a picture that begins as its kind does, or ""."""
    text = re.sub(r"\s", "", _joined(content))
    if len(text) > LONGEST_PICTURE:
        return ""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return text if raw.startswith(_PICTURES[mime]) else ""


def _joined(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part for part in content if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _one_line(html: str) -> str:
    """Without a line's end: an HTML block ends at an empty line, and what follows would be Markdown again."""
    html = re.sub(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]", "&#10;", html)
    return html.replace("$", "&#36;").replace("\\", "&#92;")  # no formula either


def _visible(text: str) -> str:
    """Without characters that turn the direction of writing, or that no page can hold."""
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text)
