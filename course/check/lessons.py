"""What a lesson's pages must have for every reader: headings in order, pictures, links and tables that say what they
are, words of the glossary linked where they come up, and never more than 150 words to read before there is something to
do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from course.check._lesson import ACT, PROSE, Part, count_words, lesson_files, page_files, parts, texts_offered
from course.check._project import project
from course.check.links import HEADING, leads_nowhere
from course.errors import CourseError
from course.figures import FIGURES, PLACE

MOST_WORDS = 150
# Figures that are whole tables or quotations count with their words; the others are a number each.
LONG = {"hook_table", "page_top", "date_note"}
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
SAYS_NOTHING = {"here", "click here", "this", "this page", "the page", "page", "link", "read more", "more", "website"}
GLOSSARY = "docs/glossary.md"
# Words of the glossary that are everyday words, too: a lesson links them where it explains them, not at every "base".
EVERYDAY = {"band", "base", "both", "bounds", "claim", "leaning", "mention", "origin", "own word", "rate", "source"}
EVERYDAY |= {"stop", "sureness", "telling apart", "upstream", "window", "cue", "reprint", "retelling"}


def pages() -> list[str]:
    """Headings go down one step at a time; pictures, links and tables say what they are, and links lead somewhere."""
    return _each(_faults_of_page)


def glossary_links() -> list[str]:
    """The first use of a glossary word in a lesson is a link to it, and every word of the glossary is linked."""
    found = _each(_unlinked)
    linked = {anchor for lesson in lesson_files() for anchor in _anchors_linked(lesson)}
    for anchor, word in words_of_glossary().items():
        if anchor not in linked:
            found.append(f"{GLOSSARY}: no lesson links “{word}”. Add a link where it is explained, or take it out.")
    return found


def walls() -> list[str]:
    """At most 150 words stand between two things to do."""
    return _each(_walls)


def _each(faults) -> list[str]:
    """The faults of every page on every text; what both texts share is told once."""
    found: list[str] = []
    for lesson in page_files():
        for text in texts_offered():
            try:
                found += faults(lesson, text)
            except CourseError as error:
                found.append(str(error))
    return list(dict.fromkeys(found))


def _prose(lesson: Path, text: str) -> list[Part]:
    return [part for part in parts(lesson, text) if part.kind == PROSE]


def _faults_of_page(lesson: Path, text: str) -> Iterator[str]:
    level = 0
    for part in _prose(lesson, text):
        for marks, title in HEADING.findall(part.words):
            deep = len(marks)
            if level == 0 and deep != 1:
                yield f"{part.where}: the first heading, “{title}”, is not of the first level. Write # {title}."
            elif level and deep == 1:
                yield f"{part.where}: “{title}” is a second heading of the first level. Write ## {title}."
            elif level and deep > level + 1:
                yield f"{part.where}: “{title}” skips a level of headings. Take {'#' * (level + 1)}."
            level = deep
        for says, file in PICTURE.findall(part.words):
            if len(says.split()) < 4 or Path(file).stem.replace("-", " ").lower() == says.lower().strip(". "):
                yield f"{part.where}: the picture {file} has no text that says what it shows. Write a sentence."
        for words, _ in LINK.findall(part.words):
            plain = " ".join(re.sub(r"[*_`]", "", words).split())
            if plain.lower().strip(".") in SAYS_NOTHING or not re.search(r"\w{2}", plain):
                yield f"{part.where}: the link “{plain}” does not say where it leads. Name the page."
            elif re.match(r"https?:", plain):
                yield f"{part.where}: the link {plain} is an address. Write what stands there."
        for address in [a for _, a in (*LINK.findall(part.words), *PICTURE.findall(part.words))]:
            if fault := leads_nowhere(lesson, address):
                yield f"{part.where}: {fault}"
        for head in re.findall(r"(?m)^(\|.*\|)[ \t]*\n\|[ \t:|-]+\|[ \t]*$", part.words):
            if any(not cell.strip() for cell in head.strip("|").split("|")):
                yield f"{part.where}: a column of the table {head} has no head. Name it."


def words_of_glossary() -> dict[str, str]:
    """Anchor -> word, lower case. Anchors are JupyterLab's, capitals and all: no other scrolls there."""
    path = project() / GLOSSARY
    if not path.is_file():
        raise CourseError(f"{GLOSSARY} is missing. Take it from a fresh copy.")
    titles = [title for marks, title in HEADING.findall(path.read_text(encoding="utf-8")) if marks == "##"]
    return {title.replace(" ", "-"): title.lower() for title in titles}


def _anchors_linked(lesson: Path) -> set[str]:
    return {
        address.partition("#")[2]
        for text in texts_offered()
        for part in _prose(lesson, text)
        for _, address in LINK.findall(part.words)
        if "glossary.md#" in address
    }


def _unlinked(lesson: Path, text: str) -> Iterator[str]:
    """Words that stand unlinked before their link. The head of a lesson, which only names what will come, and headings
    are left out."""
    told = _prose(lesson, text)[1:]
    for anchor, word in words_of_glossary().items():
        if word in EVERYDAY:
            continue
        seen = re.compile(r"\b" + r"\s+".join(map(re.escape, word.split())) + r"s?\b", re.IGNORECASE)
        for part in told:
            words = HEADING.sub("", part.words)
            if f"glossary.md#{anchor})" in words:
                break
            if seen.search(LINK.sub(" ", words)):
                yield f"{part.where}: “{word}” comes up first here. Add its link: [{word}](../{GLOSSARY}#{anchor})."
                break


def _walls(lesson: Path, text: str) -> Iterator[str]:
    words, begun = 0, ""
    for part in parts(lesson, text):
        if part.kind == ACT:
            if words > MOST_WORDS:
                yield (
                    f"{part.where}: on the text {text}, {words} words stand before this, from {begun} on; at most "
                    f"{MOST_WORDS}. Shorten them or put something to do between."
                )
            words, begun = 0, ""
        elif part.kind == PROSE and part.words:
            words += count_words(PLACE.sub(lambda m: FIGURES[m[1]](text) if m[1] in LONG else "1", part.words))
            begun = begun or part.where.split(", ")[-1]
