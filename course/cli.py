"""The `course` command. Exit status 0 only on success; errors name the file, the place and the remedy."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

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
def rubrics() -> None:
    """Write each rubric of assignments/rubrics into the cells of its assignment's notebook."""
    from course.marking.rubrics import folder, write_into

    for path in sorted(folder().glob("*.toml")):
        notebook = PROJECT / "assignments" / "source" / path.stem / f"{path.stem}.ipynb"
        print(f"{notebook.relative_to(PROJECT)}: {'written' if write_into(path.stem, notebook) else 'as it was'}")


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
    from course.collect.roster import read_learners
    from course.marking.export import LAYOUTS, as_text, read_marks

    if layout not in LAYOUTS:
        raise CourseError(f"--layout {layout}: choose one of {', '.join(LAYOUTS)}.")
    lms_ids = {one.student_id: one.lms_id for one in read_learners(roster).values()} if roster else None
    marks = read_marks(gradebook, lms_ids)
    out = out or gradebook.with_name(f"marks-{layout}.csv")
    out.write_text(as_text(marks, layout), encoding="utf-8")
    print(f"{out}: {len(marks.learners)} learners, {len(marks.maxima)} assignments.")
    for assignment, who in marks.waiting:
        print(f"still waits for a person: {who}, {assignment}. What nobody has marked yet is left empty.")


@app.command()
def kit(out: Annotated[Path, typer.Option()], assignment: list[str] | None = None) -> None:
    """Make the learners' kit in --out: lessons, data without keys, released assignments; a folder and a zip."""
    from course.kit.build import build

    made = build(out, assignment or None)
    print(f"{made.folder}: {made.files} files, and the same as {made.archive}.")
    print(f"Assignments in it: {', '.join(made.assignments) or 'none; nbgrader has released none here'}.")


@app.command("class")
def class_(
    out: Path = PROJECT / "build" / "class",
    assignment: str = "1-claims-and-attribution",
    size: Annotated[int, typer.Option(min=1)] = 24,
) -> None:
    """Play a class of made-up learners through one assignment in a course folder of its own, --out."""
    from course.classroom import play, told

    print(told(play(out, assignment, size), out))


@app.command()
def collect(
    assignment: str,
    source: Annotated[Path, typer.Argument(metavar="FROM")],
    roster: Path | None = None,
    due: Annotated[datetime | None, typer.Option(help="Until when, in this computer's time.")] = None,
    course: Annotated[Path, typer.Option(help="nbgrader's course folder.")] = PROJECT / "assignments",
) -> None:
    """Take hand-ins (our zips, Canvas's or Moodle's bulk download, notebooks) into assignments/submitted."""
    from course.collect.into import collect as take
    from course.collect.roster import read_learners
    from course.printable import printable

    learners = read_learners(roster) if roster else None
    result = take(assignment, source, course, learners, due.astimezone() if due else None)
    for one in result.files:
        late = f", late by {one.late}".split(".")[0] if one.late else ""
        said = f"{one.state:<11}{one.student or '?'}: {one.place} ({one.time:%Y-%m-%d %H:%M} UTC{late})"
        print(printable("; ".join([said, *one.notes])))
    for student in result.absent:
        print(f"absent     {student}: nothing handed in")
    if unclear := sum(one.state in ("unknown", "unreadable") for one in result.files):
        print(
            f"{unclear} file{'s' if unclear > 1 else ''} could not be taken: look at {'them' if unclear > 1 else 'it'}."
        )
        raise typer.Exit(1)


@app.command()
def mark(
    assignment: str,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="How many hand-ins at a time; by default one per core.")
    ] = None,
    student: Annotated[str | None, typer.Option(help="This learner alone.")] = None,
    force: Annotated[bool, typer.Option(help="Also what is marked already and has not changed.")] = False,
    keys: Annotated[Path | None, typer.Option(help="The folder of keys, where it is not assignments/keys.")] = None,
    require_sandbox: Annotated[bool, typer.Option(help="Stop where learners' code cannot be shut in.")] = False,
    course: Annotated[Path, typer.Option(help="nbgrader's course folder.")] = PROJECT / "assignments",
) -> None:
    """Mark everything handed in for an assignment, in parallel; after a kill, run it again."""
    from course.marking.report import mark_and_tell

    if keys:
        os.environ["SAYS_WHO_KEYS"] = str(keys.resolve())
    raise typer.Exit(
        mark_and_tell(course, assignment, jobs=jobs, student=student, force=force, require_sandbox=require_sandbox)
    )


@app.command()
def feedback(
    assignment: str,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at a time; by default one per core.")] = None,
    student: Annotated[str | None, typer.Option(help="This learner alone.")] = None,
    course: Annotated[Path, typer.Option(help="nbgrader's course folder.")] = PROJECT / "assignments",
) -> None:
    """Make nbgrader's feedback pages for everybody who is marked, in parallel."""
    from course.marking.report import give_feedback

    raise typer.Exit(give_feedback(course, assignment, jobs=jobs, student=student))


@app.command()
def site(out: Path = PROJECT / "build" / "site", text: str | None = None, pdf: bool = False) -> None:
    """Write the HTML edition: lessons, answers, glossary, lesson 02 on paper (--pdf: as PDF, too); --text NAME."""
    from course.site.build import build

    built = build(out, text, pdf)
    print(f"{built.folder}: {built.pages} pages, {built.size / 1e6:.1f} MB. Open index.html.")


@app.command()
def split(
    seed: Annotated[int, typer.Option(help="The same seed gives the same draw.")],
    out: Annotated[Path, typer.Option(help="A new folder outside the project, for --keys or SAYS_WHO_KEYS.")],
    keys: Annotated[Path | None, typer.Option(help="The keys to draw from; by default assignments/keys.")] = None,
    course: Annotated[
        Path | None, typer.Option(help="nbgrader's course folder, to put the new slots into its notebook.")
    ] = None,
) -> None:
    """Draw anew which sentences assignment 1 asks for; write a folder of keys and the notebook that fits them."""
    from course.marking.split import draw, slots_in_use, write

    if keys:
        os.environ["SAYS_WHO_KEYS"] = str(keys.resolve())
    drawn, before = draw(seed), slots_in_use()
    new, moved = drawn.changed(before)
    notebook = write(drawn, out, course)
    print(f"Keys of this draw: {out}. Name that folder when you release, make the kit and mark: SAYS_WHO_KEYS={out}")
    print(f"The notebook that fits them: {notebook}")
    print(f"Beside the draw before: {new} sentences are new, {moved} are asked for in the other part. Look it over.")


@app.command("teacher-copies")
def teacher_copies(
    out: Annotated[Path, typer.Option(help="A new folder, or one that this command made.")], text: str | None = None
) -> None:
    """Write each lesson filled in, with its answers and what learners will say, as pages for whoever teaches."""
    from course.site.teacher import build

    built = build(out, text)
    print(f"{built.folder}: {built.pages} pages, {built.size / 1e6:.1f} MB. Open index.html.")


@app.command("own-text")
def own_text(
    name: str,
    source: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Plain text in UTF-8, to begin with.")] = None,
) -> None:
    """Begin a text of your own from FILE; without FILE, write its gold from what you filled in."""
    from course.corpus.article import MARKS
    from course.own_text import begin, write_gold

    if source:
        folder = begin(name, source)
        print(f"{folder}: the text, its record, its sentences, and {MARKS} to fill in.")
        print(f"Then run: course own-text {name}")
    else:
        path, sentences = write_gold(name)
        print(f"{path}: {', '.join(sentences)}.")
        print("Write a gloss for each in glosses.csv; course check says which are missing.")
        print(f'In a notebook: course.WhoseWord("{name}", {json.dumps(sentences[:3])})')


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
    except ModuleNotFoundError as error:
        # The learners' kit has no checks, no marking and none of the packages that these need.
        sys.exit(f"course: this copy has no {error.name}. The command belongs to an instructor's copy: make teach")
