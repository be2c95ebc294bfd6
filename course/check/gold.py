"""Texts, gold, the two passes and the split: whole, unchanged, and each held-back sentence in its one place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from course.check._project import (
    Text,
    gold_with_keys,
    has_keys,
    need_keys,
    numbered,
    rows,
    shown,
    text_folders,
)
from course.check._project import texts as loaded
from course.corpus.article import load_article
from course.corpus.labels import SENTENCE_LAYERS
from course.errors import CourseError
from course.marking.keys import load_items
from course.places import keys_folder

KEY_NAMES = ("form", "words", "trace", "verdict")
STATES = {"open", "held", "guided", "none"}
LEAST = {"open": 4, "held": 2}  # sentences of each voice value
PASSES = ("a", "b")


def texts() -> list[str]:
    """Every text loads: unchanged, its units cover it, its gold fits and holds no held-back sentence."""
    found = []
    for folder in text_folders():
        try:
            load_article(folder.name)
        except CourseError as error:
            found.append(str(error))
    for text in loaded():
        practice = shown(text.folder / "practice.ann")
        opened = {s.id for s in text.article.sentences if s.voice}
        found += [
            f"{practice}: {unit} is held back, and learners get this file. Move its lines to the keys."
            for unit in sorted(opened & text.held)
        ]
        missing = [u for u in text.units if text.split.get(u) in ("open", "guided") and u not in opened]
        if missing:
            found.append(f"{practice}: {', '.join(missing)} should be open and has no gold. Annotate it.")
    return found


def keys() -> list[str]:
    """Held-back gold fits its text and holds just the held-back sentences; items stand on those."""
    need_keys()
    found = []
    for held in sorted(keys_folder().glob("*.ann")):
        try:
            open_, all_ = load_article(held.stem), load_article(held.stem, keys=True)
        except CourseError as error:
            found.append(str(error))
            continue
        opened = {s.id for s in open_.sentences if s.voice}
        hidden = {s.id for s in all_.sentences if s.voice} - opened
        if not hidden:
            found.append(
                f"{held}: holds no sentence that {held.stem}/practice.ann does not hold. Take it from a fresh copy."
            )
            continue
        text = next((t for t in loaded() if t.name == held.stem), None)
        if text and hidden != (wanted := text.held - text.headings):
            for unit in sorted(hidden ^ wanted):
                what = (
                    "is missing: annotate it" if unit in wanted else "is not held back: move its lines to practice.ann"
                )
                found.append(f"{shown(held)}: {unit} {what}, or mend split.csv.")
    for text in loaded():
        if not (keys_folder() / f"{text.name}.ann").is_file():
            found.append(f"{shown(keys_folder())}/{text.name}.ann is missing: {text.name} has no held-back gold.")
    return found + _items()


def _items() -> list[str]:
    found = []
    for file in sorted(keys_folder().glob("[0-9]-*.toml")):
        sentences = [
            (item, text, unit)
            for item in load_items(file.stem).values()
            if item.kind in ("tagging", "voice")
            for part in item.parts.values()
            for text, unit in part.key.items()
        ]
        for item, text, unit in sentences:
            gold = load_article(text, keys=True).sentence(unit)
            if not gold.voice:
                found.append(f"{file}, item {item.id}: {text} has no gold for {unit}.")
            elif item.kind == "tagging" and not gold.attributions:
                found.append(f"{file}, item {item.id}: {unit} has no attribution to mark. Take another sentence.")
            if load_article(text).sentence(unit).voice:
                found.append(f"{file}, item {item.id}: the key of {unit} is open, learners have it.")
    return found


def passes() -> list[str]:
    """Two passes over every sentence: open ones with the text, held-back ones with the keys; and how they differ."""
    found = []
    for text in loaded():
        parts = []
        if text.split:
            parts.append((text.folder / "passes", "{}.ann", set(text.units) - text.held, "disagreements.csv"))
        if has_keys():
            parts.append((keys_folder() / "passes", text.name + ".{}.ann", text.held, ""))
            if not rows(text.keys / "disagreements.csv"):
                found.append(
                    f"{shown(text.keys / 'disagreements.csv')}: is missing or empty. List where passes differ."
                )
        for folder, name, units, differences in parts:
            for letter in PASSES:
                found += _pass(text, folder / name.format(letter), units)
            if differences and not (folder / differences).is_file():
                found.append(f"{shown(folder / differences)} is missing. List where the passes differ.")
    return found


def _pass(text: Text, path: Path, units: set[str]) -> list[str]:
    from course.corpus.brat import BratError, read_brat
    from course.corpus.gold import GoldError, gold_from_brat

    if not path.is_file():
        return [f"{shown(path)} is missing. Passes are kept as they came in; take it from a fresh copy."]
    try:
        marked = gold_from_brat(read_brat(text.folder / "article.txt", path))
    except (BratError, GoldError) as error:
        return [str(error)]
    wrong = [u for u in marked if (marked[u].start, marked[u].end) != text.units.get(u)]
    found = [f"{shown(path)}: {unit} does not lie where units.csv has it. Mend one of them." for unit in wrong]
    strange, missing = sorted(set(marked) - units), sorted(units - set(marked))
    if strange:
        found.append(f"{shown(path)}: {', '.join(strange)} belongs into the other part of this pass. Move its lines.")
    if missing:
        found.append(f"{shown(path)}: {', '.join(missing)} is missing. Take the pass from a fresh copy.")
    return found


def split() -> list[str]:
    """The public split and the keys' say the same; every unit has its four keys, every voice its examples."""
    found = []
    for text in loaded():
        if text.split:
            found += _public_split(text)
        if has_keys():
            found += _split_of_keys(text)
            if text.split and (gold := gold_with_keys(text)):
                found += _voices(text, {s.id: s.voice for s in gold.sentences})
    return found


def _public_split(text: Text) -> list[str]:
    path = text.folder / "split.csv"
    found = []
    if list(text.split) != list(text.units):
        odd = sorted(set(text.split) ^ set(text.units)) or ["the order"]
        found.append(f"{shown(path)}: {', '.join(odd)} differs from units.csv. One row per unit, in the text's order.")
    for where, row in numbered(path):
        if row.get("form") not in STATES:
            found.append(f"{where}: form {row.get('form')!r} is none of {', '.join(sorted(STATES))}. Mend that word.")
        elif (row["form"] == "none") != (row["unit"] in text.headings):
            found.append(f"{where}: a heading, and only a heading, has form none. Mend that word.")
    return found


def _split_of_keys(text: Text) -> list[str]:
    path = text.keys / "split.csv"
    if not path.is_file():
        return [f"{shown(path)} is missing: which key is open, which held back? Take it from a fresh copy."]
    found, seen = [], Counter()
    for where, row in numbered(path):
        unit, key, state = row.get("unit"), row.get("key"), row.get("state")
        seen[unit, key] += 1
        if len(row.get("reason", "").split()) < 4:
            found.append(f"{where}, {key}: needs a reason of four words or more. Write why this key is {state}.")
        if (state == "none") == bool(row.get("lesson_or_assignment")):
            found.append(f"{where}, {key}: a key in use, and no other, names its lesson or assignment. Mend the row.")
        if state == "guided" and "assignment" in row.get("lesson_or_assignment", ""):
            found.append(f"{where}, {key}: a guided sentence is never an item. Take it out of the assignment.")
        public = text.split.get(unit, "none" if unit in text.headings else "held")
        if key == "form" and state != public:
            found.append(
                f"{where}, form: {state} here, {public} for learners ({text.name}/split.csv). Mend one of them."
            )
    wanted = {(u, k) for u in text.units for k in KEY_NAMES}
    for unit, key in sorted(wanted ^ set(seen), key=str):
        what = "has no row. Add one" if (unit, key) in wanted else "is no key of this text. Remove the row"
        found.append(f"{shown(path)}: {unit}, {key} {what}.")
    found += [f"{shown(path)}: {u}, {k} stands {n} times. Keep one row." for (u, k), n in seen.items() if n > 1]
    return found


def _voices(text: Text, voices: dict[str, str | None]) -> list[str]:
    found = []
    for state, least in LEAST.items():
        have = Counter(voices[u] for u in text.units if text.split.get(u) == state)
        found += [
            f"{shown(text.folder / 'split.csv')}: {have[voice]} {state} sentences are {voice}, "
            f"at least {least} are needed. Exchange a sentence."
            for voice in SENTENCE_LAYERS["voice"].values
            if have[voice] < least
        ]
    return found
