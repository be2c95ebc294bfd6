"""Lesson 07: the evidence desk, what it teaches about rules of thumb, and three charts, each on the text chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from course import choice
from course.exercises.weigh_evidence import WeighEvidence, desk_cases
from course.lessons._after import Afterwards
from course.lessons._tables import Table, read_rows
from course.lessons.asking import does_it_matter
from course.lessons.reading import show_cards
from course.told import tell

if TYPE_CHECKING:
    from course.charts import Chart

# A rule of thumb, and whether by it a claim of the desk holds.
RULES: dict[str, Callable[[dict[str, str]], bool]] = {
    "Always say that it holds": lambda row: True,
    "It names a source, so it holds": lambda row: row["named_source"] == "yes",
    "It gives no number, so it holds": lambda row: row["has_count"] == "no",
    "It has no loaded word, so it holds": lambda row: row["loaded_word"] == "no",
    "It blames nobody, so it holds": lambda row: row["direction"] == "other",
}


def card_on_the_number() -> Afterwards:
    """Once the number without a source was rated: the card on it, and what follows."""
    return Afterwards(
        "Show the card",
        [choice.item_id("guess-eleven", choice.text())],
        lambda: [show_cards("eleven"), tell("eleven-told"), does_it_matter("matter-eleven")],
    )


def evidence_desk() -> WeighEvidence:
    """The twenty claims of the text chosen, warm-ups first."""
    return WeighEvidence.desk(choice.text())


def after_the_desk() -> Afterwards:
    """Once every scored claim is answered: rules of thumb, two faults found, and what to make of the twenty."""
    items = [case.item for case in desk_cases(choice.text()) if case.scored]
    return Afterwards("Show what comes after the desk", items, _after)


def _after() -> list:
    return [
        tell("how-the-rules-did"),
        rules_of_thumb(),
        tell("we-chose-the-twenty"),
        does_it_matter("matter-tanks"),
        tell("another-side"),
        does_it_matter("matter-64"),
    ]


def rules_of_thumb() -> Table:
    """How many of the desk's claims each rule would have got right. Where the cards cannot tell, none is right."""
    desk = desk_rows()
    rows = [(rule, f"{rule_right(rule, desk)} of {len(desk)}") for rule in RULES]
    return Table("Rules of thumb, tried on the twenty claims", ("Rule", "Right"), rows)


def rule_right(rule: str, desk: list[dict[str, str]]) -> int:
    said = {True: {"holds"}, False: {"does_not_hold", "changed", "not_supported"}}
    return sum(row["verdict"] in said[RULES[rule](row)] for row in desk)


def desk_rows() -> list[dict[str, str]]:
    text = choice.text()
    return read_rows("desk.csv") if text == choice.PLAIN else read_rows("articles", text, "desk.csv")


def shares_by_window() -> Chart:
    """One database, several windows."""
    from course import charts

    if choice.text() == choice.PLAIN:
        return charts.arms_share()
    table = _table("sales-share.csv", number="aldermere_share_pct")
    table = table.rename(columns={"aldermere_share_pct": "Aldermere"}).assign(others=lambda t: 100 - t["Aldermere"])
    return charts.shares(
        table.rename(columns={"others": "the rest"}),
        names=("Aldermere", "the rest"),
        of="Hesselport's transfer income",
        sources="the league's transfer list; the rest is what all other clubs paid",
        base="The list counts money for players sold: not players, not visits.",
        verb="pays",
    )


def one_share_many_claims() -> Chart:
    """A share as different people stated it."""
    from course import charts

    if choice.text() == choice.PLAIN:
        return charts.oil_share()
    from course.charts.figures.claimed_shares import KINDS

    table = _table("intake-share.csv")
    words = ("Hesselport alone", "the text's claim", "two towns together", "at most: what another claim leaves", "ours")
    kinds = {
        kind: (f"a claim about {said}" if kind in ("alone", "together") else said, role)
        for (kind, (_, role)), said in zip(KINDS.items(), words, strict=True)
        if kind != "computed"
    }
    return charts.claimed_shares(
        table,
        of="Aldermere's academy intake",
        title=f"Hesselport's share of Aldermere's academy: {len(table)} statements, on different bases",
        cannot_tell=(
            "The true share in any season, or a trend: the dots are claims by different people on different bases. The "
            "text names no season and no source, so a bound for one season does not refute it."
        ),
        prediction="The text says 55%. Where would you expect other claims to lie: near it, below, or above?",
        name="intake_share",
        kinds=kinds,
    )


def one_line_many_lengths() -> Chart:
    """A length by what is counted in."""
    from course import charts

    if choice.text() == choice.PLAIN:
        return charts.border()
    table = _table("road.csv")
    return charts.lengths(
        table,
        of="the way from Hesselport to Dunmarrow",
        unit="km",
        cannot_tell="Which length is right: it depends on where one begins, where one ends, and on which way one goes.",
    )


def _table(name: str, number: str | None = None):
    import pandas as pd

    table = pd.DataFrame(read_rows("articles", choice.text(), name))
    return table.assign(**{number: table[number].astype(float).astype(int)}) if number else table
