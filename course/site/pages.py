"""Pages of the HTML edition: from a lesson that was run, or from Markdown, with navigation and nothing from afar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import mistune
from bs4 import BeautifulSoup, Tag

from course.errors import CourseError

# What only a reader at a computer can use: a paragraph that begins so, or holds this picture, is left out.
ON_SCREEN_ONLY = ("First: ", "First, wake this page up.", "To go on with another computer,", "On your own, ")
SCREENSHOT = "pictures/run-all-cells.png"
FOR_PAPER = (
    "This page is for reading without a program, on screen or on paper. Where it says <em>press Check</em>, turn to "
    "the answers; where it says <em>press the button</em>, unfold what stands there. Mark with a pencil."
)


@dataclass(frozen=True)
class Page:
    """One file of the site. `body` is HTML that begins with its h1; `styles` are style sheets beside site.css."""

    name: str  # without .html
    title: str
    body: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the list of all pages; `under` are pages that are listed while the reader is at this one."""

    name: str
    title: str
    under: tuple[tuple[str, str], ...] = ()


def markdown(text: str) -> str:
    return mistune.create_markdown(escape=False, plugins=["table"])(text)


def lesson_pages(stem: str, notebook) -> tuple[Page, Page]:
    """The page of a lesson, and the page of its answers."""
    soup = lesson_soup(notebook)
    title = soup.h1.get_text()
    answers = _take_answers(soup, stem)
    note = BeautifulSoup(f'<p class="note">{FOR_PAPER}</p>', "html.parser")
    soup.h1.insert_after(note)
    lesson = Page(stem, title, tidy(soup))
    body = (
        f"<h1>Answers: {escape(title)}</h1><p>The reasons count more than the answers. "
        f'<a href="{stem}.html">Back to the lesson</a></p>{answers}'
    )
    return lesson, Page(f"{stem}-answers", f"Answers: {title}", tidy(BeautifulSoup(body, "html.parser")))


def lesson_soup(notebook) -> BeautifulSoup:
    """A lesson that was run, its exercises numbered; the answers of each still in its template."""
    soup = BeautifulSoup("".join(map(_cell_html, notebook.cells)), "html.parser")
    _leave_out(soup)
    for number, exercise in enumerate(soup.select(".exercise"), 1):
        anchor = f"exercise-{number}"
        exercise["id"] = anchor
        exercise["role"] = "group"
        exercise["aria-labelledby"] = f"{anchor}-name"
        exercise.insert(0, _tag(soup, "p", f"Exercise {number}", id=f"{anchor}-name", attrs={"class": "name"}))
    return soup


def _cell_html(cell) -> str:
    """Markdown and outputs. The code is one line that says what the output shows, so it is left out."""
    if cell.cell_type == "markdown":
        return markdown(cell.source)
    if cell.cell_type != "code" or "course.begin(" in cell.source:
        return ""
    shown = []
    for output in cell.outputs:
        if "text/html" not in output.get("data", ()):
            raise CourseError(f"cell {cell.id}: its output has no form for a page without a program.")
        shown.append(output.data["text/html"])
    return "".join(shown)


def _leave_out(soup: BeautifulSoup) -> None:
    for paragraph in soup.find_all("p"):
        if paragraph.find_parent(class_="exercise"):  # a question may begin with the same word
            continue
        picture = paragraph.find("img")
        if (picture and picture["src"] == SCREENSHOT) or paragraph.get_text().startswith(ON_SCREEN_ONLY):
            paragraph.decompose()


def _take_answers(soup: BeautifulSoup, stem: str) -> str:
    """Moves what stands in the exercises' templates to the page of answers."""
    answers = []
    for number, exercise in enumerate(soup.select(".exercise"), 1):
        anchor = exercise["id"]
        behind = exercise.find("template")
        if behind is None:
            continue
        link = _tag(soup, "a", f"Answers to exercise {number}", href=f"{stem}-answers.html#{anchor}")
        line = _tag(soup, "p", attrs={"class": "to-answers"})
        line.append(link)
        exercise.append(line)
        answers.append(
            f'<h2 id="{anchor}"><a href="{stem}.html#{anchor}">Exercise {number}</a></h2>{behind.decode_contents()}'
        )
        behind.decompose()
    return "".join(answers)


def _tag(soup: BeautifulSoup, name: str, words: str = "", attrs: dict[str, str] | None = None, **more: str) -> Tag:
    made = soup.new_tag(name, attrs={**(attrs or {}), **more})
    made.string = words
    return made


def tidy(soup: BeautifulSoup) -> str:
    """Links to pages of the site, headings with anchors, tables that scroll by themselves on a narrow screen."""
    for link in soup.find_all("a", href=True):
        link["href"] = site_link(link["href"])
    taken: set[str] = {tag["id"] for tag in soup.find_all(id=True)}
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        if not heading.get("id"):
            slug = base = anchor(heading.get_text())
            while slug in taken:
                slug = f"{base}-{int(slug.removeprefix(base).lstrip('-') or 1) + 1}"
            heading["id"] = slug
            taken.add(slug)
    for head in soup.select("thead th:not([scope])"):
        head["scope"] = "col"
    for frame in soup.select(".says-who-scroll"):  # what a notebook needs; here every table has one
        frame.unwrap()
    for table in soup.find_all("table"):
        label = table.caption.get_text() if table.caption else "Table"
        attrs = {"class": "scroll", "role": "group", "aria-label": label, "tabindex": "0"}
        table.wrap(soup.new_tag("div", attrs=attrs))
    return str(soup)


def site_link(href: str) -> str:
    """Where a link of a notebook or of docs/ leads in the site. What lies elsewhere stays as it is."""
    if re.match("[a-z]+:|#", href):
        return href
    path, _, place = href.partition("#")
    page = re.sub(r"\.(ipynb|md)$", ".html", path.rsplit("/", 1)[-1])
    return f"{page}#{place}" if place else page


def anchor(heading: str) -> str:
    """The id of a heading, as JupyterLab makes it, so that one link leads there in both.

    >>> anchor("Page furniture")
    'Page-furniture'
    """
    return heading.strip().replace(" ", "-")


def whole(page: Page, entries: list[Entry], chain: list[Page], footer: str) -> str:
    """The finished page. `chain` are the pages that follow each other."""
    styles = "\n".join(f'<link rel="stylesheet" href="{style}">' for style in ("site.css", *page.styles))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)} – Says Who</title>
{styles}
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header><a class="home" href="index.html">Says Who</a><a class="to-pages" href="#pages">All pages</a></header>
<div class="page">
<main id="content" tabindex="-1">
{page.body}
{_turn(page, chain)}
</main>
<nav class="pages" id="pages" aria-labelledby="all-pages">
<h2 id="all-pages">All pages</h2>
{_list(page, entries)}
</nav>
</div>
<footer>{footer}</footer>
</body>
</html>
"""


def _turn(page: Page, chain: list[Page]) -> str:
    names = [p.name for p in chain]
    if page.name not in names:
        return ""
    at = names.index(page.name)
    before = f'<a rel="prev" href="{names[at - 1]}.html">← {escape(chain[at - 1].title)}</a>' if at else "<span></span>"
    after = (
        f'<a rel="next" href="{names[at + 1]}.html">{escape(chain[at + 1].title)} →</a>' if at + 1 < len(names) else ""
    )
    return f'<nav class="turn" aria-label="Previous and next">{before}{after}</nav>'


def _list(page: Page, entries: list[Entry]) -> str:
    lines = []
    for entry in entries:
        here = page.name in (entry.name, *(name for name, _ in entry.under))
        under = "".join(f"<li>{_link(page, *more)}</li>" for more in entry.under) if here else ""
        below = f"<ul>{under}</ul>" if under else ""
        lines.append(f"<li>{_link(page, entry.name, entry.title)}{below}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def _link(page: Page, name: str, title: str) -> str:
    current = ' aria-current="page"' if name == page.name else ""
    return f'<a href="{name}.html"{current}>{escape(title)}</a>'
