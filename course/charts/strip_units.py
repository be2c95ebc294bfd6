"""The attribution strip's rows for a text: from its gold, its split and the claims that were looked up."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from course.corpus import gold_from_brat, read_brat
from course.corpus.gold import SentenceGold
from course.places import PROJECT, article_folder

# Where a sentence holds several claims, the strip shows the one that asks most of a reader.
GRAVEST_FIRST = ("does_not_hold", "not_supported", "changed", "cannot_tell", "holds")
TOO_VAGUE = {"anonymous_or_vague", "none", None}


def strip_units(text: str = "karabakh") -> list[dict[str, Any]]:
    """One dict per sentence, as attribution_strip wants them; nothing about a held sentence but its id.

    Loaded words are the settled gold's, one reading among others. A sentence without a looked-up claim has no verdict.
    """
    folder = article_folder(text)
    gold = gold_from_brat(read_brat(folder / "article.txt", folder / "practice.ann"))
    verdicts = _verdicts(_claims_of(text))
    units = []
    for row in _rows(folder / "split.csv"):
        known, state = gold.get(row["unit"]), row["form"]
        if state == "held":
            units.append({"unit": row["unit"], "state": "held"})
        elif known is not None and not known.heading:
            units.append(
                {
                    "unit": row["unit"],
                    "state": state,
                    "voice": _voice(known),
                    "loaded": len(known.loaded),
                    "verdict": verdicts.get(row["unit"]),
                    "start": known.start,
                    "end": known.end,
                }
            )
    return units


def _voice(known: SentenceGold) -> str:
    """The gold's voice; someone else's word is told apart by whether anybody could be asked."""
    if known.voice == "attributed" and all(a.source_type in TOO_VAGUE for a in known.attributions):
        return "attributed_missing"
    return known.voice


def _claims_of(text: str) -> Path:
    own = article_folder(text) / "claims.csv"
    return own if own.is_file() else PROJECT / "data" / "claims.csv"


def _verdicts(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in sorted(_rows(path), key=lambda r: -GRAVEST_FIRST.index(r["verdict"])):
        found[row["unit"]] = row["verdict"].replace("_", " ")
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
