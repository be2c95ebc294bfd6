"""What each lesson declares of itself, and whether it keeps it: aims, minutes, key points, outcomes with where they are
practised, a guess at the start, a surprise, five questions at the end, and what comes next.

A notebook's metadata hold it under `says_who`:

    "outcomes": {"8": ["retellings", "word"]}      outcome -> cells in which it is practised, or cell/question
    "surprise": {"passage": "kept", "vindicates": false}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.check._lesson import ACT, PROSE, _entry, lesson_files, parts, texts_offered
from course.check._project import data, project, rows, shown, texts
from course.check.notebooks import cells, read_notebook
from course.errors import CourseError

UNIT, LESSON = (10, 20), (20, 45)  # minutes: least and most
NUMBERS = {1: "one", 2: "two", 3: "three"}
KINDS = {
    "title": str,
    "objectives": list,
    "minutes": list,
    "prerequisites": list,
    "key_points": list,
    "paragraphs": list,
    "outcomes": dict,
    "surprise": dict,
}
KEEP, QUESTIONS, VINDICATE, TWICE = 3, 5, 3, 2
OUTCOMES_PAGE = "docs/outcomes.md"
HEAD = """# Where each outcome is practised

A learner sees six questions. Behind them stand eighteen outcomes. Each is practised at least twice: in exercises, never
by being told. The names are those of the cells, with the question behind a slash where a cell asks several. The command
`course outcomes` writes this page from the lessons' metadata and `data/outcomes.csv`.
"""


def plan(lesson: Path) -> dict[str, Any]:
    """What a lesson declares; {} where it declares nothing or is no notebook."""
    try:
        told = read_notebook(lesson).get("metadata", {}).get("says_who", {})
    except ValueError:
        return {}  # the check `notebooks` says so
    return told if isinstance(told, dict) else {}


def lesson_plans() -> list[str]:
    """Each lesson declares what it is for, and keeps it; three surprises or more speak for the text."""
    found = []
    lessons = lesson_files()
    for number, lesson in enumerate(lessons):
        try:
            before = [path.stem for path in lessons[:number]]
            found += [f"{shown(lesson)}, metadata: {fault}" for fault in dict.fromkeys(_faults(lesson, before))]
        except CourseError as error:
            found.append(str(error))
    for_it = [lesson for lesson in lessons if _surprise(lesson).get("vindicates") is True]
    if len(for_it) < VINDICATE:
        found.append(f"notebooks: {len(for_it)} surprises speak for the text, at least {VINDICATE} should. Add one.")
    return found


def outcomes() -> list[str]:
    """Every outcome is practised twice or more, and docs/outcomes.md says where."""
    found = []
    for id, (outcome, _) in _outcomes().items():
        where = [place for lesson in lesson_files() for place in _practised(lesson).get(id, ())]
        if len(where) < TWICE:
            found.append(
                f"data/outcomes.csv: outcome {id} ({outcome}) is practised {len(where)} times. Add an exercise on it."
            )
    page = project() / OUTCOMES_PAGE
    if not page.is_file() or page.read_text(encoding="utf-8") != outcomes_page():
        found.append(f"{OUTCOMES_PAGE} does not say what the lessons declare. Run: course outcomes")
    return found


def outcomes_page() -> str:
    """docs/outcomes.md as it should be."""
    lessons = lesson_files()
    lines = [HEAD]
    for question in dict.fromkeys(question for _, question in _outcomes().values()):
        lines.append(f"## {question}\n\n| Outcome | Practised in |\n|---|---|")
        for id, (outcome, of) in _outcomes().items():
            if of != question:
                continue
            where = [(lesson, places) for lesson in lessons if (places := _practised(lesson).get(id))]
            cell = "; ".join(
                f"[lesson {lesson.stem[:2]}](../notebooks/{lesson.name}): {', '.join(f'`{p}`' for p in places)}"
                for lesson, places in where
            )
            lines.append(f"| {id}. {outcome} | {cell} |")
        lines.append("")
    return "\n".join(lines)


def write_outcomes_page() -> None:
    (project() / OUTCOMES_PAGE).write_text(outcomes_page(), encoding="utf-8")


def _outcomes() -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["outcome"], row["question"]) for row in rows(data() / "outcomes.csv")}


def _practised(lesson: Path) -> dict[str, list[str]]:
    told = plan(lesson).get("outcomes", {})
    return told if isinstance(told, dict) else {}


def _surprise(lesson: Path) -> dict[str, Any]:
    told = plan(lesson).get("surprise", {})
    return told if isinstance(told, dict) else {}


def _faults(lesson: Path, before: list[str]) -> Iterator[str]:
    told = plan(lesson)
    if wrong := [key for key, kind in KINDS.items() if not isinstance(told.get(key), kind)]:
        yield f"no {', no '.join(wrong)} in says_who, or not as it should be. Write them."
        return
    minutes = told["minutes"]
    if not all(isinstance(m, int) and UNIT[0] <= m <= UNIT[1] for m in minutes):
        yield f"minutes {minutes}: each part takes {UNIT[0]} to {UNIT[1]}. Mend them."
    if not LESSON[0] <= sum(minutes) <= LESSON[1]:
        yield f"{sum(minutes)} minutes; a lesson takes {LESSON[0]} to {LESSON[1]}. Shorten or split it."
    for key in ("objectives", "key_points"):
        if not told[key] or not all(isinstance(words, str) and words.strip() for words in told[key]):
            yield f"{key}: an empty one, or none. Write them."
    if len(told["key_points"]) != KEEP:
        yield f"{len(told['key_points'])} key points. Write {KEEP}."
    for name in told["prerequisites"]:
        if name not in before:
            yield f"prerequisites: {name} is no lesson before this one. Mend the name."
    yield from _faults_of_paragraphs(lesson, told["paragraphs"])
    yield from _faults_of_head_and_end(lesson, told)
    for text in texts_offered():
        yield from _faults_of_exercises(lesson, told, text)


def _faults_of_paragraphs(lesson: Path, declared: list[str]) -> Iterator[str]:
    known = next((text.units for text in texts() if text.name == texts_offered()[0]), {})
    if strange := [unit for unit in declared if unit not in known]:
        yield f"paragraphs: the text has no {', '.join(strange)}. Mend the names."
    code = "\n".join(source for _, kind, source in cells(lesson) if kind == "code")
    used = set(re.findall(r'"(P\d\d[ab]?)"', code))
    if missing := sorted(used - set(declared)):
        yield f"paragraphs: {', '.join(missing)} are worked on. Add them."


def _faults_of_head_and_end(lesson: Path, told: dict[str, Any]) -> Iterator[str]:
    markdown = [source for _, kind, source in cells(lesson) if kind == "markdown"]
    head, whole = (markdown[0] if markdown else ""), "\n".join(markdown)
    time = re.search(r"\*\*Time:\*\* about (\d+) minutes, in (\w+) parts", " ".join(head.split()))
    wanted = (str(sum(told["minutes"])), NUMBERS.get(len(told["minutes"]), "many"))
    if not time or time.groups() != wanted:
        yield f"the head of the lesson should say “**Time:** about {wanted[0]} minutes, in {wanted[1]} parts”. Mend it."
    if (found := len(re.findall(r"(?m)^## Part \d", whole))) != len(told["minutes"]):
        yield f"{len(told['minutes'])} parts have minutes, {found} have a heading “## Part ...”. Mend one of them."
    for words in ("**You will be able to**", "**You need**", "## Three things to keep", "**Next:**"):
        if words not in whole:
            yield f"nowhere does the lesson say “{words}”. Write it."
    kept = re.findall(r"(?m)^- (.+(?:\n  .+)*)", whole.partition("## Three things to keep")[2])[:KEEP]
    if [_bare(point) for point in kept] != [_bare(point) for point in told["key_points"]]:
        yield "key_points are not the three things to keep at the lesson's end. Mend one of them."


def _bare(words: str) -> str:
    return " ".join(words.replace("*", "").split())


def _faults_of_exercises(lesson: Path, told: dict[str, Any], text: str) -> Iterator[str]:
    shown_parts = list(parts(lesson, text))
    acts = [part for part in shown_parts if part.kind == ACT]
    if not acts or not _is_guess(_entry(lesson.stem, text, acts[0].item)):
        yield "the first thing to do is no guess. Ask for one before anything is shown."
    checks = [_entry(lesson.stem, text, name) for name in _asked(lesson, "Check")]
    if not checks or len(checks[-1].get("questions", ())) != QUESTIONS:
        yield f"the last course.Check does not ask {QUESTIONS} questions. Mend it."
    passage = told["surprise"].get("passage")
    said = [part.words for part in shown_parts if part.kind == PROSE and part.where.endswith(f", {passage}")]
    if not said or "surpris" not in said[0].lower():
        yield f"surprise: no passage {passage} that says so is told on {text}. Name the one that surprises."
    known = _outcomes()
    for id, places in told["outcomes"].items():
        if id not in known:
            yield f"outcomes: data/outcomes.csv has no outcome {id}. Mend the number."
        if not isinstance(places, list) or not places:
            yield f"outcomes: {id} names no exercise. Name the cells, as a list."
            continue
        for place in places:
            cell, _, item = str(place).partition("/")
            if not any(act.cell == cell and (not item or act.item == item) for act in acts):
                yield f"outcomes: {id} names {place}, and nothing is asked there. Name an exercise."


def _is_guess(entry: dict[str, Any]) -> bool:
    """A question without a right answer."""
    return bool(entry) and "answer" not in entry and not any("right" in option for option in entry.get("options", ()))


def _asked(lesson: Path, what: str) -> list[str]:
    """The names that a lesson passes to course.Check and the like."""
    return [
        name
        for _, kind, source in cells(lesson)
        if kind == "code"
        for name in re.findall(rf'\.{what}\("([^"]+)"\)', source)
    ]
