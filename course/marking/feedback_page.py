"""A learner's feedback as one page: what each question earned and why, the rubric's words, what a person wrote.

nbgrader makes it (c.GenerateFeedback.exporter_class in assignments/nbgrader_config.py) from the autograded notebook,
which was made harmless before it was marked. nbgrader's own page shows the code of its cells, calls every question
"Test cell", has no language, and fetches MathJax from elsewhere.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import Exporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2.2rem; } h3 { font-size: 1.1rem; }
table { border-collapse: collapse; } th, td { border: 1px solid GrayText; padding: 0.3rem 0.6rem; text-align: start;
  vertical-align: top; } tbody th { font-weight: normal; }
.scroll { overflow-x: auto; }
section.question { border: 1px solid GrayText; border-radius: 6px; padding: 0 1rem 0.5rem; margin: 1rem 0; }
.written, .comment { border-inline-start: 4px solid GrayText; padding-inline-start: 0.75rem; }
pre { white-space: pre-wrap; border: 1px solid GrayText; padding: 0.5rem; } img { max-width: 100%; }
@media print { section.question, tr { break-inside: avoid; } }
"""


class FeedbackPage(HTMLExporter):
    """An nbgrader exporter. The preprocessors run as for its own page; marks are in the cells' metadata by then."""

    export_from_notebook = None

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        return page(nb, resources["nbgrader"]), resources


def page(nb: NotebookNode, about: dict[str, Any]) -> str:
    """The page. `about` is nbgrader's: notebook, score, max_score, late_penalty."""
    cells = [(cell, cell.metadata.get("nbgrader", {})) for cell in nb.cells]
    body = "".join(_cell(cell, info) for cell, info in cells)
    soup = BeautifulSoup(body, "html.parser")
    first = soup.find("h1")
    title = _words(first) if first else about["notebook"]
    if first:
        first.decompose()
    _tidy(soup)
    rows = "".join(_row(info) for _, info in cells if _marked(info))
    late = about.get("late_penalty") or 0
    lost = f"<p>Taken off for handing in late: {late:g} points.</p>" if late else ""
    total = f"{about['score'] - late:g} of {about['max_score']:g} points"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Feedback: {escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Feedback: {escape(title)}</h1>
<p><strong>{total}.</strong></p>
{lost}<div class="scroll" role="group" aria-label="Points for each question" tabindex="0"><table>
<thead><tr><th scope="col">Question</th><th scope="col">Points</th></tr></thead>
<tbody>{rows}</tbody></table></div>
{soup}
</main>
</body>
</html>
"""


def _marked(info: dict[str, Any]) -> bool:
    return bool(info.get("grade") or info.get("task"))


def _row(info: dict[str, Any]) -> str:
    name = escape(str(info["grade_id"]), quote=True)
    return f'<tr><th scope="row"><a href="#q-{name}">{name}</a></th><td>{_points(info)}</td></tr>'


def _points(info: dict[str, Any]) -> str:
    return f"{float(info.get('score') or 0):g} of {float(info.get('points') or 0):g}"


def _cell(cell: NotebookNode, info: dict[str, Any]) -> str:
    """Words as they stand; of code what a learner wrote; of a marked cell what it earned, and why."""
    written = bool(info.get("solution"))
    if cell.cell_type == "markdown":
        shown = markdown2html(cell.source)
        shown = f'<div class="written">{shown}</div>' if written else shown
    elif cell.cell_type == "code":
        shown = f"<pre><code>{escape(cell.source)}</code></pre>" if written else ""
        if _marked(info):
            shown += "".join(_output(output) for output in cell.outputs)
    else:
        shown = ""
    if comment := info.get("comment"):
        shown += f'<div class="comment"><p><strong>Comment</strong></p>{markdown2html(comment)}</div>'
    if not _marked(info):
        return shown
    name = escape(str(info["grade_id"]), quote=True)
    return f'<section class="question" id="q-{name}"><h3>{name}: {_points(info)} points</h3>{shown}</section>'


def _output(output: NotebookNode) -> str:
    """What the marker's room says. The number that it returns is in the heading."""
    if "text/html" in output.get("data", ()):
        return output.data["text/html"]
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if output.output_type == "error":
        return f"<pre>{escape(output.evalue)}</pre>"
    return ""


def _words(heading: Any) -> str:
    for link in heading.select(".anchor-link"):
        link.decompose()
    return heading.get_text().strip()


def _tidy(soup: BeautifulSoup) -> None:
    """Headings without gaps below the page's h1, each id once, tables that scroll by themselves and have heads."""
    last = 1
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        _words(heading)
        level = min(max(int(heading.name[1]), 2), last + 1)
        heading.name, last = f"h{level}", level
    seen: set[str] = set()
    for tag in soup.find_all(id=True):
        if tag["id"] in seen:
            del tag["id"]
        else:
            seen.add(tag["id"])
    for head in soup.select("thead th:not([scope])"):
        head["scope"] = "col"
    for table in soup.find_all("table"):
        table.wrap(
            soup.new_tag("div", attrs={"class": "scroll", "role": "group", "aria-label": "Table", "tabindex": "0"})
        )
