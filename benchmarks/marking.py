"""`course mark` beside stock `nbgrader autograde`, on the same hand-ins, on this machine, cold start of both included.

    python benchmarks/marking.py                         # 10 and 60 learners beside stock, 300 alone
    python benchmarks/marking.py --sizes 10 --alone 60

Assignment 1, where nothing has to be run, and assignment 2 with its lines filled in, which are run again in a room.
Stock nbgrader gets its default preprocessors; its grade cells lay the keys out first, as tests in nbgrader always stand
in the learner's reach. The gradebooks of both are compared cell by cell. Seconds of the processor stand beside those of
the clock, since other work on the machine disturbs them less.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import choice, counts
from course.classroom import play

PROJECT = Path(__file__).resolve().parents[1]
RECORDED, COMPUTED = "1-claims-and-attribution", "2-counting-flights"

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
    processor: float  # seconds of it, user and system, of all processes
    peak: int  # bytes
    said: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 60], help="learners, beside stock nbgrader")
    parser.add_argument("--alone", type=int, nargs="*", default=[300], help="learners, course mark alone")
    parser.add_argument("--assignments", nargs="*", default=[RECORDED, COMPUTED])
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'assignment':26} {'learners':>8} {'':12} {'seconds':>8} {'processor':>9} {'per min':>8} {'peak MB':>8}")
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
        print(
            f"{'':35} ratio {slow.seconds / fast.seconds:.1f} by the clock, "
            f"{slow.processor / fast.processor:.1f} by the processor; {same(mine, theirs)}"
        )


def report(assignment: str, size: int, name: str, run: Run) -> None:
    line = f"{assignment:26} {size:8} {name:12} {run.seconds:8.1f} {run.processor:9.1f} {60 * size / run.seconds:8.1f}"
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
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # both find their imports compiled, as from the second start on
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun, before = time.monotonic(), processor()
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
        return Run(seconds, processor() - before, peak, out.read())


def processor() -> float:
    """Seconds that all processes below this one took, as far as they have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    """A course folder with so many hand-ins that nobody has marked; 3 in the made-up class of 24 hand nothing in."""
    play(course, assignment, size, up_to="collect")
    if assignment == COMPUTED:
        fill_in(course, assignment)
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


def fill_in(course: Path, assignment: str) -> None:
    """Put code into the notebooks of a class whose numbers were typed: the lines that give what was handed in."""
    ran: dict[str, dict[str, Any]] = {}
    for path in sorted((course / "submitted").glob(f"*/{assignment}/answers/{assignment}.json")):
        handed_in, book = json.loads(path.read_text("utf-8")), path.parents[1] / f"{assignment}.ipynb"
        chosen = handed_in["items"].get(choice.ITEM)
        if not chosen:
            continue
        text = chosen["value"]["chosen"][0]
        lines = lines_of(text)
        if text not in ran:
            ran[text] = run_lines(assignment, chosen, lines)
        notebook = json.loads(book.read_text("utf-8"))
        for item, line in lines.items():
            id = choice.item_id(item, text)
            if id in handed_in["items"]:
                handed_in["items"][id]["value"] = ran[text][id]["value"]
                (cell,) = [c for c in notebook["cells"] if f'course.answer("{item}"' in "".join(c["source"])]
                cell["source"] = line
        path.write_text(json.dumps(handed_in), "utf-8")
        book.write_text(json.dumps(notebook), "utf-8")


def lines_of(text: str) -> dict[str, str]:
    """The lines of assignment 2 with their blanks filled, by the id of the item."""
    later, part, least = (counts.by_id(id, text) for id in ("later", "part", "least"))
    noun = counts.noun(text)
    left, days = int(later["count"] - part["count"]), int(later["days"] - part["days"])
    sources = "; ".join(counts.whole_table(text)["seen_in"])
    filled = {
        "step-1": f'days_in_both("{later.name}", "{least.name}"), unit="days"',
        "step-2": f'left_after_taking_off("{part.name}"), unit="{noun}"',
        "step-3": f'per_month_of("{part.name}"), unit="{noun} per month"',
        "step-4": f'per_month({left}, days={days}), unit="{noun} per month"',
        "step-5": f'between("{least["first_day"]:%Y-%m-%d}", "{later["last_day"]:%Y-%m-%d}"), unit="{noun}"',
        "step-6": f'per_month_of("{least.name}"), unit="{noun} per month"',
        "chart": f'bars(show="count", axis_from=0, label="{noun}", source_line="{sources}")',
    }
    return {item: f'course.answer("{item}", {line})' for item, line in filled.items()}


def run_lines(assignment: str, chosen: dict[str, Any], lines: dict[str, str]) -> dict[str, Any]:
    """What a learner who runs these lines hands in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers" / f"{assignment}.json"
        path.parent.mkdir()
        items = {choice.ITEM: chosen}
        path.write_text(json.dumps({"schema": 1, "notebook": assignment, "kit": "0", "items": items}), "utf-8")
        names = "bars, between, days_in_both, left_after_taking_off, per_month, per_month_of"
        code = ["import course", f"from course.counts import {names}", f'course.begin("{assignment}")', *lines.values()]
        timed([sys.executable, "-c", "\n".join(code)], Path(folder))
        return json.loads(path.read_text("utf-8"))["items"]


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
