"""What Binder would build, without Docker: repo2docker finds the build pack and renders the Dockerfile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from repo2docker.app import Repo2Docker

from course.places import PROJECT

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


def test_post_build_fetches_nothing():
    assert script_lines("postBuild")[1:] == ["python -m pip install --no-deps --no-build-isolation -e ."]


def test_start_hands_over_to_the_server_with_the_learners_settings():
    assert script_lines("start")[-1] == 'exec "$@"'
    show = ["bash", "-c", 'echo "$$ $JUPYTER_CONFIG_PATH $1"', "server", "an argument"]
    # Its own process becomes the server's: Binder's signal to end reaches it.
    started = subprocess.Popen([PROJECT / "binder" / "start", *show], stdout=subprocess.PIPE, text=True, cwd="/")
    said = started.communicate()[0].split(maxsplit=2)
    assert said == [str(started.pid), str(PROJECT / "lab" / "learner"), "an argument\n"]
    assert json.loads((Path(said[1]) / "jupyter_server_config.json").read_text("utf-8"))
