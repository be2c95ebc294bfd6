"""Where a text puts quotation marks around a name, and where it does not: lesson 06 counts it."""

from __future__ import annotations

import re

from course.corpus.article import load_article

# text -> the name that its writer puts in marks, and names of others that only contain it.
NAMES = {"karabakh": ("Israel", ("Israel Defense",)), "transfer-rumour": ("Gardeners", ())}


def uses_of_the_name(text: str) -> list[tuple[str, str, bool]]:
    """Unit ("headline" for the title), words and whether in marks, for each use of the name as a name of its own.

    Left out: names of others that contain it, and longer quotations or titles that begin with it.
    """
    article = load_article(text)
    name, others = NAMES[text]
    found = []
    for use in re.finditer(rf"([“‘]?)((?:[Tt]he )?{name}\b)[,.]?([”’]?)", article.text):
        whole = article.text[use.start(2) :]
        marked = (use[1], use[3]) in {("“", "”"), ("‘", "’")}
        if (use[1] and not marked) or any(whole.startswith(other) for other in others):
            continue
        unit = next((s.id for s in article.sentences if s.start <= use.start() < s.end), "headline")
        found.append((unit, use[0] if marked else use[2], marked))
    return found


def count_marked(text: str) -> int:
    """How often the name stands in marks, headline included."""
    return sum(marked for *_, marked in uses_of_the_name(text))
