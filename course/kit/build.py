"""The learners' kit as a folder and as one archive, the same bytes each time it is built."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.kit.contents import project_files, releases
from course.kit.leaks import leaks

NAME = "says-who"
# An archive keeps a time for each file; a fixed one, for the same content shall be the same archive.
TIME = (2026, 1, 1, 0, 0, 0)
RUNNABLE = {"start.py"}


@dataclass(frozen=True)
class Kit:
    """What was built: the folder, the archive, how many files, and which assignments are in it."""

    folder: Path
    archive: Path
    files: int
    assignments: list[str]


def build(out: Path, assignments: list[str] | None = None) -> Kit:
    """Write `<out>/says-who/` and `<out>/says-who.zip`.

    `assignments` are the released ones to put in, all of them by default. An earlier kit in the same place is replaced;
    anything else there is left alone and told. Raises CourseError, and leaves nothing behind, where a file of the kit
    would give a held-back key away.
    """
    chosen = releases() if assignments is None else assignments
    files = project_files(chosen)
    folder, archive = out / NAME, out / f"{NAME}.zip"
    if folder.exists() and not (folder / "start.py").is_file():
        raise CourseError(f"{folder} is there and is no kit. Name another folder by --out, or move it away.")
    making = out / f".{NAME}.making"
    shutil.rmtree(making, ignore_errors=True)
    try:
        _write(making, files)
        if found := leaks(making):
            shown = "\n  ".join(found[:20])
            raise CourseError(f"the kit would give held-back keys away, so it was not made:\n  {shown}")
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    except OSError as error:
        raise CourseError(f"{out}: the kit cannot be written ({error.strerror}).") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    _pack(archive, files)
    return Kit(folder, archive, len(files), chosen)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        path.chmod(0o755 if name in RUNNABLE else 0o644)


def _pack(archive: Path, files: dict[str, bytes]) -> None:
    half = archive.with_name(f".{archive.name}.making")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system: permissions as Unix has them
            entry.external_attr = (0o755 if name in RUNNABLE else 0o644) << 16
            packed.writestr(entry, files[name])
    half.replace(archive)
