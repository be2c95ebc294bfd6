"""What the gold is made of. Places are (start, end) in code points of the whole text, end excluded."""

import json
from dataclasses import dataclass, field

from course.corpus._brat_records import Piece
from course.corpus.labels import ATTRIBUTION_LAYERS, LAYERS, ROLES, read_label

Pieces = tuple[Piece, ...]


class GoldError(ValueError):
    """Annotations break the convention in course/corpus/gold.py. The message says which, and where."""


# The gold's field -> the type of the note that holds it.
SENTENCE_NOTES = {
    "reason": "Reason",
    "claim_kind_reason": "ClaimKindReason",
    "verifiability_reason": "VerifiabilityReason",
    "gloss": "Gloss",
    "carry_over": "CarryOver",
    "doubt": "Doubt",
}
ATTRIBUTION_NOTES = {"reason": "Reason"}
# Fields of an alternative whose value is a list of places, and all that it may be about.
SPAN_FIELDS = (*ROLES, "loaded", "numbers")
ALTERNATIVE_FIELDS = (*LAYERS, *SPAN_FIELDS, "attribution", "inside")


@dataclass(frozen=True)
class Alternative:
    """An answer that earns full credit beside the gold's own, and why."""

    field: str  # one of ALTERNATIVE_FIELDS
    why: str = ""
    value: str | int | Pieces | None = None  # a label, or the places of SPAN_FIELDS
    source: Pieces | None = None  # these and the labels for the field `attribution`; None: not said
    cue: Pieces | None = None
    content: Pieces | None = None
    inside: str | None = None  # id of another attribution
    labels: dict[str, str | int] = field(default_factory=dict)  # ATTRIBUTION_LAYERS -> value

    def __hash__(self) -> int:
        return hash((self.field, self.why, self.value, self.source, self.cue, self.content))

    def places(self) -> Pieces:
        """All places that it gives, whatever for."""
        value = self.value if isinstance(self.value, tuple) else ()
        return (*value, *(self.source or ()), *(self.cue or ()), *(self.content or ()))

    def to_json(self) -> str:
        """Compact JSON on one line, keys always in the same order."""
        parts = {"field": self.field, "value": self.value}
        parts |= {role: getattr(self, role) for role in ROLES}
        parts |= {layer: self.labels.get(layer) for layer in ATTRIBUTION_LAYERS}
        parts |= {"inside": self.inside, "why": self.why or None}
        kept = {key: value for key, value in parts.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Alternative":
        """Raises ValueError, in words that fit behind the place, for what is no alternative."""
        try:
            data = json.loads(line)
        except ValueError as error:
            raise ValueError(f"no JSON ({error})") from None
        if not isinstance(data, dict):
            raise ValueError('no JSON object: write {"field":"voice","value":"mixed","why":"..."}')
        name, why, value = data.pop("field", None), data.pop("why", ""), data.pop("value", None)
        if name not in ALTERNATIVE_FIELDS:
            raise ValueError(f"field {name!r} is not one of {', '.join(ALTERNATIVE_FIELDS)}")
        if name in SPAN_FIELDS:
            value = _pieces(value)
        elif name in LAYERS:
            value = read_label(name, value)
        elif name == "attribution" and value is not None:
            raise ValueError("an alternative attribution has source, cue and content, no value")
        if name != "attribution" and data:
            raise ValueError(f"unknown keys: {', '.join(sorted(data))}")
        places = {role: _pieces(data.pop(role)) for role in ROLES if role in data}
        labels = {key: read_label(key, data.pop(key)) for key in ATTRIBUTION_LAYERS if key in data}
        inside = data.pop("inside", None)
        if data:
            raise ValueError(f"unknown keys: {', '.join(sorted(data))}")
        return cls(name, why, value, **places, inside=inside, labels=labels)


def _make_tuples(gold: object, *fields: str) -> None:
    """Lets places be given as lists, as JSON has them; what is kept can be compared and hashed."""
    for name in fields:
        object.__setattr__(gold, name, tuple((start, end) for start, end in getattr(gold, name)))


def _pieces(value: object) -> Pieces:
    try:
        return tuple((int(start), int(end)) for start, end in value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is no list of [start, end]") from None


@dataclass(frozen=True)
class AttributionGold:
    """Who is said to have said what. () where a role is missing, None where a label is not given."""

    id: str  # of the brat event, for instance E28001
    source: Pieces = ()
    cue: Pieces = ()
    content: Pieces = ()
    source_type: str | None = None
    cue_stance: str | None = None
    quote: str | None = None
    chain_depth: int | None = None
    inside: str | None = None  # id of the attribution whose content this one lies in
    reason: str = ""
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self):
        _make_tuples(self, *ROLES)


@dataclass(frozen=True)
class SentenceGold:
    """All that is marked in one unit. "" where there is no note, None where a label is not given."""

    unit: str  # for instance P30a
    start: int
    end: int
    heading: bool = False
    voice: str | None = None
    claim_kind: str | None = None
    verifiability: str | None = None
    reason: str = ""
    claim_kind_reason: str = ""
    verifiability_reason: str = ""
    gloss: str = ""
    carry_over: str = ""
    doubt: str = ""
    alternatives: tuple[Alternative, ...] = ()
    attributions: tuple[AttributionGold, ...] = ()
    loaded: Pieces = ()
    numbers: Pieces = ()

    def __post_init__(self):
        _make_tuples(self, "loaded", "numbers")
