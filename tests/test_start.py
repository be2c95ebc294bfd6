"""start.py: what it decides, without installing anything."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from course.places import PROJECT

SOURCE = (PROJECT / "start.py").read_text("utf-8")


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py as a module, at work in an empty folder with locks; what it would run is written down instead."""
    spec = importlib.util.spec_from_file_location("start", PROJECT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    binaries = venv / module.BIN.name
    paths = {"ROOT": tmp_path, "VENV": venv, "BIN": binaries, "PYTHON": binaries / module.PYTHON.name}
    for name, value in {**paths, "STAMP": venv / "says-who.json"}.items():
        monkeypatch.setattr(module, name, value)
    (tmp_path / "requirements").mkdir()
    for level in module.LOCKS:
        (tmp_path / "requirements" / f"{level}.txt").write_text(f"# {level}\nuv==1.0 \\\n    --hash=sha256:00\nzz==2\n")
    (tmp_path / "pyproject.toml").touch()
    module.ran = []

    def run(args, **kwargs):
        module.ran.append([str(arg) for arg in args])
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(module.subprocess, "run", run)
    return module


def installed(start, level, fingerprint=None):
    """Make it look as if a lock had been installed."""
    start.BIN.mkdir(parents=True, exist_ok=True)
    start.PYTHON.touch()
    stamp = {"level": level, "fingerprint": fingerprint or start.fingerprint(level)}
    start.STAMP.write_text(json.dumps(stamp))


def test_it_needs_nothing_but_the_standard_library():
    tree = ast.parse(SOURCE)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_an_older_python_can_read_it_far_enough_to_be_told():
    assert ast.parse(SOURCE, feature_version=(3, 8)).body


def test_with_an_older_python_it_says_which_one_is_needed(start, monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 9))
    monkeypatch.setattr(start.sys, "version", "3.9.1 (main)")
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed; this is 3\.9\.1"):
        start.main()


@pytest.mark.parametrize("args", [[], ["labs"]])
def test_without_a_known_name_it_says_what_there_is_and_fails(args):
    done = subprocess.run([sys.executable, PROJECT / "start.py", *args], capture_output=True, text=True, env={})
    assert done.returncode == 1
    assert "lab, teach, class, test, proof" in done.stderr
    assert "python start.py lab" in done.stderr


def test_makefile_and_start_know_the_same_names(start):
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for line in makefile.splitlines():
        if "start.py " in line and not line.startswith("#"):
            assert line.split("start.py ")[1].split()[0] in start.COMMANDS


def test_the_first_start_installs_the_lock_with_hashes_then_the_project_without_its_dependencies(start):
    start.BIN.mkdir(parents=True)
    start.setup("learner")
    commands = [" ".join(command) for command in start.ran]
    (uv,) = [c for c in commands if "pip install" in c and "uv.txt" in c]
    assert "--require-hashes" in uv and "--no-deps" in uv
    (sync,) = [c for c in commands if "pip sync" in c]
    assert "--require-hashes requirements/learner.txt" in sync
    assert commands[-1].endswith("--no-deps --no-build-isolation -e .")
    assert json.loads(start.STAMP.read_text())["level"] == "learner"


def test_a_second_start_installs_nothing(start):
    installed(start, "learner")
    start.setup("learner")
    assert start.ran == []


def test_a_richer_environment_serves_the_poorer_commands(start):
    installed(start, "test")
    start.setup("learner")
    assert start.ran == []
    installed(start, "learner")
    start.setup("teach")
    assert any("requirements/teach.txt" in command for command in start.ran)


def test_a_changed_lock_is_installed_anew_and_the_richer_level_kept(start):
    installed(start, "test", fingerprint="old")
    start.setup("learner")
    assert any("requirements/test.txt" in command for command in start.ran)


@pytest.mark.parametrize("change", ["requirements/learner.txt", "pyproject.toml"])
def test_a_change_to_the_lock_or_the_declaration_is_noticed(start, change):
    installed(start, "learner")
    assert start.installed_level() == "learner"
    (start.ROOT / change).write_text("# changed\n")
    assert start.installed_level() is None


@pytest.mark.parametrize(
    "stamp", ["", "[]", "{}", "5", '{"level": "later", "fingerprint": "x"}', '{"level": ["test"]}']
)
def test_a_stamp_that_makes_no_sense_means_set_up_anew(start, stamp):
    installed(start, "learner")
    start.STAMP.write_text(stamp)
    assert start.installed_level() is None
    start.setup("learner")
    assert any("requirements/learner.txt" in command for command in start.ran)


def test_a_moved_folder_is_set_up_anew(start, tmp_path, monkeypatch):
    installed(start, "learner")
    for name in ("requirements", "pyproject.toml"):
        (tmp_path / "moved").mkdir(exist_ok=True)
        (tmp_path / "moved" / name).symlink_to(tmp_path / name)
    monkeypatch.setattr(start, "ROOT", tmp_path / "moved")
    assert start.installed_level() is None


def test_a_setup_that_fails_half_way_leaves_no_stamp(start, monkeypatch):
    installed(start, "learner", fingerprint="old")
    monkeypatch.setattr(start.subprocess, "run", lambda *args, **kwargs: SimpleNamespace(returncode=7))
    with pytest.raises(SystemExit):
        start.setup("learner")
    assert not start.STAMP.exists()


def test_a_missing_lock_is_named(start):
    (start.ROOT / "requirements" / "learner.txt").unlink()
    with pytest.raises(SystemExit, match=r"learner\.txt is missing"):
        start.fingerprint("learner")


def test_one_package_of_a_lock_comes_with_its_hashes(start):
    assert start.locked_block("learner", "uv") == "uv==1.0 \\\n    --hash=sha256:00\n"
    with pytest.raises(SystemExit, match=r"learner\.txt does not name pip"):
        start.locked_block("learner", "pip")


def test_programs_run_with_the_environment_first_and_without_a_foreign_python(start, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    monkeypatch.setenv("PATH", "/usr/bin")
    env = start.environment(MORE="1")
    assert env["PATH"].split(os.pathsep) == [str(start.BIN), "/usr/bin"]
    assert (env["UV_SYSTEM_CERTS"], env["MORE"]) == ("1", "1")
    assert not {"PYTHONPATH", "PYTHONHOME"} & env.keys()


def test_without_any_path_the_systems_own_folders_are_searched(start, monkeypatch):
    monkeypatch.delenv("PATH")
    assert "/usr/bin" in start.environment()["PATH"].split(os.pathsep)


def test_lab_opens_the_first_lesson_and_passes_arguments_on(start):
    start.lab(["--no-browser", "--port", "8899"], "learner", [])
    (command,) = start.ran
    assert command[-3:] == ["--no-browser", "--port", "8899"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb" in command
    assert (PROJECT / start.FIRST_PAGE).is_file()


def test_a_missing_browser_fails_and_says_what_to_install(start, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda *args, **kwargs: None)
    with pytest.raises(SystemExit, match="the tests need chromium"):
        start.need_program("chromium")
