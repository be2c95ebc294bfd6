"""Every link and every picture within the project leads somewhere, down to the heading that it names.

Pages (Markdown), notebooks and the forms for issues are looked at; so are those of a kit, which is a folder of its own.
Addresses on the web are for the check `addresses`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course.check._project import project, shown
from course.check.notebooks import cells

HEADING = re.compile(r"^(#{1,6}) (.*)$", re.MULTILINE)
ADDRESS = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)[^)]*\)|<img[^>]+src=[\"']([^\"']+)")
CODE = re.compile(r"^( *)```.*?^ *```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
FORMS = ".github"
# A passage is looked at where the lesson shows it, the kit's page as it stands in the kit.
NOT_OURS = {"build", "passages", "kit"}
MADE = {"release", "submitted", "autograded", "feedback"}  # what nbgrader writes
ON_GITHUB = "../blob/main/"  # how a form names a file of the project


def links() -> list[str]:
    """Links of the project's pages; of the learners' own README as it stands in the kit, at its top. Lessons have the
    check `pages`, which sees them with what they take from data/."""
    found = [fault for fault in links_within(project()) if not fault.startswith("notebooks/")]
    top = project() / "README.md"
    for path in sorted((project() / "kit").glob("*.md")):
        found += [f"{shown(path)}{fault}" for fault in _faults(path.read_text(encoding="utf-8"), top)]
    return found


def links_within(root: Path) -> list[str]:
    """What is wrong with the links of every page under a folder, a line each."""
    found = []
    for path in _pages(root):
        if path.suffix == ".ipynb":
            for id, kind, source in cells(path):
                if kind == "markdown":
                    found += [f"{shown(path)}, cell {id}{fault}" for fault in _faults(source, path)]
        else:
            found += [f"{shown(path)}{fault}" for fault in _faults(path.read_text(encoding="utf-8"), path)]
    return found


def leads_nowhere(page: Path, address: str) -> str:
    """What is wrong with an address that stands on a page; "" where it leads somewhere, or out of the project."""
    if re.match(r"\w+:", address) or address.startswith("{"):
        return ""
    path, _, anchor = address.partition("#")
    if path.startswith(ON_GITHUB):
        file = project() / path.removeprefix(ON_GITHUB)
    else:
        file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return f"there is no {address}. Mend the link."
    if anchor and anchor not in anchors(file, page.suffix == ".ipynb"):
        return f"{shown(file)} has no heading “{anchor}”. Add it or mend the link."
    return ""


def anchors(file: Path, in_jupyter: bool) -> set[str]:
    """What can stand after # for the headings of a page. JupyterLab takes a title as it stands, capitals and all, and
    scrolls to no other; everybody else reads pages as GitHub shows them."""
    return _anchors(file, in_jupyter, file.stat().st_mtime_ns) if file.suffix == ".md" else set()


@cache
def _anchors(file: Path, in_jupyter: bool, _changed: int) -> set[str]:
    titles = [title for _, title in HEADING.findall(_without_code(file.read_text(encoding="utf-8")))]
    if in_jupyter:
        return {title.replace(" ", "-") for title in titles}
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _pages(root: Path) -> Iterator[Path]:
    for folder, inner, files in os.walk(root):
        here = Path(folder)
        inside = here.relative_to(root).parts
        # Environments and caches hold thousands of files: they are not entered at all.
        leave = MADE if inside == ("assignments",) else NOT_OURS
        inner[:] = sorted(n for n in inner if n not in leave and (n == FORMS or not n.startswith(".")))
        endings = (".yml",) if inside[:1] == (FORMS,) else (".md", ".ipynb")
        yield from (here / name for name in sorted(files) if name.endswith(endings))


def _faults(words: str, page: Path) -> Iterator[str]:
    plain = _without_code(words)
    for match in ADDRESS.finditer(plain):
        if fault := leads_nowhere(page, match[1] or match[2]):
            line = f", line {plain[: match.start()].count(chr(10)) + 1}" if page.suffix == ".md" else ""
            yield f"{line}: {fault}"


def _without_code(words: str) -> str:
    """Code blanked out, its lines kept: what stands there is no link and no heading."""
    return CODE.sub(lambda match: "\n" * match[0].count("\n"), words)
