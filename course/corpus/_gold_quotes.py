"""From the form in which annotators write, quoted words per unit, to the gold.

A quote is an exact part of its unit; where it occurs more than once there, `#2` behind it says which one.

- A unit: voice, claim_kind, verifiability, attributions, loaded, numbers; and, where there is something to
  say, reason, claim_kind_reason, verifiability_reason, attribution_reasons (a list beside the attributions,
  or an object by their index), gloss, carry_over, doubt, alternatives.
- An attribution: source, cue, content (lists of quotes), source_type, stance, quote, depth, reason, inside
  (the index of another one in this unit, or null).
- An alternative: field, value, why; for the field `attribution` what an attribution has, in place of a value.
  `attribution` says by index which one it is about; null: about the sentence.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from course.corpus._gold_types import (
    ALTERNATIVE_FIELDS,
    SENTENCE_NOTES,
    SPAN_FIELDS,
    Alternative,
    AttributionGold,
    GoldError,
    Piece,
    Pieces,
    SentenceGold,
)
from course.corpus._gold_writing import brat_from_gold, event_ids
from course.corpus.brat import BratDocument
from course.corpus.labels import ATTRIBUTION_LAYERS, LAYERS, ROLES, SENTENCE_LAYERS, read_label

# Annotators' short words -> the gold's.
_ALIASES = {"stance": "cue_stance", "depth": "chain_depth"}
_UNIT_KEYS = {
    *SENTENCE_LAYERS,
    *SENTENCE_NOTES,
    *("attributions", "attribution_reasons", "alternatives", "loaded", "numbers"),
}
_ATTRIBUTION_KEYS = {*ATTRIBUTION_LAYERS, *ROLES, "inside", "reason"}
_ALTERNATIVE_KEYS = {"field", "value", "attribution", "why", "inside", *ROLES, *ATTRIBUTION_LAYERS}


class Unit(Protocol):
    """A sentence or heading of a text, as `load_article(...).sentences` has them."""

    id: str
    start: int
    end: int
    heading: bool


def brat_from_quotes(
    text: str, units: Iterable[Unit], annotations: Mapping[str, Mapping[str, Any]], name: str = "annotations"
) -> BratDocument:
    """The annotations of one pass as a brat document; see gold_from_quotes for what is checked."""
    return brat_from_gold(text, gold_from_quotes(text, units, annotations), name)


def gold_from_quotes(
    text: str, units: Iterable[Unit], annotations: Mapping[str, Mapping[str, Any]]
) -> dict[str, SentenceGold]:
    """The gold of the units that `annotations` covers (any subset), in the order of the text.

    Raises GoldError, naming unit and quote, where a quote is not in its unit or stands there more often, and
    for unknown units, keys and labels.
    """
    units = {unit.id: unit for unit in units}
    unknown = [unit for unit in annotations if unit not in units]
    if unknown:
        raise GoldError(f"{unknown[0]}: the text has no such unit. Its units: {', '.join(units)}.")
    chosen = sorted((units[id] for id in annotations), key=lambda unit: unit.start)
    return {unit.id: _Unit(text, unit, annotations[unit.id]).gold() for unit in chosen}


def find_quote(text: str, start: int, end: int, quote: str) -> Piece:
    """Where a quote stands between start and end. Raises ValueError saying how often it does."""
    numbered = re.fullmatch(r"(.*)#([1-9])", quote, re.DOTALL)
    words, wanted = (numbered[1], int(numbered[2])) if numbered else (quote, 1)
    count = text.count(words, start, end) if words else 0
    if count < wanted:
        raise ValueError(f"{words!r} stands there {count} times: quote the text exactly")
    if count > 1 and not numbered:
        raise ValueError(f"{words!r} stands there {count} times: add #1, #2 ... to say which")
    at = start - len(words)
    for _ in range(wanted):
        at = text.index(words, at + len(words), end)
    return at, at + len(words)


class _Unit:
    def __init__(self, text: str, unit: Unit, said: Mapping[str, Any]):
        self.text, self.unit = text, unit
        self.said = self._known(said, _UNIT_KEYS, "the unit")
        ids = event_ids(unit.id)
        self.ids = [next(ids) for _ in self.said.get("attributions", ())]
        self.alternatives: dict[str | None, list[Alternative]] = {}

    def gold(self) -> SentenceGold:
        said = self.said
        for alternative in said.get("alternatives") or ():
            self._add_alternative(alternative)
        return SentenceGold(
            self.unit.id,
            self.unit.start,
            self.unit.end,
            bool(self.unit.heading),
            **{layer: self._label(layer, said.get(layer)) for layer in SENTENCE_LAYERS},
            **{field: self._note(field, said.get(field)) for field in SENTENCE_NOTES},
            alternatives=tuple(self.alternatives.get(None, ())),
            attributions=tuple(self._attributions()),
            loaded=self._places(said.get("loaded"), "loaded", in_order=False),
            numbers=self._places(said.get("numbers"), "numbers", in_order=False),
        )

    def _attributions(self) -> Iterable[AttributionGold]:
        reasons = self.said.get("attribution_reasons") or {}
        if not isinstance(reasons, Mapping):
            reasons = {str(index): reason for index, reason in enumerate(reasons)}
        strangers = {str(index) for index in reasons} - {str(index) for index in range(len(self.ids))}
        if strangers:
            raise self._error(f"attribution_reasons speaks of attribution {min(strangers)}, which is not there")
        for index, (id, raw) in enumerate(zip(self.ids, self.said.get("attributions", ()), strict=True)):
            said = self._known(raw, _ATTRIBUTION_KEYS, f"attribution {index}")
            reason = said.get("reason") or reasons.get(str(index)) or reasons.get(index)
            yield AttributionGold(
                id,
                **{role: self._places(said.get(role), role) for role in ROLES},
                **{layer: self._label(layer, said.get(layer)) for layer in ATTRIBUTION_LAYERS},
                inside=self._id(said.get("inside")),
                reason=self._note("reason", reason),
                alternatives=tuple(self.alternatives.get(id, ())),
            )

    def _add_alternative(self, raw: Mapping[str, Any]) -> None:
        said = self._known(raw, _ALTERNATIVE_KEYS, "an alternative")
        name = _ALIASES.get(said.get("field"), said.get("field"))
        if name not in ALTERNATIVE_FIELDS:
            raise self._error(f"an alternative's field {name!r} is not one of {', '.join(ALTERNATIVE_FIELDS)}")
        value = said.get("value")
        if name in SPAN_FIELDS:
            value = self._places(value if value is not None else said.pop(name, ()), name)
        elif name in LAYERS:
            value = self._label(name, value)
        elif name == "inside":
            value = self._id(value)
        alternative = Alternative(
            name,
            said.get("why") or "",
            value,
            **{role: self._places(said[role], role) for role in ROLES if said.get(role) is not None},
            inside=self._id(said.get("inside")),
            labels={
                layer: self._label(layer, said[layer]) for layer in ATTRIBUTION_LAYERS if said.get(layer) is not None
            },
        )
        try:  # what cannot be read back must not be written
            sound = Alternative.from_json(alternative.to_json()) == alternative
        except ValueError as error:
            raise self._error(f"an alternative for {name}: {error}") from None
        if not sound:
            raise self._error(f"an alternative for {name} says more than its field can hold: {dict(raw)!r}")
        self.alternatives.setdefault(self._id(said.get("attribution")), []).append(alternative)

    def _known(self, said: Mapping[str, Any], keys: set[str], what: str) -> dict[str, Any]:
        said = {_ALIASES.get(key, key): value for key, value in said.items()}
        unknown = sorted(set(said) - keys)
        if unknown:
            raise self._error(f"{what} has an unknown key {unknown[0]!r}. Known: {', '.join(sorted(keys))}")
        return said

    def _places(self, quotes: Iterable[str] | None, what: str, in_order: bool = True) -> Pieces:
        places = []
        for quote in quotes or ():
            try:
                places.append(find_quote(self.text, self.unit.start, self.unit.end, quote))
            except ValueError as error:
                raise self._error(f"{what}: {error}") from None
        return tuple(sorted(places) if in_order else places)

    def _label(self, layer: str, value: object) -> str | int | None:
        try:
            return read_label(layer, value)
        except ValueError as error:
            raise self._error(str(error)) from None

    def _note(self, field: str, value: object) -> str:
        """A note's text. `carry_over: true` is allowed: who speaks on is then left open."""
        if value is None or value is False:
            return ""
        if value is True and field == "carry_over":
            return "yes"
        if not isinstance(value, str) or "\n" in value or "\r" in value:
            raise self._error(f"{field} must be a text on one line, not {value!r}")
        return value

    def _id(self, index: object) -> str | None:
        if index is None:
            return None
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(self.ids):
            raise self._error(f"there is no attribution {index!r}: counting starts at 0, null means none")
        return self.ids[index]

    def _error(self, message: str) -> GoldError:
        return GoldError(f"{self.unit.id}: {message}.")
