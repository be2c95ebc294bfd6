"""A text of one's own: its folder made from a plain file, its gold from words that are quoted.

    begin("fair", Path("fair.txt"))      # data/articles/fair/: text, record, sentences, glosses and marks to fill in
    write_gold("fair")                   # marks.toml there, filled in -> practice.ann

Nobody has to count characters: sentences are found here, and what is marked in one is told in its own words.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from pathlib import Path

from course import places
from course.corpus.article import MARKS, Article, load_article
from course.corpus.brat import BratDocument, write_brat
from course.corpus.gold import GoldError, brat_from_quotes
from course.errors import CourseError

NAME = re.compile(r"[a-z][a-z0-9-]*")
# A sentence ends at its mark, with what closes it, where white space and a capital, a digit or an opening mark follow.
END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“‘«(\[]?[A-ZÀ-Þ0-9])")
SENTENCE = re.compile(r"[.!?…:;][\"”’»)\]]*$")
# P28 is a paragraph of the course's own texts; what is held back there must not be met under the same name here.
LETTER = "S"
MOST = 9  # sentences in a paragraph, which are named a to i
RECORD = """\
title = {title}
language = "en"
direction = "ltr" # "rtl" for a script that runs from right to left
sha256 = "{sha256}"
bytes = {bytes}
code_points = {code_points}
body_start = {body_start} # before it: the title
not_numbers = []

# What the page itself shows, and nothing else. Leave empty what is not known.
[provenance]
publisher = ""
edition = ""
url = ""
authors = []
date = ""
date_note = ""
# latest_dated_event = 2024-10-10
original_language_note = ""
obtained = ""
obtained_note = ""

[rights]
holder = ""
licence = ""
note = ""
replace = ""

[content_note]
text = ""
"""
HEAD = """\
# What is marked in {name}, in the text's own words. Fill in the sentences that you want to ask about and leave the
# others empty, then run: course own-text {name}
#
#   voice = "attributed"      somebody else's word; "author_voice": the text's own; "mixed": both
#   reason = "..."            one sentence that a learner may read
#   attributions = [{{ source = ["The mayor"], cue = ["said"], content = ["the fair broke even"] }}]
#   loaded = ["massive"]      words that steer
#
# Words that stand twice in a sentence: "the fair#2". Where nobody is named: source = [].
"""


def begin(name: str, source: Path) -> Path:
    """Make the folder of a new text from a plain UTF-8 file: the first line is its title, each other line a paragraph.

    Returns the folder. Raises CourseError where the name will not do, is taken, or the file holds no text in UTF-8.
    """
    folder = places.PROJECT / "data" / "articles" / name
    if not NAME.fullmatch(name):
        raise CourseError(f"{name}: a text's name is small letters, digits and hyphens. Name it otherwise.")
    if folder.exists():
        raise CourseError(f"{folder} is there already. Take another name, or move it away.")
    try:
        raw = source.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise CourseError(f"{source}: {error.strerror}. Name a text file.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{source} is not in UTF-8. Save it as plain text in UTF-8.") from None
    title, rows = split(text, source)
    record = RECORD.format(
        title=json.dumps(title, ensure_ascii=False),
        sha256=hashlib.sha256(raw).hexdigest(),
        bytes=len(raw),
        code_points=len(text),
        body_start=rows[0][1],
    )
    folder.mkdir(parents=True)
    (folder / "article.txt").write_bytes(raw)
    (folder / "article.toml").write_text(record, encoding="utf-8")
    _table(folder / "units.csv", ["unit", "start", "end", "kind"], rows)
    sentences = [(unit, text[start:end]) for unit, start, end, kind in rows if kind == "sentence"]
    _table(folder / "glosses.csv", ["unit", "gloss"], [(unit, "") for unit, _ in sentences])
    told = [f'# {" ".join(words.split())}\n[{unit}]\nvoice = ""\nreason = ""\n' for unit, words in sentences]
    (folder / MARKS).write_text("\n".join([HEAD.format(name=name), *told]), encoding="utf-8")
    return folder


def split(text: str, source: Path) -> tuple[str, list[tuple[str, int, int, str]]]:
    """The title, and the units as (id, start, end, kind). Each line is a paragraph; without a full stop, a heading."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"\S(?:.*\S)?", text)]
    if len(lines) < 2:
        raise CourseError(f"{source}: a title and, below it, the text are needed. Write each paragraph on a line.")
    if len(lines) > 99:
        raise CourseError(f"{source} has {len(lines)} lines; at most 99 can be named. Shorten it, or join lines.")
    rows: list[tuple[str, int, int, str]] = []
    for number, (start, end) in enumerate(lines[1:], 2):
        if not SENTENCE.search(text[start:end]):
            rows.append((f"{LETTER}{number:02}", start, end, "heading"))
            continue
        starts = [start, *(start + m.end() for m in END.finditer(text[start:end]))]
        ends = [*(start + len(text[start : start + m.end()].rstrip()) for m in END.finditer(text[start:end])), end]
        if len(starts) > MOST:
            raise CourseError(f"{source}, line {number}: {len(starts)} sentences; at most {MOST} fit. Break the line.")
        letters = "abcdefghi" if len(starts) > 1 else [""]
        rows += [
            (f"{LETTER}{number:02}{letter}", a, b, "sentence")
            for letter, a, b in zip(letters, starts, ends, strict=False)
        ]
    return text[slice(*lines[0])], rows


def write_gold(name: str) -> tuple[Path, list[str]]:
    """Write practice.ann from marks.toml: its path, and the sentences that now have gold.

    Raises CourseError, naming sentence and quotation, where a quoted word is not in its sentence.
    """
    load_article.cache_clear()
    article = load_article(name)
    folder = places.article_folder(name)
    write_brat(gold_from_marks(article, folder / MARKS), folder / "practice.ann")
    load_article.cache_clear()
    return folder / "practice.ann", _with_gold(load_article(name))


def gold_from_marks(article: Article, path: Path) -> BratDocument:
    """What marks.toml marks, as brat has it. CourseError where a line, a name, a label or a quotation is wrong."""
    try:
        marks = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Begin a text with: course own-text {article.name} FILE") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}. Mend that line.") from None
    filled = {unit: _without_blanks(said) for unit, said in marks.items() if said.get("voice")}
    if not filled:
        raise CourseError(f"{path}: no sentence has a voice yet. Fill in one at least.")
    try:
        return brat_from_quotes(article.text, article.sentences, filled)
    except GoldError as error:
        raise CourseError(f"{path}: {error} Mend it.") from None


def _without_blanks(said: dict) -> dict:
    return {key: value for key, value in said.items() if value != ""}


def _with_gold(article: Article) -> list[str]:
    return [sentence.id for sentence in article.sentences if sentence.voice]


def _table(path: Path, head: list[str], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
