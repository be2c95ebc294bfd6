"""Hand-ins in a folder: our own zips, lone notebooks, and the bulk downloads of Canvas and Moodle.

Everything in them is a learner's, so nothing is believed: names lead nowhere, sizes are bounded before a byte is
unpacked, links are not followed, and what cannot be read becomes a HandedIn with a reason, never an end of the run.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from course.collect.roster import Named
from course.errors import CourseError
from course.hand_in_file import NOTE, begins_as, read_time

LARGEST = 50_000_000  # bytes of one hand-in, packed or unpacked
LARGEST_CLASS = 20 * LARGEST  # the same of what a platform packed for a whole class
MOST_FILES = 200
# smithjohn_LATE_12345_67890_1-claims-and-attribution-2.zip
CANVAS = re.compile(r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
# Jane Doe_12345_assignsubmission_file_1-claims-and-attribution.zip, or a folder called so with the file in it
MOODLE = re.compile(r"(?P<who>.+?)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*)")
ENDINGS = (".zip", ".ipynb")
OF_A_CLASS = (
    "it holds hand-ins of several learners, and in a folder anybody may have put it; "
    "if your platform made it, collect it alone, by its own name"
)
LIKE_ONE_LEARNERS = (
    "it holds hand-ins of several learners, but its own name reads like one learner's file; "
    "if your platform made it, call it download.zip and collect it again"
)
UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError)


@dataclass(frozen=True)
class HandedIn:
    """One file that somebody handed in.

    `named` are the learners of whom its place may speak, the outermost folder first; none where nobody can say. `files`
    maps paths inside to bytes: the notebook under the assignment's name, its answers under answers/. `time` is when it
    was handed in, as far as can be told. `notes` are in words; `problem` says why nothing could be read, "" where it
    could.
    """

    place: str
    named: tuple[Named, ...]
    time: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    marked_late: bool = False
    notes: tuple[str, ...] = ()
    problem: str = ""


def find(source: Path, assignment: str) -> list[HandedIn]:
    """Every hand-in of this assignment in a folder, or in a zip that a platform made of such a folder.

    Raises CourseError where there is no such place, or nothing in it that could be a hand-in.
    """
    if not source.exists():
        raise CourseError(f"{source}: there is no such file or folder. Name where the hand-ins lie.")
    found = [_read(place, raw, time, assignment) for place, raw, time in _candidates(source)]
    found = [_with_answers_beside(one, source, assignment) for one in found if one is not None]
    if not found:
        raise CourseError(f"{source}: there is nothing that could be a hand-in of {assignment}: no .zip, no .ipynb.")
    return found


def _candidates(source: Path) -> Iterator[tuple[str, bytes | str, datetime]]:
    """(place, bytes or the reason why there are none, time of the file)."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.name.lower().endswith(ENDINGS) and not path.name.startswith("."):
                time = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
                if path.is_symlink():
                    yield path.relative_to(source).as_posix(), "it is a link, not a file", time
                elif path.is_file():
                    yield path.relative_to(source).as_posix(), _bytes(path), time
        return
    time = datetime.fromtimestamp(source.stat().st_mtime, UTC)
    if not _are_of_a_class(_names(source)):
        yield source.name, _bytes(source), time
    elif _by_platform(source.name):
        yield source.name, LIKE_ONE_LEARNERS, time
    elif isinstance(entries := _entries(source, LARGEST_CLASS), str):
        yield source.name, f"{entries}; unpack it yourself and collect the folder", time
    else:
        yield from (entry for entry in entries if entry[0].lower().endswith(ENDINGS))


def _names(packed: Path) -> list[str]:
    """The names in a zip; none where it is no zip."""
    try:
        with zipfile.ZipFile(packed) as opened:
            return [_plain(name) for name in opened.namelist()]
    except UNREADABLE:
        return []


def _are_of_a_class(names: list[str]) -> bool:
    """Whether a platform gave names in a zip, as in its download for a whole class."""
    paths = [PurePosixPath(name) for name in names if name.lower().endswith(ENDINGS)]
    return any(_by_platform(path.name) or any(map(MOODLE.fullmatch, path.parts[:-1])) for path in paths)


def _bytes(path: Path) -> bytes | str:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST else _too_large()
    except OSError as error:
        return f"it cannot be read ({error.strerror})"


def _with_answers_beside(one: HandedIn, source: Path, assignment: str) -> HandedIn:
    """A notebook in its learner's folder, as from a memory stick: its answers lie beside it. Beside the notebooks of
    several learners they may be anybody's, and a link leads to others'."""
    folder = (source / one.place).parent
    beside = folder / "answers" / f"{assignment}.json"
    if not one.place.lower().endswith(".ipynb") or one.problem or not source.is_dir():
        return one
    if beside.is_symlink() or beside.parent.is_symlink():
        return one
    if folder == source and len(list(folder.glob("*.ipynb"))) > 1:
        return one
    if not beside.is_file() or beside.stat().st_size > LARGEST:
        return one
    return replace(one, files=one.files | {f"answers/{assignment}.json": beside.read_bytes()}, notes=())


def _too_large() -> str:
    return f"it is larger than {LARGEST // 1_000_000} MB"


def _read(place: str, raw: bytes | str, time: datetime, assignment: str) -> HandedIn | None:
    named, late = _named(PurePosixPath(place), assignment)
    one = HandedIn(place, named, time, marked_late=late)
    if isinstance(raw, str):
        return replace(one, problem=raw)
    if place.lower().endswith(".ipynb"):
        said = begins_as(raw)
        if said and said != assignment:
            return None  # another assignment's notebook in the same download
        lone = "a notebook alone: its answers were not handed in with it"
        return replace(one, files={f"{assignment}.ipynb": raw}, notes=(lone,))
    entries = _entries(io.BytesIO(raw), LARGEST)
    if isinstance(entries, str):
        return replace(one, problem=entries)
    names = [name for name, _, _ in entries]
    own = {f"{assignment}.ipynb", f"{assignment}.json"}
    if _are_of_a_class(names) and own.isdisjoint(PurePosixPath(name).name for name in names):
        # "download.zip" names nobody, and would become a learner of that name.
        return replace(one, named=tuple(n for n in named if n.lms_id or n.number), problem=OF_A_CLASS)
    return _sorted_out(one, entries, assignment)


def _sorted_out(one: HandedIn, entries: list[tuple[str, bytes | str, datetime]], assignment: str) -> HandedIn | None:
    files: dict[str, bytes] = {}
    notes: list[str] = []
    note_time = None
    notebooks = {name: raw for name, raw, _ in entries if name.endswith(".ipynb") and isinstance(raw, bytes)}
    ours = {name: raw for name, raw in notebooks.items() if begins_as(raw) == assignment}
    others = {begins_as(raw) for raw in notebooks.values()} - {assignment, None}
    answers = [name for name, _, _ in entries if PurePosixPath(name).parent.name == "answers"]
    if others and not ours and not any(PurePosixPath(a).stem == assignment for a in answers):
        return None
    chosen = ours or notebooks
    if chosen:
        # A copy that a browser or a platform made is called "p (1).ipynb"; the plain name comes first.
        name = min(chosen, key=lambda n: (PurePosixPath(n).stem != assignment, len(n), n))
        files[f"{assignment}.ipynb"] = chosen[name]
        if PurePosixPath(name).name != f"{assignment}.ipynb":
            notes.append(f"the notebook was called {PurePosixPath(name).name!r}")
        if len(chosen) > 1:
            notes.append(f"{len(chosen)} notebooks were in it; {PurePosixPath(name).name!r} counts")
    for name, raw, _ in entries:
        path = PurePosixPath(name)
        if isinstance(raw, str):
            notes.append(f"{name!r} was left out: {raw}")
        elif path.name == NOTE:
            note_time = read_time(raw)
        elif path.parent.name == "answers" and path.suffix == ".json" and path.stem == assignment:
            files[f"answers/{assignment}.json"] = raw
    if not files:
        return replace(one, problem="there is neither a notebook nor an answers file in it")
    if f"answers/{assignment}.json" not in files:
        notes.append("no answers were handed in with the notebook")
    if note_time and note_time < one.time:
        # A file's own time is when it was copied here, at the latest; the note's is the learner's clock.
        one = replace(one, time=note_time)
    elif note_time and (note_time - one.time).total_seconds() > 60:
        notes.append(f"its note says it was made {note_time:%d %B %H:%M} UTC, after the file itself: a clock is wrong")
    return replace(one, files=files, notes=tuple(notes))


def _entries(packed: Path | io.BytesIO, most: int) -> list[tuple[str, bytes | str, datetime]] | str:
    """The files of a zip: (name, bytes or why they were left out, time); or why it cannot be read at all.

    `most` bounds its bytes unpacked: nothing is unpacked of one that says it holds more, and none yields more than it
    says.
    """
    try:
        with zipfile.ZipFile(packed) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
            if len(infos) > MOST_FILES * 50:
                return f"it holds {len(infos)} files"
            if sum(info.file_size for info in infos) > most:
                return f"unpacked it would be larger than {most // 1_000_000} MB"
            return [(_plain(info.filename), _content(opened, info), _time(info)) for info in infos]
    except UNREADABLE as error:
        return f"it is no zip that can be read ({error})"


def _content(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | str:
    name = info.filename
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, not a file"
    if info.flag_bits & 1:
        return "it is locked with a password"
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or ":" in name[:3]:
        return "its name leads out of the folder"
    if info.file_size > LARGEST:
        return _too_large()
    try:
        with packed.open(info) as file:
            content = file.read(LARGEST + 1)  # the size that the archive gives may be a lie
    except Exception as error:  # a damaged entry shows itself in many ways
        return f"it cannot be unpacked ({error})"
    return content if len(content) <= LARGEST else _too_large()


def _plain(name: str) -> str:
    return "".join(c for c in name.replace("\\", "/") if c.isprintable())


def _time(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)


def _named(path: PurePosixPath, assignment: str) -> tuple[tuple[Named, ...], bool]:
    """(whom a place may speak of, the outermost folder first; whether the platform says late).

    What lies in a learner's folder was named by that learner, so the first one who is known counts. Canvas and Moodle
    put their words before what a learner called the file; where both could have, nobody knows.
    """
    found: list[Named] = []
    for folder in path.parts[:-1]:
        if moodles := MOODLE.fullmatch(folder):
            return (*found, Named(moodles["who"], number=moodles["id"])), False
        if folder != assignment:
            found.append(Named(folder))
    said = _by_platform(path.name)
    if len(said) == 1:
        canvas = CANVAS.fullmatch(path.name)
        return (*found, said[0]), bool(canvas and canvas["late"])
    return tuple(found or ([] if said else [Named(path.stem)])), False


def _by_platform(name: str) -> list[Named]:
    """The learners of whom a file's name speaks in a platform's words."""
    canvas, moodles = CANVAS.fullmatch(name), MOODLE.fullmatch(name)
    return [
        *([Named(canvas["who"], lms_id=canvas["id"])] if canvas else []),
        *([Named(moodles["who"], number=moodles["id"])] if moodles else []),
    ]
