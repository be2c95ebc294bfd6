"""A number as people type it: comma or point as decimal mark, spaces between thousands, a unit behind it.

>>> read_number("11,5"), read_number("1 000 000"), read_number("about 40 %")
(11.5, 1000000.0, 40.0)
"""

from __future__ import annotations

import re

# Digits with marks between them; the minus may be a dash that a word processor has made of it.
NUMBER = re.compile(r"[-−–]?(?:[0-9]+(?:[.,'’   ][0-9]+)*|[.,][0-9]+)")


def read_number(typed: str) -> float | None:
    """The one number in what was typed, or None where there is none or more than one.

    A mark that stands more than once, or before another kind of mark, or a comma before exactly three digits
    ("100,000") separates thousands; any other comma or point is the decimal mark.
    """
    found = NUMBER.findall(typed[:200])
    if len(found) != 1:
        return None
    text = re.sub("[-−–]", "-", found[0])
    text = re.sub(r"['’   ]", "", text)
    marks = re.findall("[.,]", text)
    if len(set(marks)) == 2:
        if marks.count(marks[-1]) > 1:
            return None
        text = text.replace(marks[0], "").replace(marks[-1], ".")
    elif len(marks) > 1:
        if not re.fullmatch(r"-?[0-9]{1,3}(?:[.,][0-9]{3})+", text):
            return None
        text = text.replace(marks[0], "")
    elif re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", text):
        text = text.replace(",", "")
    return float(text.replace(",", "."))
