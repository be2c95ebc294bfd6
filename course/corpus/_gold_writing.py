"""From the gold to a brat document: the lines of each unit together, ids that tell the unit."""

import re
from collections.abc import Iterable, Iterator, Mapping

from course.corpus._brat_records import Attribute, BratError, Event, Note, Record, Relation, Span
from course.corpus._gold_reading import gold_from_brat
from course.corpus._gold_types import (
    ATTRIBUTION_NOTES,
    SENTENCE_NOTES,
    AttributionGold,
    GoldError,
    Pieces,
    SentenceGold,
)
from course.corpus.brat import BratDocument, covered_text, format_brat
from course.corpus.labels import ATTRIBUTION_LAYERS, SENTENCE_LAYERS


def brat_from_gold(
    text: str, units: Mapping[str, SentenceGold] | Iterable[SentenceGold], name: str = "gold"
) -> BratDocument:
    """The document that gold_from_brat turns back into the same units, in the order of the text.

    Raises GoldError for units, ids or offsets that cannot stand in one file.
    """
    units = list(units.values()) if isinstance(units, Mapping) else list(units)
    records: list[Record] = []
    for unit in sorted(units, key=lambda unit: unit.start):
        records += _Unit(text, unit).records
    document = BratDocument(text, tuple(records), name)
    try:
        format_brat(document)  # checks offsets, ids and what a line can carry
    except BratError as error:
        raise GoldError(f"this gold fits no brat file. {error}") from None
    again = gold_from_brat(document)  # checks all the rest
    changed = [unit.unit for unit in units if again.get(unit.unit) != unit]
    if changed:
        raise GoldError(f"{changed[0]} would come back from a brat file with something changed: {name}.")
    return document


def unit_number(unit: str) -> str:
    """The digits that start every id of a unit: "280" for P28, "301" for P30a. GoldError for other forms."""
    found = re.fullmatch(r"\D*([1-9][0-9]*|0[0-9]+)([a-i]?)", unit, re.ASCII)
    if found is None:
        raise GoldError(f"{unit!r} is no unit id. Use letters and a number, like P28 or P30a (a to i).")
    return f"{int(found[1])}{'abcdefghi'.find(found[2]) + 1 if found[2] else 0}"


class _Unit:
    """The records of one unit."""

    def __init__(self, text: str, unit: SentenceGold):
        self.text = text
        self.unit = unit
        self.number = unit_number(unit.unit)
        self.counts: dict[str, int] = {}
        self.ids: dict[tuple[str, Pieces], str] = {}  # a span that serves two attributions stands once
        self.records: list[Record] = []
        self._write()

    def _write(self) -> None:
        unit = self.unit
        id = self._span("Heading" if unit.heading else "Sentence", ((unit.start, unit.end),))
        self.records.append(Note(self._id("#"), "Unit", id, unit.unit))
        self._labels(id, unit, SENTENCE_LAYERS)
        self._notes(id, unit, SENTENCE_NOTES)
        for attribution in unit.attributions:
            self._attribution(attribution)
        for type, places in (("Loaded", unit.loaded), ("Number", unit.numbers)):
            for place in places:
                self._span(type, (place,))
        for attribution in unit.attributions:
            if attribution.inside is not None:
                self.records.append(Relation(self._id("R"), "Inside", attribution.id, attribution.inside))

    def _attribution(self, attribution: AttributionGold) -> None:
        roles = [
            (f"Source{number if number > 1 else ''}", self._shared("Source", (piece,)))
            for number, piece in enumerate(attribution.source, 1)
        ]
        roles += [
            (role, self._shared(role, places))
            for role, places in (("Cue", attribution.cue), ("Content", attribution.content))
            if places
        ]
        trigger = attribution.cue or attribution.content or attribution.source
        if not trigger:
            raise GoldError(f"{self.unit.unit}: attribution {attribution.id} marks nothing. Give it a cue.")
        event = Event(attribution.id, "Attribution", self._span("Attribution", trigger), tuple(roles))
        self.records.append(event)
        self._labels(event.id, attribution, ATTRIBUTION_LAYERS)
        self._notes(event.id, attribution, ATTRIBUTION_NOTES)

    def _labels(self, id: str, gold: SentenceGold | AttributionGold, layers: dict) -> None:
        for field, layer in layers.items():
            if (value := getattr(gold, field)) is not None:
                self.records.append(Attribute(self._id("A"), layer.attribute, id, str(value)))

    def _notes(self, id: str, gold: SentenceGold | AttributionGold, types: dict[str, str]) -> None:
        self.records += [
            Note(self._id("#"), type, id, getattr(gold, field)) for field, type in types.items() if getattr(gold, field)
        ]
        self.records += [
            Note(self._id("#"), "Alternative", id, alternative.to_json()) for alternative in gold.alternatives
        ]

    def _shared(self, type: str, pieces: Pieces) -> str:
        if (type, pieces) not in self.ids:
            self.ids[type, pieces] = self._span(type, pieces)
        return self.ids[type, pieces]

    def _span(self, type: str, pieces: Pieces) -> str:
        id = self._id("T")
        self.records.append(Span(id, type, pieces, covered_text(self.text, pieces)))
        return id

    def _id(self, letter: str) -> str:
        count = self.counts[letter] = self.counts.get(letter, 0) + 1
        if count > 99:
            raise GoldError(f"{self.unit.unit}: more than 99 marks of one kind in one unit. Is it one sentence?")
        return f"{letter}{self.number}{count:02}"


def event_ids(unit: str) -> Iterator[str]:
    """Fresh ids for the attributions of a unit: E28001, E28002 ... for P28."""
    number = unit_number(unit)
    return (f"E{number}{count:02}" for count in range(1, 100))
