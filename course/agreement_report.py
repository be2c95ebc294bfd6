"""How well the two annotation passes of a text agree, as the Markdown that docs/annotation-guide.md prints."""

from __future__ import annotations

import re
from collections.abc import Iterable

from course.agreement import Comparison, Estimate, compare_passes
from course.corpus import gold_from_brat, read_brat
from course.corpus.article import load_article
from course.corpus.gold import SentenceGold
from course.places import PROJECT, article_folder, keys_folder

OF_THE_GUIDE = "karabakh"  # the article from which the guide takes its examples
GUIDE = PROJECT / "docs" / "annotation-guide.md"
# Newell, Margolin and Ruths 2018: Krippendorff's alpha between trained annotators of PolNeAR, by words.
POLNEAR_ALPHA = 0.754


def load_pass(text: str, letter: str) -> dict[str, SentenceGold]:
    """One pass over a whole text: its open part and the part that is kept with the keys."""
    folder = article_folder(text)
    parts = [folder / "passes" / f"{letter}.ann", keys_folder() / "passes" / f"{text}.{letter}.ann"]
    gold: dict[str, SentenceGold] = {}
    for part in parts:
        if not part.is_file() and part.parent == folder / "passes":
            continue  # a text that is held back whole has no open part
        gold |= gold_from_brat(read_brat(folder / "article.txt", part))
    return gold


def units_in_guide() -> set[str]:
    """The sentences that the guide uses as examples: there the annotators had an answer before their eyes."""
    return set(re.findall(r"\bP\d\d[ab]?\b", GUIDE.read_text(encoding="utf-8").split("## 9.")[0]))


def compare(text: str, units: Iterable[str] | None = None) -> Comparison:
    return compare_passes(load_article(text).text, load_pass(text, "a"), load_pass(text, "b"), units=units)


def report(text: str = OF_THE_GUIDE) -> str:
    """A Markdown table: each measure on all sentences and, for the guide's own article, on those it does not use."""
    groups = {"All": compare(text)}
    if text == OF_THE_GUIDE:
        unused = [u for u in load_pass(text, "a") if u not in units_in_guide()]
        groups["that this guide does not use"] = compare(text, unused)
    heads, columns = ["Measure"], []
    for name, found in groups.items():
        sentences = sum(1 for u in found.units if u not in _headings(text))
        heads.append(f"All {sentences} sentences" if name == "All" else f"The {sentences} {name}")
        columns.append(_measures(found))
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    name = "for comparison: PolNeAR's alpha, by words, between its trained annotators"
    rows.append([name, f"{POLNEAR_ALPHA:.3f}", *[""] * (len(columns) - 1)])
    lines = [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in [heads, *rows]]
    lines.insert(1, "|" + "---|" * len(heads))
    return "\n".join(lines) + "\n"


def _measures(found: Comparison) -> dict[str, str]:
    """Measure -> how it is printed."""
    return {
        "who says what, by words (Krippendorff's alpha)": _shown(found.alpha),
        **{f"{layer.replace('_', ' ')} (Cohen's kappa)": _shown(found.kappa[layer]) for layer in found.kappa},
        **{f"{role} (F1 over words)": _shown(found.f1[role]["overlap"].f1) for role in found.f1},
    }


def _headings(text: str) -> set[str]:
    return {s.id for s in load_article(text).sentences if s.heading}


def _shown(value: Estimate | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if value.value != value.value:  # nan: everything has one and the same value
        return "not defined (one value only)"
    return f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"
