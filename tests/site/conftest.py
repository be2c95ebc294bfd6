"""One edition for all tests of the site, whichever worker needs it first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from course.site.build import MARK, build


@pytest.fixture(scope="session")
def edition(tmp_path_factory) -> Path:
    if "PYTEST_XDIST_TESTRUNUID" not in os.environ:
        return build(tmp_path_factory.mktemp("edition") / "site", pdf=True).folder
    # A worker's own folder lies in the folder of the run.
    folder = tmp_path_factory.getbasetemp().parent / "edition"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / MARK).is_file() or not (folder / "index.html").is_file():
            build(folder, pdf=True)
    return folder
