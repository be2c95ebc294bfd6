"""The `course` command. Exit status 0 only on success; errors name the file, the place and the remedy."""

from __future__ import annotations

import sys

import typer

from course.errors import CourseError

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


def main() -> None:
    try:
        app()
    except CourseError as error:
        sys.exit(f"course: {error}")
