"""What a lesson's prose takes from the data, so that no figure is typed: name -> what to write for a text.

`course.tell` fills these in. Each function takes the name of a text and returns Markdown.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course import places
from course.corpus.article import load_article

# The three retellings of lesson 00, in the order in which its question names them.
HOOK = {
    "karabakh": ("haaretz-reprint", "al-bawaba", "raksha-anirveda"),
    "transfer-rumour": ("r01", "r03", "r06"),
}


def count_sentences(text: str) -> int:
    """The sentences of a text; headings are none."""
    return sum(not unit.heading for unit in load_article(text).sentences)


def count_voices(text: str) -> dict[str, int]:
    """How many sentences are "someone", "own" and "both" (data/voices.csv, all of the text's sentences).

    A table, since a learner's copy does not hold the voice of each sentence; a test counts it anew from the keys.
    """
    rows = _rows(places.PROJECT / "data" / "voices.csv")
    return {row["voice"]: int(row["sentences"]) for row in rows if row["text"] == text}


def page_top(text: str) -> str:
    """What stands above the first sentence, line by line."""
    start = _about(text)["body_start"]
    lines = [line.strip() for line in load_article(text).text[:start].splitlines() if line.strip()]
    return "\n".join(f"> {line}  " for line in lines)


def hook_table(text: str) -> str:
    """The three retellings of lesson 00: who, where, when, what they say, what changed."""
    found = {row["id"]: row for row in _rows(_retellings(text))}
    head = "| Who wrote it | Where | When | The number | What we saw |\n|---|---|---|---|---|\n"
    return head + "\n".join(_retelling(found[name]) for name in HOOK[text])


def _retelling(row: dict[str, str]) -> str:
    who = f"[{row['outlet']}]({row['url']})" if row["url"] else row["outlet"]
    number = f"{row['figure']}, {row['window_as_worded']}"
    return f"| {who} | {row['place']} | {row['date']} | {number} | {row['change_in_words']} |"


def latest_event(text: str) -> str:
    """The latest day that a text speaks of, in words: 20 September 2023."""
    day = _about(text)["provenance"]["latest_dated_event"]
    return f"{day.day} {day:%B %Y}"


def guess(text: str) -> str:
    """What the learner guessed at the start of lesson 02, as the beginning of a sentence."""
    from course import answers, choice

    value = answers.current().value(choice.item_id("guess-heard", text))
    made = value.get("guess") if isinstance(value, dict) else None
    return f"Your guess was {made}." if made is not None else "You have made no guess yet."


def _about(text: str) -> dict[str, Any]:
    return tomllib.loads((places.article_folder(text) / "article.toml").read_text(encoding="utf-8"))


def _retellings(text: str) -> Path:
    own = places.article_folder(text) / "as_reported.csv"
    return own if own.is_file() else places.PROJECT / "data" / "flights" / "as_reported.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sentences(*voices: str) -> Callable[[str], str]:
    return lambda text: str(sum(count_voices(text)[voice] for voice in voices))


def count_verdicts(text: str) -> Counter[str]:
    """How many of a text's claims that learners may see were found to hold, to be changed, and so on."""
    own = places.article_folder(text) / "claims.csv"
    rows = _rows(own if own.is_file() else places.PROJECT / "data" / "claims.csv")
    return Counter(row["verdict"] for row in rows)


def _marked_names(text: str) -> str:
    from course.lessons.loaded_words import count_marked

    return str(count_marked(text))


FIGURES: dict[str, Callable[[str], str]] = {
    "sentences": lambda text: str(count_sentences(text)),
    "heard_sentences": _sentences("someone", "both"),
    "both_sentences": _sentences("both"),
    "own_sentences": _sentences("own"),
    "publisher": lambda text: _about(text)["provenance"]["publisher"],
    "date_note": lambda text: _about(text)["provenance"]["date_note"],
    "page_address": lambda text: _about(text)["provenance"]["url"],
    "latest_event": latest_event,
    "page_top": page_top,
    "hook_table": hook_table,
    "guess": guess,
    "marked_names": _marked_names,
    "checked_claims": lambda text: str(sum(count_verdicts(text).values())),
    "claims_hold": lambda text: str(count_verdicts(text)["holds"]),
    "claims_changed": lambda text: str(count_verdicts(text)["changed"]),
    "claims_cannot_tell": lambda text: str(count_verdicts(text)["cannot_tell"]),
    "claims_not_supported": lambda text: str(count_verdicts(text)["not_supported"]),
    "claims_do_not_hold": lambda text: str(count_verdicts(text)["does_not_hold"]),
}
