"""What stands around the course: workflows name commands that exist, versions agree, forms and links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
import tomllib

import pytest
import yaml
from known_commands import wrong_with

from course.places import PROJECT

GITHUB = PROJECT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def jobs(path) -> dict[str, dict]:
    return yaml.safe_load(path.read_text("utf-8"))["jobs"]


def commands(job: dict) -> list[str]:
    return [line for step in job["steps"] for line in step.get("run", "").splitlines() if line.strip()]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_commands_that_exist(path):
    found = [(name, line, wrong_with(line)) for name, job in jobs(path).items() for line in commands(job)]
    assert found and [row for row in found if row[2]] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read_and_names_the_version_of_each_action(path):
    assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}
    used = [step["uses"] for job in jobs(path).values() for step in job["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", action) for action in used)
    assert all(0 < job["timeout-minutes"] <= 120 for job in jobs(path).values())


def test_linux_has_the_whole_protection_and_the_others_ask_for_less_by_name():
    (asked_for,) = re.findall(
        r'os\.environ\.get\("(\w+)"\) == "limits"', (PROJECT / "course/marking/learners_room.py").read_text("utf-8")
    )
    for name, job in jobs(GITHUB / "workflows" / "tests.yml").items():
        assert job.get("env", {}) == ({} if name == "linux" else {asked_for: "limits"})
        assert job["runs-on"].startswith({"linux": "ubuntu", "macos": "macos", "windows": "windows"}[name])
    assert "make test" in commands(jobs(GITHUB / "workflows" / "tests.yml")["linux"])


def test_once_a_month_the_newest_versions_are_tried():
    workflow = yaml.safe_load((GITHUB / "workflows" / "newest.yml").read_text("utf-8"))
    (when,) = workflow[True]["schedule"]  # YAML reads the key `on` as yes
    minute, hour, day, month, weekday = when["cron"].split()
    assert minute.isdigit() and hour.isdigit() and 1 <= int(day) <= 28 and (month, weekday) == ("*", "*")
    lines = commands(workflow["jobs"]["linux"])
    assert lines.index("python start.py lock --upgrade") < lines.index("make test")


def test_the_versions_agree():
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == VERSION
    newest = re.search(r"^## (\d+\.\d+\.\d+)\b", (PROJECT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest and newest[1] == VERSION


def test_the_citation_has_what_its_format_asks_for():
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert citation["message"] and citation["title"]
    assert all(set(author) == {"name"} for author in citation["authors"])  # an entity, which has a name alone
    assert citation["authors"][0]["name"] in (PROJECT / "LICENSE").read_text("utf-8")
    assert citation["license"] == tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["license"]


FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_has_what_github_asks_for(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert set(form) == {"name", "description", "body"}
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields) > 1
    assert all(field["attributes"]["label"] and re.fullmatch(r"[a-z-]+", field["id"]) for field in fields)
    assert all(part["attributes"]["value"] for part in form["body"] if part["type"] == "markdown")
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_form_for_barriers_is_the_one_that_the_page_names():
    names = {yaml.safe_load(path.read_text("utf-8"))["name"] for path in FORMS}
    (named,) = re.findall(r"the form “([^”]+)”", (PROJECT / "docs" / "accessibility.md").read_text("utf-8"))
    assert named in names


PAGE = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")


def test_the_files_named_for_contributors_exist():
    links = {link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE)}
    named = set(re.findall(r"`((?:course|tests|data|docs|notebooks)/[\w./-]+)`", PAGE))
    assert len(named) > 8
    real = {name.replace("NN-name", "02-claims-and-attribution") for name in links | named}
    assert [name for name in sorted(real) if not (PROJECT / name).exists()] == []


BADGE = re.compile(
    r"\[!\[([^\]]+)\]\(([^)]+)\)\]\(https://mybinder\.org/v2/gh/([^/]+/[^/]+)/HEAD\?urlpath=lab/tree/([^)]+)\)"
)


def test_the_readme_has_a_badge_for_each_lesson_with_a_picture_of_our_own():
    found = BADGE.findall((PROJECT / "README.md").read_text("utf-8"))
    lessons = sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))
    assert [notebook for *_, notebook in found] == lessons
    assert len({where for *_, where, _ in found}) == 1
    assert len({says for says, *_ in found}) == len(lessons)
    assert all((PROJECT / picture).is_file() for _, picture, *_ in found)


def test_badges_lead_to_the_repository_that_is_named(tmp_path, monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("start_to_try", PROJECT / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    shutil.copy(PROJECT / "README.md", tmp_path)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    start.write_badges(["me/my-copy"])
    assert "9 badges in README.md lead to me/my-copy" in capsys.readouterr().out
    found = BADGE.findall((tmp_path / "README.md").read_text("utf-8"))
    assert {where for *_, where, _ in found} == {"me/my-copy"} and len(found) == 9
    for nonsense in ([], ["me"], ["me/my copy"], ["https://github.com/me/my-copy"]):
        with pytest.raises(SystemExit, match="say where this repository is kept"):
            start.write_badges(nonsense)
