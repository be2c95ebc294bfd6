"""`course split`: a new draw of the sentences that assignment 1 asks for, with keys and notebook that fit together.

    drawn = draw(7)                                # ten sentences for "whose word", five for spans
    write(drawn, Path("~/keys").expanduser())      # a folder for --keys or SAYS_WHO_KEYS, and the notebook beside

Drawn are sentences whose form key is held back, and open ones that no lesson uses; never a guided one. Both texts
share the slots, so a sentence counts only where it says the same kind of thing in both.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import places
from course.corpus.article import load_article
from course.errors import CourseError
from course.marking.guard import SLOT
from course.marking.keys import load_items

ASSIGNMENT = "1-claims-and-attribution"
# How many sentences of each kind are asked for: whose word it is (by the gold's label), and spans.
VOICES = {"author_voice": 5, "attributed": 2, "mixed": 3}
SPANS = 5
POINTS = {"author_voice": 0.8, "attributed": 1.2, "mixed": 1.2}
SPAN_POINTS = 2


@dataclass(frozen=True)
class Draw:
    """The sentence of each slot ("voice-1" -> "P08a"), and what each sentence is ("P08a" -> "author_voice")."""

    seed: int
    slots: dict[str, str]
    kinds: dict[str, str]

    def changed(self, before: dict[str, str]) -> tuple[int, int]:
        """How many sentences are new beside an earlier draw, and how many are asked for in the other part."""
        new = set(self.slots.values()) - set(before.values())
        part = {unit: slot.split("-")[0] for slot, unit in before.items()}
        moved = {u for slot, u in self.slots.items() if u in part and part[u] != slot.split("-")[0]}
        return len(new), len(moved)


def draw(seed: int) -> Draw:
    """Draw from the keys in use. The same seed and the same keys give the same draw.

    Raises CourseError with the numbers where there are too few sentences of a kind.
    """
    kinds = candidates()
    pool = {kind: sorted(u for u, k in kinds.items() if k == kind) for kind in VOICES}
    need = dict(VOICES) | {"attributed": VOICES["attributed"] + SPANS}
    if short := [f"{kind}: {len(pool[kind])} of {need[kind]}" for kind in VOICES if len(pool[kind]) < need[kind]]:
        raise CourseError(
            f"{places.keys_folder()}: too few sentences that no lesson uses ({'; '.join(short)}). Hold back more in "
            "<text>/split.csv and annotate them in <text>.ann, in every text that the assignment offers."
        )
    chance = random.Random(seed)
    picked = {kind: chance.sample(pool[kind], count) for kind, count in VOICES.items()}
    spans = chance.sample([u for u in pool["attributed"] if u not in picked["attributed"]], SPANS)
    # In the order of the text: the order of a list shall not tell what is in it.
    voices = sorted(unit for units in picked.values() for unit in units)
    slots = {f"voice-{n}": unit for n, unit in enumerate(voices, 1)}
    slots |= {f"span-{n}": unit for n, unit in enumerate(sorted(spans), 1)}
    return Draw(seed, slots, {unit: kinds[unit] for unit in slots.values()})


def texts() -> list[str]:
    return next(iter(load_items(ASSIGNMENT).values())).texts


def candidates() -> dict[str, str]:
    """What may be drawn: sentence -> the gold's voice. Only what is the same in every text of the assignment."""
    found: list[dict[str, str]] = []
    for text in texts():
        article = load_article(text, keys=True)
        free = {row["unit"] for row in _split(text)[1] if _free(row)}
        found.append({s.id: s.voice for s in article.sentences if s.id in free and s.voice})
    first, *others = found
    return {unit: voice for unit, voice in first.items() if all(other.get(unit) == voice for other in others)}


def _free(row: dict[str, str]) -> bool:
    used = "lesson" in row["lesson_or_assignment"]
    return row["key"] == "form" and (row["state"] == "held" or (row["state"] == "open" and not used))


def _split(text: str) -> tuple[list[str], list[dict[str, str]]]:
    path = places.keys_folder() / text / "split.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            return list(table.fieldnames or ()), list(table)
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: it says which sentences are held back. Copy it from the keys.") from None


def slots_in_use() -> dict[str, str]:
    """The draw that the keys in use have now."""
    items = load_items(ASSIGNMENT).values()
    return {part.id: str(next(iter(part.key.values()))) for item in items for part in item.parts.values()}


def write(drawn: Draw, out: Path, course: Path | None = None) -> Path:
    """Copy the keys in use to the new folder `out`, put the draw into them, and write the assignment's notebook:
    into `course`, an nbgrader course folder, or else into `out`. Returns the notebook's path.

    Raises CourseError where `out` is not empty or lies in the project, or where the notebook has not these slots.
    """
    out = out.resolve()
    if out.is_relative_to(places.PROJECT.resolve()):
        raise CourseError(f"{out} lies in the project, where everybody would read it. Name a folder outside it.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} is there already. Name a new folder: keys are never written over.")
    inside = Path("source") / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source = (course or places.PROJECT / "assignments") / inside
    notebook = _with_slots(source, drawn)
    key_file, tables = _key_file(drawn), {text: _table(text, drawn) for text in texts()}
    shutil.copytree(places.keys_folder(), out, dirs_exist_ok=True)
    (out / f"{ASSIGNMENT}.toml").write_text(key_file, encoding="utf-8")
    for text, table in tables.items():
        (out / text / "split.csv").write_text(table, encoding="utf-8", newline="")
    target = source if course else out / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(notebook, encoding="utf-8")
    return target


def _with_slots(path: Path, drawn: Draw) -> str:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: the draw needs the assignment's notebook.") from None
    left = set(drawn.slots)

    def put(match: re.Match[str]) -> str:
        left.discard(match[1])
        return f'"{match[1]}": "{drawn.slots.get(match[1], match[2])}"'

    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = SLOT.sub(put, "".join(cell["source"])).splitlines(keepends=True)
    if left:
        raise CourseError(f"{path}: has no slot {', '.join(sorted(left))}. Take the notebook that came with the kit.")
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _key_file(drawn: Draw) -> str:
    """The assignment's key file anew; what is revealed stays so."""
    items = load_items(ASSIGNMENT)
    lines = [f"# Assignment 1, drawn with seed {drawn.seed}. Points belong to a sentence, not to its slot."]
    if revealed := [item.id for item in items.values() if item.reveal]:
        lines.append(f"reveal = {json.dumps(revealed)}")
    for item in items.values():
        lines += ["", f"[items.{item.id}]", f'kind = "{item.kind}"']
        lines += [f'{name} = "{said}"' for name in ("title", "task") if (said := getattr(item, name))]
        for part in item.parts.values():
            unit = drawn.slots[part.id]
            worth = SPAN_POINTS if item.kind == "tagging" else POINTS[drawn.kinds[unit]]
            key = ", ".join(f'{text} = "{unit}"' for text in part.key)
            lines += ["", f"[items.{item.id}.parts.{part.id}]", f"points = {worth}"]
            lines += [f'title = "{part.title}"'] if part.title else []
            lines.append(f"key = {{ {key} }}")
    return "\n".join(lines) + "\n"


def _table(text: str, drawn: Draw) -> str:
    """split.csv of a text, telling for each held sentence what the draw uses it for."""
    names, rows = _split(text)
    used = {unit: slot.split("-")[0] for slot, unit in drawn.slots.items()}
    out = io.StringIO()
    table = csv.DictWriter(out, names, lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow(row | dict(_use(row, used.get(row["unit"]), drawn.seed)) if _free(row) else row)
    return out.getvalue()


def _use(row: dict[str, str], part: str | None, seed: int) -> Iterator[tuple[str, Any]]:
    others = [use for use in row["use"].split("; ") if use not in ("voice", "span", "reserve voice", "reserve")]
    where = [w for w in row["lesson_or_assignment"].split("; ") if not w.startswith("assignment 1")]
    yield "use", "; ".join([part or "reserve", *others])
    yield "lesson_or_assignment", "; ".join(["assignment 1" if part else "assignment 1 (reserve)", *where])
    yield "reason", f"Drawn with seed {seed}." if part else f"Not drawn with seed {seed}; in reserve."
