"""The plain line under each sentence that a learner works on."""

from __future__ import annotations

import re

from course.check._project import numbered, shown, texts

START = "In short: "
MOST_WORDS = 15
# Under a held-back sentence a gloss must not tell whether somebody is said to have said it.
TELLS = re.compile(
    r"\b(say|says|said|report\w*|according|claim\w*|stated?|accus\w*|believ\w*|announc\w*|affirm\w*|mention\w*|alleg\w*"
    r"|quot\w+|argu\w+|interpret\w*)\b",
    re.IGNORECASE,
)
NO_TELLS = re.compile(r"\bthe state\b", re.IGNORECASE)


def glosses() -> list[str]:
    """One gloss for each sentence that a learner works on, at most 15 words, silent on who says it."""
    found = []
    for text in texts():
        path = text.folder / "glosses.csv"
        given = []
        for where, row in numbered(path):
            unit, gloss = row.get("unit", ""), row.get("gloss", "")
            given.append(unit)
            if not gloss.startswith(START):
                found.append(f"{where}: a gloss begins with “{START}”. Add it.")
            count = len(gloss.removeprefix(START).split())
            if count > MOST_WORDS:
                found.append(f"{where}: the gloss has {count} words, at most {MOST_WORDS} are allowed. Shorten it.")
            if unit in text.held and (tell := TELLS.search(NO_TELLS.sub("", gloss.removeprefix(START)))):
                found.append(
                    f"{where}: “{tell[0]}” tells whose word a held-back sentence is. Tell only what it is about."
                )
        wanted = text.worked_on
        for unit in (u for u in wanted if u not in given):
            found.append(f"{shown(path)}: {unit} has no gloss, and learners work on it. Write one.")
        for unit in (u for u in given if u not in wanted):
            found.append(f"{shown(path)}: {unit} is no sentence that learners work on. Remove its gloss.")
        found += [
            f"{shown(path)}: {u} has {given.count(u)} glosses. Keep one." for u in set(given) if given.count(u) > 1
        ]
    return found
