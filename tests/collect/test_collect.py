"""Hand-ins as people and platforms send them -> submitted/, as nbgrader reads it."""

import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from course.answers import Answers
from course.cli import app
from course.collect import found as found_module
from course.collect.found import find
from course.collect.into import collect
from course.collect.roster import Learner, Named, as_student_id, read_learners, who_is
from course.errors import CourseError
from course.hand_in_file import pack

NAME = "1-claims-and-attribution"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def course(tmp_path):
    (tmp_path / "course" / "source" / NAME).mkdir(parents=True)
    return tmp_path / "course"


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def notebook(name=NAME, extra=""):
    cell = {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "source": f'course.begin("{name}")\n{extra}'}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def answers_file(value):
    entry = {"value": value, "time": "2026-03-01T09:00:00.000Z"}
    return json.dumps({"schema": 1, "notebook": NAME, "kit": "0", "items": {"span-1": entry}}).encode()


def zipped(files, time=MONDAY):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, raw in files.items():
            packed.writestr(zipfile.ZipInfo(name, time.astimezone().timetuple()[:6]), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def hand_in(value=1, made=MONDAY, name=f"{NAME}.ipynb"):
    note = json.dumps({"assignment": NAME, "kit": "0", "time": made.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    return zipped({name: notebook(), f"answers/{NAME}.json": answers_file(value), "hand-in.json": note}, made)


def put(path, raw, time=MONDAY):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    os.utime(path, (time.timestamp(), time.timestamp()))
    return path


def states(result):
    return {one.place: (one.student, one.state) for one in result.files}


def recorded(course, student):
    path = course / "submitted" / student / NAME / "answers" / f"{NAME}.json"
    return json.loads(path.read_text())["items"]["span-1"]["value"]


# What the button makes is what is collected


def test_the_buttons_file_goes_through_and_leaves_the_check_and_names_behind(tmp_path, course, inbox):
    folder = tmp_path / "learner"
    folder.mkdir()
    (folder / f"{NAME}.ipynb").write_bytes(notebook())
    answers = Answers(NAME, folder)
    answers.record("span-1", {"voice": "own"})
    answers.record("check-A1", {"rating": 70})
    packed = pack(answers)
    put(inbox / "Anna" / packed.name, packed.content, datetime.now(UTC))
    result = collect(NAME, inbox, course)
    assert states(result) == {f"Anna/{NAME}.zip": ("Anna", "new")}
    there = course / "submitted" / "Anna" / NAME
    assert sorted(p.relative_to(there).as_posix() for p in there.rglob("*") if p.is_file()) == [
        f"{NAME}.ipynb", f"answers/{NAME}.json", "timestamp.txt",
    ]  # fmt: skip
    assert recorded(course, "Anna") == {"voice": "own"}
    assert "check-" not in (there / "answers" / f"{NAME}.json").read_text()


# Platforms


def test_canvas_and_moodle_names_lead_to_the_learner(course, inbox):
    put(inbox / f"doejane_12345_678_{NAME}-2.zip", hand_in(1))
    put(inbox / f"oneillsean_LATE_12346_679_{NAME}.zip", hand_in(2))
    put(inbox / "Zoë Müller_12347_assignsubmission_file_" / f"{NAME}.zip", hand_in(3))
    put(inbox / f"Ana López, Ruiz_12348_assignsubmission_file_{NAME}.zip", hand_in(4))
    learners = {
        "jane": Learner("jane", "12345"),
        "sean": Learner("sean", "12346"),
        "zoe": Learner("zoe", "", "Zoë", "Müller"),
        "ana": Learner("ana", "12348"),
        "absent": Learner("absent", "1"),
    }
    result = collect(NAME, inbox, course, learners)
    assert {one.student for one in result.files} == {"jane", "sean", "zoe", "ana"}
    assert {one.state for one in result.files} == {"new"}
    assert [recorded(course, who) for who in ("jane", "sean", "zoe", "ana")] == [1, 2, 3, 4]
    assert next(one.notes for one in result.files if one.student == "sean") == ("the platform marks it late",)
    assert result.absent == ["absent"]


def bulk():
    return zipped(
        {
            f"doejane_12345_678_{NAME}.zip": hand_in(1),
            f"roe_12346_679_{NAME} (1).ipynb": notebook(),
            "read me.txt": b"Canvas",
        }
    )


def test_a_bulk_download_may_stay_packed(course, inbox):
    result = collect(NAME, put(inbox / "submissions.zip", bulk()), course)
    assert {(one.student, one.state) for one in result.files} == {("12345", "new"), ("12346", "new")}
    lone = next(one for one in result.files if one.student == "12346")
    assert "a notebook alone" in lone.notes[0]
    assert (course / "submitted" / "12346" / NAME / f"{NAME}.ipynb").is_file()


@pytest.mark.parametrize(
    ("named", "said"), [(False, "collect it alone, by its own name"), (True, "call it download.zip")]
)
def test_one_that_anybody_may_have_made_is_told_and_not_opened(course, inbox, named, said):
    path = put(inbox / ("BIO_101_2026_S1.zip" if named else "submissions.zip"), bulk())
    (one,) = collect(NAME, path if named else inbox, course).files
    assert said in one.notes[0]
    assert not (course / "submitted" / "12345").exists()


def test_two_of_one_name_are_nobodys_until_a_person_looked(course, inbox):
    for number in (1, 2):
        put(inbox / f"Jane Doe_{number}_assignsubmission_file_" / f"{NAME}.zip", hand_in(number))
    assert {(one.student, one.state) for one in collect(NAME, inbox, course).files} == {("", "unknown")}


def test_a_folder_from_a_memory_stick_brings_its_answers(course, inbox):
    put(inbox / "ben" / NAME / f"{NAME}.ipynb", notebook())
    put(inbox / "ben" / NAME / "answers" / f"{NAME}.json", answers_file(7))
    collect(NAME, inbox, course)
    assert recorded(course, "ben") == 7


def test_another_assignments_files_are_passed_over(course, inbox):
    put(inbox / "ben" / "2-counting-flights.ipynb", notebook("2-counting-flights"))
    put(inbox / "ben" / "2-counting-flights.zip", zipped({"2-counting-flights.ipynb": notebook("2-counting-flights")}))
    put(inbox / "ben" / f"{NAME}.zip", hand_in())
    assert states(collect(NAME, inbox, course)) == {f"ben/{NAME}.zip": ("ben", "new")}


# Names, times, several by one


@pytest.mark.parametrize("name", [f"{NAME} (1).ipynb", "Kopie von 1.ipynb", f"Downloads/{NAME}-2.ipynb"])
def test_a_renamed_notebook_gets_its_name_back_and_that_is_told(course, inbox, name):
    put(inbox / "ben.zip", hand_in(name=name))
    (one,) = collect(NAME, inbox, course).files
    assert "the notebook was called" in one.notes[0]
    assert (course / "submitted" / "ben" / NAME / f"{NAME}.ipynb").read_bytes() == notebook()


def test_the_latest_of_several_counts_and_a_changed_one_is_marked_anew(course, inbox):
    put(inbox / "ben" / "first.zip", hand_in(1, MONDAY), MONDAY + timedelta(hours=1))
    put(inbox / "ben" / "second.zip", hand_in(2, MONDAY + timedelta(hours=2)), MONDAY + timedelta(hours=3))
    result = collect(NAME, inbox, course)
    assert states(result) == {"ben/first.zip": ("ben", "earlier"), "ben/second.zip": ("ben", "new")}
    assert recorded(course, "ben") == 2
    stamp = course / "submitted" / "ben" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-03-02 12:00:00 UTC"
    assert collect(NAME, inbox, course).files[-1].state == "unchanged"
    assert stamp.read_text() == "2026-03-02 12:00:00 UTC"
    put(inbox / "ben" / "third.zip", hand_in(3, MONDAY + timedelta(hours=2)), MONDAY + timedelta(hours=3))
    assert collect(NAME, inbox, course).files[-1].state == "newer"
    assert recorded(course, "ben") == 3
    assert stamp.read_text() == "2026-03-02 12:00:01 UTC"  # nbgrader passes over what is no newer


def test_an_older_download_does_not_take_the_place_of_newer_work(course, inbox, tmp_path):
    put(inbox / "ben.zip", hand_in(2, MONDAY + timedelta(days=1)), MONDAY + timedelta(days=1))
    collect(NAME, inbox, course)
    put(tmp_path / "old" / "ben.zip", hand_in(1, MONDAY), MONDAY)
    assert states(collect(NAME, tmp_path / "old", course)) == {"ben.zip": ("ben", "earlier")}
    assert recorded(course, "ben") == 2


def test_late_is_told_by_how_much(course, inbox):
    put(inbox / "in time.zip", hand_in(1, MONDAY))
    put(inbox / "late.zip", hand_in(1, MONDAY + timedelta(hours=5)), MONDAY + timedelta(hours=5))
    result = collect(NAME, inbox, course, due=MONDAY + timedelta(hours=1))
    assert {one.student: one.late for one in result.files} == {"in-time": None, "late": timedelta(hours=4)}


def test_a_clock_that_runs_ahead_is_told_and_does_not_make_a_hand_in_late(course, inbox):
    put(inbox / "ben.zip", hand_in(1, MONDAY + timedelta(days=400)), MONDAY)
    (one,) = collect(NAME, inbox, course).files
    assert one.time == MONDAY
    assert "a clock is wrong" in one.notes[0]


# Damage and malice


def linked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(f"{NAME}.ipynb", notebook())
        info = zipfile.ZipInfo(f"answers/{NAME}.json")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        packed.writestr(info, "../../../keys/karabakh.ann")
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no zip that can be read"),
        (b"PK\x03\x04 and then nothing", "no zip that can be read"),
        (hand_in()[:-40], "no zip that can be read"),
        (zipped({"essay.docx": b"x"}), "neither a notebook nor an answers file"),
        (zipped({"../../evil.ipynb": notebook()}), "neither a notebook"),
    ],
)
def test_what_cannot_be_read_is_told_and_stops_nobody(course, inbox, raw, said):
    put(inbox / "anna.zip", raw)
    put(inbox / "ben.zip", hand_in())
    result = collect(NAME, inbox, course)
    assert states(result) == {"anna.zip": ("anna", "unreadable"), "ben.zip": ("ben", "new")}
    assert said in result.files[0].notes[-1]
    assert sorted(p.name for p in course.parent.rglob("evil*")) == []
    assert (course / "submitted" / "anna" / NAME).is_dir()  # so that marking names her


def test_a_damaged_last_upload_does_not_take_the_place_of_good_work(course, inbox):
    put(inbox / "ben" / "good.zip", hand_in(1))
    put(inbox / "ben" / "later.zip", hand_in(2)[:-40], MONDAY + timedelta(days=1))
    assert states(collect(NAME, inbox, course)) == {
        "ben/good.zip": ("ben", "new"),
        "ben/later.zip": ("ben", "unreadable"),
    }
    assert recorded(course, "ben") == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (linked(), "it is a link, not a file"),
        (zipped({f"{NAME}.ipynb": notebook(), "../../x/answers/p.json": b"{}"}), "its name leads out of the folder"),
        (zipped({f"{NAME}.ipynb": notebook(), "C:\\x\\y.json": b"{}"}), "its name leads out of the folder"),
    ],
)
def test_a_part_that_leads_elsewhere_is_left_out_and_told(course, inbox, raw, said):
    put(inbox / "ben.zip", raw)
    (one,) = collect(NAME, inbox, course).files
    assert one.state == "new"
    assert any(said in note for note in one.notes)
    assert not (course / "submitted" / "ben" / NAME / "answers").exists()


def test_links_and_bombs_are_not_opened(course, inbox, monkeypatch, tmp_path):
    monkeypatch.setattr(found_module, "LARGEST", 100_000)
    put(inbox / "bomb.zip", zipped({f"{NAME}.ipynb": b"0" * 200_000}))
    secret = put(tmp_path / "secret.zip", hand_in())
    (inbox / "link.zip").symlink_to(secret)
    result = {one.place: one for one in collect(NAME, inbox, course).files}
    assert "larger than" in " ".join(result["bomb.zip"].notes) or "neither" in " ".join(result["bomb.zip"].notes)
    assert "it is a link" in " ".join(result["link.zip"].notes)


def test_a_lying_size_is_not_believed(course, inbox, monkeypatch):
    monkeypatch.setattr(found_module, "LARGEST", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{NAME}.ipynb", b"0" * 5_000_000)
    raw = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    put(inbox / "ben.zip", raw)
    (one,) = collect(NAME, inbox, course).files
    assert one.state == "unreadable"


def test_a_bomb_of_many_parts_is_not_unpacked(course, inbox, monkeypatch):
    monkeypatch.setattr(found_module, "LARGEST", 100_000)
    put(inbox / "ben.zip", zipped({f"part-{n}": b"0" * 90_000 for n in range(10)} | {f"{NAME}.ipynb": notebook()}))
    put(inbox / "ann.zip", hand_in())
    assert states(collect(NAME, inbox, course)) == {"ann.zip": ("ann", "new"), "ben.zip": ("ben", "unreadable")}


def test_nobody_hands_in_for_somebody_else(course, inbox):
    """Ann and Carl made downloads of a whole class themselves, with a newer hand-in of Ben's in it."""
    forged = zipped({f"ben_2_99_{NAME}.zip": hand_in("forged", MONDAY + timedelta(days=1))}, MONDAY + timedelta(days=1))
    put(inbox / f"ben_2_20_{NAME}.zip", hand_in("own"))
    put(inbox / f"ann_1_10_{NAME}.zip", forged)
    put(inbox / "carl.zip", forged)
    result = {one.place.split("_")[0]: one for one in collect(NAME, inbox, course).files}
    assert {who: (one.student, one.state) for who, one in result.items()} == {
        "ben": ("2", "new"),
        "ann": ("1", "unreadable"),
        "carl.zip": ("", "unknown"),
    }
    assert "collect it alone, by its own name" in result["carl.zip"].notes[-1]
    assert recorded(course, "2") == "own"


@pytest.mark.parametrize(
    ("place", "student"),
    [
        (f"Ann_1_assignsubmission_file_Ben_2_assignsubmission_file_{NAME}.zip", "ann"),
        (f"Ann_1_assignsubmission_file_/Ben_2_assignsubmission_file_{NAME}.zip", "ann"),
        (f"Ann_1_assignsubmission_file_/ben_2_99_{NAME}.zip", "ann"),
        (f"Ann_1_assignsubmission_file_/Ben_2_assignsubmission_file_/{NAME}.zip", "ann"),
        (f"ann_1_10_ben_2_99_{NAME}.zip", "ann"),
        (f"ann/ben_2_99_{NAME}.zip", "ann"),
        (f"ann/Ben_2_assignsubmission_file_/{NAME}.zip", "ann"),
        (f"ann/ben/{NAME}.zip", "ann"),
        (f"submissions/ben_2_99_{NAME}.zip", "ben"),
        (f"ann_1_10_Ben_2_assignsubmission_file_{NAME}.zip", ""),  # Canvas's words or Moodle's: nobody knows
    ],
)
def test_what_a_learner_calls_a_file_names_nobody(course, inbox, place, student):
    put(inbox / place, hand_in())
    (one,) = collect(NAME, inbox, course, {"ann": Learner("ann", "1"), "ben": Learner("ben", "2")}).files
    assert (one.student, one.state) == (student, "new" if student else "unknown")


def test_answers_are_not_taken_from_where_a_link_leads(course, inbox):
    put(inbox / "ben" / f"{NAME}.ipynb", notebook())
    put(inbox / "ben" / "answers" / f"{NAME}.json", answers_file(7))
    put(inbox / "ann" / f"{NAME}.ipynb", notebook())
    (inbox / "ann" / "answers").symlink_to("../ben/answers")
    assert {one.student for one in collect(NAME, inbox, course).files if not one.notes} == {"ben"}
    assert not (course / "submitted" / "ann" / NAME / "answers").exists()


def test_a_copy_beside_the_notebook_loses_no_answers(course, inbox):
    put(inbox / "ben" / f"{NAME}.ipynb", notebook())
    put(inbox / "ben" / f"{NAME}-Copy1.ipynb", notebook(), MONDAY - timedelta(days=1))
    put(inbox / "ben" / "answers" / f"{NAME}.json", answers_file(7))
    collect(NAME, inbox, course)
    assert recorded(course, "ben") == 7


def test_answers_beside_several_notebooks_are_nobodys(course, inbox):
    put(inbox / "ann.ipynb", notebook())
    put(inbox / "ben.ipynb", notebook())
    put(inbox / "answers" / f"{NAME}.json", answers_file(7))
    assert ["a notebook alone" in one.notes[0] for one in collect(NAME, inbox, course).files] == [True, True]


def test_without_a_roster_a_file_in_folders_may_be_anybodys(course, inbox):
    put(inbox / "ann" / f"ben_2_99_{NAME}.zip", hand_in())
    (one,) = collect(NAME, inbox, course).files
    assert one.state == "unknown" and "'ann' or '2': give a roster" in one.notes[0]


def test_a_note_from_before_the_kit_says_no_time(course, inbox):
    raw = zipped({f"{NAME}.ipynb": notebook(), "hand-in.json": b'{"time": "0001-01-01T00:00:00.000Z"}'})
    put(inbox / "ben.zip", raw, MONDAY)
    (one,) = collect(NAME, inbox, course).files
    assert one.time == MONDAY


@given(raw=st.binary(max_size=300), name=st.text(max_size=40))
def test_whatever_is_in_a_zip_it_becomes_files_or_a_reason(raw, name, tmp_path_factory):
    inbox = tmp_path_factory.mktemp("inbox")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        # zipfile itself ends a name at the first zero byte, and writes none that is empty.
        packed.writestr(name.encode("utf-8", "replace").decode().partition("\0")[0] or "x", raw)
    put(inbox / "ben.zip", out.getvalue())
    (one,) = find(inbox, NAME)
    assert one.problem or set(one.files) <= {f"{NAME}.ipynb", f"answers/{NAME}.json"}


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such names")
def test_a_name_that_cannot_be_printed_is_printed_all_the_same(course, inbox):
    put(inbox / os.fsdecode(b"ad\xff\x1b[2Ja.zip"), hand_in()[:-40])
    put(inbox / "ben.zip", hand_in())
    done = CliRunner().invoke(app, ["collect", NAME, str(inbox), "--course", str(course)])
    assert done.exit_code == 1
    assert "ad\\udcff\\x1b[2Ja.zip" in done.output and "ben.zip" in done.output and "1 file could not" in done.output
    assert "\x1b" not in done.output


# Who is who


def test_who_is_not_in_the_roster_is_told_and_not_taken(course, inbox):
    put(inbox / "stranger.zip", hand_in())
    result = collect(NAME, inbox, course, {"ben": Learner("ben")})
    assert states(result) == {"stranger.zip": ("", "unknown")}
    assert "nobody in the roster fits 'stranger'" in result.files[0].notes[0]
    assert result.absent == ["ben"]
    assert not (course / "submitted").exists()


@pytest.mark.parametrize(
    ("named", "who"),
    [
        (Named("doejane"), "jd"), (Named("Jane Doe"), "jd"), (Named("Doe, Jane"), "jd"), (Named("", "77"), "rtl"),
        (Named("שרה לוי"), "rtl"), (Named("=cmd"), None), (Named("lee"), None),
        (Named("jane.doe@school.example"), "jd"), (Named("x", "5"), None),
        # Moodle's number is no id: the name counts, and the number where the roster knows no name.
        (Named("Jane Doe", number="77"), "jd"), (Named("Zoe", number="77"), None), (Named("Zoe", number="9"), "bare"),
    ],
)  # fmt: skip
def test_names_lead_to_one_learner_or_to_nobody(named, who):
    learners = {
        "jd": Learner("jd", "", "Jane", "Doe", "jane.doe@school.example"),
        "rtl": Learner("rtl", "77", "שרה", "לוי"),
        "lee1": Learner("lee1", "5", "", "Lee"),
        "lee2": Learner("lee2", "5", "", "Lee"),
        "bare": Learner("bare", "9"),
    }
    assert who_is(named, learners) == who


@pytest.mark.parametrize(
    ("name", "made"), [("Ana López, Ruiz", "Ana-López-Ruiz"), ("=1+1", "1-1"), ("../../etc", "etc"), ("...", None)]
)
def test_without_a_roster_a_name_becomes_an_id_that_is_only_a_name(name, made):
    assert as_student_id(Named(name)) == made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nx\n", "no column id"),
        ("student_id\na\na\n", "line 3: a stands there twice"),
        ("student_id\n../x\n", "line 2: '../x' cannot be a learner's id"),
    ],
)
def test_a_slip_in_the_roster_is_named_with_its_line(tmp_path, text, said):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(CourseError, match=said):
        read_learners(tmp_path / "roster.csv")
    with pytest.raises(CourseError, match="columns id and lms_id"):
        read_learners(tmp_path / "none.csv")


def test_wrong_places_are_told(course, inbox, tmp_path):
    with pytest.raises(CourseError, match="no such file or folder"):
        collect(NAME, tmp_path / "nowhere", course)
    with pytest.raises(CourseError, match="nothing that could be a hand-in"):
        collect(NAME, inbox, course)
    with pytest.raises(CourseError, match=f"no such assignment. Here are: {NAME}"):
        collect("2-none", inbox, course)
