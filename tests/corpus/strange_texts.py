"""Texts nobody thought of, for the property tests: what breaks offsets elsewhere."""

from hypothesis import strategies as st

from course.corpus.brat import Attribute, BratDocument, Event, Note, Relation, Span, covered_text

ODDITIES = (
    "😀",  # one code point, two UTF-16 units
    "👩‍👧",  # joined by a zero-width joiner
    "🇦🇿",  # two regional indicators
    "e\u0301",  # a combining mark
    "שלום",  # right to left
    "العربية",
    "\u202eabc\u202c",  # a bidirectional override
    "\u00a0",  # no-break space
    "\u2028",  # a line separator that str.splitlines() takes for a line end
    "\x85",
    "\x0b",
    "\r\n",
    "\r",
    "\n",
    "\t",
    "<b>&amp;</b>",
    "“Israel”",
    "#1;2 3",
    "\ufeff",
    "plain words ",
    ".",
)
# Surrogates are not text, and UTF-8 cannot carry them.
LETTERS = st.characters(exclude_categories=["Cs"])


def texts(min_size: int = 1) -> st.SearchStrategy[str]:
    """Strings of odd and plain parts, at least `min_size` code points long."""
    part = st.one_of(st.sampled_from(ODDITIES), LETTERS)
    return st.lists(part, min_size=min_size, max_size=30).map("".join)


def lines(max_size: int = 30) -> st.SearchStrategy[str]:
    """Strings that one line of a file can carry."""
    return texts(0).map(lambda text: text.replace("\n", "").replace("\r", "")[:max_size])


@st.composite
def pieces(draw: st.DrawFn, length: int, most: int = 3) -> tuple[tuple[int, int], ...]:
    """One to `most` ascending pieces of a text of `length` code points."""
    edge = st.integers(0, length)
    edges = sorted(draw(st.sets(edge, min_size=2, max_size=min(2 * most, length + 1))))
    return tuple(zip(edges[0::2], edges[1::2], strict=False))


@st.composite
def brat_documents(draw: st.DrawFn) -> BratDocument:
    """A strange text with spans, events, attributes, a relation and notes."""
    text = draw(texts())
    spans = []
    for number in range(draw(st.integers(1, 6))):
        place = draw(pieces(len(text)))
        type = draw(st.sampled_from(["Source", "Cue", "Content", "Attribution", "Discuss"]))
        spans.append(Span(f"T{number + 1}", type, place, covered_text(text, place)))
    ids = st.sampled_from([span.id for span in spans])
    roles = st.lists(st.tuples(st.sampled_from(["Source", "Source2", "Cue", "Content"]), ids), max_size=4)
    events = [
        Event(f"E{number}", "Attribution", draw(ids), tuple(draw(roles)))
        for number in range(1, draw(st.integers(1, 4)))
    ]
    targets = st.sampled_from([record.id for record in (*spans, *events)])
    values = st.none() | st.sampled_from(["mixed", "named_person", "2"])
    attributes = [
        Attribute(f"A{number}", "Voice", draw(targets), draw(values)) for number in range(draw(st.integers(0, 3)))
    ]
    relations = [Relation("R1", "Inside", draw(targets), draw(targets))] if draw(st.booleans()) else []
    notes = [Note(f"#{number}", "Reason", draw(targets), draw(lines())) for number in range(draw(st.integers(0, 3)))]
    records = draw(st.permutations([*spans, *events, *attributes, *relations, *notes]))
    return BratDocument(text, tuple(records))
