"""Whether a folder or an archive gives a held-back key away.

Every file is looked at, whatever its name, and every file of every archive in it: words, tables, notebooks with their
metadata and cell ids, package data; also what is packed, or written as base64 or in escapes. What is looked for, made
from the keys:

offsets    the place of a mark in a held-back sentence, as two numbers close together, or as where and how long
labels     the name of a held-back sentence, or of the slot that asks about it, close to what is right about it, in the
           guide's words or in a learner's
marks      a source, cue or claim of a held-back sentence, in its words, named as such
reasons    eight words in a row of a reason, or of a note that only the keys hold
solutions  an answer that earns full marks, and the marks by which nbgrader knows solutions and hidden tests
files      a file of the keys itself
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import io
import json
import re
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course.check._project import Text, gold_with_keys, rows, texts
from course.check.held import SAME_REASON, held_offsets, held_reasons, open_reasons, runs
from course.corpus.article import Sentence, load_article
from course.corpus.labels import LAYERS
from course.marking.keys import BY_HAND, load_items
from course.marking.rules import rule
from course.places import keys_folder
from course.recorded_numbers import FIELDS
from course.voices import accepted_voices

DEEPEST = 5  # archives within archives
NEAR = 40  # characters between a sentence's name and its label
# Whole numbers. Two of them make a place when little stands between: `"start": 12, "end": 20`, columns of a table, an
# address with %2C.
NUMBER = re.compile(r"(?:(?<![\w.])|(?<=%2C))(\d{1,6})(?![\w.])", re.IGNORECASE)
THOUSANDS = re.compile(r"(?<=\b\d),(?=\d{3}\b)|(?<=\b\d\d),(?=\d{3}\b)")
BETWEEN = 40  # characters, at most, between the two numbers of a place
PACKED = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")  # base64
HEX = re.compile(rb"[0-9a-fA-F]+")
ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|&#?\w{2,8};")
IN_A_NAME = re.compile(r"(?<!\d)(\d{3,6})(?=[-_.](\d{3,6})(?!\d))")
MARKERS = re.compile(r"(BEGIN|END) (HIDDEN TESTS|SOLUTION|MARK SCHEME)")
UNIT = re.compile(r"\bP\d\d[a-i]?\b")
SLOT = re.compile(r"\b(?:voice|trace|retelling|step|number)-\d+(?:-card|-change)?\b")
ROLE = re.compile(r"\b(source|cue|claim)(?:\W{0,4}(?:is|was)\b)?\W{1,6}(?=\w)", re.IGNORECASE)
SHORTEST_MARK, LONGEST_MARK = 8, 400  # characters; a shorter one stands anywhere


@dataclass(frozen=True)
class Secrets:
    """What must not be found. Each maps to the words by which a finding names it."""

    offsets: dict[tuple[int, int], str] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)  # unit -> labels
    slots: dict[str, set[str]] = field(default_factory=dict)  # part of an assignment -> what is right in it
    marks: dict[tuple[str, str], str] = field(default_factory=dict)  # (role, its words) -> sentence
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
            known.labels.setdefault(unit, set()).update(_as_words(str(v) for v in values if v in _telling_labels()))
            known.labels[unit] |= _in_a_learners_words(sentence)
            for attribution in sentence.attributions:
                for role, spans in attribution.spans.items():
                    words = " ".join(" ".join(gold.text[a:b] for a, b in spans).split())
                    if len(words) >= SHORTEST_MARK:
                        known.marks[role, words] = f"{unit} of {text.name}"
        for where, words in [*held_reasons(text), *_notes(text)]:
            for run, _ in runs(words, SAME_REASON):
                if run not in open_runs:
                    known.reasons[run] = where
    for file in sorted(keys_folder().glob("[0-9]-*.toml")):
        known.solutions.extend(_solutions(file.stem))
        for part, right in _slots(file.stem):
            known.slots.setdefault(part, set()).update(right)
        for words in _values(tomllib.loads(file.read_text(encoding="utf-8"))):
            for run, _ in runs(words, SAME_REASON) if isinstance(words, str) else ():
                if run not in open_runs:
                    known.reasons[run] = file.name
    for path in sorted(p for p in keys_folder().rglob("*") if p.is_file()):
        known.files[hashlib.sha256(path.read_bytes()).hexdigest()] = path.name
    return known


def _in_a_learners_words(sentence: Sentence) -> set[str]:
    """What is right about a sentence as a learner would say it, as patterns."""
    said = {
        "own": r"\bown word",
        "someone": r"\bsomeone else['’]s word",
        "missing": r"\bsource missing",
        "both": r"(?:\bis|\bare|[=:])\s*[“\"']?both",
    }
    found = set(accepted_voices(sentence))
    return {rf"{said[name]}\b" for name in found} | {rf"\bvoice\W{{1,6}}{name}\b" for name in found}


def _slots(assignment: str) -> Iterator[tuple[str, set[str]]]:
    """What is right in each slot, as patterns.

    Pairs and lists of choices are left out: their questions name what is right, among what is not, behind the slot.
    """
    for item in load_items(assignment).values():
        for part in item.parts.values():
            right: set[str] = set()
            for text, key in part.key.items():
                if item.kind == "voice":
                    right |= _as_words(accepted_voices(load_article(text, keys=True).sentence(key)))
                elif item.kind == "trace":
                    right |= _as_words(key["change"])
                elif item.kind == "numbers":
                    # Right behind the slot only: a number of the same name is never far.
                    right |= {
                        rf"\A\W{{0,4}}(?:(?:is|comes to|answer)\W{{1,3}})?{key[name]:g}\b"
                        for name in FIELDS
                        if name in key
                    }
                elif item.kind == "choices" and part.id.startswith(("trace", "retelling")):
                    right |= _as_words(key["right"])
            if right:
                yield part.id, right


def _as_words(names: Iterable[str]) -> set[str]:
    return {rf"\b{re.escape(name)}\b" for name in names}


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
        elif raw[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
            yield "unpacked", zlib.decompress(raw)
        elif raw[257:262] == b"ustar" or raw[:2] in (b"\x1f\x8b", b"BZ") or raw[:6] == b"\xfd7zXZ\x00":
            with tarfile.open(fileobj=io.BytesIO(raw)) as packed:
                for member in packed.getmembers():
                    if member.isfile() and (file := packed.extractfile(member)):
                        yield member.name, file.read()
    except tarfile.ReadError:
        if raw[:2] == b"\x1f\x8b":
            yield "unpacked", zlib.decompress(raw, wbits=31)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        pass
    for place, found in enumerate(PACKED.finditer(raw), 1):
        if not HEX.fullmatch(found[0]):  # a checksum
            with contextlib.suppress(ValueError):
                packed = found[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
                yield f"base64 {place}", base64.b64decode(packed + b"=" * (-len(packed) % 4))


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
    yield from _in_text(words, known)
    try:
        data = json.loads(words)
    except (ValueError, RecursionError):
        return
    for value in _values(data):
        if isinstance(value, str):
            # As the page shows it: in the file, line breaks and quotation marks are written otherwise.
            yield from _in_text(value, known)
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


def _in_text(words: str, known: Secrets) -> Iterator[str]:
    """Words as they stand, and as they read where escapes stand for letters."""
    yield from _in_words(words, known)
    if ESCAPED.search(words):
        yield from _in_words(_unescaped(words), known)


def _in_words(words: str, known: Secrets) -> Iterator[str]:
    for written in {words, THOUSANDS.sub("", words)}:
        yield from _in_numbers(written, known)
    for named, pattern in ((known.labels, UNIT), (known.slots, SLOT)):
        for name in pattern.finditer(words):
            around = words[max(0, name.start() - NEAR) : name.end() + NEAR]
            if named is known.slots:  # what is right comes after the slot's name, and another slot's not before it
                around = re.split(SLOT, words[name.end() : name.end() + NEAR])[0]
            for label in named.get(name[0], ()):
                if said := re.search(label, around):
                    yield f"“{said[0]}” stands beside {name[0]}"
    for role in ROLE.finditer(words):
        after = " ".join(words[role.end() : role.end() + LONGEST_MARK].split())
        for (name, said), what in known.marks.items():
            if name == role[1].casefold() and after.startswith(said):
                yield f"“{said}” is the {name} of {what}"
    for run, line in runs(words, SAME_REASON):
        if what := known.reasons.get(run):
            yield f"“{' '.join(run)}”{line} stands in the keys, {what}"
    if marker := MARKERS.search(words):
        yield f"“{marker[0]}” marks what learners must not get"


def _in_numbers(words: str, known: Secrets) -> Iterator[str]:
    numbers = [(int(found[1]), found.start(), found.end()) for found in NUMBER.finditer(words)]
    for place, (first, _, end) in enumerate(numbers):
        for second, start, _ in numbers[place + 1 : place + 4]:
            if start - end > BETWEEN:
                break
            for pair in ((first, second), (first, first + second)):
                if what := known.offsets.get(pair):
                    yield f"“{pair[0]} {pair[1]}” is {what}"


def _unescaped(words: str) -> str:
    """`\\u0041` and `&#65;` as the letter that a page shows."""
    return html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), words))


def _values(data: Any) -> Iterator[Any]:
    stack = [data]
    while stack:
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            stack += value
