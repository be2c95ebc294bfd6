"""Every picture in docs/ is shown by a page, has words for who does not see it, and is taken by a test, so it is
current; and the tour is made of what its tests saw."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PIL import Image

from course import charts
from course.places import PROJECT

DOCS = PROJECT / "docs"
FOLDER = DOCS / "pictures"
PAGES = [PROJECT / "README.md", *sorted(DOCS.glob("*.md"))]
SHOWN = re.compile(r"!\[([^\]]*)\]\((?:docs/)?pictures/([\w/-]+)\.png\)")
TESTS = sorted((PROJECT / "tests" / "browser").glob("test_*.py"))
MOST_BYTES = 4_000_000  # of all pictures of the tour


def shown() -> dict[str, str]:
    """Name of each picture that a page shows -> its words."""
    return {name: alt for page in PAGES for alt, name in SHOWN.findall(page.read_text("utf-8"))}


def taken(path: Path) -> set[str]:
    """The names under which a test takes pictures, as patterns; those of the tour have their folder before them."""
    tree, found = ast.parse(path.read_text("utf-8")), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("picture", "shows"):
            before = "tour/" if node.func.id == "shows" else ""
            found |= {before + name for name in names(node.args[1])} if len(node.args) > 1 else set()
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "STATIONS":
            table = {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
            found |= {
                f"tour/{name}" for name in table if re.fullmatch(r"(learner|instructor|reader)-[a-z-]+", str(name))
            }
    return found


def names(argument: ast.expr) -> set[str]:
    match argument:
        case ast.Constant(value=str(name)):
            return {re.escape(name)}
        case ast.JoinedStr(values=parts):
            return {"".join(re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w-]+" for p in parts)}
    return set()


def test_every_picture_is_shown_and_every_one_shown_is_there():
    there = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.png")}
    assert there == set(shown())


def test_every_picture_has_words_for_who_does_not_see_it():
    for name, alt in shown().items():
        assert len(alt.split()) >= 3, f"{name}: {alt}"
        assert not re.match(r"(?i)(a )?(picture|screenshot|image) of", alt), f"{name}: {alt}"


def test_make_pictures_takes_every_picture():
    """By a test that bears the mark `pictures`: that is what `make pictures` runs."""
    patterns = {p for path in TESTS if "mark.pictures" in path.read_text("utf-8") for p in taken(path)}
    missing = [name for name in shown() if not any(re.fullmatch(pattern, name) for pattern in patterns)]
    assert missing == []


def test_the_pictures_of_the_tour_are_those_that_its_walks_take():
    walks = [path for path in TESTS if path.name.startswith("test_tour_")]
    assert len(walks) == 3
    taken_there = {name.replace("\\", "") for path in walks for name in taken(path)}  # patterns of plain names
    assert {name for name in shown() if name.startswith("tour/")} == taken_there


def test_the_tours_pictures_are_of_one_size_and_small():
    paths = sorted((FOLDER / "tour").glob("*.png"))
    for path in paths:
        with Image.open(path) as image:
            assert image.size == (1280, 800), path.name
    assert sum(path.stat().st_size for path in paths) < MOST_BYTES


def test_the_tour_says_little_and_quotes_what_is_seen():
    """Two sentences below each picture; what is quoted there is looked for in the page when the picture is taken."""
    told = (DOCS / "tour.md").read_text("utf-8")
    stations = re.findall(r"!\[([^\]]*)\]\(pictures/tour/([\w-]+)\.png\)\n\n((?:.+\n)+)", told)
    assert len(stations) == len(re.findall(r"\]\(pictures/tour/", told)) >= 20
    for alt, name, words in stations:
        assert 8 <= len(alt.split()) <= 45, f"{name}: {alt}"
        assert len(words.split()) <= 60, f"{name}: {words}"
    assert sum("“" in words for _, _, words in stations) > len(stations) * 3 / 4


@pytest.mark.parametrize(
    "call", ['picture(page, "lonely")', 'picture(page, f"charts/{name}-{x}")', 'shows(page, "a-b")']
)
def test_a_picture_that_a_test_takes_is_found(tmp_path, call):
    (tmp_path / "test_x.py").write_text(call)
    (pattern,) = taken(tmp_path / "test_x.py")
    assert any(re.fullmatch(pattern, name) for name in ("lonely", "charts/band-dark", "tour/a-b"))


def test_the_charts_pictures_are_of_charts():
    assert {n.removeprefix("charts/") for n in shown() if n.startswith("charts/")} <= set(charts.NAMES)
