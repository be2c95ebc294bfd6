"""A text and its parts: unchanged, covered by its units, its gold in place; else an error that says where."""

import csv
import hashlib
import re

import pytest

from course.corpus.article import CorpusError, load_article
from course.errors import CourseError

ARTICLE_SHA256 = "1ca65280cefb6c1b6b859f0e493c406523a1028c825e34d2bd908d522e0a2135"


@pytest.fixture
def folder(project):
    return project / "data" / "articles" / "karabakh"


@pytest.fixture
def rows(folder):
    with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder, rows):
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["unit", "start", "end", "kind"])
        writer.writeheader()
        writer.writerows(rows)


def says(*parts):
    """A pattern for a message that has these parts in this order."""
    return "(?s)" + ".*".join(map(re.escape, parts))


# As it is


def test_the_article_is_the_article_byte_for_byte(folder):
    assert hashlib.sha256((folder / "article.txt").read_bytes()).hexdigest() == ARTICLE_SHA256


def test_the_54_units_are_exact_slices_and_cover_the_body():
    article = load_article("karabakh")
    assert len(article.sentences) == 54
    assert sum(s.heading for s in article.sentences) == 3
    reached = 135  # after title, date and teaser
    for sentence in article.sentences:
        assert article.text[sentence.start : sentence.end] == sentence.text
        assert article.text[reached : sentence.start].strip() == ""
        reached = sentence.end
    assert article.text[reached:].strip() == ""


def test_offsets_count_characters_not_bytes():
    article = load_article("karabakh")
    sentence = article.sentence("P14b")  # curly quotes and a no-break space
    raw = article.text.encode()
    assert raw[: len(article.text[: sentence.start].encode())].decode() == article.text[: sentence.start]
    assert sentence.text.startswith("He affirmed that “Israel”")
    assert len(raw) > len(article.text)


def test_every_attribution_lies_in_its_sentence_and_shows_its_parts():
    article = load_article("karabakh", keys=True)
    assert len(article.attributions) > 25
    for sentence in article.sentences:
        for attribution in sentence.attributions:
            assert attribution.cue
            for reading in attribution.readings:
                for start, end in (piece for role in reading.values() for piece in role):
                    assert sentence.start <= start < end <= sentence.end
            assert attribution.readings[0] == attribution.spans


def test_learners_do_not_get_the_held_back_gold():
    open_, all_ = load_article("karabakh"), load_article("karabakh", keys=True)
    for unit in ("P36", "P52", "P14b", "P22", "P49", "P13", "P54", "P29", "P38", "P43"):
        assert (open_.sentence(unit).voice, open_.sentence(unit).attributions) == (None, [])
        assert all_.sentence(unit).attributions


def test_an_unknown_unit_is_answered_with_those_there_are():
    with pytest.raises(CorpusError, match=says("karabakh", "'P99'", "P06, P07")):
        load_article("karabakh").sentence("P99")


def test_an_unknown_text_is_answered_with_those_there_are(project):
    with pytest.raises(CourseError, match=says("articles", "'nowhere'", "karabakh")):
        load_article("nowhere")


# Broken parts


def test_an_article_edited_by_one_character_is_refused(folder):
    path = folder / "article.txt"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"Azerbaijan", b"azerbaijan", 1))
    with pytest.raises(CorpusError, match=says(str(path), "was changed", "fresh copy")):
        load_article("karabakh")


def test_other_line_ends_are_a_change(folder):
    path = folder / "article.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(CorpusError, match="was changed"):
        load_article("karabakh")


@pytest.mark.parametrize("name", ["article.txt", "article.toml", "units.csv"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CorpusError, match=says(str(folder / name), "is missing", "fresh copy")):
        load_article("karabakh")


def test_a_slip_in_the_toml_is_named_with_its_line(folder):
    path = folder / "article.toml"
    path.write_text('title = "A"\nlanguage = en\n')
    with pytest.raises(CorpusError, match=says(str(path), "line 2")):
        load_article("karabakh")
    path.write_bytes(b'title = "\xff"\n')
    with pytest.raises(CorpusError, match=re.escape(str(path))):
        load_article("karabakh")


def test_a_gap_between_units_is_named_with_its_words(folder, rows):
    rows[5]["start"] = int(rows[5]["start"]) + 4
    write_rows(folder, rows)
    with pytest.raises(CorpusError, match=says("units.csv, line 7", rows[5]["unit"], "belong to no unit", "Mend")):
        load_article("karabakh")


def test_a_unit_left_out_is_a_gap(folder, rows):
    gone = rows.pop(5)
    write_rows(folder, rows)
    lost = load_text(folder)[int(gone["start"]) : int(gone["end"])][:40]
    with pytest.raises(CorpusError, match=says("units.csv, line 7", lost, "belong to no unit")):
        load_article("karabakh")


def load_text(folder):
    return (folder / "article.txt").read_bytes().decode()


def test_an_overlap_is_named(folder, rows):
    rows[5]["start"] = int(rows[4]["end"]) - 1
    write_rows(folder, rows)
    with pytest.raises(CorpusError, match=says("units.csv, line 7", rows[5]["unit"], "overlaps", "Mend")):
        load_article("karabakh")


def test_a_missing_last_unit_is_noticed(folder, rows):
    write_rows(folder, rows[:-1])
    with pytest.raises(CorpusError, match=says("units.csv", f"after offset {rows[-2]['end']}", "Add the units")):
        load_article("karabakh")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": 10**6}, "leaves the text"),
        ({"start": -1}, "overlaps"),
        ({"start": "x"}, "lacks unit, start, end or kind"),
        ({"kind": "sentense"}, "neither heading nor sentence"),
        ({"unit": "P07"}, "unit of this name before it"),
    ],
)
def test_a_wrong_row_is_refused(folder, rows, changes, said):
    rows[3] |= changes
    write_rows(folder, rows)
    with pytest.raises(CorpusError, match=says("units.csv", said)):
        load_article("karabakh")


def test_a_unit_that_takes_in_white_space_is_refused(folder, rows):
    rows[0]["end"] = int(rows[0]["end"]) + 1
    write_rows(folder, rows)
    with pytest.raises(CorpusError, match=says("units.csv, line 2", "white space")):
        load_article("karabakh")


def test_gold_that_is_gone_is_named_and_not_taken_for_a_text_without_gold(project):
    ann_of(project, held=False).unlink()
    with pytest.raises(CorpusError, match=says("practice.ann is missing", "fresh copy")):
        load_article("karabakh")


def ann_of(project, held):
    return project / ("assignments/keys/karabakh.ann" if held else "data/articles/karabakh/practice.ann")


@pytest.mark.parametrize("held", [False, True], ids=["practice.ann", "keys"])
def test_gold_whose_offsets_do_not_fit_is_named_with_its_line(project, held):
    path = ann_of(project, held)
    line = next(line for line in path.read_text("utf-8").splitlines() if "\tCue " in line)
    id, (type, start, end), words = (part.split(" ") if " " in part else part for part in line.split("\t"))
    path.write_text(
        path.read_text("utf-8").replace(line, f"{id}\t{type} {int(start) + 1} {int(end) + 1}\t{words}"), "utf-8"
    )
    with pytest.raises(CorpusError, match=says(str(path), "line ", id)):
        load_article("karabakh", keys=held)


@pytest.mark.parametrize("held", [False, True], ids=["practice.ann", "keys"])
def test_gold_on_no_unit_of_the_text_is_named_with_its_file(project, held):
    path = ann_of(project, held)
    unit = "P36" if held else "P28"
    path.write_text(path.read_text("utf-8").replace(f"\t{unit}\n", "\tP28b\n"), "utf-8")
    with pytest.raises(CorpusError, match=says(str(path), "P28b", "Mend")):
        load_article("karabakh", keys=held)


def test_an_annotation_file_that_is_not_utf8_is_named(folder):
    (folder / "practice.ann").write_bytes(b"T1\tCue 1 2\t\xff\n")
    with pytest.raises(CorpusError, match=says("practice.ann", "UTF-8")):
        load_article("karabakh")


def test_a_sentence_both_open_and_held_back_is_refused(project, folder):
    held = ann_of(project, True)
    held.write_bytes(held.read_bytes() + (folder / "practice.ann").read_bytes().partition(b"T8201")[0])
    with pytest.raises(CorpusError, match=says(str(held), "P06", "practice.ann")):
        load_article("karabakh", keys=True)
    load_article("karabakh")


def test_missing_keys_are_named_and_where_to_say_they_are(project):
    ann_of(project, True).unlink()
    with pytest.raises(CorpusError, match=says("karabakh.ann", "is missing", "SAYS_WHO_KEYS")):
        load_article("karabakh", keys=True)


def test_keys_may_lie_elsewhere(project, tmp_path, monkeypatch):
    elsewhere = (project / "assignments" / "keys").rename(tmp_path / "my-keys")
    monkeypatch.setenv("SAYS_WHO_KEYS", str(elsewhere))
    assert load_article("karabakh", keys=True).sentence("P36").attributions
