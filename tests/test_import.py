"""`import course` costs next to nothing, so a lesson's first exercise appears soon."""

import re
import subprocess
import sys

import pytest

from course.places import PROJECT

HEAVY = (
    "pandas",
    "numpy",
    "plotly",
    "sklearn",
    "ipywidgets",
    "anywidget",
    "traitlets",
    "nbgrader",
    "typer",
    "filelock",
)


def loaded_by(python, code):
    done = python(f"import sys\n{code}\nprint(*[n for n in {HEAVY} if n in sys.modules])")
    return done.stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "import course",
        "import course; dir(course); course.__version__",
        "import course; course.begin",
        "import course; course.load_article('karabakh').attributions",
        "import course.corpus",
        "import course.marking",
        "import course.marking.rules",
    ],
)
def test_what_needs_nothing_heavy_loads_nothing_heavy(python, code):
    assert loaded_by(python, code) == []


def test_the_first_exercise_loads_what_it_needs_and_no_more(python):
    assert set(loaded_by(python, "import course; course.TagAttributions")) == {"ipywidgets", "anywidget", "traitlets"}


def test_every_public_name_is_there_and_another_is_an_attribute_error(python):
    python("import course\nfor name in course.__all__: getattr(course, name)")
    python("import course\nassert set(course.__all__) <= set(dir(course))")
    done = python("import course\ncourse.no_such_thing", check=False)
    assert "AttributeError: module 'course' has no attribute 'no_such_thing'" in done.stderr


def test_importtime_tells_what_the_import_took():
    """What the benchmark reads; its bound is measured there, not here."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import course"], cwd=PROJECT, capture_output=True, text=True
    )
    (cumulative,) = re.findall(r"^import time: +\d+ \| +(\d+) \| course$", done.stderr, re.M)
    assert int(cumulative) > 0
