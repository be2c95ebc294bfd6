"""What Windows and macOS do differently, tried on Linux in the forms that those systems give it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from course.corpus.article import load_article
from course.kit.contents import project_files
from course.places import PROJECT

UNIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog"}
UNIX_CALLS = {
    "os": {"fork", "forkpty", "kill", "killpg", "setsid", "getuid", "geteuid", "getgid", "chown", "mkfifo", "wait4",
           "sysconf", "nice", "getpgid", "setpgid", "umask", "uname", "O_DIRECTORY"},
    "signal": {"SIGKILL", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGUSR1", "alarm", "setitimer", "pthread_sigmask"},
    "socket": {"AF_UNIX", "socketpair"},
}  # fmt: skip
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def learners_code() -> dict[str, str]:
    """Every Python file that a learner gets, by its path."""
    return {name: raw.decode() for name, raw in project_files([]).items() if name.endswith(".py")}


def unix_only(source: str) -> list[str]:
    """Lines that only a Unix can run: imports, and calls that the file does not ask for by hasattr first."""
    nodes = list(ast.walk(ast.parse(source)))
    asked = {
        node.args[1].value
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hasattr"
    }
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            calls = UNIX_CALLS.get(node.module or "", set())
            found += [f"line {node.lineno}: {a.name}" for a in node.names if a.name in calls]
        else:
            names = []
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                calls = UNIX_CALLS.get(node.value.id, set()) - asked
                found += [f"line {node.lineno}: {node.attr}"] if node.attr in calls else []
        found += [f"line {node.lineno}: {name}" for name in names if name.split(".")[0] in UNIX_MODULES]
    return found


def without_encoding(source: str) -> list[str]:
    """Places that read or write text in whatever encoding the system prefers: on Windows hardly ever UTF-8."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        words = {keyword.arg: keyword.value for keyword in node.keywords}
        modes = [n.value for n in [*node.args[:2], words.get("mode")] if isinstance(n, ast.Constant)]
        binary = any(isinstance(mode, str) and re.fullmatch(r"[rwxa+]*b[rwxa+]*|[rwx]:\w*", mode) for mode in modes)
        owner = getattr(
            getattr(node.func, "value", None), "id", ""
        )  # these open files of bytes; a zip is `packed` here
        of_bytes = owner in {"os", "tarfile", "zipfile", "packed"}
        position = {"read_text": 0, "write_text": 1, "open": 3 if isinstance(node.func, ast.Name) else 2}.get(name)
        if position is None or binary or of_bytes:
            continue
        if "encoding" not in words and len(node.args) <= position:
            found.append(f"line {node.lineno}: {name}")
    return found


def test_what_a_learner_runs_asks_for_nothing_that_only_a_unix_has():
    code = learners_code()
    assert {"start.py", "course/answers.py", "course/hand_in_file.py", "course/exercises/tag_attributions.py"} <= set(
        code
    )
    assert {name: found for name, source in code.items() if (found := unix_only(source))} == {}


def test_no_text_is_read_or_written_in_the_systems_own_encoding():
    paths = [PROJECT / "start.py", *(PROJECT / "course").rglob("*.py")]
    # The rooms write to files of the Linux kernel.
    paths = [path for path in paths if path.name not in {"confine.py", "learners_room.py", "warm_room.py"}]
    found = {str(path.relative_to(PROJECT)): without_encoding(path.read_text("utf-8")) for path in paths}
    assert {name: places for name, places in found.items() if places} == {}


def run_on_windows() -> set[Path]:
    """The test files that the workflow runs there, with what they import from beside them."""
    jobs = yaml.safe_load((PROJECT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))["jobs"]
    lines = [line for step in jobs["windows"]["steps"] for line in step.get("run", "").splitlines()]
    named = [PROJECT / word for line in lines for word in line.split() if word.startswith("tests/")]
    found, waiting = set(), [PROJECT / "tests" / "conftest.py"]
    for path in named:
        waiting += [path] if path.is_file() else path.rglob("*.py")
    while waiting:
        path = waiting.pop()
        found.add(path)
        beside = re.findall(r"^(?:from|import) (\w+)", path.read_text("utf-8"), re.M)
        also = [path.parent / f"{name}.py" for name in ("conftest", *beside)]
        waiting += [file for file in also if file.is_file() and file not in found]
    return found


def test_the_tests_that_are_run_on_windows_ask_for_nothing_that_only_a_unix_has():
    files = run_on_windows()
    names = {path.relative_to(PROJECT / "tests").as_posix() for path in files}
    assert {"test_answers.py", "browser/test_lesson.py", "browser/lab.py", "exercises/test_quiz.py"} <= names
    found = {path.name: unix_only(path.read_text("utf-8")) for path in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("planted", "line"),
    [
        ("import fcntl", "line 1: fcntl"),
        ("def f():\n    from resource import setrlimit", "line 2: resource"),
        ("import os\nos.kill(1, 9)", "line 2: kill"),
        ("from os import fork", "line 1: fork"),
        ("import signal\nsignal.SIGKILL", "line 2: SIGKILL"),
    ],
)
def test_what_only_a_unix_has_is_found(planted, line):
    assert unix_only(planted) == [line]
    assert unix_only("import os\nroot = hasattr(os, 'geteuid') and os.geteuid() == 0") == []


@pytest.mark.parametrize(
    "planted",
    [
        "open('x')",
        "open('x', 'w')",
        "path.open()",
        "path.open('w', newline='')",
        "path.read_text()",
        "p.write_text('x')",
    ],
)
def test_text_without_an_encoding_is_found(planted):
    assert without_encoding(planted)


@pytest.mark.parametrize(
    "harmless",
    ["open('x', 'rb')", "path.open('xb')", "path.open(encoding='utf-8')", "path.read_text('utf-8')",
     "tarfile.open('x')", "p.write_text('x', 'utf-8')", "open('x', 'w', -1, 'utf-8')"],
)  # fmt: skip
def test_what_has_its_encoding_is_let_be(harmless):
    assert without_encoding(harmless) == []


LEARN = """
import importlib, os, pkgutil, signal, sys

# As on Windows: no such modules, no such calls, and an encoding in which curly quotes are an error.
sys.modules.update(dict.fromkeys({modules!r}))
for name in {calls!r}:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGALRM"):
    if hasattr(signal, name):
        delattr(signal, name)
assert open(os.devnull).encoding.lower() not in {{"utf-8", "utf8"}}

import course
for name in course.__all__:
    getattr(course, name)
for package in ("course.lessons", "course.exercises", "course.charts", "course.charts.figures"):
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(package + "." + module.name)

from course.answers import begin
from course.hand_in_file import pack, write
answers = begin("02-claims-and-attribution")
answers.record("a", "“said”")
again = begin("02-claims-and-attribution")
assert again.value("a") == "“said”", again.notices
write(pack(again), again.path.parent.parent)
print(len(course.load_article("karabakh").sentences))
"""


def test_exercises_answers_and_handing_in_work_without_a_unix_and_without_utf_8(python, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    calls = UNIX_CALLS["os"] - {"uname", "O_DIRECTORY", "sysconf", "umask"}  # Python's own library asks for those here
    code = f"import os; os.chdir({str(tmp_path)!r})" + LEARN.format(modules=UNIX_MODULES - {"posix"}, calls=calls)
    file = tmp_path / "learn.py"
    file.write_text(code, "utf-8")
    done = python(f"exec(compile(open({str(file)!r}, 'rb').read(), 'learn', 'exec'))", env=plain)
    assert int(done.stdout) > 50
    assert "“said”" in (tmp_path / "answers" / "02-claims-and-attribution.json").read_text("utf-8")
    assert (tmp_path / "02-claims-and-attribution.zip").is_file()


# git


def checked_out_on_windows(folder, *, attributes: bool) -> dict[str, bytes]:
    """The project's files after a git that turns line ends into Windows' own has stored and fetched them."""
    parts = ["data", "assignments/keys", "assignments/source", "notebooks", "binder", "start.py", "tests/browser/texts"]
    for part in parts:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        source = PROJECT / part
        left_out = shutil.ignore_patterns("answers", ".ipynb_checkpoints", "__pycache__")
        shutil.copytree(source, target, ignore=left_out) if source.is_dir() else shutil.copy(source, target)
    if attributes:
        shutil.copy(PROJECT / ".gitattributes", folder)

    def git(*args):
        subprocess.run(["git", "-c", "core.autocrlf=true", *args], cwd=folder, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    for part in parts:
        shutil.rmtree(folder / part) if (folder / part).is_dir() else (folder / part).unlink()
    git("checkout", "--", ".")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in parts
        for path in ([folder / part] if (folder / part).is_file() else (folder / part).rglob("*"))
        if path.is_file()
    }


def test_git_on_windows_changes_no_byte(tmp_path):
    found = checked_out_on_windows(tmp_path, attributes=True)
    assert "data/articles/karabakh/article.txt" in found and len(found) > 80
    assert [name for name, raw in found.items() if raw != (PROJECT / name).read_bytes()] == []


def test_without_the_attributes_it_would_change_the_text(tmp_path):
    name = "data/articles/karabakh/article.txt"
    assert checked_out_on_windows(tmp_path, attributes=False)[name] != (PROJECT / name).read_bytes()


def test_line_ends_of_windows_in_tables_and_annotations_change_nothing(project):
    before = load_article("karabakh", keys=True), load_article("transfer-rumour", keys=True)
    load_article.cache_clear()
    changed = 0
    for folder in (project / "data", project / "assignments" / "keys"):
        for path in folder.rglob("*"):
            if path.suffix in {".csv", ".toml", ".ann"}:
                path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
                changed += 1
    assert changed > 50
    assert (load_article("karabakh", keys=True), load_article("transfer-rumour", keys=True)) == before


# Names


def test_every_name_of_a_file_is_allowed_everywhere():
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True).stdout.splitlines()
    if not listed:
        pytest.skip("not a git checkout, so nobody knows which files belong to it")
    parts = {part for name in listed for part in name.split("/")}
    assert not [part for part in parts if re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part) or RESERVED.match(part)]
    assert len({name.lower() for name in listed}) == len(listed)
    assert max(map(len, listed)) < 120  # of Windows' 260, the folder in front and .venv need some


def test_the_names_that_answers_get_are_allowed_everywhere(answers):
    from course.answers import _file_stamp

    assert not re.search(r'[<>:"\\|?*]', _file_stamp())
    answers.record("a", 1)
    answers.path.write_text("damaged", "utf-8")
    type(answers)("n", answers.path.parent.parent)
    names = [path.name for path in answers.path.parent.iterdir()]
    assert any("damaged-" in name for name in names)
    assert not [name for name in names if re.search(r'[<>:"\\|?*]|[. ]$', name)]


@pytest.mark.skipif(sys.platform == "win32", reason="there it has both names at once")
def test_start_calls_each_program_by_the_name_it_has_on_windows():
    calls = ast.walk(ast.parse((PROJECT / "start.py").read_text("utf-8")))
    bare = [ast.unparse(n) for n in calls if isinstance(n, ast.BinOp) and ast.unparse(n).startswith("BIN / ")]
    assert sorted(bare) == ["BIN / ('python.exe' if os.name == 'nt' else 'python')",
                            "BIN / ('uv.exe' if os.name == 'nt' else 'uv')"]  # fmt: skip
