"""The latest hand-in of each learner -> submitted/<learner>/<assignment>/, as nbgrader reads it.

nbgrader marks a hand-in anew only where its timestamp.txt is newer than the mark: so a changed one gets its own time,
and an unchanged one keeps what it has.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from course.collect.found import HandedIn, find
from course.collect.roster import Learner, Named, as_student_id, who_is
from course.errors import CourseError

STAMP = "timestamp.txt"
STAMP_FORMAT = "%Y-%m-%d %H:%M:%S UTC"


@dataclass(frozen=True)
class Collected:
    """What became of one file.

    `state`: new | newer | unchanged | earlier (another one of this learner is newer) | unknown (whose it is) |
    unreadable. `late` by how much, None where it is in time or nobody said until when.
    """

    place: str
    student: str
    state: str
    time: datetime
    late: timedelta | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collection:
    """All files with what became of them, and the learners of the roster who handed in nothing."""

    files: list[Collected]
    absent: list[str]


def collect(
    assignment: str,
    source: Path,
    course_folder: Path,
    learners: dict[str, Learner] | None = None,
    due: datetime | None = None,
) -> Collection:
    """Take every hand-in of `source` into `<course_folder>/submitted`. Running it again changes nothing.

    `learners` is the roster: then only who stands in it is taken. Raises CourseError where the source, or the
    assignment, is not there.
    """
    if not (course_folder / "source" / assignment).is_dir():
        known = sorted(p.name for p in (course_folder / "source").glob("*") if p.is_dir())
        raise CourseError(f"{assignment}: there is no such assignment. Here are: {', '.join(known) or 'none'}.")
    done: list[Collected] = []
    by_learner: dict[str, list[HandedIn]] = defaultdict(list)
    for one in find(source, assignment):
        student, why = _whose(one.named, learners)
        if student is None:
            done.append(Collected(one.place, "", "unknown", one.time, notes=(one.problem or why,)))
        else:
            by_learner[student].append(one)
    for student, handed_in in sorted(by_learner.items()):
        if len({named.number for one in handed_in for named in one.named if named.number}) > 1:
            why = "Moodle has two learners of this name: put each file into a folder called after its learner's id"
            done += [Collected(one.place, "", "unknown", one.time, notes=(why,)) for one in handed_in]
            continue
        done += _latest(student, handed_in, assignment, course_folder, due)
    there = {path.parent.name for path in (course_folder / "submitted").glob(f"*/{assignment}")}
    return Collection(done, sorted(set(learners or {}) - there))


def _whose(named: tuple[Named, ...], learners: dict[str, Learner] | None) -> tuple[str | None, str]:
    """The nbgrader id of whom a place speaks, or None and why nobody can say."""
    told = " or ".join(repr(one.lms_id or one.name) for one in named)
    if not named:
        return None, "its name says of nobody, or of two, that it is theirs"
    if learners:
        known = next(filter(None, (who_is(one, learners) for one in named)), None)
        return known, "" if known else f"nobody in the roster fits {told}"
    if len(named) > 1:
        return None, f"it may be of {told}: give a roster, or collect the innermost folder by itself"
    student = as_student_id(named[0])
    return student, "" if student else f"no learner's id can be made of {told}"


def _latest(
    student: str, handed_in: list[HandedIn], assignment: str, course_folder: Path, due: datetime | None
) -> list[Collected]:
    # What can be read comes before what cannot: a damaged last upload must not take the place of good work.
    ordered = sorted(handed_in, key=lambda one: (not one.problem, one.time, one.place))
    *earlier, last = ordered
    done = [
        Collected(
            one.place,
            student,
            "unreadable" if one.problem else "earlier",
            one.time,
            notes=(one.problem,) if one.problem else (f"{last.place} counts",),
        )
        for one in earlier
    ]
    folder = course_folder / "submitted" / student / assignment
    late = last.time - due if due and last.time > due else None
    notes = last.notes
    if last.marked_late:
        notes += ("the platform marks it late",)
    if last.problem:
        # A folder without a notebook: marking then names this learner, so that a person asks for the work again.
        if not folder.exists():
            _write(folder, {}, last.time)
        return [*done, Collected(last.place, student, "unreadable", last.time, late, (*notes, last.problem))]
    had = _content(folder)
    if had == last.files:
        return [*done, Collected(last.place, student, "unchanged", last.time, late, notes)]
    before = _stamp(folder)
    if had and before and last.time < before:
        why = f"what is in submitted/ is of {before:%d %B %H:%M} UTC, and newer"
        return [*done, Collected(last.place, student, "earlier", last.time, late, (*notes, why))]
    # The same second with other content is a new hand-in, too: nbgrader would pass over it.
    time = last.time if not before or last.time > before else before + timedelta(seconds=1)
    _write(folder, last.files, time)
    return [*done, replace(Collected(last.place, student, "newer" if had else "new", time, late, notes))]


def _write(folder: Path, files: dict[str, bytes], time: datetime) -> None:
    """Put a hand-in in place of an earlier one. A kill leaves the old one, the new, or, between the two renames, both
    aside; the next run then takes the new one."""
    half = folder.parent / f".{folder.name}.collecting"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    for name, raw in files.items():
        path = half / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)
    (half / STAMP).write_text(time.strftime(STAMP_FORMAT), encoding="utf-8")
    old = folder.parent / f".{folder.name}.before"
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    half.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.name != STAMP
    }


def _stamp(folder: Path) -> datetime | None:
    try:
        text = (folder / STAMP).read_text(encoding="utf-8").strip()
        return datetime.strptime(text, STAMP_FORMAT).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None
