"""The `course` command. Exit status 0 only on success; errors name the file, the place and the remedy."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from course.errors import CourseError
from course.places import PROJECT

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Says Who's own tools."
)


@app.callback()
def _course() -> None:
    """Says Who's own tools."""  # a callback keeps the name of a command even while there is only one


@app.command()
def check() -> None:
    """Prove that texts, tables, keys, lessons and environment files fit together; print what is wrong where."""
    from course.check import run_checks

    problems = 0
    for title, found, skipped in run_checks():
        state = "WRONG  " if found else "skipped" if skipped else "ok     "
        print(f"{state} {title}" + (f" ({skipped})" if skipped else ""))
        for line in found:
            print(f"         {line}")
        problems += len(found)
    if problems:
        print(f"{problems} thing{'s' if problems > 1 else ''} to mend.")
        raise typer.Exit(1)


@app.command()
def environments() -> None:
    """Write environment.yml and binder/environment.yml from the locks."""
    from course.environments import write_environments

    write_environments()


@app.command()
def outcomes() -> None:
    """Write docs/outcomes.md, where each outcome is practised, from the lessons' metadata."""
    from course.check.lesson_plan import write_outcomes_page

    write_outcomes_page()


@app.command()
def export(
    layout: str = "csv",
    out: Path | None = None,
    roster: Path | None = None,
    gradebook: Path = PROJECT / "assignments" / "gradebook.db",
) -> None:
    """Write nbgrader's marks as a table: --layout csv (every question), canvas or moodle (totals)."""
    from course.marking.export import LAYOUTS, as_text, read_marks, read_roster

    if layout not in LAYOUTS:
        raise CourseError(f"--layout {layout}: choose one of {', '.join(LAYOUTS)}.")
    marks = read_marks(gradebook, read_roster(roster) if roster else None)
    out = out or gradebook.with_name(f"marks-{layout}.csv")
    out.write_text(as_text(marks, layout), encoding="utf-8")
    print(f"{out}: {len(marks.learners)} learners, {len(marks.maxima)} assignments.")
    for assignment, who in marks.waiting:
        print(f"still waits for a person: {who}, {assignment}")


@app.command()
def agreement(text: str = "karabakh") -> None:
    """Print how well the two annotation passes of a text agree, as docs/annotation-guide.md shows it."""
    from course.agreement_report import report

    print(report(text), end="")


def main() -> None:
    try:
        app()
    except CourseError as error:
        sys.exit(f"course: {error}")
