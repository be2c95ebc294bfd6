"""W3C Web Annotation: valid by the schema, nothing lost on the way back, a changed text never overlooked."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from strange_texts import brat_documents

from course.corpus.brat import BratDocument, BratError, Span, format_brat, parse_brat
from course.corpus.web_annotation import WebAnnotationError, from_web_annotation, to_web_annotation

SCHEMA = json.loads((Path(__file__).parents[2] / "course/corpus/web_annotation.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SOURCE = "https://example.org/boats?edition=2"

TEXT = "The Gazette said that the boats, all of them new last spring, were lost near Ottery. He said so. It said no.\n"
ANN = (
    "T1\tSource 0 11\tThe Gazette\n"
    "T2\tCue 12 16\tsaid\n"
    "T3\tContent 22 31;62 83\tthe boats were lost near Ottery\n"
    "T4\tAttribution 12 16\tsaid\n"
    "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n"
    "A1\tCueStance E1 neutral\n"
    "M1\tSettled E1\n"
    "#1\tReason E1\tThe paper said it.\n"
    "T5\tSentence 0 84\t" + TEXT[:84] + "\n"
    "T6\tCue 88 92\tsaid\n"
    "R1\tInside Arg1:E1 Arg2:T5\n"
    "*\tEquiv T2 T6\n"
    "#2\tAnnotatorNotes A1\ta remark on a label\n"
    "N1\tReference T1 Register:7\tThe Ottery Gazette\n"
)
DOCUMENT = parse_brat(TEXT, ANN)


def page(document: BratDocument = DOCUMENT) -> dict:
    data = to_web_annotation(document, SOURCE)
    return json.loads(json.dumps(data))  # what a file would hold


def item(data: dict, id: str) -> dict:
    return next(item for item in data["items"] if item["id"] == f"{SOURCE}#{id}")


def test_a_page_is_valid_and_comes_back_whole():
    data = page()
    VALIDATOR.validate(data)
    again = from_web_annotation(data, TEXT)
    assert again == DOCUMENT
    assert format_brat(again) == ANN


def test_the_schema_itself_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_short_place_has_its_position_and_its_quote():
    target = item(page(), "T2")["target"]
    position, quote = target["selector"]
    assert position == {"type": "TextPositionSelector", "start": 12, "end": 16}
    assert quote == {
        "type": "TextQuoteSelector",
        "exact": "said",
        "prefix": "The Gazette ",
        "suffix": " that the boats,",
    }
    assert len(target["state"]["says:sha256"]) == 64


def test_a_long_place_quotes_its_first_and_last_words_only():
    position, between = item(page(), "T5")["target"]["selector"]
    assert (position["start"], position["end"]) == (0, 84)
    assert between["startSelector"]["exact"] == "The Gazette said that the boats,"
    assert between["endSelector"]["exact"] == "spring, were lost near Ottery."
    behind = between["endSelector"]["refinedBy"]
    assert behind["start"] == behind["end"] == len(between["endSelector"]["exact"])


def test_pieces_labels_notes_and_links():
    data = page()
    assert [target["selector"][0]["start"] for target in item(data, "T3")["target"]] == [22, 62]
    event = item(data, "E1")
    assert event["motivation"] == "linking"
    assert [(t["says:role"], t["source"].rpartition("#")[2]) for t in event["target"]] == [
        ("Attribution", "T4"),
        ("Source", "T1"),
        ("Cue", "T2"),
        ("Content", "T3"),
    ]
    tag, stance, flag, reason = event["body"]
    assert (tag["purpose"], tag["value"]) == ("tagging", "Attribution")
    assert (stance["says:layer"], stance["value"]) == ("CueStance", "neutral")
    assert flag["says:flag"] == "Settled"
    assert (reason["purpose"], reason["says:note"]) == ("commenting", "Reason")
    assert reason["id"].endswith("#%231"), "a note's id is escaped: # may not stand in a fragment"


def test_a_collection_with_its_page_embedded_is_read_too():
    collection = {"type": "AnnotationCollection", "id": "urn:c", "first": page()}
    assert from_web_annotation(collection, TEXT) == DOCUMENT


def test_what_another_tool_added_without_a_line_comes_last():
    data = page()
    extra = copy.deepcopy(item(data, "T6"))
    extra["id"] = f"{SOURCE}#T99"
    del extra["says:line"]
    data["items"].insert(0, extra)
    VALIDATOR.validate(data)
    assert from_web_annotation(data, TEXT).records[-1] == Span("T99", "Cue", ((88, 92),), "said")


def test_a_changed_text_is_reported_with_what_no_longer_fits():
    changed = TEXT.replace("The Gazette", "The Ottery Gazette")
    with pytest.raises(WebAnnotationError) as caught:
        from_web_annotation(page(), changed)
    message = str(caught.value)
    assert "the text has changed since it was annotated" in message
    assert "T1: it quotes 'The Gazette', the text has 'The Ottery '" in message
    assert "reanchor=True" in message


def test_even_a_change_that_moves_nothing_is_reported():
    with pytest.raises(WebAnnotationError, match="All places still fit"):
        from_web_annotation(page(), TEXT.rstrip("\n"))


def test_places_are_found_again_only_if_asked():
    changed = "Late news. " + TEXT.replace("all of them new last", "twelve, built this")
    document = from_web_annotation(page(), changed, reanchor=True)
    texts = {span.id: span.text for span in document.spans}
    assert texts["T1"] == "The Gazette"
    assert texts["T3"] == "the boats were lost near Ottery"
    assert texts["T5"] == "The Gazette said that the boats, twelve, built this spring, were lost near Ottery."
    assert document.spans[1].pieces == ((23, 27),)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (TEXT.replace("He said so. ", ""), "T6: 'said' is no longer found among"),
        (TEXT + TEXT, "now stands 2 times between the same words"),
        (TEXT.replace("were lost near Ottery", "got lost"), "T3: .*is no longer found"),
    ],
)
def test_a_place_that_is_gone_or_doubled_is_reported(changed, message):
    with pytest.raises(WebAnnotationError, match=message):
        from_web_annotation(page(), changed, reanchor=True)


def test_first_and_last_words_that_changed_places_are_reported():
    first, last = "The long and winding road to the sea, ", "and at last the weary way back home."
    text = first + "through the hills, " + last
    data = page(BratDocument(text, (Span("T1", "Content", ((0, len(text)),), text),)))
    with pytest.raises(WebAnnotationError, match="now stand before its first"):
        from_web_annotation(data, "through the hills, " + last + first, reanchor=True)


def test_an_alternative_with_places_is_never_carried_to_another_text():
    note = '#1\tAlternative T1\t{"field":"cue","value":[[3,7]]}\n'
    data = page(parse_brat("He said.", "T1\tCue 3 7\tsaid\n" + note))
    assert from_web_annotation(data, "He said.").notes[0].text.endswith("[[3,7]]}")
    with pytest.raises(WebAnnotationError, match="#1: an Alternative that gives places of the old text"):
        from_web_annotation(data, "So: He said.", reanchor=True)


def break_quote(data):
    item(data, "T2")["target"]["selector"][1]["exact"] = "says"


def break_context(data):
    item(data, "T2")["target"]["selector"][1]["prefix"] = "The Herald "


def break_range(data):
    item(data, "T5")["target"]["selector"][1]["endSelector"]["exact"] = "elsewhere."


def move_place(data):
    item(data, "T2")["target"]["selector"][0]["end"] = 900


def drop_position(data):
    del item(data, "T2")["target"]["selector"][0]


def drop_record(data):
    del item(data, "T2")["says:record"]


def drop_tag(data):
    del item(data, "T2")["body"][0]


def drop_note_type(data):
    del item(data, "E1")["body"][3]["says:note"]


def drop_span(data):
    data["items"].remove(item(data, "T1"))


def name_unknown_record(data):
    item(data, "T2")["says:record"] = "poem"


def put_text_for_item(data):
    data["items"][0] = "T1"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (break_quote, "T2: it quotes 'says', the text has 'said'"),
        (break_context, "T2: other words stand around 'said' than it says"),
        (break_range, "T5: it quotes 'elsewhere.'"),
        (move_place, "T2: it goes from 12 to 900 in a text that ends at 109"),
        (drop_position, "T2: it gives no TextPositionSelector"),
        (drop_record, "#T2: not in the form .*'says:record' is missing"),
        (drop_tag, "#T2: not in the form"),
        (drop_note_type, "#E1: not in the form .*'says:note' is missing"),
        (drop_span, "points at T1, which is not in the file"),
        (name_unknown_record, "says:record is 'poem'"),
        (put_text_for_item, "item 1: not in the form"),
    ],
)
def test_a_damaged_page_is_named(damage, message):
    data = page()
    damage(data)
    with pytest.raises(WebAnnotationError, match=message):
        from_web_annotation(data, TEXT)


@pytest.mark.parametrize("data", [[], {}, {"items": 3}, {"first": "urn:page"}])
def test_what_is_no_page_is_named(data):
    with pytest.raises(WebAnnotationError, match="no AnnotationPage"):
        from_web_annotation(data, TEXT)


def test_the_source_must_be_an_address():
    with pytest.raises(WebAnnotationError, match="no absolute IRI"):
        to_web_annotation(DOCUMENT, "boats.txt")


def test_an_inconsistent_document_is_refused():
    with pytest.raises(BratError):
        to_web_annotation(BratDocument("He said.", (Span("T1", "Cue", ((3, 7),), "says"),)), SOURCE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.pop("@context"),
        lambda data: data.update({"@context": "https://example.org/"}),
        lambda data: data.update(id="boats"),
        lambda data: data.update(type="Page"),
        lambda data: data["items"][0].pop("target"),
        lambda data: data["items"][0].update(type="Note"),
        lambda data: data["items"][0].update(motivation="shouting"),
        lambda data: data["items"][0]["target"]["selector"][0].update(start=-1),
        lambda data: data["items"][0]["target"]["selector"][0].pop("end"),
        lambda data: data["items"][0]["target"]["selector"][1].pop("exact"),
        lambda data: data["items"][0]["target"]["selector"][1].update(exact=""),
        lambda data: data["items"][0]["target"]["selector"][1].update(type="GuessSelector"),
        lambda data: data["items"][0]["target"]["state"].update({"says:sha256": "abc"}),
        lambda data: data["items"][0]["target"].pop("source"),
        lambda data: data["items"][0]["body"][0].pop("value"),
    ],
)
def test_the_schema_refuses_what_the_model_forbids(damage):
    data = page()
    damage(data)
    assert not VALIDATOR.is_valid(data)


def test_the_schema_accepts_another_tools_page():
    # In the shapes of the model's own examples 3.1, 4.2 and 5.2, with other content.
    faults = VALIDATOR.iter_errors(
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": "http://example.org/page1",
            "type": "AnnotationPage",
            "partOf": "http://example.org/collection1",
            "items": [
                {
                    "id": "http://example.org/anno1",
                    "type": "Annotation",
                    "created": "2015-10-13T13:00:00Z",
                    "motivation": ["commenting", "tagging"],
                    "body": "http://example.net/comment1",
                    "target": {
                        "source": "http://example.com/page1",
                        "selector": {"type": "TextQuoteSelector", "exact": "boats"},
                        "state": {"type": "TimeState", "sourceDate": "2015-07-20T13:30:00Z"},
                    },
                },
                {
                    "id": "http://example.org/anno2",
                    "type": "Annotation",
                    "bodyValue": "a comment",
                    "target": "http://example.com/page2",
                },
            ],
        }
    )
    assert list(faults) == []


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(brat_documents())
def test_any_document_survives_the_way_through_json(document):
    data = page(document)
    assert VALIDATOR.is_valid(data)
    assert from_web_annotation(data, document.text) == document


@settings(deadline=None)  # a first import, or a busy machine, is no failure
@given(brat_documents())
def test_any_place_is_found_again_behind_other_words_or_reported(document):
    try:
        moved = from_web_annotation(page(document), "☂" * 20 + document.text, reanchor=True)
    except WebAnnotationError as error:
        assert "not found in this text" in str(error)
        return
    assert [span.text for span in moved.spans] == [span.text for span in document.spans]
    assert [span.pieces for span in moved.spans] == [
        tuple((start + 20, end + 20) for start, end in span.pieces) for span in document.spans
    ]
