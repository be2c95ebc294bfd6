"""One edition for all tests of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.site.build import build


@pytest.fixture(scope="session")
def edition(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("edition") / "site", pdf=True).folder
