"""Teacher's copies: each lesson with its answers where they belong, and what learners will say at its head.

What they will say stands in docs/teaching-guide.md, one section per lesson, and nowhere else.
"""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from course import places
from course.errors import CourseError
from course.site.build import DOCS, Built, chosen, doc, empty, footer_on
from course.site.pages import Entry, Page, lesson_soup, markdown, tidy, whole
from course.site.running import run_lessons

GUIDE = Path("docs") / "teaching-guide.md"
CHAPTER = "Lesson by lesson"


def build(out: Path, text: str | None = None) -> Built:
    """Write one page per lesson and a list of them into the folder `out`.

    Raises CourseError where `out` holds something else, where there is no such text, where a lesson does not run, or
    where the guide has no section on it.
    """
    text = chosen(text)
    told = sections()
    empty(out)
    pages = [teacher_page(stem, notebook, told) for stem, notebook in run_lessons(text).items()]
    index, docs = _index(pages), [doc(name) for name in DOCS]  # the lessons link to them
    entries = [Entry("index", index.title), *(Entry(p.name, p.title.removesuffix(" (teacher’s copy)")) for p in pages)]
    entries += [Entry(p.name, p.title) for p in docs]
    for page in (index, *pages, *docs):
        path = out / f"{page.name}.html"
        path.write_text(whole(page, entries, [index, *pages], footer_on(text)), encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("site.css"), out / "site.css")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Built(out, len(pages) + len(docs) + 1, size)


def sections() -> dict[str, str]:
    """The guide's section on each lesson, as Markdown without its heading, by the lesson's number: "00"."""
    guide = (places.PROJECT / GUIDE).read_text(encoding="utf-8")
    chapter = re.search(rf"^## {CHAPTER}$(.*?)(?=^## )", guide, re.M | re.S)
    if not chapter:
        raise CourseError(f"{GUIDE}: has no chapter “{CHAPTER}”, from which teacher's copies take what learners say.")
    return dict(re.findall(r"^### (\d\d) [^\n]*\n(.*?)(?=^### |\Z)", chapter[1], re.M | re.S))


def teacher_page(stem: str, notebook, told: dict[str, str]) -> Page:
    """One lesson filled in."""
    number = stem[:2]
    if not told.get(number, "").strip():
        raise CourseError(f"{GUIDE}: has no section “### {number} ...” under “{CHAPTER}”. Write one.")
    soup = lesson_soup(notebook)
    for exercise in soup.select(".exercise"):
        if behind := exercise.find("template"):
            behind.name = "div"
            behind["class"] = "filled-in"
            behind.insert(0, BeautifulSoup("<p><strong>Answers</strong></p>", "html.parser"))
    for folded in soup.find_all("details"):
        folded["open"] = ""
    title = f"{number} {soup.h1.get_text()}"
    head = f"<h2>For whoever teaches</h2>{_plain(markdown(told[number]))}<p>The lesson follows, filled in.</p>"
    soup.h1.insert_after(BeautifulSoup(f'<div class="note">{head}</div>', "html.parser"))
    soup.h1.insert_before(BeautifulSoup('<p class="note">Teacher’s copy: not for learners.</p>', "html.parser"))
    return Page(stem, f"{title} (teacher’s copy)", tidy(soup))


def _plain(html: str) -> str:
    """Links of the guide lead to its other chapters, which are not here: their words stay."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a", href=re.compile("^#|[.](md|ipynb)")):
        link.unwrap()
    return str(soup)


def _index(pages: list[Page]) -> Page:
    rows = "".join(f'<li><a href="{p.name}.html">{escape(p.title)}</a></li>' for p in pages)
    body = f"""<h1>Teacher’s copies</h1>
<p>Each lesson with its answers filled in, and what learners will say at its head. Keys of assignments are not in it;
all the same, it is not for learners: the lessons ask for a guess first.</p>
<ul>{rows}</ul>"""
    return Page("index", "Teacher’s copies", body)
