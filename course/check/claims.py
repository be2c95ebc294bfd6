"""Claims, the evidence cards that decide them, and the dates of the cards."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from course.check._project import Row, Text, has_keys, numbered, shown, texts
from course.errors import CourseError

OPEN_CLAIMS = ("claims.csv", "claims-guided.csv", "claims-outside.csv", "desk.csv")
MOST_WORDS_SAID, MOST_WORDS_QUOTED = 60, 20
# What a date lacks, added for its first and for its last day.
REST = {4: ("-01-01", "-12-31"), 7: ("-01", "-31"), 10: ("", "")}


def claims() -> list[str]:
    """Cards and claims name each other; each card is short, in our own words, and says what it is a copy of."""
    found = []
    for text in texts():
        open_cards = _by_id(text.tables / "evidence.csv")
        held_cards = _by_id(text.keys / "evidence.csv")
        open_claims = {id: one for name in OPEN_CLAIMS for id, one in _by_id(text.tables / name).items()}
        held_claims = _by_id(text.keys / "claims.csv")
        latest = _latest(text)
        every_card, every_claim = open_cards | held_cards, open_claims | held_claims
        for name, known in ((n, open_cards) for n in OPEN_CLAIMS):
            for where, row in numbered(text.tables / name):
                found += [f"{where}: {fault}" for fault in _faults_of_claim(row, known, "for learners")]
        for where, row in numbered(text.keys / "claims.csv"):
            found += [f"{where}: {fault}" for fault in _faults_of_claim(row, every_card, "here", open_cards)]
        for path, known in ((text.tables, open_claims), (text.keys, every_claim)):
            for where, row in numbered(path / "evidence.csv"):
                found += [f"{where}: {fault}" for fault in _faults_of_card(row, known, text.name, latest)]
        for id in sorted(set(open_cards) & set(held_cards)):
            found.append(
                f"{shown(text.tables / 'evidence.csv')}: the card {id} is held back. Take it out of this table."
            )
        if has_keys() or text.split:
            found += _retellings(text, latest)
    return found


def _by_id(path: Path) -> dict[str, Row]:
    return {row.get("id", ""): row for _, row in numbered(path)}


def _names(cell: str) -> list[str]:
    return [name for name in cell.split(";") if name]


def _faults_of_claim(row: Row, known: dict[str, Row], who: str, one_way: Collection[str] = ()) -> Iterator[str]:
    for card in _names(row.get("cards", "")):
        if card not in known:
            yield f"names the card {card}, which no table of cards has {who}. Add the card or mend the id."
        elif card not in one_way and row["id"] not in _names(known[card].get("claims", "")):
            yield f"names the card {card}, which does not name {row['id']} back. Add it to the card's claims."


def _faults_of_card(row: Row, known: dict[str, Row], text: str, latest: date) -> Iterator[str]:
    named = _names(row.get("claims", ""))
    if not named:
        yield "no claim is named that this card decides. Name one, or remove the card."
    for claim in named:
        if claim not in known:
            yield f"names the claim {claim}, which no table of claims has. Add the claim or mend the id."
    says, quote = row.get("says", ""), row.get("quote", "")
    if len(says.split()) > MOST_WORDS_SAID:
        yield f"says has {len(says.split())} words, at most {MOST_WORDS_SAID} are allowed. Shorten it."
    if len(quote.split()) > MOST_WORDS_QUOTED:
        yield f"the quotation has {len(quote.split())} words, at most {MOST_WORDS_QUOTED} are allowed. Shorten it."
    if bool(row.get("reprint_of")) != (row.get("original_or_reprint") != "original"):
        yield "a reprint or relay, and nothing else, says what it is a copy of (reprint_of). Mend one of the two."
    if not row.get("url") and text == "karabakh" and row.get("read") != "not_read":
        yield "was read and has no address. Add it."
    if (expected := _before(row.get("date", ""), latest)) and row.get("before_article") != expected:
        yield f"is of {row['date']}, so before_article is {expected}, not {row.get('before_article')}. Mend it."


def _latest(text: Text) -> date:
    path = text.folder / "article.toml"
    latest = tomllib.loads(path.read_text(encoding="utf-8")).get("provenance", {}).get("latest_dated_event")
    if not isinstance(latest, date):
        raise CourseError(
            f"{shown(path)}: [provenance] has no latest_dated_event. Add the day of the last event that has a date "
            "in the text, as in 2024-10-10. Without it, no card can be said to be older than the text."
        )
    return latest


def _before(when: str, latest: date) -> str:
    """Whether a card of this date is older than a text whose own date is unknown; "" where the date does not tell."""
    first, last = when.split("/")[0], when.split("/")[-1]
    if not {len(first), len(last)} <= set(REST):
        return ""
    if last + REST[len(last)][1] <= latest.isoformat():
        return "before"
    return "after" if first + REST[len(first)][0] >= f"{latest.year + 1}-01-01" else "unknown"


def _retellings(text: Text, latest: date) -> list[str]:
    """A held-back retelling stands in no open table of counts; each says whether it is older than the text."""
    open_, held = (list(numbered(folder / "as_reported.csv")) for folder in (text.counts, text.keys))
    hidden = {row["id"] for _, row in held}
    found = [f"{where}: {row['id']} is held back. Take the row out." for where, row in open_ if row["id"] in hidden]
    for where, row in (*open_, *held):
        expected = _before(row.get("date", ""), latest)
        if expected and row.get("before_article", expected) != expected:
            found.append(f"{where}: is of {row['date']}, so before_article is {expected}. Mend it.")
    return found
