"""What stands around the course: workflows name commands that exist, versions agree, forms and links lead somewhere."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib

import pytest
import yaml
from typer.main import get_command

from course.cli import app
from course.places import PROJECT

GITHUB = PROJECT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
OF_THE_SYSTEM = {"sudo", "git", "source", "pre-commit", "ruff"}


def start_commands() -> set[str]:
    tree = ast.parse((PROJECT / "start.py").read_text("utf-8"))
    (table,) = [n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "COMMANDS"]
    return {key.value for key in table.keys}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))


def wrong_with(line: str) -> str:
    """What is wrong with a line of a shell, or ""."""
    words = shlex.split(line)
    while words and re.fullmatch(r"[A-Z_]+=\S+", words[0]):
        words.pop(0)
    match words:
        case ["make", target, *_]:
            return "" if target in make_targets() else f"no target {target} in Makefile"
        case ["python" | "python3" | "py", "start.py", command, *args]:
            if command not in start_commands():
                return f"start.py knows no {command}"
            missing = [arg for arg in args if arg.startswith("tests/") and not (PROJECT / arg).exists()]
            return f"there is no {missing[0]}" if missing else ""
        case ["python", "-m", "pytest", *paths]:
            missing = [path for path in paths if not (PROJECT / path).exists()]
            return f"there is no {missing[0]}" if missing else ""
        case ["python", script, *_]:
            return "" if (PROJECT / script).is_file() else f"there is no {script}"
        case ["course", command, *args]:
            known = get_command(app).commands
            if command not in known:
                return f"course knows no {command}"
            options = {o for p in known[command].params for o in p.opts}
            wrong = [arg for arg in args if arg.startswith("--") and arg not in options]
            return f"course {command} knows no {wrong[0]}" if wrong else ""
        case [first, *_]:
            return "" if first in OF_THE_SYSTEM else f"nobody knows {first}"
    return ""


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


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("make tests", "no target tests"),
        ("python start.py tset", "knows no tset"),
        ("python start.py test tests/nowhere", "no tests/nowhere"),
        ("course kit --to x", "knows no --to"),
        ("course kits", "knows no kits"),
        ("python nowhere.py", "no nowhere.py"),
        ("curl x", "nobody knows curl"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line, wrong):
    assert wrong in wrong_with(line)


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


def test_the_commands_for_contributors_exist():
    blocks = re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)
    lines = [
        part for block in blocks for line in block.splitlines() for part in re.split(r" {3,}", line)[0].split("&&")
    ]
    plain = PAGE.replace("NN", "02").replace("`course/", "")
    lines += re.findall(r"`((?:make|course|python|python3|SAYS_WHO_SANDBOX=\w+ make) [^`]+)`", plain)
    assert len(lines) > 12
    assert [(line, wrong_with(line)) for line in lines if wrong_with(line)] == []


def test_the_files_named_for_contributors_exist():
    links = {link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE)}
    named = set(re.findall(r"`((?:course|tests|data|docs|notebooks)/[\w./-]+)`", PAGE))
    assert len(named) > 8
    real = {name.replace("NN-name", "02-claims-and-attribution") for name in links | named}
    assert [name for name in sorted(real) if not (PROJECT / name).exists()] == []
