"""From a brat document to the gold. Whatever the convention does not know is an error, never dropped."""

from collections import defaultdict

from course.corpus._brat_records import Attribute, Event, Note, Piece, Relation, Span
from course.corpus._gold_types import (
    ATTRIBUTION_NOTES,
    SENTENCE_NOTES,
    Alternative,
    AttributionGold,
    GoldError,
    SentenceGold,
)
from course.corpus.brat import AttributionSpans, BratDocument, attributions
from course.corpus.labels import ATTRIBUTION_LAYERS, SENTENCE_LAYERS, Layer, read_label

UNIT_TYPES = ("Sentence", "Heading")
LONE_TYPES = {"Loaded": "loaded", "Number": "numbers"}
ROLE_TYPES = ("Source", "Cue", "Content", "Attribution")


def gold_from_brat(document: BratDocument) -> dict[str, SentenceGold]:
    """The gold of each unit by its id, in file order.

    Raises GoldError, naming the record, for a mark outside every unit, an unknown type, label or note, a span
    that belongs to no attribution, an alternative that is no JSON.
    """
    reader = _Reader(document)
    return {unit.unit: unit for unit in reader.units()}


class _Reader:
    def __init__(self, document: BratDocument):
        self.document = document
        self.spans = {span.id: span for span in document.spans}
        self.events = {event.id: event for event in document.events}
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)  # target -> attribute name -> value
        self.notes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.inside: dict[str, str] = {}
        self._sort_out()
        self.found = {attribution.id: attribution for attribution in attributions(document)}
        self._check_roles()

    def units(self) -> list[SentenceGold]:
        marked = [span for span in self.document.spans if span.type in UNIT_TYPES]
        names = {span.id: self._unit_name(span) for span in marked}
        if len(set(names.values())) < len(names):
            twice = next(name for name in names.values() if list(names.values()).count(name) > 1)
            raise self._error(f"unit {twice} stands twice. Give one of the two spans another Unit note.")
        lone, inner = defaultdict(list), defaultdict(list)
        for span in self.document.spans:
            if span.type in LONE_TYPES:
                lone[self._home(span.id, span.pieces, marked).id, span.type].append(self._one_piece(span))
        homes = {}
        for event in self.document.events:
            roles = self.found[event.id]
            places = (*self.spans[event.trigger].pieces, *roles.source, *roles.cue, *roles.content)
            homes[event.id] = self._home(event.id, places, marked).id
            inner[homes[event.id]].append(roles)
        for nested, outer in self.inside.items():
            if homes[nested] != homes[outer] or nested == outer:
                raise self._error(f"{nested} cannot lie inside {outer}: they must be two of one sentence.")
        return [self._unit(span, names[span.id], lone, inner[span.id]) for span in marked]

    def _unit(self, span: Span, name: str, lone: dict, inner: list[AttributionSpans]) -> SentenceGold:
        heading = span.type == "Heading"
        if heading and (inner or self.labels[span.id]):
            raise self._error(f"{span.id} ({name}) is a heading and carries neither attribution nor label.")
        start, end = self._one_piece(span)
        gold = SentenceGold(
            name,
            start,
            end,
            heading,
            **self._read_labels(span.id, SENTENCE_LAYERS),
            **self._read_notes(span.id, SENTENCE_NOTES, "Unit"),
            attributions=tuple(self._attribution(roles) for roles in inner),
            **{field: tuple(lone[span.id, type]) for type, field in LONE_TYPES.items()},
        )
        self._check_alternatives(gold)
        return gold

    def _check_alternatives(self, unit: SentenceGold) -> None:
        """An alternative has no covered text to give a wrong offset away, so at least its unit must fit."""
        ids = {None, *(attribution.id for attribution in unit.attributions)}
        for part in (unit, *unit.attributions):
            for alternative in part.alternatives:
                places = alternative.places()
                if not all(unit.start <= start < end <= unit.end for start, end in places):
                    raise self._error(f"an Alternative in {unit.unit} gives a place outside that unit: {places}.")
                inside = alternative.value if alternative.field == "inside" else alternative.inside
                if inside not in ids:
                    raise self._error(f"an Alternative in {unit.unit} speaks of {inside}, which is not there.")

    def _attribution(self, roles: AttributionSpans) -> AttributionGold:
        return AttributionGold(
            roles.id,
            tuple(roles.source),
            tuple(roles.cue),
            tuple(roles.content),
            **self._read_labels(roles.id, ATTRIBUTION_LAYERS),
            inside=self.inside.get(roles.id),
            **self._read_notes(roles.id, ATTRIBUTION_NOTES),
        )

    def _read_labels(self, id: str, layers: dict[str, Layer]) -> dict[str, str | int | None]:
        given = dict(self.labels[id])
        labels = {}
        for field, layer in layers.items():
            try:
                labels[field] = read_label(field, given.pop(layer.attribute, None))
            except ValueError as error:
                raise self._error(f"{id}: {error}.") from None
        if given:
            allowed = ", ".join(layer.attribute for layer in layers.values())
            raise self._error(f"{id} has an attribute {next(iter(given))}. Allowed here: {allowed}.")
        return labels

    def _read_notes(self, id: str, types: dict[str, str], *more: str) -> dict:
        given = self.notes[id]
        allowed = (*types.values(), *more, "Alternative")
        for type, texts in given.items():
            if type not in allowed:
                raise self._error(f"{id} has a note {type}. Allowed here: {', '.join(allowed)}.")
            if len(texts) > 1 and type != "Alternative":
                raise self._error(f"{id} has {len(texts)} notes {type}. Keep one.")
        alternatives = []
        for text in given.get("Alternative", ()):
            try:
                alternatives.append(Alternative.from_json(text))
            except ValueError as error:
                raise self._error(f"the note Alternative on {id}: {error}.") from None
        fields = {field: given[type][0] for field, type in types.items() if type in given}
        return fields | {"alternatives": tuple(alternatives)}

    def _sort_out(self) -> None:
        """Which record says what about which."""
        for record in self.document.records:
            match record:
                case Span(type=type) if type not in (*UNIT_TYPES, *LONE_TYPES, *ROLE_TYPES):
                    raise self._error(f"{record.id} is of type {type}, which the gold does not know.")
                case Event(type=type) if type != "Attribution":
                    raise self._error(f"{record.id} is a {type}. The gold knows the event Attribution.")
                case Attribute(target=target, name=name):
                    if name in self.labels[target]:
                        raise self._error(f"{record.id} gives {target} a second {name}. Keep one.")
                    self.labels[target][name] = record.value or ""
                case Note(target=target, type=type):
                    self.notes[target][type].append(record.text)
                case Relation():
                    self._sort_relation(record)
        for target in (*self.labels, *self.notes):
            span = self.spans.get(target)
            if target not in self.events and (span is None or span.type not in UNIT_TYPES):
                raise self._error(f"{target} carries a label or note: only units and attributions do.")

    def _sort_relation(self, relation: Relation) -> None:
        if relation.type != "Inside" or not {relation.arg1, relation.arg2} <= set(self.events):
            raise self._error(f"{relation.id}: the gold knows one relation, Inside between two attributions.")
        if relation.arg1 in self.inside:
            raise self._error(f"{relation.arg1} lies inside two attributions. Keep the nearer one.")
        self.inside[relation.arg1] = relation.arg2

    def _check_roles(self) -> None:
        used = {target for event in self.document.events for _, target in (*event.roles, ("", event.trigger))}
        for event in self.document.events:
            for role, target in event.roles:
                if target not in self.spans or self.spans[target].type != role.rstrip("0123456789"):
                    raise self._error(f"{event.id} has {target} as its {role}, which it is not.")
        for span in self.document.spans:
            if span.type in ROLE_TYPES and span.id not in used:
                raise self._error(f"{span.id} ({span.type}) belongs to no event. Join it to one or remove it.")

    def _unit_name(self, span: Span) -> str:
        names = self.notes[span.id].get("Unit", [])
        if len(names) != 1:
            raise self._error(f"{span.id} ({span.type}) needs one note Unit with the unit's id, like P30a.")
        return names[0]

    def _home(self, id: str, places: tuple[Piece, ...], units: list[Span]) -> Span:
        for unit in units:
            first, last = unit.pieces[0][0], unit.pieces[-1][1]
            if all(first <= start and end <= last for start, end in places):
                return unit
        raise self._error(f"{id} lies in no unit, or in more than one. Every mark stays in one sentence.")

    def _one_piece(self, span: Span) -> Piece:
        if len(span.pieces) != 1:
            raise self._error(f"{span.id} ({span.type}) is in several pieces. Only cue and content may be.")
        return span.pieces[0]

    def _error(self, message: str) -> GoldError:
        return GoldError(f"{self.document.name}: {message}")
