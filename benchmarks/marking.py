"""`course mark` beside stock `nbgrader autograde`, on the same hand-ins, on this machine, cold start of both included.

    python benchmarks/marking.py                         # 10 and 60 learners beside stock, 300 alone
    python benchmarks/marking.py --sizes 10 --alone 60

Two assignments: the first of the course, where nothing has to be run, and a computed one with pandas and plotly, made
here, whose notebooks are run again. Stock nbgrader gets its default preprocessors; its grade cells lay the keys out
first, as tests in nbgrader always stand in the learner's reach. The gradebooks of both are compared cell by cell.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_notebook

PROJECT = Path(__file__).resolve().parents[1]
RECORDED, COMPUTED = "1-claims-and-attribution", "0-computed"
QUESTIONS = 4
TIME = "2026-01-31T09:00:00.000Z"

STOCK = """
import os, sys
from pathlib import Path
c = get_config()
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "says-who"
"""
LAID_OUT = """from course.answers import current
from course.marking.cells import Sheet, lay_out
from course.marking.keys import load_items

lay_out(Sheet(load_items({assignment!r}), current().items(), []))
"""
MARKED_ALONE = """
import json, sys, time
begun = time.monotonic()
from pathlib import Path
from course.marking.queue import mark_class
steps = []
mark_class(Path(sys.argv[1]), sys.argv[2], tell=lambda done, of, _: steps.append(round(time.monotonic() - begun, 3)))
print(json.dumps(steps))
"""


@dataclass
class Run:
    seconds: float
    peak: int  # bytes
    said: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 60], help="learners, beside stock nbgrader")
    parser.add_argument("--alone", type=int, nargs="*", default=[300], help="learners, course mark alone")
    parser.add_argument("--assignments", nargs="*", default=[RECORDED, COMPUTED])
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'assignment':26} {'learners':>8} {'':12} {'seconds':>8} {'per min':>8} {'peak MB':>8}")
    for assignment in given.assignments:
        for size in given.sizes:
            compare(assignment, size)
        for size in given.alone:
            with tempfile.TemporaryDirectory() as folder:
                course = make(Path(folder) / "course", assignment, size)
                report(assignment, size, "course mark", ours(course, assignment))
        profile(assignment)


def compare(assignment: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        mine = make(Path(folder) / "ours", assignment, size)
        theirs = as_stock(mine, Path(folder) / "stock", assignment)
        fast = ours(mine, assignment)
        slow = timed([sys.executable, "-m", "nbgrader", "autograde", assignment], theirs)
        report(assignment, size, "course mark", fast)
        report(assignment, size, "nbgrader", slow)
        print(f"{'':35} ratio {slow.seconds / fast.seconds:.1f}; {same(mine, theirs)}")


def report(assignment: str, size: int, name: str, run: Run) -> None:
    line = f"{assignment:26} {size:8} {name:12} {run.seconds:8.1f} {60 * size / run.seconds:8.1f}"
    print(f"{line} {run.peak / 1e6:8.0f}", flush=True)


def same(mine: Path, theirs: Path) -> str:
    """Whether both gradebooks say the same of every cell."""
    from course.marking.ledger import cell_by_cell

    ours, stock = cell_by_cell(mine / "gradebook.db"), cell_by_cell(theirs / "gradebook.db")
    other = [cell for cell in ours.keys() | stock.keys() if ours.get(cell) != stock.get(cell)]
    if not other:
        return f"the gradebooks are equal in {len(ours)} cells"
    shown = "; ".join(f"{cell}: {ours.get(cell)} and {stock.get(cell)}" for cell in sorted(other)[:3])
    return f"the gradebooks DIFFER in {len(other)} of {len(ours)} cells: {shown}"


# Both ways


def ours(course: Path, assignment: str) -> Run:
    return timed([sys.executable, "-c", MARKED_ALONE, str(course), assignment], course)


def timed(command: list[str], course: Path) -> Run:
    """Wall time of a command, and the most memory that it and all processes below it had together."""
    keys = {"SAYS_WHO_KEYS": str(course / "keys")} if (course / "keys").is_dir() else {}
    env = os.environ | keys | {"PYTHONPATH": str(PROJECT)}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=course, env=env, stdout=out, stderr=err, text=True)
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(memory(pid) for pid in below(process.pid)))
            time.sleep(0.2)
        seconds = time.monotonic() - begun
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command[:5])} failed:\n{err.read()[-3000:]}")
        return Run(seconds, peak, out.read())


def below(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += below(int(child))
        except OSError:
            continue
    return found


def memory(pid: int) -> int:
    """A process's share of memory in bytes, pages that several hold divided among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


# The class


def make(course: Path, assignment: str, size: int) -> Path:
    """A course folder with so many hand-ins that nobody has marked."""
    if assignment == COMPUTED:
        return make_computed(course, size)
    from course.classroom import play

    play(course, assignment, size, up_to="collect")
    return course


def as_stock(course: Path, copy: Path, assignment: str) -> Path:
    """The same course for stock nbgrader: its own settings, and grade cells that lay the keys out."""
    shutil.copytree(course, copy)
    (copy / "nbgrader_config.py").write_text(STOCK.format(root=str(copy)))
    (copy / "gradebook.db").unlink()
    shutil.rmtree(copy / "release")
    source = copy / "source" / assignment / f"{assignment}.ipynb"
    notebook = json.loads(source.read_text("utf-8"))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade") and not about.get("solution"):
            cell["source"] = LAID_OUT.format(assignment=assignment) + "".join(cell["source"])
    source.write_text(json.dumps(notebook), "utf-8")
    generate(copy, assignment)
    return copy


def generate(course: Path, assignment: str) -> None:
    timed([sys.executable, "-m", "nbgrader", "generate_assignment", assignment], course)


def make_computed(course: Path, size: int) -> Path:
    """An assignment in which every answer comes from code; every third learner has slipped once."""
    source = course / "source" / COMPUTED
    source.mkdir(parents=True)
    shutil.copy(PROJECT / "assignments" / "nbgrader_config.py", course)
    (source / f"{COMPUTED}.ipynb").write_text(json.dumps(computed_notebook([0] * QUESTIONS, blank=True)), "utf-8")
    keys = course / "keys"
    keys.mkdir()
    items = [
        f'[items.sum-{n}]\nkind = "numbers"\n[items.sum-{n}.parts.sum-{n}]\npoints = 2\ncomputed = true\n'
        f"key = {{ karabakh = {{ number = {n * 10} }} }}\n"
        for n in range(QUESTIONS)
    ]
    (keys / f"{COMPUTED}.toml").write_text("\n".join(items))
    generate(course, COMPUTED)
    for number in range(size):
        slips = [1 if number % 3 == 0 and n == number % QUESTIONS else 0 for n in range(QUESTIONS)]
        folder = course / "submitted" / f"learner-{number:03}" / COMPUTED
        (folder / "answers").mkdir(parents=True)
        released = json.loads((course / "release" / COMPUTED / f"{COMPUTED}.ipynb").read_text("utf-8"))
        for cell, mine in zip(released["cells"], computed_notebook(slips, blank=False)["cells"], strict=True):
            if cell["metadata"]["nbgrader"]["solution"]:
                cell["source"] = mine["source"]
        (folder / f"{COMPUTED}.ipynb").write_text(json.dumps(released), "utf-8")
        values = {
            f"sum-{n}": {"text": "karabakh", "number": n * 10 + slip, "by": "code"} for n, slip in enumerate(slips)
        }
        entries = {item: {"value": value, "time": TIME} for item, value in values.items()}
        answers = {"schema": 1, "notebook": COMPUTED, "kit": "0", "items": entries}
        (folder / "answers" / f"{COMPUTED}.json").write_text(json.dumps(answers))
    return course


def computed_notebook(slips: list[int], blank: bool) -> dict[str, Any]:
    """The source of the made assignment, or the notebook of somebody who has filled the blanks."""
    locked, own = {"locked": True, "solution": False}, {"locked": False, "solution": True}
    cells = [
        cell("begin", f'import course\n\nanswers = course.begin("{COMPUTED}")', **locked),
        cell(
            "table",
            "import pandas as pd\nimport plotly.express as px\n\n"
            f'table = pd.DataFrame({{"month": range({QUESTIONS}), "flights": [n * 10 for n in range({QUESTIONS})]}})',
            **locked,
        ),
    ]
    for n, slip in enumerate(slips):
        filled = f'found = int(table[table["month"] == {n}]["flights"].sum()) + {slip}'
        cells.append(cell(f"work-{n}", "found = BLANK" if blank else filled, **own))
        record = f'answers.record("sum-{n}", {{"text": "karabakh", "number": found, "by": "code"}})'
        cells.append(cell(f"record-{n}", record, **locked))
    cells.append(cell("chart", 'px.bar(table, x="month", y="flights")', **locked))
    for n in range(QUESTIONS):
        source = f'from course.marking import mark\n\nmark("sum-{n}", "numbers")'
        cells.append(cell(f"sum-{n}", source, locked=True, solution=False, grade=True, points=2))
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook


def cell(name: str, source: str, **about: Any) -> Any:
    made = new_code_cell(source, id=name)
    made.metadata = {"nbgrader": {"grade": False, "grade_id": name, "schema_version": 3, "task": False} | about}
    return made


# Where the time goes


def profile(assignment: str, size: int = 20) -> None:
    """The steps of `course mark` on one class: what is paid once, and what each hand-in costs."""
    with tempfile.TemporaryDirectory() as folder:
        course = make(Path(folder) / "course", assignment, size)
        run = ours(course, assignment)
    steps = json.loads(run.said.splitlines()[-1])
    started, first, last = steps[0], steps[1], steps[-1]
    each = (last - first) / (len(steps) - 2)
    print(f"{'':35} once: gradebook open {started:.1f} s, workshop and room warm {first - started:.1f} s;", end=" ")
    print(f"then {each:.3f} s a hand-in ({size} learners)\n", flush=True)


if __name__ == "__main__":
    main()
