"""Every command that README, CONTRIBUTING, docs and the kit tell somebody to type runs as it stands there.

What is typed is looked at by `make test` and run by `make proof`, page by page, in a copy of the project that has
nothing but its files. Servers are started, asked for a page, and stopped.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from commands import Command, Shell, commands, typed
from known_commands import lacks_arguments, wrong_with
from test_term_in_commands import NAME, PAGE, SECTION

from course import classroom
from course.places import PROJECT

PAGES = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "kit/README.md")),
    *sorted((PROJECT / "docs").glob("*.md")),
]
# What stands in capitals or in <...> is for the reader to fill in.
PLACEHOLDERS = {
    "NN": "04",
    "--out DIR": "--out ../{made}",
    "--seed N": "--seed 7",
    "--text <name>": "--text transfer-rumour",
    "<learner>": "l01",
}
# A sentence that speaks of one option names no assignment.
COMPLETED = {
    "course mark --require-sandbox": f"course mark {NAME} --require-sandbox",
    "course own-text <name> <name>.txt": "course own-text bridge ../bridge.txt",
    "course own-text <name>": "course own-text bridge",
}
RUNS_THIS = "would run this very test"
EXCEPTED = {
    "make test": RUNS_THIS,
    "make proof": RUNS_THIS,
    "make pictures": "runs the browser tests that take them, for half an hour",
    "python start.py test": RUNS_THIS,
    "SAYS_WHO_SANDBOX=limits make test": RUNS_THIS,
    "py start.py lab": "Windows has py, nobody else",
    "python start.py lock": "asks the package registry for everything anew; a monthly workflow runs it",
    "python start.py lock --upgrade": "asks the package registry for everything anew; a monthly workflow runs it",
}
SERVERS = re.compile(r"(make|python3? start\.py) (lab|teach|class)\b")
ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):(\d+)/")
MANY = [(page, command) for page in PAGES for command in typed(page)]


def as_typed(command: Command) -> str:
    line = COMPLETED.get(command.line, command.line)
    for placeholder, value in PLACEHOLDERS.items():
        value = value.format(made=re.sub(r"\W", "-", command.line))
        line = re.sub(rf"(?<![\w-]){re.escape(placeholder)}(?!\w)", value, line)
    return f"{line} --help" if command.inline and lacks_arguments(line) else line


def test_every_command_names_what_exists():
    lines = [(command.place, part) for _, command in MANY for part in as_typed(command).split(" && ")]
    assert len(lines) > 50
    assert [(place, line, wrong) for place, line in lines if (wrong := wrong_with(line))] == []


def test_no_exception_outlives_its_command():
    lines = " ".join(command.line for _, command in MANY)
    assert [line for line in (*EXCEPTED, *COMPLETED, *PLACEHOLDERS) if line not in lines] == []


def test_a_console_block_stands_where_it_is_run():
    blocks = [command.place for page in PAGES for command in commands(page)]
    assert blocks == [command.place for command in commands(PROJECT / PAGE, SECTION)] != []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("make tests", "no target tests"),
        ("python start.py tset", "knows no tset"),
        ("python start.py test tests/nowhere", "no tests/nowhere"),
        ("course kit --to x", "knows no --to"),
        ("course kits", "knows no kits"),
        ("python nowhere.py", "no nowhere.py"),
        ("nbgrader autogrades x", "nbgrader knows no autogrades"),
        ("../.venv/bin/nbgrader db students list", "nbgrader db knows no students"),
        ("curl x", "nobody knows curl"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line, wrong):
    assert wrong in wrong_with(line)


def test_what_is_typed_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Say `make lab`, or `course`. See `course/check`.\n```\nmake site    the lessons\nruff check .\n```\n"
        "```\n a picture\n```\n```console\n$ make no\n```\n| `A=1 course mark x` |\n"
    )
    found = [(command.line, command.inline) for command in typed(page)]
    assert found == [("make lab", True), ("make site", False), ("ruff check .", False), ("A=1 course mark x", True)]
    assert as_typed(Command("course mark", "", inline=True)) == "course mark --help"
    assert as_typed(Command("course mark", "")) == "course mark"


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """The project's files in an empty folder, as git hands them out; nothing is installed there yet."""
    folder = tmp_path_factory.mktemp("bare") / "says-who"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for step in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "as handed out"]):
        subprocess.run(["git", *step], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def variables(bare, tmp_path_factory) -> dict[str, str]:
    """Those of a shell in which .venv is activated. A server opens no window, and finds no settings of ours."""
    left = {k: v for k, v in os.environ.items() if not re.match(r"JUPYTER|PYTHON|VIRTUAL_ENV|PYTEST|SAYS_WHO", k)}
    chromium = {k: v for k, v in os.environ.items() if k == "SAYS_WHO_CHROMIUM"}
    own = {
        "PATH": os.pathsep.join([str(bare / ".venv" / "bin"), "/usr/local/bin", "/usr/bin", "/bin"]),
        "JUPYTER_CONFIG_DIR": str(tmp_path_factory.mktemp("settings")),
        "BROWSER": "true",
    }
    return left | chromium | own


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="the pages' lines are for a shell that Windows has not")
def test_every_command_runs_as_it_stands(bare, variables, tmp_path):
    subprocess.run(["python3", "start.py", "setup", "test"], cwd=bare, env=variables, check=True)
    wrong, done = [], set()
    for page, command in MANY:
        line = as_typed(command)
        within = folder_of(bare, page, line)
        if command.line in EXCEPTED or (within, line) in done:
            continue
        done.add((within, line))
        if "nbgrader autograde" in line:
            hands_in(bare, variables, tmp_path)
        if line.startswith("course own-text"):
            writes(bare, line)
        run = serves if SERVERS.match(line) else ends_well
        if said := run(line, within, variables):
            wrong.append(f"{command.place}: $ {line}\n{said[-1500:]}")
        if "start.py badges" in line:  # the one command that is there to change a page
            subprocess.run(["git", "checkout", "-q", "README.md"], cwd=bare, check=True)
    assert wrong == [], "\n\n".join(wrong)
    # What a command wrote anew is as it was: outcomes, expected copies, format.
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=bare, capture_output=True, text=True).stdout
    assert [row for row in changed.splitlines() if not row.startswith("??")] == []


def folder_of(bare: Path, page: Path, line: str) -> Path:
    """Where the page says that one stands: nbgrader's folder, or a kit unpacked anew for the kit's own page."""
    if re.match(r"(\.\./\.venv/bin/)?nbgrader ", line):
        return bare / "assignments"
    if page.parent.name == "kit":
        return bare / "build" / "kit" / "says-who"
    return bare


def hands_in(bare: Path, variables: dict[str, str], tmp_path: Path) -> None:
    """What the pages leave to the class: two learners hand in what was released; then a kit is there, too."""
    shell, people = Shell(bare, variables), classroom.the_class()[:2]
    if (bare / "hand-ins").exists():
        return
    classroom.write_inbox(bare / "hand-ins", tmp_path / "work", bare / "assignments" / "release" / NAME, NAME, people)
    classroom._write_roster(tmp_path / "roster.csv", people)
    for line in (f"course collect {NAME} hand-ins --roster {tmp_path / 'roster.csv'}", "course kit --out build/kit"):
        done = shell.run(line)
        assert done.returncode == 0, done.stdout + done.stderr


def writes(bare: Path, line: str) -> None:
    """What the guide leaves to the instructor: a text, and then whose word its sentence is."""
    marks = bare / "data" / "articles" / "bridge" / "marks.toml"
    if line.endswith(".txt"):
        (bare.parent / "bridge.txt").write_text("The bridge\nIt will open again on 3 May.\n", "utf-8")
    else:
        marks.write_text(marks.read_text("utf-8").replace('voice = ""', 'voice = "author_voice"'), "utf-8")


def ends_well(line: str, folder: Path, variables: dict[str, str]) -> str:
    """What a command printed where it failed, else ""."""
    done = Shell(folder, variables).run(line)
    return "" if done.returncode == 0 else f"exit status {done.returncode}\n{done.stdout}{done.stderr}"


def serves(line: str, folder: Path, variables: dict[str, str]) -> str:
    """Starts a server, asks it for a page, and stops it; what it printed where it did not answer, else ""."""
    log = folder / "server.log"
    with log.open("w") as printed:
        server = subprocess.Popen(
            ["bash", "-c", line], cwd=folder, env=variables, stdout=printed, stderr=printed, start_new_session=True
        )
    said = "no address"
    try:
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline and server.poll() is None:
            if found := ADDRESS.search(log.read_text()):
                # Jupyter prints its address before it listens there: refused at first is no failure.
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/api", timeout=60) as answer:
                        return "" if answer.status == 200 else f"status {answer.status}"
                except OSError as error:
                    said = repr(error)
            time.sleep(0.2)
        return f"{log.read_text()}\n{said}, exit status {server.poll()}"  # the reason last: only the end is shown
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        log.unlink()
