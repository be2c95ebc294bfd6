"""One planted leak of each sort, in each sort of place, and each is found; the honest kit has none."""

import base64
import csv
import gzip
import io
import json
import shutil
import tarfile
import zipfile
import zlib

import pytest

from course.corpus.article import load_article
from course.kit.contents import project_files
from course.kit.leaks import leaks
from course.marking.solutions import as_file, model
from course.places import PROJECT, keys_folder

NAME = "1-claims-and-attribution"
SENTENCE = load_article("karabakh", keys=True).sentence("P36")
(PLACE,) = SENTENCE.attributions[0].content
OFFSETS = f"{PLACE[0]}, {PLACE[1]}"
REASON = SENTENCE.reason


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """The kit's files, with assignment 1 as its source has it: nothing in it is cleared by nbgrader."""
    folder = tmp_path_factory.mktemp("kit")
    files = project_files([])
    source = PROJECT / "assignments" / "source" / NAME / f"{NAME}.ipynb"
    files[f"assignments/{NAME}/{NAME}.ipynb"] = source.read_bytes()
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def kit(honest, tmp_path):
    """Three files of it, to plant something in: looking through all of it takes a second each time."""
    for name in (f"assignments/{NAME}/{NAME}.ipynb", "docs/glossary.md", "data/evidence.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(honest / name, tmp_path / name)
    return tmp_path


def test_the_honest_kit_gives_nothing_away(honest):
    assert leaks(honest) == []


def in_page(kit, words):
    with (kit / "docs" / "glossary.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def in_table(kit, words):
    with (kit / "data" / "evidence.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["x", words])


def in_notebook(kit, change):
    path = kit / "assignments" / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), "utf-8")


def in_metadata(kit, words):
    in_notebook(kit, lambda n: n["metadata"].update(note=words))


def in_cell_metadata(kit, words):
    in_notebook(kit, lambda n: n["cells"][1]["metadata"].update(deep=[{"er": words}]))


def in_source(kit, words):
    in_notebook(kit, lambda n: n["cells"][1]["source"].append(f"\n# {words}"))


def in_output(kit, words):
    output = {"output_type": "stream", "name": "stdout", "text": [words]}
    in_notebook(kit, lambda n: n["cells"][1].update(outputs=[output]))


def in_package_data(kit, words):
    (kit / "course").mkdir()
    (kit / "course" / "hints.json").write_text(json.dumps({"x": words}), "utf-8")


def in_archive(kit, words):
    """A text in a tar in a zip, under names that say nothing."""
    tar, raw = io.BytesIO(), words.encode()
    with tarfile.open(fileobj=tar, mode="w:gz") as packed:
        entry = tarfile.TarInfo("readme")
        entry.size = len(raw)
        packed.addfile(entry, io.BytesIO(raw))
    with zipfile.ZipFile(kit / "pictures.bin", "w") as packed:
        packed.writestr("inner.dat", tar.getvalue())


def in_gzip(kit, words):
    (kit / "old.gz").write_bytes(gzip.compress(words.encode()))


def in_utf16(kit, words):
    (kit / "notes.txt").write_bytes(words.encode("utf-16"))


def in_picture(kit, words):
    (kit / "chart.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0" + words.encode("ascii", "replace") + b"\0\xff")


PLACES = [
    in_page, in_table, in_metadata, in_cell_metadata, in_source, in_output, in_package_data, in_archive, in_gzip,
    in_utf16, in_picture,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLACES)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (OFFSETS, "is the place of a mark in karabakh"),
        (f"[[{PLACE[0]}, {PLACE[1]}]]", "is the place of a mark in karabakh"),
        ("P36 is attributed", "“attributed” stands beside P36"),
        ('"unit": "P44", "voice": "author_voice"', "“author_voice” stands beside P44"),
        (f"Remember: {REASON}", "stands in the keys, P36 of karabakh"),
        ("### BEGIN SOLUTION", "marks what learners must not get"),
        ("### END HIDDEN TESTS", "marks what learners must not get"),
    ],
)
def test_a_planted_leak_is_found_wherever_it_lies(kit, plant, words, said):
    plant(kit, words.replace("’", "'"))
    found = leaks(kit)
    assert found
    assert all(said in line for line in found)


SPAN = {"type": "TextPositionSelector", "start": PLACE[0], "end": PLACE[1]}
CUE = " ".join(load_article("karabakh").text[a:b] for a, b in SENTENCE.attributions[0].cue)
ANN = f"T1\tContent {PLACE[0]} {PLACE[1]}\tIsraeli defense companies"


@pytest.mark.parametrize("plant", [in_page, in_cell_metadata, in_output])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (json.dumps(SPAN), "is the place of a mark in karabakh"),
        (f"P36,claim,{PLACE[0]},first to last,{PLACE[1]}", "is the place of a mark in karabakh"),
        (f"from {PLACE[0]:,} to {PLACE[1]:,}", "is the place of a mark in karabakh"),
        (f"it begins at {PLACE[0]} and has {PLACE[1] - PLACE[0]} letters", "is the place of a mark in karabakh"),
        (f"https://example.org/#char={PLACE[0]}%2C{PLACE[1]}", "is the place of a mark in karabakh"),
        (base64.b64encode(ANN.encode()).decode(), "base64 1: “"),
        ("".join(f"&#{ord(letter)};" for letter in REASON), "stands in the keys, P36 of karabakh"),
        ("".join(f"\\u{ord(letter):04x}" for letter in REASON), "stands in the keys, P36 of karabakh"),
        ("P44 is the article’s own word.", "“own word” stands beside P44"),
        ("P36: someone else’s word", "“someone else's word” stands beside P36"),
        ("voice-1 = own, voice-2 = someone", "“own” stands beside voice-1"),
        ("trace-1: changed", "“changed” stands beside trace-1"),
        ("step-2 comes to 7.", "comes to 7” stands beside step-2"),
        (f"The cue is “{CUE}”.", f"“{CUE}” is the cue of P36"),
    ],
)
def test_a_leak_in_other_words_is_found_too(kit, plant, words, said):
    plant(kit, words)
    found = leaks(kit)
    assert any(said.replace("’", "'") in line.replace("’", "'") for line in found), found


def test_a_packed_file_under_any_name_is_looked_into(kit):
    (kit / "data" / "sounds.dat").write_bytes(zlib.compress(ANN.encode()))
    assert [line.split(":")[0] for line in leaks(kit)] == ["data/sounds.dat > unpacked"]


def test_offsets_in_the_name_of_a_cell_or_a_file_are_found(kit):
    in_notebook(kit, lambda n: n["cells"][1].update(id=f"c-{PLACE[0]}-{PLACE[1]}"))
    (kit / f"hint_{PLACE[0]}_{PLACE[1]}.txt").write_text("nothing")
    found = leaks(kit)
    assert [line.split(":")[0] for line in found] == [
        f"assignments/{NAME}/{NAME}.ipynb",
        f"hint_{PLACE[0]}_{PLACE[1]}.txt",
    ]


def test_a_file_of_the_keys_is_found_under_any_name(kit):
    shutil.copy(keys_folder() / "karabakh.ann", kit / "data" / "picture.png")
    assert any("is the file karabakh.ann of the keys" in line for line in leaks(kit))


@pytest.mark.parametrize("text", ["karabakh", "transfer-rumour"])
def test_model_answers_are_found_as_a_file_and_as_metadata(kit, text):
    (kit / "answers.json").write_text(as_file(NAME, text, model(NAME, text)), "utf-8")
    assert {line.split(": ")[1] for line in leaks(kit)} >= {f"the answer to voice-1 of {NAME}"}
    (kit / "answers.json").unlink()
    value = model(NAME, text)["voice-1"]  # the article's own word: no offsets in it
    in_notebook(kit, lambda n: n["metadata"].update(says_who=value | {"more": 1}))
    assert f"assignments/{NAME}/{NAME}.ipynb: the answer to voice-1 of {NAME}" in leaks(kit)
