"""Where things lie on disk. The package is installed in place, so the project is the folder above it."""

import os
from pathlib import Path

from course.errors import CourseError

PROJECT = Path(__file__).resolve().parents[1]


def article_folder(name: str) -> Path:
    """The folder of one text: data/articles/karabakh, or text/<name> beside the notebook where it came with one.

    Raises CourseError with the names that exist when there is no such folder.
    """
    folder = PROJECT / "data" / "articles" / name
    beside = Path("text") / name  # a kernel stands in its notebook's folder
    if not folder.is_dir() and beside.is_dir():
        return beside
    if not folder.is_dir():
        there = sorted(p.name for p in folder.parent.glob("*") if p.is_dir())
        raise CourseError(
            f"{folder.parent}: there is no text called {name!r}. Texts here: {', '.join(there) or 'none'}."
        )
    return folder


def keys_folder() -> Path:
    """The folder of held-back gold. Instructors may keep theirs elsewhere and name it in SAYS_WHO_KEYS."""
    return Path(os.environ.get("SAYS_WHO_KEYS", PROJECT / "assignments" / "keys"))
