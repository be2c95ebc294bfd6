"""What Binder would build, without Docker: repo2docker finds the build pack and renders the Dockerfile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from repo2docker.app import Repo2Docker

import course.places
from course.errors import CourseError
from course.kit.leaks import leaks
from course.kit.self_study import HIDDEN, leave_only_learners_files
from course.places import PROJECT

sys.path.insert(0, str(PROJECT / "tests" / "browser"))
from binder_image import copy_repository, image_in, install, pip_lines, post_build

ENVIRONMENT = "binder/environment.yml"


def picked(folder: Path, monkeypatch):
    """The build pack that repo2docker takes for a folder, asked in its own order."""
    monkeypatch.chdir(folder)
    app = Repo2Docker(platform="linux/amd64")
    for kind in app.buildpacks:
        pack = kind(app.base_image)
        if pack.detect():
            pack.platform = app.platform
            return pack
    return pytest.fail("repo2docker knows no build pack for this folder")


def layers(pack) -> tuple[str, str]:
    """The Dockerfile before and after the whole repository is copied. Docker keeps the first while it is the same."""
    dockerfile = pack.render()
    before, everything, after = dockerfile.partition("COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    assert everything, "the repository is copied by another line now; look at the Dockerfile"
    return before, after


@pytest.fixture
def repository(tmp_path):
    """What repo2docker looks at: the folder binder/ and, to be found or not, the files at the top."""
    for name in ("binder", "environment.yml", "pyproject.toml", "start.py"):
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, tmp_path / name)
    return tmp_path


def test_the_conda_build_pack_is_taken_with_the_learners_environment(repository, monkeypatch):
    pack = picked(repository, monkeypatch)
    assert type(pack).__name__ == "CondaBuildPack"
    assert pack.environment_yaml == yaml.safe_load((PROJECT / ENVIRONMENT).read_text("utf-8"))
    assert pack.python_version == "3.12"
    assert "nbgrader" not in str(pack.environment_yaml) and "pytest" not in str(pack.environment_yaml)


def test_the_environments_layer_needs_no_other_file_of_the_repository(repository, monkeypatch):
    before, after = layers(picked(repository, monkeypatch))
    # What the build takes in before everything else: repo2docker's own scripts, and one file of ours.
    assert re.findall(r"^COPY .*?\bsrc/(\S+) ", before, re.M) == [ENVIRONMENT]
    assert f'env update -p ${{NB_PYTHON_PREFIX}} --file "{ENVIRONMENT}"' in before
    assert "env update" not in after
    assert "./binder/postBuild" in after and "./binder/postBuild" not in before


def test_a_change_of_a_lesson_leaves_that_layer_as_it_is(repository, monkeypatch):
    once, _ = layers(picked(repository, monkeypatch))
    (repository / "notebooks").mkdir()
    (repository / "notebooks" / "new.ipynb").write_text("{}")
    (repository / "start.py").write_text("# changed\n")
    again, _ = layers(picked(repository, monkeypatch))
    assert again == once


def test_with_a_local_path_it_would_be_built_anew_at_every_commit(repository, monkeypatch):
    path = repository / ENVIRONMENT
    path.write_text(path.read_text("utf-8") + "      - -e .\n", "utf-8")
    before, after = layers(picked(repository, monkeypatch))
    assert "env update" in after and "env update" not in before


def script_lines(name: str) -> list[str]:
    lines = (PROJECT / "binder" / name).read_text("utf-8").splitlines()
    assert lines[0] == "#!/bin/bash"
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_a_script_stops_at_the_first_failing_line_and_can_be_run(name):
    assert script_lines(name)[0] == "set -e"
    listed = subprocess.run(
        ["git", "ls-files", "--stage", f"binder/{name}"], cwd=PROJECT, capture_output=True, text=True
    )
    if listed.stdout:  # a copy without git has the file system's word only
        assert listed.stdout.startswith("100755")
    assert (PROJECT / "binder" / name).stat().st_mode & 0o111


def test_post_build_fetches_nothing_and_leaves_the_learners_files():
    assert script_lines("postBuild")[1:] == [
        "python -m pip install --no-deps --no-build-isolation -e .",
        "python -m course.kit.self_study",
    ]


def test_every_pip_line_is_one_of_the_learners_lock():
    lock = (PROJECT / "requirements" / "learner.txt").read_text("utf-8")
    wanted = [line.removesuffix(" \\") for line in re.findall(r"^\w.*==.*$", lock, re.M)]
    assert [line.strip() for line in pip_lines()] == [line.strip() for line in wanted]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What a self-study session sees: the repository as Binder copies it, after postBuild's last line."""
    return image_in(tmp_path_factory.mktemp("image") / "home")


def test_a_session_holds_lessons_papers_and_no_key_source_or_history(image):
    assert {path.name for path in image.iterdir() if not path.name.startswith(".")} == {
        "LICENSE", "LICENSES.md", "binder", "course", "data", "docs", "lab", "notebooks", "pyproject.toml"}  # fmt: skip
    assert [path.name for path in image.iterdir() if path.name.startswith(".")] == [".profile"]  # the image's own
    notebooks = {path.stem for path in image.rglob("*.ipynb")}
    assert len([n for n in notebooks if n[0].isdigit()]) == 9
    assert len([n for n in notebooks if n.startswith("practice-")]) == 3 and "your-progress" in notebooks
    assert [path.name for path in (image / "binder").iterdir()] == ["start"]
    assert (image / "binder" / "start").stat().st_mode & 0o111
    assert not (image / "data" / "articles" / "library").exists()
    assert leaks(image) == []


def test_what_a_session_holds_is_searched_for_keys(image):
    """The search can fail: one key file left behind is found."""
    left = image / "docs" / "left.ann"
    shutil.copy(PROJECT / "assignments" / "keys" / "karabakh.ann", left)
    try:
        assert any("is the file karabakh.ann of the keys" in found for found in leaks(image))
    finally:
        left.unlink()


@pytest.mark.parametrize("named", [None, "/", "elsewhere"])
def test_nothing_is_deleted_where_binder_did_not_name_the_folder(tmp_path, monkeypatch, named):
    copy = copy_repository(tmp_path / "home")
    monkeypatch.setattr(course.places, "PROJECT", copy)
    monkeypatch.delenv("REPO_DIR", raising=False)
    if named:
        monkeypatch.setenv("REPO_DIR", named)
    before = set(copy.rglob("*"))
    with pytest.raises(CourseError, match="would be deleted here"):
        leave_only_learners_files(copy)
    assert set(copy.rglob("*")) == before


def test_every_hidden_file_that_git_holds_is_taken_away():
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True).stdout.splitlines()
    assert {name.split("/")[0] for name in listed if name.startswith(".")} <= HIDDEN


def test_the_file_browser_shows_what_a_reader_opens(image):
    config = json.loads((PROJECT / "lab" / "selfstudy" / "jupyter_server_config.json").read_text("utf-8"))
    hidden = config["ContentsManager"]["hide_globs"]
    shown = [p.name for p in image.iterdir() if not any(fnmatch(p.name, glob) for glob in hidden)]
    assert sorted(name for name in shown if not name.startswith(".")) == ["docs", "notebooks"]
    assert (image / config["LabApp"]["default_url"].removeprefix("/lab/tree/")).is_file()


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="Binder runs on Linux")
def test_an_environment_of_those_lines_alone_runs_every_notebook(tmp_path):
    """Built in an empty folder, with postBuild as Binder runs it; each notebook in a kernel of that environment."""
    python = install(tmp_path / "environment", Path(sys.executable).with_name("uv"))
    home = post_build(copy_repository(tmp_path / "home"), python)
    code = (
        "import sys, nbformat, nbclient; from pathlib import Path\n"
        "for path in sorted(Path('notebooks').glob('*.ipynb')):\n"
        "    notebook = nbformat.read(path, as_version=4)\n"
        "    nbclient.NotebookClient(notebook, resources={'metadata': {'path': 'notebooks'}}).execute()\n"
        "    print(path.stem)\n"
        "import course; print(course.__file__)\n"
    )
    env = {"PATH": f"{python.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([python, "-c", code], cwd=home, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    *ran, where = done.stdout.splitlines()
    assert len(ran) == 13 and where == str(home / "course" / "__init__.py")


def test_start_hands_over_to_the_server_with_the_learners_settings():
    assert script_lines("start")[-1] == 'exec "$@"'
    show = ["bash", "-c", 'echo "$$ $JUPYTER_CONFIG_PATH $1"', "server", "an argument"]
    # Its own process becomes the server's: Binder's signal to end reaches it.
    started = subprocess.Popen([PROJECT / "binder" / "start", *show], stdout=subprocess.PIPE, text=True, cwd="/")
    said = started.communicate()[0].split(maxsplit=2)
    assert (said[0], said[2]) == (str(started.pid), "an argument\n")
    rooms = [Path(room) for room in said[1].split(":")]
    assert rooms == [PROJECT / "lab" / "selfstudy", PROJECT / "lab" / "learner"]
    assert all(json.loads((room / "jupyter_server_config.json").read_text("utf-8")) for room in rooms)
