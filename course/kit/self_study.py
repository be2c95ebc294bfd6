"""What a reader on their own gets: an image that Binder builds, left with the learners' files alone.

    python -m course.kit.self_study       the last line of binder/postBuild

Binder copies the whole repository into the image, with its history, and the reader's file browser shows that folder. So
everything that is not the learners' is taken away: keys, sources, tests, and .git, from which they could be had again.
Assignments are not in it either; the practice papers beside the lessons take their place.

This deletes. It does so only in the folder that repo2docker names in REPO_DIR, which no other machine has.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from course import places
from course.errors import CourseError
from course.kit.contents import project_files

# Of the learners' files, what serves only a machine of one's own.
AT_HOME_ONLY = {"Makefile", "README.md", "environment.yml", "start.py", "requirements/learner.txt"}
# What Binder starts the server with, and the settings of that server.
FOR_BINDER = {"binder/start", "lab/selfstudy/jupyter_server_config.json"}
# Hidden entries of the repository's top. Others may be the image's own: a user's home is the same folder there.
HIDDEN = {".ci", ".git", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml"}


def kept() -> set[str]:
    """Paths of the files that stay."""
    return set(project_files([])) - AT_HOME_ONLY | FOR_BINDER


def leave_only_learners_files(folder: Path) -> int:
    """Delete everything else in a folder that holds this project; returns how many entries of its top are left.

    Raises CourseError, and deletes nothing, where the folder is not the one that repo2docker named.
    """
    named = os.environ.get("REPO_DIR")
    if not named or Path(named).resolve() != folder.resolve() or folder.resolve() != places.PROJECT:
        raise CourseError(
            f"{folder}: everything but the learners' files would be deleted here, keys and history among them. That is "
            "done only while Binder builds its image, in the folder that REPO_DIR names."
        )
    stays = kept()
    if missing := sorted(name for name in stays if not (folder / name).is_file()):
        raise CourseError(f"{folder}: {', '.join(missing)} is missing. Nothing was deleted.")
    for top in sorted(folder.iterdir()):
        if not top.name.startswith(".") or top.name in HIDDEN:
            _prune(top, folder, stays)
    return sum(not top.name.startswith(".") for top in folder.iterdir())


def _prune(path: Path, root: Path, stays: set[str]) -> None:
    name = path.relative_to(root).as_posix()
    if path.is_symlink() or path.is_file():
        if name not in stays:
            path.unlink()
    elif any(kept.startswith(f"{name}/") for kept in stays):
        for inside in sorted(path.iterdir()):
            _prune(inside, root, stays)
    else:
        shutil.rmtree(path)


def main() -> None:
    try:
        left = leave_only_learners_files(Path.cwd())
    except CourseError as error:
        sys.exit(str(error))
    print(f"Only the learners' files are left: {left} entries at the top.")


if __name__ == "__main__":
    main()
