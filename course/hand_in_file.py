"""The one file that a learner hands in: a zip with the notebook, its answers, and a note of when it was made.

    <assignment>.ipynb
    answers/<assignment>.json
    hand-in.json               {"assignment": ..., "kit": ..., "time": "2026-01-31T09:00:00.000Z"}

No name of the learner is in it; the platform that takes the file knows who gave it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.answers import SCHEMA, Answers, AnswersError, now

NOTE = "hand-in.json"
FIRST_KIT = datetime(2025, 1, 1, tzinfo=UTC)  # nothing was made with it before
# What stays with the learner: the before- and after-check, wherever it may stand.
PRIVATE = re.compile(r"check-")
BEGINS = re.compile(r"course\.begin\(\s*\\?[\"']([^\"'\\]+)\\?[\"']")


@dataclass(frozen=True)
class Packed:
    """The file's name and bytes, and what the learner should know about it."""

    name: str
    content: bytes
    notes: list[str] = field(default_factory=list)


def pack(answers: Answers, time: str | None = None) -> Packed:
    """Make the file for the notebook that these answers belong to; `time` is now by default.

    Raises AnswersError where there is nothing to hand in.
    """
    folder, name = answers.path.parent.parent, answers.notebook
    entries = {item: entry for item, entry in answers.items().items() if not PRIVATE.match(item)}
    notes = []
    notebook = find_notebook(folder, name)
    if notebook is None and not entries:
        raise AnswersError(
            f"There is nothing to hand in: {name}.ipynb was not found in {folder}, and no answer is recorded."
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        if notebook is None:
            notes.append(f"The notebook {name}.ipynb was not found beside its answers, so only the answers are in it.")
        else:
            packed.writestr(f"{name}.ipynb", notebook.read_bytes())
            saved = datetime.fromtimestamp(notebook.stat().st_mtime)
            notes.append(f"The notebook is in it as it was saved at {saved:%H:%M}.")
        packed.writestr(f"answers/{name}.json", _answers_file(name, entries))
        packed.writestr(NOTE, json.dumps({"assignment": name, "kit": _kit(), "time": time or now()}))
    return Packed(f"{name}.zip", out.getvalue(), notes)


def find_notebook(folder: Path, name: str) -> Path | None:
    """`<name>.ipynb`, or the notebook that says by its first cell that it is this one, the newest if several do."""
    if (folder / f"{name}.ipynb").is_file():
        return folder / f"{name}.ipynb"
    same = [path for path in folder.glob("*.ipynb") if begins_as(path.read_bytes()) == name]
    return max(same, key=lambda path: path.stat().st_mtime, default=None)


def begins_as(raw: bytes) -> str | None:
    """Which notebook a file's `course.begin(...)` says that it is."""
    found = BEGINS.search(raw[:200_000].decode("utf-8", "replace"))
    return found[1] if found else None


def write(packed: Packed, folder: Path) -> Path:
    """Put the file beside the notebook, in one step. OSError where the folder takes nothing."""
    path = folder / packed.name
    half = folder / f".{packed.name}.tmp"
    try:
        half.write_bytes(packed.content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return path


def recorded_and_missing(answers: Answers, items: list[str]) -> tuple[list[str], list[str]]:
    """Which of these items have an answer, and which have none. An emptied one is missing, too."""
    missing = [item for item in items if _says_nothing(answers.value(item))]
    return [item for item in items if item not in missing], missing


def _says_nothing(value: Any) -> bool:
    """Whether a recorded value is empty: an emptied box, no choice, no mark. Its text and sentence say nothing."""
    if isinstance(value, dict):
        return all(_says_nothing(inner) for name, inner in value.items() if name not in ("text", "unit"))
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return not value.strip() if isinstance(value, str) else value is None or value is False


def _answers_file(name: str, entries: dict) -> str:
    data = {"schema": SCHEMA, "notebook": name, "kit": _kit(), "items": entries}
    return json.dumps(data, ensure_ascii=True, indent=1, sort_keys=True) + "\n"


def _kit() -> str:
    from course import __version__

    return __version__


def read_time(raw: bytes) -> datetime | None:
    """The time that a hand-in's note gives, or None where it gives none that can be."""
    try:
        time = datetime.strptime(json.loads(raw)["time"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return time if time >= FIRST_KIT else None
