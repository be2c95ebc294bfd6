"""A hand-made stand-in for the gold, so that the strip can be tested before the gold is there.

One reader's labels of the open sentences; the gold decides. What an assignment asks about bears no label here
either.
"""

from __future__ import annotations

import csv
from pathlib import Path

UNITS = Path(__file__).resolve().parents[2] / "data/articles/karabakh/units.csv"
HELD = [
    "P07",
    "P08a",
    "P13",
    "P14b",
    "P16",
    "P17",
    "P22",
    "P29",
    "P31",
    "P32b",
    "P36",
    "P38",
    "P43",
    "P44",
    "P49",
    "P52",
    "P54",
]
GUIDED = ["P20", "P21", "P23a", "P23b", "P42"]
ATTRIBUTED = ["P09", "P14a", "P15", "P25", "P28", "P34", "P35", "P47", "P50", "P53"]
MISSING = ["P27", "P45"]
MIXED = ["P10", "P30a", "P39", "P51"]
LOADED = {"P06": 1, "P11": 2, "P18": 2, "P26": 1, "P41": 2, "P25": 1}
VERDICTS = {
    "P28": "holds",
    "P26": "changed",
    "P32a": "does not hold",
    "P39": "not supported",
    "P33": "changed",
}


def voice(unit: str) -> str:
    for name, units in (("attributed", ATTRIBUTED), ("attributed_missing", MISSING), ("mixed", MIXED)):
        if unit in units:
            return name
    return "author_voice"


def strip() -> list[dict]:
    with UNITS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "sentence"]
    found = []
    for row in rows:
        unit = row["unit"]
        place = {"unit": unit, "start": int(row["start"]), "end": int(row["end"])}
        if unit in HELD:
            found.append(place | {"state": "held"})
        else:
            state = "guided" if unit in GUIDED else "open"
            more = {"loaded": LOADED.get(unit, 0), "verdict": VERDICTS.get(unit)}
            found.append(place | {"state": state, "voice": voice(unit)} | more)
    return found
