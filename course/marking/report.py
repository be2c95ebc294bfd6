"""What `course mark` says: a bar with the time left while it works, and at the end how every hand-in ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from course.marking.outcome import Outcome
from course.printable import printable

TITLES = {
    "person": "Needs a person",
    "repaired": "Graded after repair",
    "graded": "Graded",
}


def mark_and_tell(course: Path, assignment: str, **how: object) -> int:
    """Mark, show the progress, print the summary and write it beside the gradebook. Returns the exit status."""
    from course.marking.queue import mark_class

    with _bar(f"Marking {assignment}") as moved:
        ended, level = mark_class(course, assignment, tell=lambda done, of, _: moved(done, of), **how)
    text = summary(assignment, ended, level)
    print(text, end="")
    path = course / "reports" / f"{assignment}-marking.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"The same as a file: {path}")
    return int(any(reason.lower().startswith("marking failed") for one in ended.values() for reason in one.reasons))


def give_feedback(course: Path, assignment: str, **how: object) -> int:
    """Make the feedback pages, show the progress, say what could not be made. Returns the exit status."""
    from course.marking.feedback import make_feedback

    made = 0
    with _bar(f"Feedback on {assignment}") as moved:

        def tell(done: int, of: int) -> None:
            nonlocal made
            made = done
            moved(done, of)

        failed = make_feedback(course, assignment, tell=tell, **how)
    print(f"{assignment}: feedback for {made - len(failed)} of {made}.")
    for who, why in failed.items():
        print(f"  {printable(who)}: {printable(why)}")
    return int(bool(failed))


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error with the time left; it is drawn by this thread only, so that the process may fork."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("left:"))
    more = (TimeRemainingColumn(), TextColumn("gone:"), TimeElapsedColumn())
    with Progress(*columns, *more, console=Console(stderr=True), auto_refresh=False) as progress:
        line = progress.add_task(title, total=None)
        progress.refresh()

        def moved(done: int, of: int) -> None:
            progress.update(line, completed=done, total=of, refresh=True)

        yield moved


def summary(assignment: str, ended: dict[str, Outcome], level: str) -> str:
    """How each hand-in ended, those that need a person first; the same hand-ins give the same text."""
    by_state = {state: [one for one in ended.values() if one.state == state] for state in TITLES}
    counts = ", ".join(f"{TITLES[state].lower()}: {len(found)}" for state, found in by_state.items())
    lines = [f"{assignment}: {len(ended)} handed in ({counts})."]
    if level:
        lines.append(f"Protection while marking: {level}.")
    for state in ("person", "repaired"):
        if by_state[state]:
            lines += ["", f"{TITLES[state]}:"]
        for one in by_state[state]:
            lines.append(f"  {printable(one.student)}")
            lines += [f"    - {printable(reason)}" for reason in one.reasons]
            lines += [f"    - put right: {printable(repaired)}" for repaired in one.repairs]
    if noted := [one for one in ended.values() if one.notes]:
        lines += ["", "Good to know:"]
        lines += [f"  {printable(one.student)}: {printable(note)}." for one in noted for note in one.notes]
    return "\n".join(lines) + "\n"
