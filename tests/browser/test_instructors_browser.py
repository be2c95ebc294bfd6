"""What a learner wrote, opened by an instructor: no script of theirs runs, no request of theirs goes out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from cycle import nbgrader
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect
from small_assignment import NAME, hand_in, make_course

from course.marking.prepare import outcome_of
from lab import PROJECT, Lab, picture, start_lab

RUN = "fetch('/ran')"
IMG = f'<img src=x onerror="{RUN}">'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
MARKDOWN = {
    "image": IMG,
    "script": f"<script>{RUN}</script>",
    "vector": SVG,
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "form": '<form action="/ran"><button autofocus onfocus="' + RUN + '">press</button></form>',
    "style": "<style>@import 'http://away.example/ran.css'; body {background: url(http://away.example/ran)}</style>",
    "link": f"[a link](javascript:{RUN}) and [here](ran.html) and <a href='javascript:{RUN}'>there</a>",
    "reference": f"[one][a] ![two][b]\n\n[a]: javascript:{RUN}\n[b]: http://away.example/ran.png",
    "autolink": f"<javascript:{RUN}>",
    "remote": "![a picture](http://away.example/ran.png) ![here](/ran.png)",
    "data": f"![x](data:text/html,<script>{RUN}</script>) [y](data:text/html;base64,PHNjcmlwdD4=)",
    "diagram": f"```mermaid\n</pre>{IMG}\n```",
    "fence": f"```{IMG}\n{IMG}\n```",
    "formula": f"$$\\href{{javascript:{RUN}}}{{press}}$$ $</div>{IMG}$",
    "quotes": f'![" onerror="{RUN}](attachment:x) [t](http://a.example "\\" onmouseover=\\"{RUN}")',
    "breaks-out": f"text\n\n</div></div>\n\n{IMG}",
    "title": f'# <span title="{IMG}">head</span> {IMG}',
    "table": f"| a | b |\n|---|---|\n| {IMG} | x |",
}
OUTPUTS = [
    {"output_type": "display_data", "data": {"text/html": IMG, "application/javascript": RUN}, "metadata": {}},
    {"output_type": "display_data", "data": {"image/svg+xml": SVG, "text/latex": f"</div>{IMG}"}, "metadata": {}},
    {"output_type": "stream", "name": "stdout", "text": IMG},
]
GOOD = "**Bold** and *plain*, `code < x`\n\n- one\n- two\n\n1 < 2 & 3 > 2"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """One hand-in that tries everything, marked by plain nbgrader; a copy of it that was not made harmless."""
    folder = tmp_path_factory.mktemp("teach")
    make_course(folder)
    words = IMG + "\n\n" + "\n\n".join(MARKDOWN.values())
    given = {"count": {"number": 42, "unit": f"flights{IMG}", "by": "typed"}, "rewrite": {"rewrite": words}}
    path = hand_in(folder, "mallory", values=given) / f"{NAME}.ipynb"
    data = json.loads(path.read_text("utf-8"))
    data["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"</script>" + IMG: IMG}, "version_major": 2}
    }
    data["metadata"]["title"] = IMG
    code = {"cell_type": "code", "id": "out", "metadata": {"tags": [f'">{IMG}']}, "outputs": OUTPUTS, "source": IMG}
    data["cells"].append(code | {"execution_count": None})
    for name, source in (MARKDOWN | {"good": GOOD}).items():
        about = {"grade": True, "solution": True, "locked": False, "grade_id": f'">{IMG}', "points": IMG, "task": False}
        attached = {"attachments": {"x": {f'image/svg+xml" onerror="{RUN}': SVG, "image/png": SVG}}}
        cell = {"cell_type": "markdown", "id": name, "metadata": {"nbgrader": about}, "source": source} | attached
        data["cells"].append(cell)
    data["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": IMG})
    path.write_text(json.dumps(data), "utf-8")
    (path.parent / "ran.html").write_text(f"<script>{RUN}</script>")
    for step in ("autograde", "generate_feedback"):
        done = nbgrader(folder, step, NAME)
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student("mallory", first_name=IMG, last_name=IMG, email="m@example.org")
    shutil.copytree(folder / "autograded" / "mallory", folder / "raw")
    (folder / "raw" / NAME / f"{NAME}.ipynb").chmod(0o644)
    shutil.copy(path, folder / "raw" / NAME)
    return folder


@pytest.fixture(scope="module")
def teach(course) -> Iterator[Lab]:
    settings = {"JUPYTER_CONFIG_PATH": str(PROJECT / "lab" / "teach"), "SAYS_WHO_KEYS": str(course / "keys")}
    server = start_lab(course, variables=settings)
    yield server
    server.stop()


@pytest.fixture
def requests(page: Page) -> list[str]:
    """Every address that the page asks for."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("dialog", lambda dialog: (seen.append("dialog /ran"), dialog.dismiss()))
    return seen


def theirs(requests: list[str], lab: Lab) -> list[str]:
    """Requests that the learner's content made: to its own address, or to another host (nbgrader's formulas apart)."""
    away = [url for url in requests if not url.startswith((lab.address, "data:", "blob:", "file:"))]
    return [url for url in requests if "ran" in url.rsplit("/", 1)[-1]] + [u for u in away if "mathjax" not in u]


def submission(course: Path) -> str:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return gradebook.find_submission_notebook(NAME, NAME, "mallory").id


def test_in_the_formgrader_nothing_of_the_learners_runs_or_asks(course, teach, page, requests):
    page.goto(f"{teach.address}/formgrader/submissions/{submission(course)}/")
    expect(page.get_by_text("YOUR ANSWER", exact=False).or_(page.locator(".nbgrader_cell")).first).to_be_visible()
    page.locator(".name-hidden.glyphicon-eye-open").click()
    expect(page.locator("a.name-shown")).to_contain_text("<img src=x")
    page.wait_for_timeout(1000)
    assert theirs(requests, teach) == []
    # What is honest in it is shown as it was meant.
    expect(page.locator("strong", has_text="Bold")).to_be_visible()
    expect(page.get_by_text("1 < 2 & 3 > 2")).to_be_visible()
    # What was recorded for a person to mark stands in the cell to be marked, as text.
    answer = page.locator(".nbgrader_cell", has_text="Student's answer").last
    expect(answer).to_contain_text(IMG)
    picture(page, "formgrader-of-a-hostile-hand-in")
    for link in page.locator("#notebook a[href]").all():
        assert link.get_attribute("href").startswith(("http://", "https://", "mailto:", "#"))


@pytest.mark.parametrize(
    "place",
    [
        f"manage_submissions/{NAME}", "manage_students", "manage_students/mallory", f"gradebook/{NAME}/{NAME}",
        f"manage_students/mallory/{NAME}", "gradebook", f"gradebook/{NAME}",
    ],
)  # fmt: skip
def test_the_formgraders_lists_show_a_learners_name_as_text(course, teach, page, requests, place):
    page.goto(f"{teach.address}/formgrader/{place}")
    page.wait_for_load_state("networkidle")
    assert theirs(requests, teach) == []


def test_in_the_feedback_nothing_of_the_learners_runs_or_asks(course, teach, page, requests):
    page.goto((course / "feedback" / "mallory" / NAME / f"{NAME}.html").as_uri())
    page.wait_for_timeout(1000)
    assert theirs(requests, teach) == []
    expect(page.get_by_text("1 < 2 & 3 > 2")).to_be_visible()


def test_the_formgraders_button_looks_through_and_repairs_as_the_command_does(course, teach, page):
    folder = hand_in(course, "button", values={"count": {"number": 42, "unit": "flights", "by": "typed"}})
    data = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    data["cells"] += [cell | {"id": f"copy-{n}"} for n, cell in enumerate(data["cells"])]
    (folder / f"{NAME}.ipynb").unlink()
    (folder / f"{NAME} (1).ipynb").write_text(json.dumps(data), "utf-8")
    (folder / "keys").symlink_to(course / "keys")
    page.goto(f"{teach.address}/formgrader/manage_submissions/{NAME}")
    row = page.locator("tr", has=page.locator(".student-id", has_text="button"))
    row.locator(".autograde a").click()
    expect(page.get_by_text(f"Successfully autograded '{NAME}' for student 'button'.")).to_be_visible(timeout=120_000)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission(NAME, "button").notebooks
        assert {grade.cell.name: grade.auto_score for grade in notebook.grades} == {"count": 2.0, "rewrite": 0.0}
    marked = nbformat.read(course / "autograded" / "button" / NAME / f"{NAME}.ipynb", 4)
    told = " ".join(outcome_of(marked, "button", NAME).repairs)
    assert "was taken as" in told
    assert "stood there 2 times" in told
    assert "keys was set aside: a link" in told
    assert not (course / "autograded" / "button" / NAME / "keys").exists()


def test_without_that_it_would_run(course, teach, page, requests):
    """The same notebook as it was handed in, in the formgrader: what the other tests look for is there to be seen."""
    kept = course / "autograded" / "mallory" / NAME
    shutil.move(kept, course / "kept")
    shutil.copytree(course / "raw" / NAME, kept)
    try:
        page.goto(f"{teach.address}/formgrader/submissions/{submission(course)}/")
        page.wait_for_timeout(2000)
    finally:
        shutil.rmtree(kept)
        shutil.move(course / "kept", kept)
    assert theirs(requests, teach) != []
