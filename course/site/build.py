"""The whole HTML edition, into a folder that can be copied to a USB stick or put on any server."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from course import choice, places
from course.errors import CourseError
from course.site import sheet
from course.site.pages import Entry, Page, lesson_pages, markdown, tidy, whole
from course.site.printing import write_pdf
from course.site.running import run_lessons

# Pages of docs/ that readers of the lessons need.
DOCS = ("glossary", "further-reading", "privacy")
STYLES = ("site.css", *sheet.STYLES)
MARK = "says-who-site"  # a file that says: this folder was made here, and may be emptied


@dataclass(frozen=True)
class Built:
    """What was written: the folder, how many pages, and their size in bytes with style sheets and pictures."""

    folder: Path
    pages: int
    size: int


def build(out: Path, text: str | None = None, pdf: bool = False) -> Built:
    """Write the edition on one text (by default the one that is offered first) into the folder `out`; with
    `pdf`, lesson 02 on paper as PDF, too.

    Raises CourseError where `out` holds something else, where there is no such text, or where a lesson does not run.
    """
    text = chosen(text)
    empty(out)
    lessons, answers = [], {}
    for stem, notebook in run_lessons(text).items():
        lesson, told = lesson_pages(stem, notebook)
        lessons.append(lesson)
        answers[lesson.name] = told
    papers = [replace(page, body=tidy(BeautifulSoup(page.body, "html.parser"))) for page in sheet.sheets(text)]
    docs = [doc(name) for name in DOCS]
    entries = [
        Entry("index", "How to use these pages"),
        *(Entry(p.name, _numbered(p), ((answers[p.name].name, "Answers to this lesson"),)) for p in lessons),
        *(Entry(p.name, p.title) for p in (*papers, *docs)),
    ]
    index = _index(lessons, [*papers, *docs], [p.name for p in papers] if pdf else [])
    footer = footer_on(text)
    everything = [index, *lessons, *answers.values(), *papers, *docs]
    for page in everything:
        (out / f"{page.name}.html").write_text(whole(page, entries, [index, *lessons], footer), encoding="utf-8")
    for style in STYLES:
        shutil.copyfile(Path(__file__).with_name(style), out / style)
    for page in papers if pdf else ():
        write_pdf(out / f"{page.name}.html", out / f"{page.name}.pdf")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Built(out, len(everything), size)


def chosen(text: str | None) -> str:
    """The text named, by default the one that is offered first. Raises CourseError with those that there are."""
    names = [offered.name for offered in choice.offered()]
    if text and text not in names:
        raise CourseError(f"--text {text}: choose one of {', '.join(names)}.")
    return text or names[0]


def empty(out: Path) -> None:
    """An empty folder; one that an earlier build has filled is emptied, any other is left alone."""
    if out.exists() and not out.is_dir():
        raise CourseError(f"{out} is a file. Name a folder for the pages: --out DIR.")
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise CourseError(f"{out} holds something else. Name an empty folder, or one that this command made.")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text(
        "Made by `course`, which empties this folder when it makes the pages anew.\n", encoding="utf-8"
    )


def doc(name: str) -> Page:
    soup = BeautifulSoup(markdown((places.PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8")), "html.parser")
    return Page(name, soup.h1.get_text(), tidy(soup))


def _numbered(page: Page) -> str:
    return f"{page.name[:2]} {page.title}"


def _index(lessons: list[Page], others: list[Page], pdfs: list[str]) -> Page:
    rows = "".join(
        f'<li><a href="{p.name}.html">{escape(_numbered(p))}</a> (<a href="{p.name}-answers.html">answers to '
        f"{p.name[:2]}</a>)</li>"
        for p in lessons
    )
    more = "".join(
        f'<li><a href="{p.name}.html">{escape(p.title)}</a>{_pdf(p) if p.name in pdfs else ""}</li>' for p in others
    )
    body = f"""<h1>Says Who: the lessons to read</h1>
<p>Who says so? In nine lessons you take one text apart: who claims what, on whose word, with what numbers, in what
tone, and what holds when one looks elsewhere.</p>
<p>These pages need no program and no network. Read them on a screen or a phone, or print them. A pencil does what the
computer does in the course itself: mark, tick, write. Make your guesses before you unfold what comes after them. The
answers to each lesson, with reasons, are on a page of their own.</p>
<h2>The lessons</h2>
<ul>{rows}</ul>
<h2>Beside the lessons</h2>
<ul>{more}</ul>"""
    return Page("index", "How to use these pages", body)


def _pdf(page: Page) -> str:
    return f' (<a href="{page.name}.pdf">{escape(page.title)}, PDF</a>)'


def footer_on(text: str) -> str:
    about = places.PROJECT / "data" / "articles" / text / "article.toml"
    given = tomllib.loads(about.read_text(encoding="utf-8"))
    return (
        f"This edition works on the text “{escape(given.get('title', text))}”. The course’s own words are under CC BY "
        "4.0; quoted texts belong to their publishers and are quoted for criticism, review and teaching. The course "
        "judges sourcing, numbers and wording, never peoples."
    )
