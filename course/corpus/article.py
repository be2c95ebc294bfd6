"""A text with its units and, where gold is at hand, who says what in it.

    article = load_article("karabakh")
    article.sentences[0].text
    article.attributions[0].cue        # [(start, end)]

All offsets are Unicode code points in the raw file, start included, end excluded.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from course.corpus.labels import ATTRIBUTION_LAYERS, ROLES, SENTENCE_LAYERS
from course.errors import CourseError
from course.places import article_folder, keys_folder

Span = tuple[int, int]
# In the folder of a text that an instructor brought along: what is marked in it, in its own words (course own-text).
MARKS = "marks.toml"


class CorpusError(CourseError):
    """A text, its units or its gold do not fit together; the message names file, place and remedy."""


@dataclass(frozen=True)
class Attribution:
    """Who says what, in one place of a text.

    `source`, `cue` and `content` are lists of (start, end); a missing source is empty. `labels` holds source_type,
    cue_stance, quote and chain_depth. `readings` are the span sets that earn full credit: the gold's own first, then
    its accepted alternatives, each mapping source, cue and claim to spans. An `optional` one may be left unmarked.
    """

    id: str
    unit: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    labels: dict[str, Any]
    reason: str = ""
    readings: list[dict[str, list[Span]]] = field(default_factory=list)
    optional: bool = False

    @property
    def spans(self) -> dict[str, list[Span]]:
        """The gold's own spans under the names that learners use."""
        return {"source": self.source, "cue": self.cue, "claim": self.content}


@dataclass(frozen=True)
class Sentence:
    """One unit of a text. `voice` and what follows are None or empty where no gold is at hand.

    `accepted` holds, per label, the other values that earn full credit; `accepted_because` the reason of each, by
    (label, value).
    """

    id: str
    text: str
    start: int
    end: int
    heading: bool
    gloss: str = ""
    voice: str | None = None
    claim_kind: str | None = None
    verifiability: str | None = None
    reason: str = ""
    attributions: list[Attribution] = field(default_factory=list)
    accepted: dict[str, list[str]] = field(default_factory=dict)
    accepted_because: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The sentence in one line, as it is quoted: a text may break its lines anywhere."""
        return " ".join(self.text.split())


@dataclass(frozen=True)
class Article:
    """A text: `name`, `title`, `text`, its `sentences` (headings among them) and its `attributions`."""

    name: str
    title: str
    text: str
    sentences: list[Sentence]
    language: str = "en"
    direction: str = "ltr"

    @property
    def attributions(self) -> list[Attribution]:
        return [a for s in self.sentences for a in s.attributions]

    def sentence(self, unit: str) -> Sentence:
        """The sentence with this id; CorpusError with the ids that exist where there is none."""
        for sentence in self.sentences:
            if sentence.id == unit:
                return sentence
        ids = ", ".join(s.id for s in self.sentences)
        raise CorpusError(f"{self.name}: there is no unit {unit!r}. Units here: {ids}.")


@lru_cache(maxsize=8)
def load_article(name: str, keys: bool = False) -> Article:
    """Read a text of data/articles/<name>/ and check that its parts fit.

    With `keys`, the held-back gold is read on top of the open one; only grade cells and `course check` ask for it.
    Raises CorpusError naming the file, the place and what to do.
    """
    folder = article_folder(name)
    about = _read_toml(folder / "article.toml")
    text = _read_text(folder / "article.txt", about.get("sha256", ""))
    units = _read_units(folder / "units.csv", text, about.get("body_start", 0))
    practice = folder / "practice.ann"
    if not practice.is_file() and (folder / "split.csv").is_file():
        # A text without gold is fine; one whose split says which sentences learners may see gold of has lost it.
        raise CorpusError(
            f"{practice} is missing: split.csv beside it opens sentences to learners. Take it from a fresh copy."
        )
    gold = _read_gold(folder / "article.txt", practice, units)
    if keys:
        held = keys_folder() / f"{name}.ann"
        if not held.is_file():
            raise CorpusError(f"{held} is missing. Keys belong to instructors; name their folder in SAYS_WHO_KEYS.")
        hidden = _read_gold(folder / "article.txt", held, units)
        if twice := [u for u in hidden if u in gold]:
            raise CorpusError(
                f"{held}: {', '.join(twice)} stand in practice.ann, too. Take them out of one of the two."
            )
        gold |= hidden
    glosses = _read_glosses(folder / "glosses.csv")
    sentences = [_sentence(text, *unit, gold, glosses) for unit in units]
    return Article(
        name,
        about.get("title", name),
        text,
        sentences,
        about.get("language", "en"),
        about.get("direction", "ltr"),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: {error}. Mend that line.") from None


def _read_text(path: Path, sha256: str) -> str:
    """The text, byte for byte: no translation of line ends, or offsets would shift on another system."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise CorpusError(
            f"{path} was changed: its SHA-256 is {found[:12]}..., article.toml says {sha256[:12]}.... "
            "Every offset counts characters of the unchanged text. Take the file from a fresh copy, or, for a text of "
            "your own, write the new hash into article.toml and make the units and annotations anew."
        )
    return raw.decode("utf-8")


def _read_units(path: Path, text: str, body_start: int) -> list[tuple[str, int, int, bool]]:
    """Units as (id, start, end, heading), checked to cover the body from `body_start` without a gap or an overlap."""
    units: list[tuple[str, int, int, bool]] = []
    reached = body_start
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for line, row in enumerate(rows, 2):
            start, end = int(row["start"]), int(row["end"])
            where = f"{path}, line {line} ({row['unit']})"
            if not reached <= start < end <= len(text):
                raise CorpusError(
                    f"{where}: {start}-{end} overlaps the unit before it, is out of order or leaves the text "
                    f"({len(text)} characters). Mend the offsets."
                )
            if text[reached:start].strip():
                lost = text[reached:start].strip()[:40]
                raise CorpusError(f"{where}: the words “{lost}” before it belong to no unit. Mend the offsets.")
            if text[start].isspace() or text[end - 1].isspace():
                raise CorpusError(f"{where}: {start}-{end} begins or ends with white space. Mend the offsets.")
            if any(row["unit"] == unit for unit, *_ in units):
                raise CorpusError(f"{where}: there is a unit of this name before it. Give it another.")
            if row["kind"] not in {"heading", "sentence"}:
                raise CorpusError(f"{where}: kind {row['kind']!r} is neither heading nor sentence. Mend that word.")
            units.append((row["unit"], start, end, row["kind"] == "heading"))
            reached = end
    except FileNotFoundError:
        raise CorpusError(f"{path} is missing. Take it from a fresh copy of the kit.") from None
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path}: a row lacks unit, start, end or kind ({error}).") from None
    if text[reached:].strip():
        raise CorpusError(
            f"{path}: the text after offset {reached} belongs to no unit. Add the units that are missing."
        )
    return units


def _read_gold(txt: Path, ann: Path, units: list[tuple[str, int, int, bool]]) -> dict[str, Any]:
    """The gold of one file by unit. Annotated sentences must be units of the text, with the same offsets."""
    if not ann.is_file():
        return {}
    from course.corpus.brat import BratError, read_brat
    from course.corpus.gold import GoldError, gold_from_brat

    try:
        gold = gold_from_brat(read_brat(txt, ann))
    except (BratError, GoldError) as error:  # they name the file and the line
        raise CorpusError(str(error)) from None
    places = {unit: (start, end) for unit, start, end, _ in units}
    for unit, known in gold.items():
        if places.get(unit) != (known.start, known.end):
            raise CorpusError(
                f"{ann}: {unit} lies at {known.start}-{known.end}, units.csv has {places.get(unit)}. Mend one of them."
            )
    return gold


def _read_glosses(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["unit"]: row["gloss"] for row in csv.DictReader(file)}


def _sentence(text, unit, start, end, heading, gold, glosses) -> Sentence:
    known = gold.get(unit)
    common = {"id": unit, "text": text[start:end], "start": start, "end": end, "heading": heading}
    common["gloss"] = glosses.get(unit, "")
    if known is None or heading:
        return Sentence(**common)
    accepted: dict[str, list[str]] = {}
    because: dict[tuple[str, str], str] = {}
    for other in known.alternatives:
        if other.field in SENTENCE_LAYERS:
            accepted.setdefault(other.field, []).append(other.value)
            because[other.field, other.value] = other.why
    return Sentence(
        **common,
        voice=known.voice,
        claim_kind=known.claim_kind,
        verifiability=known.verifiability,
        reason=known.reason,
        attributions=[
            *(_attribution(unit, a) for a in known.attributions),
            *(_addition(unit, a) for a in known.alternatives if a.field == "attribution" and a.cue),
        ],
        accepted=accepted,
        accepted_because=because,
    )


def _addition(unit: str, other) -> Attribution:
    """An attribution that a careful reader may see here and another may not: nobody has to mark it."""
    spans = {"source": list(other.source or ()), "cue": list(other.cue), "claim": list(other.content or ())}
    return Attribution(
        id=f"{unit}+",
        unit=unit,
        source=spans["source"],
        cue=spans["cue"],
        content=spans["claim"],
        labels=dict(other.labels),
        reason=other.why,
        readings=[spans],
        optional=True,
    )


def _attribution(unit: str, gold) -> Attribution:
    own = {"source": list(gold.source), "cue": list(gold.cue), "claim": list(gold.content)}
    readings, optional = [own], False
    for other in gold.alternatives:
        if other.field == "attribution" and not other.cue:
            optional = True  # the alternative is that there is no attribution here
        elif other.field == "attribution":
            given = {"source": other.source, "cue": other.cue, "claim": other.content}
            readings.append({role: own[role] if spans is None else list(spans) for role, spans in given.items()})
        elif other.field in ROLES:
            role = "claim" if other.field == "content" else other.field
            readings.append(own | {role: list(other.value)})
    labels = {layer: getattr(gold, layer) for layer in ATTRIBUTION_LAYERS}
    return Attribution(
        id=gold.id,
        unit=unit,
        source=own["source"],
        cue=own["cue"],
        content=own["claim"],
        labels=labels,
        reason=gold.reason,
        readings=readings,
        optional=optional,
    )
