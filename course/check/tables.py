"""Every table fits its description in a datapackage.json.

Frictionless reads the same descriptions in tests/test_tables.py; loading it costs more than all checks together, so
the command brings this small reader of the parts that the kit uses.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from course.check._project import Row, data, own_text_folders, rows, shown
from course.places import keys_folder


def tables() -> list[str]:
    """Tables are plain UTF-8, described, complete, and each value is of its type and within its bounds."""
    found = []
    for folder in (data(), keys_folder()):
        path = folder / "datapackage.json"
        if not path.is_file():
            if folder == data() or any(folder.rglob("*.csv")):
                found.append(f"{shown(path)} is missing: it describes every table. Take it from a fresh copy.")
            continue
        try:
            described = json.loads(path.read_text(encoding="utf-8"))["resources"]
            resources = {r["name"]: r for r in described}
            for key in ("name", "path"):
                found += [
                    f"{shown(path)}: two resources have the {key} {value}. Remove one."
                    for value, count in Counter(r[key] for r in described).items()
                    if count > 1
                ]
        except (ValueError, KeyError, TypeError) as error:
            found.append(f"{shown(path)}: no data package ({error!r}). Mend it or take it from a fresh copy.")
            continue
        found += _package(folder, resources)
    return found


def _package(folder: Path, resources: dict[str, dict[str, Any]]) -> Iterator[str]:
    described = {folder / resource["path"] for resource in resources.values()}
    own = {path for text in own_text_folders() for path in text.glob("*.csv")}
    for path in sorted(set(folder.rglob("*.csv")) - described - own):
        yield f"{shown(path)}: datapackage.json does not describe this table. Add a resource for it."
    contents = {name: rows(folder / resource["path"]) for name, resource in resources.items()}
    for name, resource in resources.items():
        path = folder / resource["path"]
        if path.is_file():
            yield from _table(path, resource["schema"], contents[name])
            yield from _references(path, resource["schema"], contents[name], contents)
        elif not _comes_later(path):
            yield f"{shown(path)} is missing, and datapackage.json describes it. Take it from a fresh copy."


def _comes_later(path: Path) -> bool:
    """A text that a learner's kit does not carry (`library` comes with assignment 4) lacks its tables, too."""
    return not path.parent.is_dir() and path.parent.parent == data() / "articles"


def _table(path: Path, schema: dict[str, Any], content: list[Row]) -> Iterator[str]:
    raw = path.read_bytes()
    if b"\r" in raw or raw.startswith(b"\xef\xbb\xbf") or not raw.endswith(b"\n"):
        yield f"{shown(path)}: not plain (no BOM, lines end in LF, the last one too). Save it anew."
    fields = schema["fields"]
    names = [field["name"] for field in fields]
    head = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip("\r\ufeff").split(",")
    if head != names:
        odd = sorted(set(head) ^ set(names)) or ["the order"]
        yield f"{shown(path)}, line 1: columns differ from datapackage.json in {', '.join(odd)}. Mend one of them."
        return
    for line, row in enumerate(content, 2):
        if len(row) != len(names):
            yield f"{shown(path)}, line {line}: {len(row)} cells for {len(names)} columns. Quote cells with commas."
            continue
        for field in fields:
            if fault := _fault(row[field["name"]], field):
                yield f"{shown(path)}, line {line}, column {field['name']}: {fault}"
    for field in fields:
        if field.get("constraints", {}).get("unique"):
            yield from _twice(path, content, [field["name"]])
    key = schema.get("primaryKey", [])
    yield from _twice(path, content, [key] if isinstance(key, str) else key)


def _twice(path: Path, content: list[Row], names: list[str]) -> Iterator[str]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(content, 2):
        value = tuple(row.get(name, "") for name in names)
        if names and value in seen:
            yield f"{shown(path)}, line {line}: {', '.join(value)} stands in line {seen[value]}, too. Rename one."
        seen[value] = line


def _references(
    path: Path, schema: dict[str, Any], content: list[Row], contents: dict[str, list[Row]]
) -> Iterator[str]:
    for key in schema.get("foreignKeys", ()):
        (own,), (other,) = key["fields"], key["reference"]["fields"]
        table = contents.get(key["reference"]["resource"], content) if key["reference"]["resource"] else content
        known = {row.get(other) for row in table}
        for line, row in enumerate(content, 2):
            if row.get(own) and row[own] not in known:
                yield f"{shown(path)}, line {line}, column {own}: there is no {row[own]}. Mend the name."


def _fault(value: str, field: dict[str, Any]) -> str:
    """What is wrong with one cell, "" where nothing is."""
    limits = field.get("constraints", {})
    if value == "":
        return "is empty. Fill it in." if limits.get("required") else ""
    type_ = field.get("type", "string")
    read = _READERS[type_](value)
    if read is None:
        return f"{value!r} is no {type_}. Mend it."
    if "enum" in limits and value not in limits["enum"]:
        return f"{value!r} is none of {', '.join(limits['enum'])}. Mend that word."
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        return f"{value!r} does not fit {limits['pattern']}. Mend it."
    if not limits.get("minimum", read) <= read <= limits.get("maximum", read):
        return f"{value} is not between {limits.get('minimum', '-')} and {limits.get('maximum', '-')}. Mend it."
    if len(value) < limits.get("minLength", 0):
        return f"{value!r} is shorter than {limits['minLength']} characters. Say more."
    return ""


def _integer(value: str) -> int | None:
    return int(value) if re.fullmatch(r"-?\d+", value, re.ASCII) else None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


_READERS = {"string": str, "integer": _integer, "number": _number, "date": _date}
