"""A learner's feedback as one page: what was asked, what they answered, what it earned and why, what a person wrote.

nbgrader makes it (c.GenerateFeedback.exporter_class in assignments/nbgrader_config.py) from the autograded notebook,
which was made harmless before it was marked. nbgrader's own page shows the code of its cells, calls every question
"Test cell", has no language, and fetches MathJax from elsewhere.

Each question stands below its task (`task` in the key file). Parts of the notebook without a question, such as how to
hand in, are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import Exporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from course.errors import CourseError
from course.marking.keys import Item, load_items
from course.marking.prepare import NOTICE
from course.marking.rubrics import CELL

# In a marked cell's metadata (course.marking.plugins.Standing): nobody has marked it yet, nothing was written into it.
WAITS, BLANK = "says_who_waits", "says_who_blank"
NO_ANSWER = "No response."  # nbgrader's own comment on a blank cell

STYLE = """
:root { color-scheme: light dark; }
body { background: Canvas; color: CanvasText; font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2.2rem; } h3 { font-size: 1.1rem; }
h4 { font-size: 1rem; margin-bottom: 0; }
table { border-collapse: collapse; } th, td { border: 1px solid GrayText; padding: 0.3rem 0.6rem; text-align: start;
  vertical-align: top; overflow-wrap: normal; } tbody th { font-weight: normal; }
.sum td { white-space: nowrap; }
.scroll { overflow-x: auto; }
section.question { border: 1px solid GrayText; border-radius: 6px; padding: 0 1rem 0.5rem; margin: 1rem 0; }
blockquote { margin: 0.5rem 0; padding-inline-start: 0.75rem; border-inline-start: 4px solid GrayText; }
blockquote p { margin: 0.25rem 0; }
.part + .part { border-top: 1px solid GrayText; }
.comment { border: 2px solid; border-radius: 6px; padding: 0 0.75rem; margin: 0.75rem 0; }
tr.reached th, tr.reached td { font-weight: bold; border-width: 2px; }
pre { white-space: pre-wrap; border: 1px solid GrayText; padding: 0.5rem; }
blockquote pre { font: inherit; border: 0; padding: 0; margin: 0.5rem 0; } img { max-width: 100%; }
@media print {
  body { max-width: none; font-size: 11pt; }
  .part, tr, li, blockquote, .comment { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
}
"""

HOW_TO_READ = """<p>“Agrees” means: as trained readers have it, or as another reading has it that counts as well.
The same questions are asked again, so this page says what is right only where your teacher has released it. Do you
think that a mark is wrong? Show your teacher this page, and say which question and why.</p>"""


class FeedbackPage(HTMLExporter):
    """An nbgrader exporter. The preprocessors run as for its own page; marks are in the cells' metadata by then."""

    export_from_notebook = None

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        about = resources["nbgrader"]
        try:
            items = load_items(about["assignment"])
        except CourseError:  # an assignment that has no keys of ours: its questions stand where they are, by their ids
            items = {}
        return page(nb, about, items), resources


def page(nb: NotebookNode, about: dict[str, Any], items: dict[str, Item]) -> str:
    """The page. `about` is nbgrader's: notebook, max_score, score (late_penalty is taken off already).

    Of `items` only what is public is used: what each question is called, and below which task it stands.
    """
    rubrics = {_name(cell): cell for cell in nb.cells if _name(cell).startswith(CELL)}
    notice = "".join(markdown2html(cell.source) for cell in nb.cells if cell.get("id") == NOTICE)
    cells = [cell for cell in nb.cells if cell.get("id") != NOTICE and _name(cell) not in rubrics]
    cells = _below_their_tasks(cells, items)
    marked = [cell for cell in cells if _marked(cell)]
    soup = BeautifulSoup("".join(_shown(cell, items, rubrics) for cell in cells), "html.parser")
    first = soup.find("h1")
    title = _words(first) if first else about["notebook"]
    if first:
        first.decompose()
    _without_questions(soup)
    _tidy(soup)
    rows = "".join(_row(cell, items) for cell in marked)
    late = about.get("late_penalty") or 0
    lost = f"<p>Taken off for handing in late, in the sum above: {late:g} points.</p>" if late else ""
    waiting = sum(map(_waits, marked))
    are = "answer waits" if waiting == 1 else "answers wait"
    still = f"<p>{waiting} {are} for your teacher, and will earn points yet.</p>" if waiting else ""
    told = f"<h2>About what you handed in</h2>{notice}" if notice else ""
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
<p><strong>{max(0.0, about["score"]):g} of {about["max_score"]:g} points.</strong></p>
{lost}{still}<div class="scroll" role="group" aria-label="Points for each question" tabindex="0"><table class="sum">
<thead><tr><th scope="col">Question</th><th scope="col">Points</th></tr></thead>
<tbody>{rows}</tbody></table></div>
{HOW_TO_READ}
{told}{soup}
</main>
</body>
</html>
"""


def _about(cell: NotebookNode) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})


def _name(cell: NotebookNode) -> str:
    return str(_about(cell).get("grade_id", ""))


def _marked(cell: NotebookNode) -> bool:
    return bool(_about(cell).get("grade") or _about(cell).get("task"))


def _waits(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get(WAITS))


def _title(name: str, items: dict[str, Item]) -> str:
    return items[name].title if name in items and items[name].title else name


def _points(cell: NotebookNode) -> str:
    worth = f"{float(_about(cell).get('points') or 0):g}"
    return f"not marked yet, of {worth} points" if _waits(cell) else f"{_score(cell):g} of {worth} points"


def _score(cell: NotebookNode) -> float:
    return float(_about(cell).get("score") or 0)


def _row(cell: NotebookNode, items: dict[str, Item]) -> str:
    name, points = escape(_name(cell), quote=True), _points(cell).replace(" points", "")
    return (
        f'<tr><th scope="row"><a href="#q-{name}">{escape(_title(_name(cell), items))}</a></th><td>{points}</td></tr>'
    )


def _below_their_tasks(cells: list[NotebookNode], items: dict[str, Item]) -> list[NotebookNode]:
    """The cells, those that are marked by a machine below the task that the key file names for them."""
    there = {_name(cell) for cell in cells}
    moved: dict[str, list[NotebookNode]] = defaultdict(list)
    for cell in cells:
        if _marked(cell) and _name(cell) in items and items[_name(cell)].task in there - {""}:
            moved[items[_name(cell)].task].append(cell)
    gone = {id(cell) for those in moved.values() for cell in those}
    ordered = []
    for cell in cells:
        if id(cell) not in gone:
            ordered += [cell, *moved.get(_name(cell), ())]
    return ordered


def _shown(cell: NotebookNode, items: dict[str, Item], rubrics: dict[str, NotebookNode]) -> str:
    """Words as they stand; of code what a learner wrote; of a marked cell what it earned, and why."""
    about, marked = _about(cell), _marked(cell)
    written = bool(about.get("solution"))
    if cell.cell_type == "markdown":
        shown = markdown2html(cell.source)
        if written:
            nothing = cell.metadata.get(BLANK)
            shown = "<p>Nothing was handed in here.</p>" if nothing else _quoted("Your answer", shown)
    elif cell.cell_type == "code":
        shown = f"<pre><code>{escape(cell.source)}</code></pre>" if written else ""
        if marked:
            shown += "".join(_output(output) for output in cell.outputs)
    else:
        shown = ""
    if not marked:
        return shown
    if rubric := rubrics.get(f"{CELL}{_name(cell)}"):
        shown += _level(rubric, cell)
    comment = str(about.get("comment") or "").strip()
    if comment and comment != NO_ANSWER:
        shown += f'<div class="comment" dir="auto"><p><strong>Comment</strong></p>{markdown2html(comment)}</div>'
    name, title = escape(_name(cell), quote=True), escape(_title(_name(cell), items))
    return f'<section class="question" id="q-{name}"><h3>{title}: {_points(cell)}</h3>{shown}</section>'


def _quoted(title: str, html: str) -> str:
    return f'<p><strong>{title}</strong></p><blockquote dir="auto">{html}</blockquote>'


def _level(rubric: NotebookNode, cell: NotebookNode) -> str:
    """The rubric as the learner had it, and which of its levels was reached."""
    soup = BeautifulSoup(markdown2html(rubric.source), "html.parser")
    rows = [(row, [_words(word) for word in row.find_all("td")]) for row in soup.select("tbody tr")]
    levels = [(float(words[1]), words[0], row) for row, words in rows if len(words) > 2 and _is_number(words[1])]
    if _waits(cell) or not levels:
        return str(soup)
    score = _score(cell)
    reached = [level for level in levels if level[0] <= score]
    above = [name for points, name, _ in levels if points > score]
    if not reached:
        said = f"Your level: below {levels[-1][1]}."
    else:
        points, name, row = reached[0]
        row["class"] = "reached"
        row.find("td").append(" (your level)")
        between = points < score and above
        said = f"Your level: {name}{f', on the way to {above[-1]}' if between else ''}."
    return f"{soup}<p><strong>{escape(said)}</strong></p>"


def _is_number(words: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", words))


def _output(output: NotebookNode) -> str:
    """What the marker's room says. The number that it returns is in the heading."""
    if "text/html" in output.get("data", ()):
        return output.data["text/html"]
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if output.output_type == "error":
        return f"<pre>{escape(output.evalue)}</pre>"
    return ""


def _words(tag: Tag) -> str:
    for link in tag.select(".anchor-link"):
        link.decompose()
    return tag.get_text().strip()


def _without_questions(soup: BeautifulSoup) -> None:
    """Take out each part without a question in it; a part goes from one h2 to the next."""
    parts: list[list[Any]] = [[]]
    for node in list(soup.contents):
        if isinstance(node, Tag) and node.name == "h2":
            parts.append([])
        parts[-1].append(node)
    for part in parts:
        if not any(isinstance(node, Tag) and (node.name == "section" or node.find("section")) for node in part):
            for node in part:
                node.extract()


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
