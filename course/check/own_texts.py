"""Texts that an instructor brought along for single exercises: what a lesson needs of them is there and fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from course.check._project import own_text_folders, rows, shown
from course.check.glosses import MOST_WORDS, START
from course.corpus.article import MARKS, load_article
from course.corpus.brat import format_brat
from course.errors import CourseError
from course.own_text import gold_from_marks


def own_texts() -> list[str]:
    """Each loads, its gold is what its marks say, and each sentence with gold has a gloss."""
    return [fault for folder in own_text_folders() for fault in _faults(folder)]


def _faults(folder: Path) -> Iterator[str]:
    again = f"Run: course own-text {folder.name}"
    try:
        article = load_article(folder.name)
        written = format_brat(gold_from_marks(article, folder / MARKS))
    except CourseError as error:
        yield str(error)
        return
    practice = folder / "practice.ann"
    if not practice.is_file() or practice.read_text(encoding="utf-8") != written:
        yield f"{shown(practice)} is not what {MARKS} says. {again}"
    given = {row.get("unit"): row.get("gloss", "") for row in rows(folder / "glosses.csv")}
    for sentence in article.sentences:
        gloss = given.get(sentence.id, "")
        if sentence.voice and not (gloss.startswith(START) and len(gloss.split()) <= MOST_WORDS + 2):
            yield (
                f"{shown(folder / 'glosses.csv')}, {sentence.id}: say in at most {MOST_WORDS} plain words what the "
                f"sentence says. Write “{START}” before them."
            )
