"""The desk of lesson 07 and the before- and after-check: looks must not decide, the evidence must."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations, pairwise

from course.check._project import Row, data, rows, shown, texts

CLAIMS = 20
HOLD = range(12, 16)  # of twenty: 60 to 75 per cent
MOST_RIGHT = 12  # a cue of tone, or its opposite, may be right for so many of the twenty
MOST_RIGHT_BY_TWO = 14
CUES = {
    "a named source": lambda r: r["named_source"] == "yes",
    "no figure": lambda r: r["has_count"] == "no",
    "no loaded word": lambda r: r["loaded_word"] == "no",
    "the direction": lambda r: r["direction"] == "other",
}
WARM_UPS = 3

SKILLS = ("who_says_so", "origins", "number", "wording", "context")
ITEMS, SOUND = 10, 6
MOST_WORDS = {"claim": 25, "card": 60}


def desk() -> list[str]:
    """Twenty claims: tone decides nothing, twins stand apart, warm-ups come first and hold."""
    found = []
    for text in texts():
        path = text.tables / "desk.csv"
        if path.is_file():
            found += [f"{shown(path)}{fault}" for fault in _faults_of_desk(rows(path))]
    return found


def _faults_of_desk(claims: list[Row]) -> list[str]:
    try:
        claims = sorted(claims, key=lambda r: int(r["order"]))
        holds = {r["id"]: r["verdict"] == "holds" for r in claims}
        cues = {name: {r["id"]: bool(cue(r)) for r in claims} for name, cue in CUES.items()}
        by = {r["id"]: r for r in claims}
        cards = {r["id"]: set(r["cards"].split(";")) for r in claims}
        twins = {r["id"]: r["twin"] for r in claims}
    except (KeyError, ValueError) as error:
        return [f": a row lacks what the desk needs ({error}). Mend it."]
    faults = []
    if [int(r["order"]) for r in claims] != list(range(1, CLAIMS + 1)) or len(by) != CLAIMS:
        faults.append(f": {CLAIMS} claims in the order 1 to {CLAIMS} are needed. Mend the column order.")
    if sum(holds.values()) not in HOLD:
        faults.append(
            f": {sum(holds.values())} claims hold; {HOLD[0]} to {HOLD[-1]} of {CLAIMS} should. Exchange some."
        )
    for name, says in cues.items():
        right = sum(says[id] == holds[id] for id in by)
        if max(right, len(by) - right) > MOST_RIGHT:
            faults.append(
                f": {name} alone tells {max(right, len(by) - right)} of {len(by)} claims; "
                f"at most {MOST_RIGHT}. Reword or exchange a claim."
            )
    for one, other in combinations(cues, 2):
        groups = defaultdict(list)
        for id in by:
            groups[cues[one][id], cues[other][id]].append(holds[id])
        right = sum(max(sum(g), len(g) - sum(g)) for g in groups.values())
        if right > MOST_RIGHT_BY_TWO:
            faults.append(f": {one} and {other} together tell {right} claims; at most {MOST_RIGHT_BY_TWO}. Reword one.")
    for id, row in by.items():
        if twins[id] and twins.get(twins[id]) != id:
            faults.append(f" ({id}): its twin {twins[id]} does not name it back. Mend the column twin.")
        if re.search(r"\bP\d\d", " ".join(row.values())):
            faults.append(f" ({id}): names a paragraph, and some are held back. Take the number out.")
    for a, b in pairwise(by):
        if twins[a] == b or cards[a] & cards[b]:
            faults.append(f" ({a}, {b}): twins, or claims on one card, stand in a row. Mend the column order.")
    for place, (id, row) in enumerate(by.items()):
        if (row["warm_up"] == "yes") != (place < WARM_UPS) or (place < WARM_UPS and not holds[id]):
            faults.append(f" ({id}): the first {WARM_UPS} claims, and no others, are warm-ups and hold. Mend the row.")
    return faults


def before_and_after_check() -> list[str]:
    """Two mirrored forms of ten mini-cases: two for each skill, six sound."""
    path = data() / "checks.csv"
    return [f"{shown(path)}{fault}" for fault in _faults_of_checks(rows(path))]


def _faults_of_checks(cases: list[Row]) -> list[str]:
    faults = []
    stories = defaultdict(dict)
    for form in "AB":
        items = [r for r in cases if r.get("form") == form]
        stories_here = Counter(r["story"] for r in items)
        skills, sound = Counter(r["skill"] for r in items), Counter(r["sound"] for r in items)
        if sorted(r["item"] for r in items) != sorted(str(n) for n in range(1, ITEMS + 1)):
            faults.append(f", form {form}: items 1 to {ITEMS} are needed, each once. Mend the column item.")
        if skills != dict.fromkeys(SKILLS, ITEMS // len(SKILLS)):
            faults.append(f", form {form}: two items for each of {', '.join(SKILLS)} are needed. Exchange one.")
        if sound != {"yes": SOUND, "no": ITEMS - SOUND}:
            faults.append(f", form {form}: {sound['yes']} items are sound, {SOUND} should be. Exchange one.")
        for row in items:
            stories[row["story"]][form] = row
            for column, most in MOST_WORDS.items():
                if len(row[column].split()) > most:
                    faults.append(
                        f", form {form}, item {row['item']}: {column} has more than {most} words. Shorten it."
                    )
        faults += [
            f", form {form}: the story {s} stands {n} times. Keep one." for s, n in stories_here.items() if n > 1
        ]
    for story, pair in stories.items():
        if set(pair) != {"A", "B"}:
            faults.append(f", story {story}: stands in one form only. Write its mirror.")
            continue
        same = pair["A"]["sound"] == pair["B"]["sound"]
        if pair["A"]["skill"] != pair["B"]["skill"] or same != (pair["A"]["skill"] == "context"):
            faults.append(
                f", story {story}: what is sound in one form is unsound in the other, context aside. Mend it."
            )
    return faults
