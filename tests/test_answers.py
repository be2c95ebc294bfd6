"""Recorded answers: what was acknowledged is in the file, whatever happens next."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jupyter_client.manager import start_new_kernel

from course import answers as module
from course.answers import Answers, AnswersError, NewerSchema, begin, current, parse
from course.places import PROJECT

EARLY, LATE = "2026-01-31T09:00:00.000Z", "2026-01-31T09:00:00.001Z"
# Everything that JSON carries; text with lone surrogates too, which a browser can send.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def file_of(folder: Path, content: bytes | str) -> Path:
    path = folder / "answers" / "n.json"
    path.parent.mkdir()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def whole(items: dict, schema: object = 1) -> str:
    return json.dumps({"schema": schema, "notebook": "n", "kit": "0", "items": items})


# Kept


def test_an_answer_is_there_again_after_a_restart(tmp_path):
    entry = Answers("n", tmp_path).record("tag-1", {"chosen": ["a"]})
    again = Answers("n", tmp_path)
    assert again.entry("tag-1") == entry
    assert again.notices == []


@settings(max_examples=40)
@given(item=st.text(max_size=10), value=VALUES)
@example(item="half an emoji", value="\ud83d")
@example(item="\udc00", value={"\ud83d": "\ude00"})
def test_any_value_comes_back_as_it_was(item, value):
    with tempfile.TemporaryDirectory() as folder:
        Answers("n", folder).record(item, value)
        Answers("n", folder).record("other", 1)
        again = Answers("n", folder)
        assert again.items().keys() == {item, "other"}
        assert again.value(item) == (1 if item == "other" else value)
        assert again.notices == []


def test_each_answer_says_when_it_was_given_in_utc(tmp_path):
    before = module.now()
    entry = Answers("n", tmp_path).record("tag-1", 1)
    assert before <= entry["time"] <= module.now()
    assert module.TIME.fullmatch(entry["time"])


def test_the_file_says_its_schema_notebook_and_kit(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("tag-1", 1)
    data = json.loads(answers.path.read_text("utf-8"))
    assert (data["schema"], data["notebook"]) == (1, "n")
    assert data["kit"]


def test_nothing_is_left_in_the_folder_but_the_file_and_its_lock(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("tag-1", 1)
    assert {p.name for p in answers.path.parent.iterdir()} == {"n.json", ".n.json.lock"}


def test_who_collects_the_work_may_read_it(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("tag-1", 1)
    plain = tmp_path / "plain"
    plain.touch()
    assert answers.path.stat().st_mode == plain.stat().st_mode


# Merging


def test_two_kernels_on_one_notebook_merge_by_item(tmp_path):
    one, two = Answers("n", tmp_path), Answers("n", tmp_path)
    one.record("a", 1)
    two.record("b", 2)
    assert {i: e["value"] for i, e in Answers("n", tmp_path).items().items()} == {"a": 1, "b": 2}


def test_the_newer_answer_stays_and_is_handed_back(tmp_path):
    one, two = Answers("n", tmp_path), Answers("n", tmp_path)
    one.record("a", "late", LATE)
    assert two.record("a", "early", EARLY) == {"value": "late", "time": LATE}
    assert Answers("n", tmp_path).value("a") == "late"


def test_an_older_answer_does_not_replace_a_newer_one_that_still_waits_to_be_written(tmp_path):
    answers = Answers("n", tmp_path)
    answers.path.parent.write_text("in the way")
    with pytest.raises(AnswersError):
        answers.record("a", "late", LATE)
    answers.path.parent.unlink()
    assert answers.record("a", "early", EARLY)["value"] == "late"
    assert Answers("n", tmp_path).value("a") == "late"


def test_of_two_answers_at_one_moment_the_last_one_given_stays(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", "first", EARLY)
    answers.record("a", "second", EARLY)
    assert Answers("n", tmp_path).value("a") == "second"


def test_restoring_takes_over_newer_entries_only(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", "here", LATE)
    other = {i: {"value": "there", "time": EARLY} for i in ("a", "b")}
    assert answers.restore(other) == ["b"]
    again = Answers("n", tmp_path)
    assert (again.value("a"), again.value("b")) == ("here", "there")


def test_restoring_what_is_no_entry_changes_nothing(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    before = answers.path.read_bytes()
    with pytest.raises(AnswersError, match="'b'"):
        answers.restore({"c": {"value": 1, "time": LATE}, "b": {"value": 1, "time": "yesterday"}})
    assert answers.path.read_bytes() == before
    assert answers.value("c") is None


# What cannot be recorded


@pytest.mark.parametrize("time", [5, "", "yesterday", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000+00:00"])
def test_a_time_that_does_not_sort_is_refused_and_spoils_nothing(tmp_path, time):
    answers = Answers("n", tmp_path)
    with pytest.raises(AnswersError):
        answers.record("a", 1, time)
    answers.record("b", 2)
    assert Answers("n", tmp_path).items().keys() == {"b"}


def test_a_value_that_is_no_plain_data_is_refused_and_spoils_nothing(tmp_path):
    answers = Answers("n", tmp_path)
    circle = []
    circle.append(circle)
    for value in (object(), {1, 2}, circle, {1: "a", "b": 2}):
        with pytest.raises(AnswersError, match="no plain data"):
            answers.record("a", value)
    answers.record("b", 2)
    assert Answers("n", tmp_path).items().keys() == {"b"}


# Damaged files

DAMAGED = {
    "truncated": (whole({"a": {"value": "x", "time": EARLY}})[:-9], "line 1, column"),
    "empty": ("", "line 1, column 1"),
    "nonsense": ("no JSON at all", "line 1, column 1"),
    "not UTF-8": (b'{"schema": 1, "items": {"\xff": 1}}', "byte 25"),
    "deeply nested": ("[" * 100_000, "nested too deeply"),
    "a number of 5,000 digits": (f'{{"schema": 1, "items": {{"a": {"9" * 5000}}}}}', "digits"),
    "another kind of JSON": ("[1, 2]", "no answers file"),
    "no schema": ('{"items": {}}', "schema"),
    "a schema that is true": (whole({}, True), "schema"),
    "no items": ('{"schema": 1}', "no items"),
    "an entry without a time": (whole({"a": {"value": 1}}), "item 'a'"),
    "a time that sorts after all others": (whole({"a": {"value": 1, "time": "z"}}), "item 'a'"),
}


@pytest.mark.parametrize(("content", "place"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_moved_aside_with_a_notice_and_work_goes_on(tmp_path, content, place):
    path = file_of(tmp_path, content)
    raw = path.read_bytes()
    answers = Answers("n", tmp_path)
    (aside,) = path.parent.glob("n.damaged-*.json")
    assert aside.read_bytes() == raw
    (notice,) = answers.notices
    for part in ("n.json", place, aside.name):
        assert part in notice
    answers.record("a", 1)
    assert Answers("n", tmp_path).value("a") == 1


def test_a_file_damaged_while_the_notebook_is_open_is_moved_aside_too(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    answers.path.write_text("scribble")
    answers.record("b", 2)
    assert Answers("n", tmp_path).items().keys() == {"a", "b"}
    (aside,) = answers.path.parent.glob("n.damaged-*.json")
    assert aside.read_text() == "scribble"
    assert aside.name in answers.notices[0]


def test_damage_is_found_by_looking_and_what_is_recorded_is_written_anew(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    assert not answers.look()
    answers.path.write_text("scribble")
    assert not answers.look()  # nothing new is recorded
    assert "n.json is damaged at line 1" in answers.news()[0]
    assert answers.news() == []  # told once
    assert Answers("n", tmp_path).value("a") == 1


def test_looking_takes_in_what_another_kernel_wrote(tmp_path):
    answers, other = Answers("n", tmp_path), Answers("n", tmp_path)
    seen = []
    answers.watchers.append(lambda: seen.append(answers.value("a")))
    other.record("a", 1)
    assert answers.look() and not answers.look()
    assert seen == [1]
    answers.path.unlink()  # somebody begins afresh: that is no damage
    assert not answers.look() and not answers.path.exists()


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path):
    Answers("n", tmp_path).record("a", 1)
    folder = tmp_path / "answers"
    left = folder / f".n-{'0' * 32}.tmp"
    others = [folder / f".n-2-{'0' * 32}.tmp", folder / ".n-mine.tmp", folder / "n-1.tmp"]
    for path in (left, *others):
        path.write_text("half")
    assert Answers("n", tmp_path).value("a") == 1
    assert not left.exists() and all(path.exists() for path in others)


def test_an_answer_without_a_time_is_later_than_the_one_it_replaces(tmp_path):
    """A computed answer, after one from a machine whose clock is ahead, or that another kernel has just written."""
    Answers("n", tmp_path).record("a", "ahead", "2999-01-01T00:00:00.000Z")
    answers, other = Answers("n", tmp_path), Answers("n", tmp_path)
    other.record("a", "more so", "2999-12-31T23:59:59.999Z")
    assert answers.record("a", "mine") == {"value": "mine", "time": "3000-01-01T00:00:00.000Z"}
    assert Answers("n", tmp_path).value("a") == "mine"


def test_a_file_that_another_kernel_mended_meanwhile_is_not_moved_aside(tmp_path, monkeypatch):
    path = file_of(tmp_path, "scribble")
    read = Path.read_bytes

    def read_then_mended(self):
        found = read(self)
        path.write_text(whole({"a": {"value": "mended", "time": EARLY}}))
        return found

    monkeypatch.setattr(Path, "read_bytes", read_then_mended)
    answers = Answers("n", tmp_path)
    assert answers.value("a") == "mended"
    assert list(path.parent.glob("n.damaged-*")) == []


def test_a_file_of_a_later_release_is_neither_read_nor_moved_nor_overwritten(tmp_path):
    path = file_of(tmp_path, whole({"a": 1}, 2))
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match=r"n\.json.*schema 2.*Take the newer kit"):
        Answers("n", tmp_path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_later_release_that_arrives_while_the_notebook_is_open_is_not_overwritten(tmp_path):
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    answers.path.write_text(whole({"a": 2}, 2))
    before = answers.path.read_bytes()
    with pytest.raises(NewerSchema):
        answers.record("b", 1)
    assert answers.path.read_bytes() == before


@settings(max_examples=200)
@given(
    st.binary()
    | st.text().map(lambda t: t.encode("utf-8", "surrogatepass"))
    | VALUES.map(lambda v: json.dumps(v).encode())
    | VALUES.map(lambda v: whole({"a": v}).encode())
    | st.tuples(VALUES, st.integers(0, 200)).map(
        lambda p: whole({"a": {"value": p[0], "time": EARLY}}).encode()[: p[1]]
    )
)
def test_whatever_the_file_holds_reading_it_gives_entries_or_an_answers_error(raw):
    try:
        items = parse(raw)
    except AnswersError as error:
        assert "answers" in str(error)
    else:
        assert all("value" in e and module.TIME.fullmatch(e["time"]) for e in items.values())


# Folders that refuse


def test_a_file_called_answers_in_the_way_is_named_and_nothing_is_lost(tmp_path):
    (tmp_path / "answers").write_text("mine")
    answers = Answers("n", tmp_path)
    assert "n.json could not be read: there is a file called answers" in answers.notices[0]
    with pytest.raises(AnswersError, match="there is a file called answers where the folder should be"):
        answers.record("a", 1)
    assert (tmp_path / "answers").read_text() == "mine"
    (tmp_path / "answers").unlink()
    answers.record("b", 2)
    assert Answers("n", tmp_path).items().keys() == {"a", "b"}


def test_a_folder_called_like_the_file_is_named(tmp_path):
    (tmp_path / "answers" / "n.json").mkdir(parents=True)
    answers = Answers("n", tmp_path)
    assert "there is a folder called n.json" in answers.notices[0]
    with pytest.raises(AnswersError, match=r"there is a folder called n\.json"):
        answers.record("a", 1)


def test_a_lock_that_another_program_holds_is_named_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    with (
        FileLock(answers.path.with_name(".n.json.lock")),
        pytest.raises(AnswersError, match="in use by another program"),
    ):
        answers.record("b", 2)
    answers.record("c", 3)
    assert Answers("n", tmp_path).items().keys() == {"a", "b", "c"}


TRY = """
import sys
from course.answers import Answers, AnswersError
answers = Answers("n", sys.argv[1])
print(*answers.notices, sep="\\n")
try:
    answers.record("b", 2)
    print("written")
except AnswersError as error:
    print(error)
print(sorted(answers.items()))
"""


def test_in_a_read_only_folder_it_says_so_and_reads_what_is_there(tmp_path, python):
    Answers("n", tmp_path).record("a", 1)
    before = (tmp_path / "answers" / "n.json").read_bytes()
    done = python(TRY, tmp_path, mounts=("--ro-bind", tmp_path, tmp_path))
    assert "Nothing was written to n.json: the folder answers/ beside this notebook may only be read" in done.stdout
    assert "['a', 'b']" in done.stdout  # b waits in memory
    assert (tmp_path / "answers" / "n.json").read_bytes() == before


def test_a_damaged_file_in_a_read_only_folder_stays_and_both_troubles_are_told(tmp_path, python):
    path = file_of(tmp_path, "scribble")
    done = python(TRY, tmp_path, mounts=("--ro-bind", tmp_path, tmp_path))
    assert "n.json is damaged at line 1" in done.stdout
    assert "may only be read" in done.stdout
    assert path.read_text() == "scribble"


def test_on_a_full_disk_it_says_so_and_nothing_is_lost_once_there_is_room(tmp_path, python):
    script = """
import sys
from pathlib import Path
from course.answers import Answers, AnswersError
folder = Path(sys.argv[1])
answers = Answers("n", folder)
answers.record("a", "x" * 5000)
try:
    with (folder / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
except OSError:
    pass
try:
    answers.record("b", "y" * 5000)
except AnswersError as error:
    print(error)
print(sorted(Answers("n", folder).items()), sorted(p.name for p in answers.path.parent.iterdir()))
(folder / "filler").unlink()
answers.record("c", 3)
print(sorted(Answers("n", folder).items()))
"""
    done = python(script, tmp_path, mounts=("--size", 65536, "--tmpfs", tmp_path))
    told, full, later = done.stdout.splitlines()
    assert "Nothing was written to n.json: the disk is full" in told
    assert full == "['a'] ['.n.json.lock', 'n.json']"
    assert later == "['a', 'b', 'c']"


# Kills and crowds

KILLED = """
import sys
from course.answers import Answers
answers = Answers("n", sys.argv[1])
n = int(sys.argv[2])
while True:
    n += 1
    answers.record(f"item-{n % 7}", {"n": n, "pad": "x" * 200_000})
    print(n, flush=True)
"""


def kill_while_recording(folder: Path, kills: int, seed: int) -> None:
    chance, last, acknowledged = random.Random(seed), 0, {}
    for _ in range(kills):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, folder, str(last)],
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        writer.kill()
        told = [first, *writer.stdout.readlines()]
        writer.wait()
        for n in (int(line) for line in told if line.endswith("\n")):
            acknowledged[f"item-{n % 7}"] = last = n
        found = Answers("n", folder)
        assert found.notices == []
        for item, n in acknowledged.items():
            assert found.value(item)["n"] >= n
        last = max(last, *(e["value"]["n"] for e in found.items().values()))


def test_killed_while_writing_the_file_is_whole_and_holds_all_that_was_acknowledged(tmp_path):
    kill_while_recording(tmp_path, kills=4, seed=1)


@pytest.mark.proof
def test_killed_a_hundred_times_the_file_is_whole_and_holds_all_that_was_acknowledged(tmp_path):
    kill_while_recording(tmp_path, kills=100, seed=2)


WRITER = """
import json, time
from pathlib import Path
import course
answers = course.begin("n")
Path("ready-{name}").touch()
while len(list(Path().glob("ready-*"))) < 2:
    time.sleep(0.001)
told = {{}}
for n in range({count}):
    item = f"shared-{{n % 7}}" if n % 5 == 0 else f"{name}-{{n}}"
    entry = answers.record(item, ["{name}", n])
    if entry["value"] == ["{name}", n]:
        told[item] = entry
print(json.dumps(told))
"""


def test_of_a_thousand_answers_from_two_kernels_at_once_none_is_lost(tmp_path):
    """Most items are one kernel's own; every fifth is one that both write, where the newest must stay."""
    count = 500
    kernels = [start_new_kernel(cwd=str(tmp_path), env=os.environ | {"PYTHONPATH": str(PROJECT)}) for _ in "ab"]
    printed = {"a": "", "b": ""}

    def run(name, client):
        def hear(message):
            assert message["msg_type"] != "error", message["content"]
            if message["msg_type"] == "stream":
                printed[name] += message["content"]["text"]

        client.execute_interactive(WRITER.format(name=name, count=count), output_hook=hear, timeout=120)

    try:
        threads = [Thread(target=run, args=(name, client)) for name, (_, client) in zip("ab", kernels, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        for manager, client in kernels:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    told = {name: json.loads(text) for name, text in printed.items()}
    found = Answers("n", tmp_path).items()
    own = {i for i in found if not i.startswith("shared-")}
    assert own == {f"{name}-{n}" for name in "ab" for n in range(count) if n % 5}
    for name, items in told.items():
        for item, entry in items.items():
            assert found[item]["time"] >= entry["time"], (name, item)
            assert item not in own or found[item] == entry
    order = sorted(own, key=lambda item: found[item]["time"])
    turns = sum(x[0] != y[0] for x, y in pairwise(order))
    assert turns > 20, "the two did not write at once"


# The first cell


def test_no_answers_are_kept_beside_an_assignments_source(tmp_path):
    folder = tmp_path / "assignments" / "source" / "1-claims"
    folder.mkdir(parents=True)
    with pytest.raises(AnswersError, match=r"1-claims.*copy the folder elsewhere"):
        Answers("n", folder)
    (tmp_path / "way-in").symlink_to(folder)
    with pytest.raises(AnswersError, match="source folder"):
        Answers("n", tmp_path / "way-in")
    assert list(folder.iterdir()) == []


def test_without_the_first_cell_an_exercise_says_to_run_it(monkeypatch):
    monkeypatch.setattr(module, "_current", None)
    with pytest.raises(AnswersError, match="Run the first cell"):
        current()


def test_the_first_cell_opens_the_answers_beside_the_notebook_and_says_where(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "_current", None)
    answers = begin("n")
    assert current() is answers
    assert answers.path == tmp_path / "answers" / "n.json"
    assert "answers/n.json</code>: nothing so far." in answers._repr_html_()
    answers.record("a", 1)
    answers.record(module.DRAW, {"first": "A"})  # nobody's answer
    answers.record(module.COMMITTED + "a", 1)  # the same one, given for good
    assert ": 1 answer so far." in answers._repr_html_()


def test_a_notice_is_shown_as_text_not_as_html(tmp_path):
    file_of(tmp_path, whole({"<img src=x>": 5}))
    shown = Answers("n", tmp_path)._repr_html_()
    assert "&lt;img src=x&gt;" in shown
    assert "<img" not in shown


def test_an_error_is_shown_without_a_traceback():
    assert AnswersError("The disk is full.")._render_traceback_() == ["AnswersError: The disk is full."]


# Windows


@pytest.mark.parametrize(("refusals", "kept"), [(1, True), (len(module.WAITS), True), (len(module.WAITS) + 1, False)])
def test_a_file_that_another_program_is_reading_is_replaced_when_it_lets_go(tmp_path, monkeypatch, refusals, kept):
    """There, replacing a file that is open elsewhere is refused as if one had no right to."""
    answers = Answers("n", tmp_path)
    answers.record("a", 1)
    replace, left = Path.replace, [PermissionError(13, "Access is denied")] * refusals
    waited = []
    monkeypatch.setattr(module, "sleep", waited.append)
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (_ for _ in ()).throw(left.pop()) if left else replace(self, to)
    )
    if kept:
        answers.record("a", 2)
    else:
        with pytest.raises(AnswersError, match="may not be written"):
            answers.record("a", 2)
    assert waited == list(module.WAITS[:refusals])
    assert json.loads(answers.path.read_bytes())["items"]["a"]["value"] == (2 if kept else 1)
    assert [path.name for path in answers.path.parent.glob(".*.tmp")] == []
