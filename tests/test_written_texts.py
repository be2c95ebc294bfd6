"""The two texts written for the course: as large, as faulty and as sound as the course says, and settled openly."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from course.agreement import compare_passes
from course.corpus import gold_from_brat, read_brat
from course.corpus.article import load_article
from course.corpus.labels import SENTENCE_LAYERS
from course.marking.keys import load_items

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "data" / "articles"
KEYS = ROOT / "assignments" / "keys"
RUMOUR = ARTICLES / "transfer-rumour"
TEXTS = ("karabakh", "transfer-rumour", "library")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sentences(name: str):
    return [s for s in load_article(name, keys=True).sentences if not s.heading]


# --- size -------------------------------------------------------------------------------------------------


def test_the_practice_text_is_as_large_as_the_article():
    assert 48 <= len(sentences("transfer-rumour")) <= 54
    marked = [s for s in sentences("transfer-rumour") if any(not a.optional or a.cue for a in s.attributions)]
    assert len(marked) >= 28
    retellings = [r for f in (RUMOUR, KEYS / "transfer-rumour") for r in rows(f / "evidence.csv") if r["id"][0] == "r"]
    assert len(retellings) == 8
    held = {r["id"] for r in rows(KEYS / "transfer-rumour" / "evidence.csv")}
    assert {"r02", "r05", "e04", "e08", "l02", "l03"} <= held


def test_it_mirrors_the_article_unit_by_unit():
    ours, theirs = (rows(ARTICLES / name / "units.csv") for name in ("transfer-rumour", "karabakh"))
    assert [(r["unit"], r["kind"]) for r in ours] == [(r["unit"], r["kind"]) for r in theirs]
    ours, theirs = (rows(ARTICLES / name / "split.csv") for name in ("transfer-rumour", "karabakh"))
    assert ours == theirs
    voices = {name: {s.id: s.voice for s in sentences(name)} for name in ("transfer-rumour", "karabakh")}
    held = {r["unit"] for r in ours if r["form"] == "held"}
    assert {u: voices["transfer-rumour"][u] for u in held} == {u: voices["karabakh"][u] for u in held}


def test_the_transfer_text_is_short_and_has_six_cards():
    assert 25 <= len(sentences("library")) <= 35
    cards = rows(KEYS / "library" / "evidence.csv")
    assert len(cards) == 6 == len(rows(KEYS / "library" / "traces.csv"))
    assert not (ARTICLES / "library" / "practice.ann").exists()
    assert {p.name for p in (ARTICLES / "library").iterdir()} == {
        "article.txt",
        "article.toml",
        "units.csv",
        "glosses.csv",
        "4-source-report.toml",
    }


@pytest.mark.parametrize("name", ["transfer-rumour", "library"])
def test_where_they_come_from_is_said(name):
    about = tomllib.loads((ARTICLES / name / "article.toml").read_text(encoding="utf-8"))
    raw = (ARTICLES / name / "article.txt").read_bytes()
    assert (about["bytes"], about["code_points"]) == (len(raw), len(raw.decode("utf-8")))
    assert about["rights"]["licence"] == "CC BY 4.0" and about["provenance"]["obtained"] == "written for this course"
    assert raw.decode("utf-8").startswith(about["title"] + "\n")
    theirs = tomllib.loads((ARTICLES / "karabakh" / "article.toml").read_text(encoding="utf-8"))
    for part in ("", "provenance", "rights", "content_note"):
        here, there = (set(x[part] if part else x) for x in (about, theirs))
        assert here == there, part


# --- passes and what was settled --------------------------------------------------------------------------


def both_passes(name: str):
    text = ARTICLES / name / "article.txt"
    for letter in "ab":
        gold = {}
        for ann in (ARTICLES / name / "passes" / f"{letter}.ann", KEYS / "passes" / f"{name}.{letter}.ann"):
            if ann.is_file():
                gold |= gold_from_brat(read_brat(text, ann))
        yield gold


@pytest.mark.parametrize("name", TEXTS)
def test_every_disagreement_stands_in_a_table_and_nothing_else_does(name):
    text = load_article(name).text
    compared = compare_passes(text, *both_passes(name), resamples=10)
    found = {(d.unit, "attributions" if d.layer == "attribution" else d.layer) for d in compared.disagreements}
    paths = [ARTICLES / name / "passes" / "disagreements.csv", KEYS / name / "disagreements.csv"]
    listed = [r for path in paths if path.is_file() for r in rows(path)]
    assert {(r["unit"], r["layer"].split(" (")[0]) for r in listed} == found
    labels = {s.id: s for s in sentences(name)}
    for r in listed:
        if r["layer"] in SENTENCE_LAYERS:
            assert getattr(labels[r["unit"]], r["layer"]) == r["settled"], r


@pytest.mark.parametrize("name", ["transfer-rumour", "library"])
def test_a_label_that_was_settled_against_one_annotator_keeps_the_other_reading(name):
    """Where a label was contested, the reading that lost is accepted or the table says why it is not."""
    labels = {s.id: s for s in sentences(name)}
    for folder in (ARTICLES / name / "passes", KEYS / name):
        for r in rows(folder / "disagreements.csv") if (folder / "disagreements.csv").is_file() else ():
            if r["layer"] in SENTENCE_LAYERS:
                other = r["b"] if r["settled"] == r["a"] else r["a"]
                assert other in labels[r["unit"]].accepted.get(r["layer"], ()), r


@pytest.mark.parametrize("name", ["transfer-rumour", "library"])
def test_agreement_as_it_came_out(name):
    """The aim of the course: 0.80 by words, 0.75 on voice. Published as it is, never made to fit."""
    compared = compare_passes(load_article(name).text, *both_passes(name), resamples=10)
    alpha, voice = compared.alpha.value, compared.kappa["voice"].value
    assert (round(alpha, 2), round(voice, 2)) == {"transfer-rumour": (0.96, 0.97), "library": (0.99, 1.0)}[name]


# --- what can be reckoned ---------------------------------------------------------------------------------


def test_the_counts_of_the_rumour_bind_each_other_as_the_articles_do():
    counts = {r["id"]: r for r in rows(RUMOUR / "as_stated.csv")}
    value = {id: int(r["value"]) for id, r in counts.items()}
    assert value["first"] + value["later"] == value["total"] == 84
    assert value["part"] - value["later"] == 5, "from New Year to mid-May, if none came after 11 September"
    before = value["whole"] - value["part"]
    assert value["first"] - before + value["later"] == 17 != value["part"], "an exact 80 does not fit"
    days = date.fromisoformat(counts["first"]["window_end"]) - date.fromisoformat(counts["first"]["window_start"])
    assert round(days.days / 365.25, 1) == 5.4
    assert (date(2022, 5, 30) - date(2022, 4, 23)).days + 1 == 38


def test_shares_and_lengths_leave_room_for_doubt():
    shares = [int(r["aldermere_share_pct"]) for r in rows(RUMOUR / "sales-share.csv")]
    assert max(shares) >= 2 * min(shares) and len(shares) == 5
    intake = {r["when"]: r for r in rows(RUMOUR / "intake-share.csv")}
    assert intake["2023/24"]["bound"] == "upper" and int(intake["2023/24"]["value_pct"]) == 100 - 50
    assert [r["km"] for r in rows(RUMOUR / "road.csv")] == ["52", "58", "60", "66", "71"]


def test_the_items_of_assignment_4_are_worth_16_points_and_can_be_reckoned():
    text = load_article("library", keys=True)
    items = load_items("4-source-report")
    parts = {part.id: part for item in items.values() for part in item.parts.values()}
    points = {part.id: Fraction(str(part.points)) for item in items.values() for part in item.parts.values()}
    report = sum(item.points for item in items.values() if item.kind == "written")
    assert sum(points.values()) - 24 == 16 and report == 24
    voices = {f"voice-{n}": text.sentence(parts[f"voice-{n}"].key["library"]) for n in range(1, 7)}
    for name, sentence in voices.items():
        assert not sentence.accepted.get("voice"), sentence.id
        assert points[name] == Fraction("0.8" if sentence.voice == "author_voice" else "1.2")
    always_own = sum(points[name] for name, sentence in voices.items() if sentence.voice == "author_voice")
    assert always_own / 6 <= Fraction(2, 5), "a constant answer earns 40 per cent at most"
    traces = {r["card"]: r["change"] for r in rows(KEYS / "library" / "traces.csv")}
    (card,), (change,) = (parts[f"trace-1-{asked}"].key["library"]["right"] for asked in ("card", "change"))
    assert traces[card] == change == "dropped" and parts["trace-2-change"].key["library"]["right"] == ["kept"]
    rate, members, visits = (parts[f"number-{n}"].key["library"]["number"] for n in (1, 2, 3))
    assert rate == round(412_000 / 6) and members == 350 - round(350 / 1.4) and visits == 18_500 - 8_000
    assert date(2023, 12, 31).year - date(2018, 1, 1).year + 1 == 6


def test_the_cards_that_learners_read_are_those_that_the_keys_speak_of():
    open_cards = tomllib.loads((ARTICLES / "library" / "4-source-report.toml").read_text(encoding="utf-8"))["cards"]
    assert [(c["id"], c["title"], c["says"]) for c in open_cards["cards"]] == [
        (r["id"], r["title"], r["says"]) for r in rows(KEYS / "library" / "evidence.csv")
    ]


def test_the_sample_reports_cover_both_verdicts_at_three_levels():
    reports = (KEYS / "library" / "sample-reports.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## Report \d: (\w+), finds the text mostly (\w+)$", reports, re.MULTILINE)
    assert heads == [
        (level, verdict) for level in ("proficient", "emergent", "basic") for verdict in ("sound", "unsound")
    ]
    for marks, total in re.findall(r"^Marks: ([\d ]+) = (\d+)", reports, re.MULTILINE):
        assert sum(map(int, marks.split())) == int(total) <= 24 and len(marks.split()) == 6
    assert len(re.findall(r"^Why: ", reports, re.MULTILINE)) == 6


def test_nothing_real_is_told_in_them():
    words = " ".join(load_article(name).text for name in ("transfer-rumour", "library")).lower()
    for word in ("israel", "azerbaijan", "armenia", "iran", "baku", "haaretz", "mossad", "jewish", "war "):
        assert word not in words, word
