"""What several tests share: a copy of the course to break, processes of their own, mounts that refuse to be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import jupyter_client
import pytest
from _pytest.nodeid import NodeId
from hypothesis import settings
from traitlets import default

import course.environments
import course.places
from course.answers import Answers
from course.corpus.article import load_article

PROJECT = Path(__file__).resolve().parents[1]
# A busy machine is no fault, and a red run means a change, not a lucky draw: the same examples for everybody.
settings.register_profile("says-who", deadline=None, derandomize=True)
settings.load_profile("says-who")

SOCKETS = tempfile.TemporaryDirectory(prefix="says-who-")


class KernelOverFiles(jupyter_client.AsyncKernelManager):
    """A kernel that is spoken to over socket files. Over TCP its five ports are chosen first and taken a second later:
    whoever takes one in between (another test's kernel, a browser) kills it with "ZMQError: Address already in use".
    JupyterLab tries again then, nbclient does not."""

    @default("transport")
    def _over_files(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _where(self) -> str:
        """The default is a path from where one stands, and a lesson's kernel stands elsewhere. At most 107 bytes."""
        return f"{SOCKETS.name}/{uuid.uuid4().hex[:12]}" if self.transport == "ipc" else "127.0.0.1"


# Where nbclient, and so pytest-notebook, takes its kernels from.
jupyter_client.AsyncKernelManager = KernelOverFiles


def pytest_report_header() -> str:
    """The level of protection at which learners' code runs in these tests, for whoever reads the log of a run."""
    if os.environ.get("SAYS_WHO_SANDBOX") == "limits":
        level = "process limits only, WEAKER, since SAYS_WHO_SANDBOX=limits asks for it"
    elif sys.platform == "linux" and _can_be_shut_in():
        level = "bubblewrap"
    else:
        level = "NONE: bubblewrap cannot run here, and tests of the rooms fail (SAYS_WHO_SANDBOX=limits asks for less)"
    return f"protection while learners' code runs: {level}"


def _can_be_shut_in() -> bool:
    from course.marking import learners_room  # what it needs is not on every system

    walls = [*learners_room._walls(), sys.executable, "-c", ""] if learners_room.bubblewrap() else ["/bin/false"]
    return subprocess.run(walls, capture_output=True).returncode == 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one xdist_group stay on one worker. pytest-xdist 3.8 writes the group to `_nodeid`, which pytest 9.2 no
    longer reads: without this every test would be a group of its own, and each worker would start a JupyterLab."""
    for item in items:
        if grouped := vars(item).get("_nodeid"):
            item._id = NodeId.parse(grouped)


PARTS = (
    "data", "assignments", "notebooks", "docs", "course", "README.md", "requirements", "environment.yml", "binder",
    "kit", "lab", "start.py", "pyproject.toml", "LICENSE", "LICENSES.md", "CONTRIBUTING.md", ".github",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy of the course's files that a test may break; the package reads it instead of the real ones."""
    copy = copy_project(tmp_path / "project")
    for module in (course.places, course.environments):
        monkeypatch.setattr(module, "PROJECT", copy)
    monkeypatch.delenv("SAYS_WHO_KEYS", raising=False)
    load_article.cache_clear()
    yield copy
    load_article.cache_clear()


@pytest.fixture(scope="session")
def copying():
    """Copies the course's files to a folder, for whoever needs the copy for more than one test."""
    return copy_project


def copy_project(target: Path) -> Path:
    made = (
        "answers",
        ".ipynb_checkpoints",
        "release",
        "submitted",
        "autograded",
        "feedback",
        "gradebook.db",
        "__pycache__",
    )

    def left_out(folder: str, names: list[str]) -> set[str]:
        large = {"pictures"} if Path(folder) == PROJECT / "docs" else set()
        return shutil.ignore_patterns(*made)(folder, names) | large

    for part in PARTS:
        source = PROJECT / part
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=left_out)
        else:
            shutil.copy(source, target / part)
    if sys.platform == "win32":  # there a link is not for everybody
        shutil.copytree(PROJECT / "docs" / "pictures", target / "docs" / "pictures")
    else:
        (target / "docs" / "pictures").symlink_to(PROJECT / "docs" / "pictures")
    return target


@pytest.fixture
def python():
    """Run code in a Python of its own that finds the course, bubblewrap's mounts in front where there are some."""

    def run(code: str, *args: object, mounts: tuple[object, ...] = (), env: dict | None = None, check: bool = True):
        room = [bubblewrap(), "--dev-bind", "/", "/", *mounts] if mounts else []
        done = subprocess.run(
            [str(part) for part in (*room, sys.executable, "-c", code, *args)],
            env=(os.environ if env is None else env) | {"PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0 or not check, done.stderr
        return done

    return run


def bubblewrap() -> str:
    if sys.platform != "linux":
        pytest.skip("bubblewrap exists on Linux only")
    found = os.environ.get("SAYS_WHO_BUBBLEWRAP") or shutil.which("bwrap")
    return found or pytest.fail("no bubblewrap: run the tests by `make test`, which installs it")


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers("n", tmp_path)


class PageOf:
    """Stands in for the page: sends an exercise its messages and holds what comes back."""

    def __init__(self, exercise):
        self.exercise = exercise
        self.got = []
        exercise.send = self.got.append

    def sends(self, **message):
        self.got.clear()
        self.exercise._received(self.exercise, message, [])
        return self.got[-1] if self.got else None

    def record(self, item: str, value, time: str = "2026-01-31T09:00:00.000Z"):
        return self.sends(kind="record", item=item, value=value, time=time, n="me:1")

    def check(self, item: str, value):
        """Title and lines of the feedback."""
        answer = self.sends(kind="check", item=item, value=value)
        return answer and (answer["title"], [words["text"] for words in answer["lines"]])


@pytest.fixture
def page_of():
    return PageOf


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests of a worker: Playwright cannot be started twice in one process."""
    from playwright.sync_api import sync_playwright

    sys.path.append(str(PROJECT / "tests" / "browser"))
    from lab import start_browser

    with sync_playwright() as playwright:
        started = start_browser(playwright)
        yield started
        started.close()
