"""Annotations for other tools: W3C Web Annotation in JSON-LD, to and from a brat document.

One page holds one annotation for each span, event and relation; an event and a relation have the
annotations that they join as targets. Labels and notes are bodies of the annotation that they are about.
Each target in the text has a position, a short quote and, as its state, the sha256 of the text. What the
model has no word for carries the prefix `says:`: the kind of record and its line in the brat file, so that
the way back loses nothing, roles, and which body is which label. For the gold:
`to_web_annotation(brat_from_gold(text, gold), source)`. The model: https://www.w3.org/TR/annotation-model/;
as a JSON schema: web_annotation.schema.json beside this file.
"""

import hashlib
import re
from typing import Any
from urllib.parse import quote, unquote

from course.corpus._brat_records import (
    Attribute,
    BratError,
    Equivalence,
    Event,
    Normalization,
    Note,
    Record,
    Relation,
    Span,
)
from course.corpus._web_places import WebAnnotationError, read_place, search_place, selectors
from course.corpus.brat import BratDocument, covered_text, format_brat

__all__ = ["CONTEXT", "WebAnnotationError", "from_web_annotation", "to_web_annotation"]

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"says": "urn:says-who:"}]

Json = dict[str, Any]


def to_web_annotation(document: BratDocument, source: str) -> Json:
    """An AnnotationPage, ready for json.dump. `source` is the IRI of the text; all ids are fragments of it.

    Blank lines of the brat file are left out: they say nothing. Raises BratError when the document is not
    consistent, WebAnnotationError when `source` is no absolute IRI.
    """
    format_brat(document)
    return _Page(document, source).write()


def from_web_annotation(data: Json, text: str, *, reanchor: bool = False) -> BratDocument:
    """The document that a page (or a collection with its page embedded) was made from, on this text.

    Raises WebAnnotationError, naming the annotation, for what is not in the form that to_web_annotation
    writes; when the text is not the one that was annotated; when a quote does not fit its position. With
    `reanchor`, a changed text is accepted: each place is looked for by its quote, and one that is gone, or
    could be in several places, is an error.
    """
    page = data.get("first", data) if isinstance(data, dict) else data
    if not isinstance(page, dict) or not isinstance(page.get("items"), list):
        raise WebAnnotationError("this is no AnnotationPage: a list `items` of annotations is missing")
    return _Reader(text, reanchor).read(page["items"])


class _Page:
    """Writes one document."""

    def __init__(self, document: BratDocument, source: str):
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]", source):
            raise WebAnnotationError(f"{source!r} is no absolute IRI. Give the text's address, or a urn:")
        self.document = document
        self.source = source
        self.base = source.partition("#")[0] + "#"
        self.state = {"type": "says:TextState", "says:sha256": text_hash(document.text)}

    def write(self) -> Json:
        numbered = [(n, record) for n, record in enumerate(self.document.records, 1)]
        items: dict[str, Json] = {}
        for line, record in numbered:
            if isinstance(record, Span | Event | Relation | Equivalence):
                id = getattr(record, "id", f"equiv{line}")
                items[id] = self._annotation(id, line, record)
        for line, record in numbered:
            if isinstance(record, Attribute | Note | Normalization):
                self._add_body(items, line, record)
        return {
            "@context": CONTEXT,
            "id": f"{self.base}annotations",
            "type": "AnnotationPage",
            "partOf": {"id": f"{self.base}collection", "type": "AnnotationCollection", "total": len(items)},
            "startIndex": 0,
            "items": list(items.values()),
        }

    def _annotation(self, id: str, line: int, record: Span | Event | Relation | Equivalence) -> Json:
        match record:
            case Span():
                targets = [self._place(piece) for piece in record.pieces]
            case Event():
                targets = [
                    self._link(record.type, record.trigger),
                    *(self._link(*role) for role in record.roles),
                ]
            case Relation():
                ends = (record.arg1, record.arg2)
                targets = [self._link(*pair) for pair in zip(record.names, ends, strict=True)]
            case Equivalence():
                targets = [self._link(None, member) for member in record.members]
        return {
            "id": self._iri(id),
            "type": "Annotation",
            "says:record": type(record).__name__.lower(),
            "says:line": line,
            "motivation": "classifying" if isinstance(record, Span) else "linking",
            "body": [{"type": "TextualBody", "purpose": "tagging", "value": record.type}],
            "target": targets[0] if len(targets) == 1 else targets,
        }

    def _add_body(self, items: dict[str, Json], line: int, record: Attribute | Note | Normalization) -> None:
        body = {"id": self._iri(record.id), "type": "TextualBody"}
        match record:
            case Attribute(value=None):
                body |= {"purpose": "classifying", "value": record.name, "says:flag": record.name}
            case Attribute():
                body |= {"purpose": "classifying", "value": record.value, "says:layer": record.name}
            case Note():
                body |= {"purpose": "commenting", "value": record.text, "says:note": record.type}
            case Normalization():
                body |= {"purpose": "identifying", "value": record.text, "says:register": record.type}
                body |= {"says:entry": record.reference}
        body |= {"says:line": line}
        if record.target in items:
            items[record.target]["body"].append(body)
        else:  # a remark on a label: labels are bodies, and a body has none of its own
            items[record.id] = {
                "id": self._iri(f"on-{record.id}"),
                "type": "Annotation",
                "says:record": "remark",
                "motivation": "commenting",
                "body": [body],
                "target": self._iri(record.target),
            }

    def _place(self, piece: tuple[int, int]) -> Json:
        return {
            "type": "SpecificResource",
            "source": self.source,
            "selector": selectors(self.document.text, piece),
            "state": self.state,
        }

    def _link(self, role: str | None, id: str) -> Json:
        link = {"type": "SpecificResource", "source": self._iri(id)}
        return link if role is None else link | {"says:role": role}

    def _iri(self, id: str) -> str:
        return self.base + quote(id, safe="")  # a note's "#1" is no fragment as it stands


class _Reader:
    """Reads the items of one page."""

    def __init__(self, text: str, reanchor: bool):
        self.text = text
        self.reanchor = reanchor
        self.hash = text_hash(text)
        self.changed: str | None = None  # the hash of another text, once an annotation has named it
        self.lost: list[str] = []  # what is wrong with the place of which annotation
        self.with_places: list[str] = []  # notes that hold offsets of their own
        self.records: list[tuple[float, Record]] = []  # with their line

    def read(self, items: list[Json]) -> BratDocument:
        for number, item in enumerate(items, 1):
            try:
                self._read_item(item)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                name = item.get("id", f"item {number}") if isinstance(item, dict) else f"item {number}"
                what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise WebAnnotationError(f"{name}: not in the form that this kit writes ({what})") from None
        self._report_places(len(items))
        # A stable sort: what another tool added, without a line, stays behind in its order.
        records = tuple(record for _, record in sorted(self.records, key=lambda pair: pair[0]))
        document = BratDocument(self.text, records, "Web Annotation")
        try:
            format_brat(document)
        except BratError as error:
            raise WebAnnotationError(str(error)) from None
        return document

    def _read_item(self, item: Json) -> None:
        id, bodies = _local(item["id"]), _list(item["body"])
        if item["says:record"] == "remark":
            self._read_bodies(_local(item["target"]), bodies)
            return
        (tag,) = (body["value"] for body in bodies if body.get("purpose") == "tagging")
        targets = _list(item["target"])
        match item["says:record"]:
            case "span":
                record = self._span(id, tag, targets)
            case "event":
                (_, trigger), *roles = map(_role, targets)
                record = Event(id, tag, trigger, tuple(roles))
            case "relation":
                (name1, arg1), (name2, arg2) = map(_role, targets)
                record = Relation(id, tag, arg1, arg2, (name1, name2))
            case "equivalence":
                record = Equivalence(tag, tuple(_local(target["source"]) for target in targets))
            case other:
                raise TypeError(f"says:record is {other!r}")
        self._add(item, record)
        self._read_bodies(id, [body for body in bodies if body.get("purpose") != "tagging"])

    def _read_bodies(self, target: str, bodies: list[Json]) -> None:
        for body in bodies:
            id, value = _local(body["id"]), body["value"]
            if "says:flag" in body:
                record = Attribute(id, body["says:flag"], target)
            elif "says:layer" in body:
                record = Attribute(id, body["says:layer"], target, value)
            elif "says:register" in body:
                record = Normalization(id, body["says:register"], target, body["says:entry"], value)
            else:
                record = Note(id, body["says:note"], target, value)
                if record.type == "Alternative" and "[[" in value:
                    self.with_places.append(id)
            self._add(body, record)

    def _span(self, id: str, tag: str, targets: list[Json]) -> Span:
        pieces = []
        for target in targets:
            made_on = target.get("state", {}).get("says:sha256", self.hash)
            if made_on != self.hash:
                self.changed = made_on
            find = search_place if self.reanchor and made_on != self.hash else read_place
            try:
                pieces.append(find(target["selector"], self.text))
            except ValueError as error:
                self.lost.append(f"{id}: {error}")
                return Span(id, tag, ((0, 1),), self.text[:1])  # never seen: what is lost is an error
        return Span(id, tag, tuple(pieces), covered_text(self.text, pieces))

    def _report_places(self, total: int) -> None:
        if self.changed and self.reanchor:  # those places have no quote, so nobody can tell where they went
            self.lost += [f"{id}: an Alternative that gives places of the old text" for id in self.with_places]
        more = f"; and {len(self.lost) - 3} more" if len(self.lost) > 3 else ""
        places = f"{len(self.lost)} of {total} annotations: {'; '.join(self.lost[:3])}{more}."
        if self.changed and not self.reanchor:
            fit = f"No longer in their place: {places}" if self.lost else "All places still fit."
            raise WebAnnotationError(
                f"the text has changed since it was annotated: its sha256 was {self.changed[:12]}… and is "
                f"{self.hash[:12]}…. {fit} Take the text that was annotated, or ask for reanchor=True."
            )
        if self.lost:
            raise WebAnnotationError(f"not found in this text: {places}")

    def _add(self, data: Json, record: Record) -> None:
        self.records.append((data.get("says:line", float("inf")), record))


def text_hash(text: str) -> str:
    """The sha256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _local(iri: str) -> str:
    return unquote(iri.rpartition("#")[2])


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _role(target: Json) -> tuple[str, str]:
    return target["says:role"], _local(target["source"])
