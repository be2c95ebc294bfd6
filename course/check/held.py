"""What must stay with the keys: no lesson takes a held-back sentence apart, no open file gives its key away."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from course.check._project import Text, data, gold_with_keys, need_keys, notebook_files, numbered, project, shown, texts
from course.check.notebooks import called, calls, cells
from course.corpus.article import Article, Sentence
from course.corpus.labels import LAYERS
from course.places import keys_folder

UNIT = re.compile(r"\bP\d\d[a-i]?\b")
# Tables that name held-back sentences on purpose, without a key of theirs.
FREE_TABLES = {"units.csv", "split.csv", "glosses.csv"}
# The labels that are no words of everyday prose.
LABEL = re.compile(
    r"\b(attributed|mixed|" + "|".join(v for x in LAYERS.values() for v in x.values if "_" in v) + r")\b"
)
MOST_QUOTED = 6  # words in a row
SAME_REASON = 8  # words in a row that no two reasons share by chance
WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
PAIR = re.compile(r"\b(\d{2,5})(?:\s*[-–,;]\s*|\s)(\d{2,5})\b")

Run = tuple[str, ...]


def held_back() -> list[str]:
    """No lesson tags a held-back sentence; no open table, annotation or page has a row, a mark or a label of one."""
    known = texts()
    found = []
    for path in notebook_files("notebooks"):
        for id, kind, source in cells(path):
            if kind == "code":
                found += [f"{shown(path)}, cell {id}: {fault}" for fault in _tagged(source, known)]
    for text in known:
        found += _rows(text)
        found += _marks(text)
    # Where only some sentences are held back, a name like P28 says which text is meant.
    held = {unit for text in known if text.split for unit in text.held}
    for where, words in _prose():
        for line in words.splitlines():
            for unit in held & set(UNIT.findall(line)):
                if label := LABEL.search(line):
                    found.append(f"{where}: “{label[0]}” beside {unit}, which is held back. Take another example.")
    return found


def _tagged(source: str, known: list[Text]) -> Iterator[str]:
    by_name = {text.name: text for text in known}
    elsewhere = [text for text in known if text.split]
    for call in calls(source):
        name = getattr(call.args[0], "value", None) if call.args else None
        named = [by_name[name]] if isinstance(name, str) and name in by_name else elsewhere
        for part in (*call.args, *(k.value for k in call.keywords)):
            if any(isinstance(inner, ast.Call) for inner in ast.walk(part)):
                continue  # the inner call is looked at by itself
            units = {n.value for n in ast.walk(part) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
            for text in named:
                for unit in sorted(units & text.held):
                    yield f"{called(call)} takes {unit} of {text.name}, which is held back. Take another sentence."


def _rows(text: Text) -> Iterator[str]:
    """Rows of open tables that name a held-back sentence or a place in one."""
    places = [text.units[unit] for unit in text.held]
    for path in _open_tables(text):
        for where, row in numbered(path):
            unit = row.get("unit") or row.get("article_unit")
            start, end = (int(v) if v.isdigit() else -1 for v in (row.get("start", ""), row.get("end", "")))
            if unit in text.held or any(s < end and start < e for s, e in places):
                yield f"{where}: is about a held-back sentence. Move the row to {shown(text.keys)}/{path.name}."


def _open_tables(text: Text) -> list[Path]:
    paths = set(text.folder.rglob("*.csv")) | set(text.counts.glob("*.csv")) | set(text.tables.glob("*.csv"))
    return sorted(path for path in paths if path.name not in FREE_TABLES)


def _marks(text: Text) -> Iterator[str]:
    """Marks of open annotation files that lie in a held-back sentence."""
    from course.corpus.brat import BratError, read_brat

    for path in sorted(text.folder.rglob("*.ann")):
        try:
            spans = read_brat(text.folder / "article.txt", path).spans
        except BratError:
            continue  # the checks `texts` and `passes` say so
        for unit in sorted(text.held):
            first, last = text.units[unit]
            if any(s < last and first < e for span in spans for s, e in span.pieces):
                yield f"{shown(path)}: has marks in {unit}, which is held back. Move its lines to the keys."


# Held-back words ------------------------------------------------------------------------------------------


def held_words() -> list[str]:
    """No open file quotes a held-back sentence across the border of a part, repeats a reason or gives an offset."""
    need_keys()
    across: dict[Run, str] = {}
    inside: dict[Run, str] = {}
    reasons: dict[Run, set[str]] = defaultdict(set)
    offsets: dict[tuple[int, int], str] = {}
    found = []
    for text in texts():
        gold = gold_with_keys(text)
        if gold is None:
            continue
        for unit in sorted(text.held - text.headings):
            here, anywhere = _runs_of_sentence(gold, gold.sentence(unit))
            across |= dict.fromkeys(here, f"{unit} of {text.name}")
            inside |= dict.fromkeys(anywhere, f"{unit} of {text.name}")
        for where, words in held_reasons(text):
            for run, _ in runs(words, SAME_REASON):
                reasons[run].add(where)
        offsets |= held_offsets(text)
        found += _traces(text)
    common = {run for words in open_reasons() for run, _ in runs(words, SAME_REASON)}
    kept = {run: next(iter(w)) for run, w in reasons.items() if len(w) == 1 and run not in common}
    for where, words in _open_words():
        table = ".csv, line" in where
        for run, line in runs(words, MOST_QUOTED + 1):
            if unit := (inside if table else across).get(run):
                found.append(f"{where}{line}: “{' '.join(run)}” quotes {unit}, which is held back. Take fewer words.")
                break
        for run, line in runs(words, SAME_REASON):
            if unit := kept.get(run):
                found.append(f"{where}{line}: “{' '.join(run)}” repeats a reason of {unit}, held back. Take it out.")
                break
    for where, words in _prose():
        for pair in PAIR.finditer(words):
            if unit := offsets.get((int(pair[1]), int(pair[2]))):
                found.append(f"{where}: “{pair[0]}” is the place of a mark in {unit}, held back. Take it out.")
    return found


def runs(words: str, length: int) -> Iterator[tuple[Run, str]]:
    """Runs of so many words, each with its line as messages give it ("" in a text of one line)."""
    matches = list(WORD.finditer(words))
    plain = [m[0].casefold().replace("’", "'") for m in matches]
    breaks = [m.start() for m in re.finditer("\n", words)]
    for i in range(len(plain) - length + 1):
        line = f", line {bisect_right(breaks, matches[i].start()) + 1}" if breaks else ""
        yield tuple(plain[i : i + length]), line


def _runs_of_sentence(article: Article, sentence: Sentence) -> tuple[set[Run], set[Run]]:
    """The runs of a sentence that cross the border of source, cue or claim, and all runs."""
    spans = [(role, s, e) for a in sentence.attributions for role, places in a.spans.items() for s, e in places]
    parts = [
        frozenset((role, s) for role, s, e in spans if s <= sentence.start + m.start() < e)
        for m in WORD.finditer(sentence.text)
    ]
    here = [run for run, _ in runs(sentence.text, MOST_QUOTED + 1)]
    crossing = {run for i, run in enumerate(here) if len(set(parts[i : i + MOST_QUOTED + 1])) > 1}
    return crossing, set(here)


def held_reasons(text: Text) -> Iterator[tuple[str, str]]:
    """Every reason that the keys of a text give, with its sentence: of labels, and of verdicts that are held back."""
    for where, words in _notes([keys_folder() / f"{text.name}.ann"]):
        yield f"{where} of {text.name}", words
    states = {(row["unit"], row["key"]): row["state"] for _, row in numbered(text.keys / "split.csv")}
    yield from _reasons_of_items(text.name)
    for _, row in numbered(text.keys / "claims.csv"):
        if states.get((row["unit"], "verdict")) == "held":
            yield f"{row['unit']} of {text.name}", row["reason"]


def _reasons_of_items(text: str) -> Iterator[tuple[str, str]]:
    """The reasons in the key files of the assignments."""
    for path in sorted(keys_folder().glob("*.toml")):
        for name, item in tomllib.loads(path.read_text(encoding="utf-8")).get("items", {}).items():
            for part in item.get("parts", {}).values():
                key = part.get("key", {}).get(text)
                if isinstance(key, dict) and key.get("reason"):
                    yield f"{name} of {path.stem} of {text}", key["reason"]


def open_reasons() -> Iterator[str]:
    """What the course says again and again is nobody's key."""
    yield from (words for _, words in _notes(data().rglob("*.ann")))
    for path in (*data().rglob("claims*.csv"), *data().rglob("desk.csv")):
        yield from (row.get("reason", "") for _, row in numbered(path))


def _notes(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """The notes of annotation files in words, each with the number of the unit that its id starts with."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if not line.startswith("#") or line.count("\t") < 2:
                continue
            id, head, words = line.split("\t", 2)
            if head.startswith("Unit "):
                continue
            if head.startswith("Alternative "):
                try:
                    words = str(json.loads(words).get("why", ""))
                except ValueError:
                    continue  # the checks `texts` and `keys` say so
            yield _unit_of(id), words


def _unit_of(id: str) -> str:
    """#30101 is a note of P30a, #8003 one of P08: number, letter as a digit, two digits."""
    number, letter = id[1:-3], id[-3:-2]
    return f"P{number:0>2}{' abcdefghi'[int(letter)].strip() if letter.isdigit() else ''}"


def held_offsets(text: Text) -> dict[tuple[int, int], str]:
    from course.corpus.brat import BratError, read_brat

    try:
        spans = read_brat(text.folder / "article.txt", keys_folder() / f"{text.name}.ann").spans
    except BratError:
        return {}
    return {
        piece: f"{text.name}" for span in spans for piece in span.pieces if span.type not in ("Sentence", "Heading")
    }


def _traces(text: Text) -> Iterator[str]:
    """Claims whose trace is held back, and those of guided sentences, stand in no open table of claims."""
    traces = {
        row["unit"] for _, row in numbered(text.keys / "split.csv") if (row["key"], row["state"]) == ("trace", "held")
    }
    guided = {unit for unit, state in text.split.items() if state == "guided"}
    for where, row in numbered(text.tables / "claims.csv"):
        if row.get("unit") in traces:
            yield f"{where}: the trace of {row['unit']} is held back. Move the row to {shown(text.keys)}/claims.csv."
        elif row.get("unit") in guided:
            yield f"{where}: {row['unit']} is shown with guidance. Move the row to claims-guided.csv."


def _prose() -> Iterator[tuple[str, str]]:
    """Pages, lessons and questions."""
    for path in [*sorted((project() / "docs").rglob("*.md")), *sorted(project().glob("*.md"))]:
        yield shown(path), path.read_text(encoding="utf-8")
    for path in sorted([*(data() / "quizzes").rglob("*.toml"), *(data() / "passages").rglob("*.md")]):
        yield shown(path), path.read_text(encoding="utf-8")
    for path in notebook_files():
        for id, _, source in cells(path):
            yield f"{shown(path)}, cell {id}", source


def _open_words() -> Iterator[tuple[str, str]]:
    """All words that learners get, the texts themselves aside."""
    yield from _prose()
    for path in sorted(data().rglob("*.csv")):
        for where, row in numbered(path):
            yield (where if ".csv, line" in where else f"{where}, line"), " | ".join(row.values())
    for path in sorted(data().rglob("practice.ann")):
        yield from ((f"{shown(path)} ({unit})", words) for unit, words in _notes([path]))
    rubrics = (project() / "assignments" / "rubrics").glob("*.toml")
    for path in sorted([*data().rglob("article.toml"), *data().rglob("*.json"), *rubrics]):
        yield shown(path), path.read_text(encoding="utf-8")
