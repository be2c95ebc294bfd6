"""Whether a folder or an archive gives a held-back key away.

Every file is looked at, whatever its name, and every file of every archive in it: words, tables, notebooks with their
metadata and cell ids, package data. What is looked for, made from the keys:

offsets    the place of a mark in a held-back sentence, as two numbers close together
labels     the name of a held-back sentence close to a label of its own
reasons    eight words in a row of a reason, or of a note that only the keys hold
solutions  an answer that earns full marks, and the marks by which nbgrader knows solutions and hidden tests
files      a file of the keys itself
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course.check._project import Text, gold_with_keys, rows, texts
from course.check.held import SAME_REASON, held_offsets, held_reasons, open_reasons, runs
from course.corpus.labels import LAYERS
from course.marking.keys import BY_HAND, load_items
from course.marking.rules import rule
from course.places import keys_folder

DEEPEST = 5  # archives within archives
NEAR = 40  # characters between a sentence's name and its label
# Two whole numbers with little between them. The second may be the first of the next pair, so it is only looked at.
PAIR = re.compile(r"(?<![\w.])(\d{2,6})(?=[^\w.]{1,12}(\d{2,6})(?![\w.]))")
IN_A_NAME = re.compile(r"(?<!\d)(\d{3,6})(?=[-_.](\d{3,6})(?!\d))")
MARKERS = re.compile(r"(BEGIN|END) (HIDDEN TESTS|SOLUTION|MARK SCHEME)")
UNIT = re.compile(r"\bP\d\d[a-i]?\b")


@dataclass(frozen=True)
class Secrets:
    """What must not be found. Each maps to the words by which a finding names it."""

    offsets: dict[tuple[int, int], str] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)  # unit -> labels
    reasons: dict[tuple[str, ...], str] = field(default_factory=dict)
    solutions: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # sha256 -> name


def leaks(place: Path) -> list[str]:
    """What in this folder or file gives a key away, a line each; [] where nothing does."""
    known = secrets()
    paths = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    found = []
    for path in paths:
        name = path.name if path == place else path.relative_to(place).as_posix()
        for where, raw in _with_inner(name, path.read_bytes()):
            found += [f"{where}: {what}" for what in dict.fromkeys(_looked_at(where, raw, known))]
    return found


@cache
def secrets() -> Secrets:
    """Read from the keys once; they do not change while a kit is made."""
    known = Secrets()
    known_texts = texts()
    # The texts themselves, and what is said about whole texts, are nobody's key, quoted in a reason or not. The same
    # for glosses, cards and questions beside a text; `course check` sees to it that they hold no answers.
    pages = [
        path.read_text(encoding="utf-8")
        for text in known_texts
        for pattern in ("article.*", "glosses.csv", "[0-9]-*.toml")
        for path in sorted(text.folder.glob(pattern))
    ]
    open_runs = {run for words in (*open_reasons(), *pages) for run, _ in runs(words, SAME_REASON)}
    for text in known_texts:
        gold = gold_with_keys(text)
        if gold is None:
            continue
        whole = set(text.units.values())
        opened = {p for a in text.article.attributions for spans in a.spans.values() for p in spans}
        for place in held_offsets(text):
            if place not in whole and place not in opened:
                known.offsets[place] = f"the place of a mark in {text.name}"
        # Where every sentence is held back, its name says nothing: another text's sentence has the same.
        for unit in text.held - text.headings if text.split else ():
            sentence = gold.sentence(unit)
            values = {sentence.voice, sentence.claim_kind, sentence.verifiability} | {
                value for a in sentence.attributions for value in a.labels.values()
            }
            known.labels.setdefault(unit, set()).update(str(v) for v in values if v in _telling_labels())
        for where, words in [*held_reasons(text), *_notes(text)]:
            for run, _ in runs(words, SAME_REASON):
                if run not in open_runs:
                    known.reasons[run] = where
    for file in sorted(keys_folder().glob("[0-9]-*.toml")):
        known.solutions.extend(_solutions(file.stem))
        for words in _values(tomllib.loads(file.read_text(encoding="utf-8"))):
            for run, _ in runs(words, SAME_REASON) if isinstance(words, str) else ():
                if run not in open_runs:
                    known.reasons[run] = file.name
    for path in sorted(p for p in keys_folder().rglob("*") if p.is_file()):
        known.files[hashlib.sha256(path.read_bytes()).hexdigest()] = path.name
    return known


def _telling_labels() -> set[str]:
    """Labels that are no words of everyday prose."""
    values = {value for layer in LAYERS.values() for value in layer.values}
    return {v for v in values if "_" in v or v in ("attributed", "mixed")}


def _notes(text: Text) -> Iterator[tuple[str, str]]:
    """What only instructors write beside a text: paragraphs about held-back sentences, explaining columns of tables."""
    for path in sorted(text.keys.glob("*.md")):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            named = set(UNIT.findall(paragraph))
            if not text.split or (named & text.held and named <= text.held):
                yield f"{text.name}/{path.name}", paragraph
    for path in sorted(text.keys.glob("*.csv")):
        for row in rows(path):
            for column in ("reason", "why", "note", "settled"):
                yield f"{text.name}/{path.name}", row.get(column, "")


def _solutions(assignment: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Full answers, as far as they say more than that somebody looked at the sentence."""
    for item in load_items(assignment).values():
        if item.kind == BY_HAND:
            continue
        for part in item.parts.values():
            for text in part.key:
                value = rule(item.kind).model(part, text)
                if isinstance(value, dict) and len(value) > 1:
                    yield f"the answer to {part.id} of {assignment}", value


# Looking ---------------------------------------------------------------------------------------------------


def _with_inner(name: str, raw: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed in it, each by the name that leads to it."""
    yield name, raw
    if depth >= DEEPEST:
        return
    for inner, content in _unpacked(raw):
        yield from _with_inner(f"{name} > {inner}", content, depth + 1)


def _unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        if raw[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(raw)) as packed:
                for entry in packed.infolist():
                    if not entry.is_dir():
                        yield entry.filename, packed.read(entry)
        elif raw[257:262] == b"ustar" or raw[:2] in (b"\x1f\x8b", b"BZ") or raw[:6] == b"\xfd7zXZ\x00":
            with tarfile.open(fileobj=io.BytesIO(raw)) as packed:
                for member in packed.getmembers():
                    if member.isfile() and (file := packed.extractfile(member)):
                        yield member.name, file.read()
    except tarfile.ReadError:
        if raw[:2] == b"\x1f\x8b":
            yield "unpacked", zlib.decompress(raw, wbits=31)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return


def _looked_at(name: str, raw: bytes, known: Secrets) -> Iterator[str]:
    if kept := known.files.get(hashlib.sha256(raw).hexdigest()):
        yield f"is the file {kept} of the keys"
    yield from _in_name(name, known)
    if b"\0" in raw[:1000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        # No text; a picture's own words are few, and a key may still stand in them.
        words = " ".join(re.findall(r"[ -~]{6,}", raw.decode("latin-1")))
        yield from _in_words(words, known)
        return
    words = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", errors="replace")
    yield from _in_words(words, known)
    try:
        data = json.loads(words)
    except (ValueError, RecursionError):
        return
    for value in _values(data):
        if isinstance(value, str):
            # As the page shows it: in the file, line breaks and quotation marks are written otherwise.
            yield from _in_words(value, known)
            yield from _in_name(value, known)
        elif isinstance(value, dict):
            for what, answer in known.solutions:
                if all(value.get(key) == part for key, part in answer.items()):
                    yield what


def _in_name(name: str, known: Secrets) -> Iterator[str]:
    """Names of files and cells join numbers by hyphens."""
    if len(name) < 300:
        for pair in IN_A_NAME.finditer(name):
            if what := known.offsets.get((int(pair[1]), int(pair[2]))):
                yield f"“{pair[1]} {pair[2]}” is {what}"


def _in_words(words: str, known: Secrets) -> Iterator[str]:
    for pair in PAIR.finditer(words):
        if what := known.offsets.get((int(pair[1]), int(pair[2]))):
            yield f"“{pair[1]} {pair[2]}” is {what}"
    for unit in UNIT.finditer(words):
        around = words[max(0, unit.start() - NEAR) : unit.end() + NEAR]
        for label in known.labels.get(unit[0], ()):
            if re.search(rf"\b{label}\b", around):
                yield f"“{label}” stands beside {unit[0]}"
    for run, line in runs(words, SAME_REASON):
        if what := known.reasons.get(run):
            yield f"“{' '.join(run)}”{line} stands in the keys, {what}"
    if marker := MARKERS.search(words):
        yield f"“{marker[0]}” marks what learners must not get"


def _values(data: Any) -> Iterator[Any]:
    stack = [data]
    while stack:
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            stack += value
