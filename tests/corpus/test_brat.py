"""brat files: read as they are, written back byte for byte, faults named where they stand."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strange_texts import brat_documents, texts

from course.corpus.brat import (
    Attribute,
    BratDocument,
    BratError,
    Event,
    Note,
    Span,
    attributions,
    covered_text,
    format_brat,
    parse_brat,
    read_brat,
    write_brat,
)

# Written for this test, in the form of PolNeAR's files: a trigger that repeats the cue, roles in any order, a
# content in two pieces, two sources, a missing source, a span in two events, a Discuss span, ids in no order.
TEXT = (
    "The mayor of Ottery calls for a new bridge.\n"
    "“It will cost,” she and the treasurer warned, “more than we have.”\n"
    "It is thought that the old one will last. Rowers doubt it, adding that it sways.\n"
)
PIECES = {
    "T1": ("Source", ["The mayor of Ottery"]),
    "T2": ("Cue", ["calls for"]),
    "T3": ("Content", ["a new bridge"]),
    "T4": ("Attribution", ["calls for"]),
    "T9": ("Content", ["“It will cost,”", "“more than we have.”"]),
    "T5": ("Source", ["she"]),
    "T6": ("Source", ["the treasurer"]),
    "T7": ("Cue", ["warned"]),
    "T8": ("Attribution", ["warned"]),
    "T10": ("Cue", ["is thought"]),
    "T11": ("Content", ["that the old one will last"]),
    "T12": ("Attribution-no-source", ["is thought"]),
    "T13": ("Source", ["Rowers"]),
    "T14": ("Cue", ["doubt"]),
    "T15": ("Content", ["it, adding"]),
    "T16": ("Attribution", ["doubt"]),
    "T17": ("Cue", ["adding"]),
    "T18": ("Content", ["that it sways"]),
    "T19": ("Attribution", ["adding"]),
    "T20": ("Discuss", ["Rowers doubt it"]),
}
EVENTS = [
    "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
    "E3\tAttribution:T8 Source:T5 Source2:T6 Cue:T7 Content:T9",
    "E2\tAttribution-no-source:T12 Content:T11 Cue:T10",
    "E4\tAttribution:T16 Source:T13 Content:T15 Cue:T14",
    "E5\tAttribution:T19 Cue:T17 Content:T18 Source:T13",
]


def place(*parts: str) -> tuple[tuple[int, int], ...]:
    return tuple((TEXT.index(part), TEXT.index(part) + len(part)) for part in parts)


def polnear_form() -> str:
    lines = []
    for id, (type, parts) in PIECES.items():
        offsets = ";".join(f"{start} {end}" for start, end in place(*parts))
        lines.append(f"{id}\t{type} {offsets}\t{' '.join(parts)}")
    # Events stand between spans, as brat leaves them when an annotator goes back and forth.
    return "\n".join([*lines[:4], EVENTS[0], *lines[4:], *EVENTS[1:]]) + "\n"


def test_polnears_form_is_read_as_it_is():
    document = parse_brat(TEXT, polnear_form())
    found = {attribution.id: attribution for attribution in attributions(document)}
    assert list(found) == ["E1", "E3", "E2", "E4", "E5"], "file order"
    assert found["E1"].source == list(place("The mayor of Ottery"))
    assert found["E1"].cue == list(place("calls for"))
    assert found["E3"].source == list(place("she", "the treasurer"))
    assert found["E3"].content == list(place("“It will cost,”", "“more than we have.”"))
    assert found["E2"].source == []
    assert found["E4"].source == found["E5"].source == list(place("Rowers"))
    assert [span.type for span in document.spans].count("Discuss") == 1
    assert format_brat(document) == polnear_form()


def test_labels_of_an_attribution_come_from_the_attributes_of_its_event():
    lines = polnear_form() + "A1\tCueStance E1 neutral\nM1\tNested E1\nA2\tVoice T3 mixed\n"
    first, second, *_ = attributions(parse_brat(TEXT, lines))
    assert first.labels == {"CueStance": "neutral", "Nested": True}
    assert second.labels == {}


def test_an_event_without_roles_is_an_attribution_with_nothing_in_it():
    document = parse_brat("He said.", "T1\tAttribution 3 7\tsaid\nE1\tAttribution:T1\n")
    assert attributions(document)[0].source == attributions(document)[0].content == []


@pytest.mark.parametrize(
    "ann",
    [
        "",
        "T1\tCue 3 7\tsaid",  # no line feed at the end
        "T1\tCue 3 7\tsaid\r\n#1\tReason T1\twhy\r\n",  # from Windows
        "T1\tAttribution 3 7\tsaid\nE1\tAttribution:T1 \n",  # brat leaves a blank where roles are missing
        "T1\tCue 3 7\tsaid\nT2\tSource 0 2\tHe\nR1\tSaid Speaker:T2 Verb:T1\t\n",
        "T1\tCue 3 7\tsaid\nT2\tCue 3 7\tsaid\n*\tEquiv T1 T2\n",
        "\n  \nT1\tCue 3 7\tsaid\n\n",
        "T1\tCue 3 7\tsaid\n#1\tAnnotatorNotes T1\n",
        "T1\tSource 0 2\tHe\nN1\tReference T1 Register:12\tHe who said it\n",
        "T1\tCue 03 7\tsaid\nM1\tNegation T1\nA2\tSure T1 very much\n",
    ],
)
def test_well_formed_files_come_back_byte_for_byte(ann, tmp_path):
    txt, path = tmp_path / "a.txt", tmp_path / "a.ann"
    txt.write_bytes(b"He said.")
    path.write_bytes(ann.encode())
    document = read_brat(txt, path)
    write_brat(document, tmp_path / "b.ann")
    assert (tmp_path / "b.ann").read_bytes() == ann.encode()


def test_a_changed_record_is_written_anew_and_its_neighbours_stay():
    document = parse_brat("He said.", "T1\tCue 3 7\tsaid\r\nA1\tSure T1 no \r\n")
    span, sure = document.records
    changed = replace(document, records=(replace(span, pieces=((0, 7),), text="He said"), sure))
    assert format_brat(changed) == "T1\tCue 0 7\tHe said\nA1\tSure T1 no \r\n"


@pytest.mark.parametrize(
    ("ann", "parts"),
    [
        ("T1\tCue 3 70\tsaid\n", ["line 1", "T1", "70", "the text ends at 8"]),
        ("T1\tCue 7 3\tsaid\n", ["line 1", "7 to 3", "before the end"]),
        ("T1\tCue 3 3\t\n", ["line 1", "3 to 3"]),
        ("T1\tSource 0 2\tHe\nT2\tCue 2 6\tsaid\n", ["line 2", "T2", "'said'", "2 6", "' sai'"]),
        ("T1\tContent 0 2;3 7\tHe  said\n", ["line 1", "0 2;3 7", "'He said'"]),
        ("T1\tCue 3 7\tsaid\nE1\tAttribution:T9\n", ["line 2", "T9", "not in the file"]),
        ("T1\tCue 3 7\tsaid\nE1\tAttribution:T1 Source:T8\n", ["line 2", "T8"]),
        ("T1\tCue 3 7\tsaid\nA1\tVoice T1 x\nE1\tAttribution:A1\n", ["line 3", "A1", "span belongs"]),
        ("T1\tCue 3 7\tsaid\nA1\tVoice T5 mixed\n", ["line 2", "T5"]),
        ("T1\tCue 3 7\tsaid\n#1\tReason E5\twhy\n", ["line 2", "E5"]),
        ("T1\tCue 3 7\tsaid\nR1\tInside Arg1:E2 Arg2:T1\n", ["line 2", "E2"]),
        ("T1\tCue 3 7\tsaid\n*\tEquiv T1 T4\n", ["line 2", "T4"]),
        ("T1\tCue 3 7\tsaid\nT1\tSource 0 2\tHe\n", ["line 2", "T1", "twice"]),
        ("T1\tCue 3 7\n", ["line 1", "cut short", "T1<TAB>Type 0 5<TAB>the text"]),
        ("T1\tCue 3\n", ["line 1", "cut short"]),
        ("T1\tCue 3 7\tsai", ["line 1", "'sai'", "'said'"]),
        ("T1 Cue 3 7 said\n", ["line 1", "<TAB>"]),
        ("T1\tCue 3 7\tsaid\nE1\tAttribution:T\n", ["line 2", "cut short"]),
        ("T1\tCue 3 7\tsaid\nA1\tVoice\n", ["line 2", "A1<TAB>Name T1 value"]),
        ("T1\tCue ٣ 7\tsaid\n", ["line 1", "malformed"]),
        ("T1\tCue 3 7\tsaid\nE1\tAttribution:T1\u00a0Cue:T1\n", ["line 2", "T1\u00a0Cue:T1"]),
        ("T1\tCue 3 7\tsaid\nX1\tWhat T1\n", ["line 2", "'X'", "mend or remove"]),
        ("\ufeffT1\tCue 3 7\tsaid\n", ["line 1", "byte order mark"]),
        ("T1\tCue 3 7\tsaid\n*\tEquiv T1 T1\n*\tEquiv T1 T1 \n", ["line 3", "twice"]),
    ],
)
def test_a_fault_is_named_with_file_line_and_place(ann, parts):
    with pytest.raises(BratError) as caught:
        parse_brat("He said.", ann, "gold/a.ann")
    message = str(caught.value)
    assert message.startswith("gold/a.ann, line ")
    for part in parts:
        assert part in message


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("He said.")
    with pytest.raises(BratError, match=r"a\.ann: cannot be read"):
        read_brat(tmp_path / "a.txt", tmp_path / "a.ann")


def test_bytes_that_are_no_utf8_are_named_with_their_line(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"He\nsaid \xff.")
    (tmp_path / "a.ann").write_bytes(b"")
    with pytest.raises(BratError, match=r"a\.txt, line 2: byte 8 is not UTF-8"):
        read_brat(tmp_path / "a.txt", tmp_path / "a.ann")


def test_offsets_count_carriage_returns(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"One.\r\nHe said.")
    (tmp_path / "a.ann").write_bytes(b"T1\tContent 0 8\tOne.  He\n")
    assert read_brat(tmp_path / "a.txt", tmp_path / "a.ann").spans[0].pieces == ((0, 8),)


@pytest.mark.parametrize(
    "record",
    [
        Span("T1", "Two words", ((0, 2),), "He"),
        Span("T1", "Source", ((0, 2),), "She"),
        Span("T1", "Source", (), ""),
        Span("T1", "Source", ((-2, -1),), "d"),
        Note("#1", "Reason", "T2", "first\nsecond"),
        Note("#1", "Reason", "T2", "first\r"),
        Attribute("A1", "Voice", "T2", "mixed "),
        Attribute("1", "Voice", "T2", "mixed"),
        Event("E1", "Attribution", "T2", (("So urce", "T2"),)),
    ],
)
def test_what_a_line_cannot_carry_is_never_written(record, tmp_path):
    sound = Span("T2", "Cue", ((3, 7),), "said")
    with pytest.raises(BratError):
        write_brat(BratDocument("He said.", (sound, record)), tmp_path / "a.ann")
    assert not (tmp_path / "a.ann").exists()


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(brat_documents())
def test_any_document_survives_the_way_through_a_file(document):
    ann = format_brat(document)
    again = parse_brat(document.text, ann)
    assert again == document
    assert format_brat(again) == ann


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(brat_documents())
def test_offsets_stay_code_points(document):
    for span in parse_brat(document.text, format_brat(document)).spans:
        assert span.text == covered_text(document.text, span.pieces)
        assert len(span.text) == sum(end - start for start, end in span.pieces) + len(span.pieces) - 1


@settings(deadline=None)
@given(brat_documents(), st.data())
def test_a_damaged_file_is_an_error_or_comes_back_byte_for_byte(document, data):
    ann = format_brat(document)
    start = data.draw(st.integers(0, len(ann)))
    end = data.draw(st.integers(start, min(len(ann), start + 5)))
    damaged = ann[:start] + data.draw(texts(0)) + ann[end:]
    try:
        read = parse_brat(document.text, damaged, "a.ann")
    except BratError as error:
        assert str(error).startswith("a.ann, line ")
        return
    assert format_brat(read) == damaged


def test_reading_brat_loads_nothing_heavy():
    code = (
        "import sys, course.corpus as c; c.read_brat, c.write_brat, c.gold_from_brat, c.to_web_annotation;"
        "print([n for n in ('pandas', 'numpy', 'sklearn', 'scipy', 'pydantic') if n in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
