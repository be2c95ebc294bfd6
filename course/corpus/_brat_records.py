"""One line of a brat file, read and written. Standard library only.

A line is one record: `T` a span, `E` an event, `A` or `M` an attribute, `R` a relation, `#` a note, `N` a
normalization, `*` an equivalence. The format: http://brat.nlplab.org/standoff.html
"""

import re
from dataclasses import dataclass

Piece = tuple[int, int]
"""(start, end) in code points of the text, start included, end excluded."""


class BratError(ValueError):
    """A brat file, or a document about to become one, is wrong.

    The message names the file, the line, the place in the text and what to do about it.
    """


@dataclass(frozen=True)
class Span:
    """A stretch of text, in one piece or several: `T1<TAB>Content 0 5;9 12<TAB>words more`."""

    id: str
    type: str
    pieces: tuple[Piece, ...]
    text: str  # as the line has it: pieces joined by a space, line breaks written as spaces

    def line(self) -> str:
        places = ";".join(f"{start} {end}" for start, end in self.pieces)
        return f"{self.id}\t{self.type} {places}\t{self.text}"


@dataclass(frozen=True)
class Event:
    """A trigger span and its roles: `E1<TAB>Attribution:T4 Content:T3 Source:T1 Source2:T5`."""

    id: str
    type: str
    trigger: str
    roles: tuple[tuple[str, str], ...] = ()  # (role, id of a span or event), in file order

    def line(self) -> str:
        pairs = ((self.type, self.trigger), *self.roles)
        return f"{self.id}\t{' '.join(f'{role}:{target}' for role, target in pairs)}"


@dataclass(frozen=True)
class Attribute:
    """A label on a span, event or relation: `A1<TAB>Voice T1 mixed`. A flag without a value has None."""

    id: str
    name: str
    target: str
    value: str | None = None

    def line(self) -> str:
        return f"{self.id}\t{self.name} {self.target}" + ("" if self.value is None else f" {self.value}")


@dataclass(frozen=True)
class Relation:
    """A link between two spans or events: `R1<TAB>Inside Arg1:E2 Arg2:E1`."""

    id: str
    type: str
    arg1: str
    arg2: str
    names: tuple[str, str] = ("Arg1", "Arg2")  # brat lets a project rename its arguments

    def line(self) -> str:
        return f"{self.id}\t{self.type} {self.names[0]}:{self.arg1} {self.names[1]}:{self.arg2}"


@dataclass(frozen=True)
class Note:
    """Free text about another record: `#1<TAB>Reason T1<TAB>Nobody is said to have told us this.`"""

    id: str
    type: str
    target: str
    text: str = ""

    def line(self) -> str:
        return f"{self.id}\t{self.type} {self.target}\t{self.text}"


@dataclass(frozen=True)
class Normalization:
    """An entry in an outside register: `N1<TAB>Reference T1 Wikipedia:534366<TAB>Barack Obama`."""

    id: str
    type: str
    target: str
    reference: str
    text: str = ""

    def line(self) -> str:
        return f"{self.id}\t{self.type} {self.target} {self.reference}\t{self.text}"


@dataclass(frozen=True)
class Equivalence:
    """Records that stand for the same thing, the one kind without an id: `*<TAB>Equiv T1 T2`."""

    type: str
    members: tuple[str, ...]

    def line(self) -> str:
        return f"*\t{' '.join((self.type, *self.members))}"


@dataclass(frozen=True)
class Blank:
    """An empty line, kept so that a file written back is the same file."""

    text: str = ""

    def line(self) -> str:
        return self.text


Record = Span | Event | Attribute | Relation | Note | Normalization | Equivalence | Blank

_ID = r"[TEAMRN#][0-9]+\S*"
_FORMS = {
    # What the line begins with -> (its form in words, its form for the machine).
    "T": (
        "T1<TAB>Type 0 5<TAB>the text",
        rf"({_ID})\t(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)\t(.*)",
    ),
    "E": ("E1<TAB>Type:T1 Role:T2", rf"({_ID})\t([^\s:]+:{_ID}(?: +[^\s:]+:{_ID})*)\s*"),
    "A": ("A1<TAB>Name T1 value", rf"({_ID})\t(\S+) ({_ID})(?: (\S.*?))?\s*"),
    "R": ("R1<TAB>Type Arg1:T1 Arg2:T2", rf"({_ID})\t(\S+) ([^\s:]+):({_ID}) ([^\s:]+):({_ID})\s*"),
    "#": ("#1<TAB>Type T1<TAB>the note", rf"({_ID})\t(\S+) (\S+)(?:\t(.*))?"),
    "N": ("N1<TAB>Reference T1 Register:Id<TAB>the name", rf"({_ID})\t(\S+) ({_ID}) (\S+)(?:\t(.*))?"),
    "*": ("*<TAB>Equiv T1 T2", rf"\*\t(\S+)((?: {_ID})+)\s*"),
}
_FORMS["M"] = _FORMS["A"]
# ASCII: brat's digits are 0 to 9. DOTALL: a covered text may hold a carriage return or a line separator.
_PATTERNS = {start: re.compile(form, re.ASCII | re.DOTALL) for start, (_, form) in _FORMS.items()}


def parse_line(line: str) -> Record:
    """The record that one line (without its line feed) holds.

    Raises ValueError, in words that fit behind "file, line 7:", when the line has no form that brat knows.
    """
    if not line.strip():
        return Blank(line)
    line = line.removesuffix("\r")  # a file from Windows
    start = line[0]
    if start not in _PATTERNS:
        hint = " The file starts with a byte order mark: save it without." if start == "\ufeff" else ""
        raise ValueError(
            f"no brat line starts with {start!r}: {shorten(line)}.{hint} "
            f"Lines start with {', '.join(sorted(_PATTERNS))}; mend or remove this one."
        )
    found = _PATTERNS[start].fullmatch(line)
    if found is None:
        raise ValueError(f"the line is cut short or malformed: {shorten(line)}. It should look like {_FORMS[start][0]}")
    return _RECORDS[start](*found.groups())


def _span(id: str, type: str, places: str, text: str) -> Span:
    pieces = tuple(tuple(int(number) for number in place.split(" ")) for place in places.split(";"))
    return Span(id, type, pieces, text)


def _event(id: str, pairs: str) -> Event:
    # Split at the space alone: split() would also part an id at a no-break space, which the form lets stand.
    (type, trigger), *roles = (tuple(pair.split(":", 1)) for pair in pairs.split(" ") if pair)
    return Event(id, type, trigger, tuple(roles))


def _relation(id: str, type: str, name1: str, arg1: str, name2: str, arg2: str) -> Relation:
    return Relation(id, type, arg1, arg2, (name1, name2))


def _note(id: str, type: str, target: str, text: str | None) -> Note:
    return Note(id, type, target, text or "")


def _normalization(id: str, type: str, target: str, reference: str, text: str | None) -> Normalization:
    return Normalization(id, type, target, reference, text or "")


def _equivalence(type: str, members: str) -> Equivalence:
    return Equivalence(type, tuple(member for member in members.split(" ") if member))


_RECORDS = {
    "T": _span,
    "E": _event,
    "A": Attribute,
    "M": Attribute,
    "R": _relation,
    "#": _note,
    "N": _normalization,
    "*": _equivalence,
}


def shorten(text: str, length: int = 60) -> str:
    """The text in quotes, cut to about `length` characters, for a message."""
    return repr(text if len(text) <= length else text[: length - 1] + "…")
