"""Annotations on disk: brat stand-off files, an `.ann` beside its `.txt`. Standard library only.

Offsets are Unicode code points of the text as it stands in the file, start included, end excluded. Nothing
is normalised on the way: a file that was read and is written back has the same bytes. PolNeAR's files are
read as they are. The format: http://brat.nlplab.org/standoff.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course.corpus._brat_records import (
    Attribute,
    Blank,
    BratError,
    Equivalence,
    Event,
    Normalization,
    Note,
    Piece,
    Record,
    Relation,
    Span,
    parse_line,
    shorten,
)

__all__ = [
    "Attribute",
    "AttributionSpans",
    "Blank",
    "BratDocument",
    "BratError",
    "Equivalence",
    "Event",
    "Normalization",
    "Note",
    "Piece",
    "Record",
    "Relation",
    "Span",
    "attributions",
    "covered_text",
    "format_brat",
    "parse_brat",
    "read_brat",
    "write_brat",
]


@dataclass(frozen=True)
class BratDocument:
    """A text and what is marked in it. `records` holds every line of the `.ann` file, in file order."""

    text: str
    records: tuple[Record, ...] = ()
    name: str = field(default="annotations", compare=False)  # for messages: mostly the file's path
    # Where a line was written otherwise than we would (a trailing space, a carriage return): ours to theirs.
    # Keyed by line, so that a record which was changed is written anew.
    spelling: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    last_line_ends: bool = field(default=True, compare=False, repr=False)

    @property
    def spans(self) -> tuple[Span, ...]:
        return self._all(Span)

    @property
    def events(self) -> tuple[Event, ...]:
        return self._all(Event)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return self._all(Attribute)

    @property
    def relations(self) -> tuple[Relation, ...]:
        return self._all(Relation)

    @property
    def notes(self) -> tuple[Note, ...]:
        return self._all(Note)

    def _all(self, kind: type) -> tuple:
        return tuple(record for record in self.records if isinstance(record, kind))


def read_brat(txt_path: Path | str, ann_path: Path | str) -> BratDocument:
    """A text file and its annotation file as one document.

    Raises BratError when a file is missing, is not UTF-8, or holds anything that is not so (see parse_brat).
    """
    return parse_brat(_read(txt_path), _read(ann_path), str(ann_path))


def parse_brat(text: str, ann_text: str, name: str = "annotations") -> BratDocument:
    """The same from strings; `name` stands in messages where a path would.

    Raises BratError, naming line and place, for a line that brat does not know or that is cut short, an
    offset outside the text, a covered text that is not what the text has there, an id that is unknown or used
    twice.
    """
    lines = ann_text.split("\n")  # never splitlines(): a covered text may hold U+2028 and the like
    last_line_ends = lines[-1] == ""
    if last_line_ends:
        lines.pop()
    records: list[Record] = []
    written: dict[str, str] = {}  # our line -> theirs
    for number, raw in enumerate(lines, 1):
        try:
            record = parse_line(raw)
        except ValueError as error:
            raise BratError(f"{name}, line {number}: {error}") from None
        if written.setdefault(record.line(), raw) != raw:
            raise BratError(f"{name}, line {number}: the line stands twice: {shorten(raw)}. Remove one.")
        records.append(record)
    spelling = {ours: theirs for ours, theirs in written.items() if ours != theirs}
    document = BratDocument(text, tuple(records), name, spelling, last_line_ends or not lines)
    _check(document)
    return document


def format_brat(document: BratDocument) -> str:
    """The `.ann` file of a document, as a string.

    Raises BratError when the document is not consistent, or a field holds what a line cannot carry.
    """
    _check(document)
    lines = []
    for number, record in enumerate(document.records, 1):
        line = record.line()
        # Reading back is the surest check of records made by hand: no tab in a type, no line break in a note.
        try:
            sound = "\n" not in line and parse_line(line) == record
        except ValueError:
            sound = False
        if not sound:
            raise BratError(
                f"{document.name}, line {number}: this cannot be one line of a brat file: {shorten(line)}. "
                "Ids look like T1; types have no blanks; notes and texts have no line breaks."
            )
        lines.append(document.spelling.get(line, line))
    return "\n".join(lines) + ("\n" if document.last_line_ends and lines else "")


def write_brat(document: BratDocument, path: Path | str) -> None:
    """Writes the `.ann` file. The text is not written: annotations never change it.

    Raises BratError as format_brat does, before anything is written.
    """
    Path(path).write_bytes(format_brat(document).encode("utf-8"))


def covered_text(text: str, pieces: Iterable[Piece]) -> str:
    """What brat writes behind the offsets: the pieces joined by one space, line breaks as spaces."""
    return _on_one_line(" ".join(text[start:end] for start, end in pieces))


@dataclass(frozen=True)
class AttributionSpans:
    """One attribution: lists of (start, end) for source, cue and content, [] where the role is missing."""

    id: str  # of the event
    source: list[Piece]
    cue: list[Piece]
    content: list[Piece]
    labels: dict[str, str | bool]  # attributes on the event; a flag without a value is True


def attributions(document: BratDocument) -> list[AttributionSpans]:
    """The events whose type starts with `Attribution`, in file order.

    PolNeAR's `Attribution-no-source` is one of them. Several sources (`Source`, `Source2`) end in one list.
    """
    spans = {span.id: span for span in document.spans}
    triggers = {event.id: event.trigger for event in document.events}

    def places(event: Event, role: str) -> list[Piece]:
        # brat numbers a repeated role; and an event in a role stands for its trigger.
        targets = [target for name, target in event.roles if re.fullmatch(rf"{role}[0-9]*", name)]
        return [piece for target in targets for piece in spans[triggers.get(target, target)].pieces]

    labels: dict[str, dict[str, str | bool]] = {}
    for attribute in document.attributes:
        value = True if attribute.value is None else attribute.value
        labels.setdefault(attribute.target, {})[attribute.name] = value
    return [
        AttributionSpans(
            event.id,
            places(event, "Source"),
            places(event, "Cue"),
            places(event, "Content"),
            labels.get(event.id, {}),
        )
        for event in document.events
        if event.type.startswith("Attribution")
    ]


def _read(path: Path | str) -> str:
    """A file's text, code point for code point: text mode would turn CR LF into LF and move offsets."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BratError(
            f"{path}: cannot be read ({error.strerror}). A text and its .ann file must both be there."
        ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BratError(
            f"{path}, line {line}: byte {error.start} is not UTF-8 ({error.reason}). Save the file as UTF-8."
        ) from None


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _check(document: BratDocument) -> None:
    """Raises BratError for the first record that does not fit the text or the other records."""
    kinds: dict[str, type] = {}
    for number, record in enumerate(document.records, 1):
        id = getattr(record, "id", None)
        if id in kinds:
            raise BratError(f"{document.name}, line {number}: the id {id} is used twice. Give one record another.")
        if id is not None:
            kinds[id] = type(record)
    for number, record in enumerate(document.records, 1):
        fault = _fault_of_span(record, document.text) if isinstance(record, Span) else None
        fault = fault or _fault_of_targets(record, kinds)
        if fault:
            raise BratError(f"{document.name}, line {number}: {fault}")


def _fault_of_span(span: Span, text: str) -> str | None:
    if not span.pieces:
        return f"{span.id} marks nothing. Give it a start and an end."
    for start, end in span.pieces:
        if start >= end:
            return f"{span.id} goes from {start} to {end}: the start must come before the end."
        if start < 0 or end > len(text):
            return (
                f"{span.id} goes from {start} to {end}, but the text ends at {len(text)}. "
                "Is this the text that was annotated?"
            )
    there = covered_text(text, span.pieces)
    if _on_one_line(span.text) != there:
        places = ";".join(f"{start} {end}" for start, end in span.pieces)
        return (
            f"{span.id} says {shorten(span.text)}, but at {places} the text has {shorten(there)}. "
            "Mend the offsets, or take the text that was annotated."
        )
    return None


def _fault_of_targets(record: Record, kinds: dict[str, type]) -> str | None:
    """What the record points at must exist and be of a kind that can stand there."""
    match record:
        case Event():
            wanted = [(record.trigger, (Span,)), *((target, (Span, Event)) for _, target in record.roles)]
        case Relation():
            wanted = [(record.arg1, (Span, Event)), (record.arg2, (Span, Event))]
        case Equivalence():
            wanted = [(member, (Span, Event)) for member in record.members]
        case Attribute() | Note() | Normalization():
            wanted = [(record.target, (Span, Event, Relation, Attribute))]
        case _:
            return None
    name = getattr(record, "id", "the line")
    for target, allowed in wanted:
        if target not in kinds:
            return f"{name} points at {target}, which is not in the file. Add it, or mend the id."
        if not issubclass(kinds[target], allowed):
            words = " or ".join(kind.__name__.lower() for kind in allowed)
            return (
                f"{name} points at {target}, a {kinds[target].__name__.lower()}, where a {words} belongs. Mend the id."
            )
    return None
