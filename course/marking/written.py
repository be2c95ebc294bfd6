"""An answer that a person marks, written into the manual cell where the formgrader shows it."""

from __future__ import annotations

import json
from typing import Any

HEAD = "Recorded answer:"


def write_into(cell: Any, recorded: dict[str, Any], own: bool) -> None:
    """Replace a manual cell's text by what was recorded for it, by item: as plain text, nothing in it is markup.

    `own`: a learner has written into the cell itself, too; that stays, below.
    """
    words = "\n\n".join(in_words(value) or "(empty)" for value in recorded.values())
    if cell.cell_type == "markdown":
        block = "\n".join(f"    {line}" for line in words.splitlines())
        cell.source = f"{HEAD}\n\n{block}" + (f"\n\nIn the cell itself:\n\n{cell.source}" if own else "")
    else:
        block = "\n".join(f"# {line}" for line in words.splitlines())
        cell.source = f"# {HEAD}\n{block}" + (f"\n\n{cell.source}" if own else "")


def in_words(value: Any) -> str:
    """A recorded value as text: its own words where it has some, its data otherwise."""
    if isinstance(value, dict):
        words = [value[key] for key in ("written", "text", "words") if isinstance(value.get(key), str)]
        value = words[0] if len(words) == 1 and len(value) == 1 else value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
