"""Who is who: nbgrader's ids of learners, the platform's, and names.

A roster is a CSV with the column id (or student_id), and lms_id, first_name, last_name and email as far as there are
any.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError

# nbgrader makes a folder of it; "+" separates learner and assignment in its own files.
STUDENT_ID = re.compile(r"[^\W_][\w.@-]{0,99}")


@dataclass(frozen=True)
class Learner:
    """One line of a roster."""

    student_id: str
    lms_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Named:
    """What the name of a file or folder says of a learner.

    `lms_id` is Canvas's id of a user. `number` is Moodle's: it tells two of one name apart in one download, but belongs
    to one assignment (get_uniqueid_for_user in Moodle's mod/assign/locallib.php), so a roster's lms_id meets it by
    chance unless somebody wrote it there for that purpose.
    """

    name: str
    lms_id: str = ""
    number: str = ""


def read_learners(path: Path) -> dict[str, Learner]:
    """The learners of a roster by nbgrader's id. CourseError names the line and what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. A roster is a CSV with the columns id and lms_id.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path}: no table in UTF-8 ({error}). Save it as UTF-8, comma-separated.") from None
    for row in rows:
        row.setdefault("student_id", row.get("id"))  # as nbgrader's import calls it
    if rows and rows[0]["student_id"] is None:
        raise CourseError(f"{path}: there is no column id (or student_id). A roster needs it, and lms_id.")
    found: dict[str, Learner] = {}
    for line, row in enumerate(rows, 2):
        one = Learner(**{name: (row.get(name) or "").strip() for name in Learner.__dataclass_fields__})
        if not STUDENT_ID.fullmatch(one.student_id):
            raise CourseError(
                f"{path}, line {line}: {one.student_id!r} cannot be a learner's id. Take letters, digits, . - _ or @."
            )
        if one.student_id in found:
            raise CourseError(f"{path}, line {line}: {one.student_id} stands there twice. Keep one line.")
        found[one.student_id] = one
    return found


def who_is(named: Named, learners: dict[str, Learner]) -> str | None:
    """The nbgrader id of a learner whom a file's name calls so; None where no line, or more than one, fits."""
    if fits := [one.student_id for one in learners.values() if named.lms_id and one.lms_id == named.lms_id]:
        return fits[0] if len(fits) == 1 else None
    letters = _letters(named.name)
    fits = [
        one.student_id
        for one in learners.values()
        if letters
        and letters
        in {
            _letters(one.student_id),
            _letters(one.first_name + one.last_name),
            _letters(one.last_name + one.first_name),
            _letters(one.email),
        }
    ] or [
        one.student_id
        for one in learners.values()
        if named.number and one.lms_id == named.number and not (one.first_name or one.last_name)
    ]
    return fits[0] if len(fits) == 1 else None


def as_student_id(named: Named) -> str | None:
    """An id made from a file's name where there is no roster; None where nothing can be made of it."""
    made = named.lms_id or re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFC", named.name)).strip("-._")
    return made if STUDENT_ID.fullmatch(made) else None


def _letters(name: str) -> str:
    """Canvas writes names without spaces, accents stay: compare letters and digits alone."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in plain if c.isalnum())
