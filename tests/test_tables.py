"""The tables: offsets, links, addresses, numbers, wording, and what must stay with the keys."""

import csv
import hashlib
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
KEYS = ROOT / "assignments" / "keys"
HELD = KEYS / "karabakh"
KARABAKH = DATA / "articles" / "karabakh"
TEXT = (KARABAKH / "article.txt").read_bytes().decode("utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = {r["unit"]: (int(r["start"]), int(r["end"])) for r in rows(KARABAKH / "units.csv")}
HEADINGS = {r["unit"] for r in rows(KARABAKH / "units.csv") if r["kind"] == "heading"}
SPLIT = {(r["unit"], r["key"]): r for r in rows(HELD / "split.csv")}
KEY_NAMES = ("form", "words", "trace", "verdict")
HELD_FORM = {u for u in UNITS if SPLIT[u, "form"]["state"] == "held"}
HELD_TRACE = {u for u in UNITS if SPLIT[u, "trace"]["state"] == "held"}
GUIDED = {u for u in UNITS if SPLIT[u, "form"]["state"] == "guided"}

CLAIMS = rows(DATA / "claims.csv")
CLAIMS_GUIDED = rows(DATA / "claims-guided.csv")
CLAIMS_HELD = rows(HELD / "claims.csv")
CLAIMS_OUTSIDE = rows(DATA / "claims-outside.csv")
EVIDENCE = rows(DATA / "evidence.csv")
EVIDENCE_HELD = rows(HELD / "evidence.csv")
DESK = rows(DATA / "desk.csv")
NUMBERS = rows(KARABAKH / "numbers.csv")
NUMBERS_HELD = rows(HELD / "numbers.csv")
TIMELINE = rows(DATA / "timeline.csv")
TIMELINE_HELD = rows(HELD / "timeline.csv")
GLOSSES = rows(KARABAKH / "glosses.csv")

PACKAGES = [DATA / "datapackage.json", KEYS / "datapackage.json"]
OUR_TABLES = [
    *(DATA / f"{n}.csv" for n in ("claims", "claims-guided", "claims-outside", "evidence", "desk", "checks")),
    *(DATA / f"{n}.csv" for n in ("arms-share", "oil-share", "border", "timeline")),
    *(KARABAKH / f"{n}.csv" for n in ("units", "split", "glosses", "numbers")),
    *(HELD / f"{n}.csv" for n in ("claims", "evidence", "numbers", "timeline", "split")),
]


# --- form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OUR_TABLES, ids=lambda p: p.name)
def test_files_are_plain(path):
    raw = path.read_bytes()
    raw.decode("utf-8")
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")


@pytest.mark.parametrize("package", PACKAGES, ids=["data", "keys"])
def test_frictionless_finds_nothing(package):
    from frictionless import Package

    descriptor = json.loads(package.read_text(encoding="utf-8"))
    missing = {r["path"] for r in descriptor["resources"] if not (package.parent / r["path"]).is_file()}
    assert not missing
    report = Package.from_descriptor(descriptor, basepath=str(package.parent)).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("package", PACKAGES, ids=["data", "keys"])
def test_every_table_and_field_is_described(package):
    descriptor = json.loads(package.read_text(encoding="utf-8"))
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in descriptor["resources"]:
        assert resource["title"] and resource["sources"] and resource["licenses"], resource["name"]
        for field in resource["schema"]["fields"]:
            assert field["description"], (resource["name"], field["name"])
    described = {(package.parent / r["path"]).resolve() for r in descriptor["resources"]}
    ours = {p.resolve() for p in OUR_TABLES if (KEYS in p.parents) == (package.parent == KEYS)}
    assert ours <= described


# --- offsets ---------------------------------------------------------------------------------------------


def test_the_words_of_a_claim_stand_where_the_table_says():
    for r in CLAIMS + CLAIMS_GUIDED + CLAIMS_HELD:
        start, end = int(r["start"]), int(r["end"])
        first, last = UNITS[r["unit"]]
        assert first <= start < end <= last, r["id"]
        assert TEXT[start:end] == r["claim"], r["id"]
        assert r["claim"] == r["claim"].strip(), r["id"]


def test_numbers_stand_where_the_table_says():
    for r in NUMBERS + NUMBERS_HELD:
        start, end = int(r["start"]), int(r["end"])
        assert TEXT[start:end] == r["text"], r
        if r["kind"] == "furniture":
            assert end < min(s for s, _ in UNITS.values())
        else:
            assert UNITS[r["unit"]][0] <= start < end <= UNITS[r["unit"]][1], r


def test_stated_dates_lie_in_their_unit_and_hold_a_number():
    for r in TIMELINE + TIMELINE_HELD:
        if r["kind"] != "stated":
            assert not (r["unit"] or r["start"] or r["end"]), r
            continue
        start, end = int(r["start"]), int(r["end"])
        assert UNITS[r["unit"]][0] <= start < end <= UNITS[r["unit"]][1], r
        assert any(int(n["start"]) < end and start < int(n["end"]) for n in NUMBERS + NUMBERS_HELD), r


# Every number of the article, found anew: figures, and number words with the few that are none.
NUMBER_WORDS = r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundreds?|thousands?|a week|a year)\b"
NO_NUMBERS = {"one of", "Barak-8"}


def test_every_number_of_the_article_is_in_a_table():
    spans = [(int(r["start"]), int(r["end"])) for r in NUMBERS + NUMBERS_HELD]
    found = 0
    for match in re.finditer(rf"\d+(?:st|nd|rd|th)?|{NUMBER_WORDS}", TEXT, re.IGNORECASE):
        around = TEXT[match.start() - 6 : match.end() + 4]
        if any(word in around and match.group().lower() in word.lower() for word in NO_NUMBERS):
            continue
        assert any(s <= match.start() and match.end() <= e for s, e in spans), (match.start(), around)
        found += 1
    assert found >= 40
    assert len(spans) == len(set(spans))


# --- links and addresses ---------------------------------------------------------------------------------


def test_every_claim_names_cards_that_exist():
    open_cards = {r["id"] for r in EVIDENCE}
    all_cards = open_cards | {r["id"] for r in EVIDENCE_HELD}
    assert len(all_cards) == len(EVIDENCE) + len(EVIDENCE_HELD)
    for r in CLAIMS + CLAIMS_GUIDED + CLAIMS_OUTSIDE + DESK:
        assert set(r["cards"].split(";")) <= open_cards, r["id"]
    for r in CLAIMS_HELD:
        assert set(r["cards"].split(";")) <= all_cards, r["id"]


def test_every_card_names_claims_that_exist_and_claims_name_it_back():
    public = {r["id"]: r for r in CLAIMS + CLAIMS_GUIDED + CLAIMS_OUTSIDE + DESK}
    everything = public | {r["id"]: r for r in CLAIMS_HELD}
    for table, known in ((EVIDENCE, public), (EVIDENCE_HELD, everything)):
        for card in table:
            assert card["claims"], card["id"]
            assert set(card["claims"].split(";")) <= set(known), card["id"]
    for claim in public.values():
        for card in claim["cards"].split(";"):
            named = next(c for c in EVIDENCE if c["id"] == card)["claims"].split(";")
            assert claim["id"] in named, (claim["id"], card)


def test_addresses_are_well_formed_and_only_search_notes_have_none():
    for path in OUR_TABLES:
        for r in rows(path):
            if "url" not in r:
                continue
            if not r["url"]:
                assert r["id"].startswith("search-") and r["read"] == "not_read", (path.name, r)
                continue
            parts = urlsplit(r["url"])
            assert parts.scheme in ("http", "https") and "." in parts.netloc, r["url"]
            assert r["url"].isascii() and not re.search(r"\s|[<>\"{}|\\^`]", r["url"]), r["url"]
            assert not re.search(r"%(?![0-9A-Fa-f]{2})", r["url"]), r["url"]


def test_cards_are_short_and_in_our_own_words():
    for r in EVIDENCE + EVIDENCE_HELD:
        assert len(r["says"].split()) <= 60, r["id"]
        assert len(r["quote"].split()) <= 20, r["id"]
        assert r["quote"] == "" or r["quote"] not in r["says"] or len(r["quote"].split()) <= 6, r["id"]
        assert bool(r["reprint_of"]) == (r["original_or_reprint"] != "original"), r["id"]


def test_before_and_after_follow_from_the_dates():
    latest = "2023-09-20"
    for r in EVIDENCE + EVIDENCE_HELD:
        if not r["date"]:
            assert r["date_precision"] == "unknown"
            assert r["before_article"] == "unknown" or r["id"].startswith("israeldefense-"), r["id"]
            continue
        pad = {4: ("-01-01", "-12-31"), 7: ("-01", "-31"), 10: ("", "")}
        first, last = r["date"].split("/")[0], r["date"].split("/")[-1]
        if last + pad[len(last)][1] <= latest:
            assert r["before_article"] == "before", r["id"]
        elif first + pad[len(first)][0] >= "2024-01-01":
            assert r["before_article"] == "after", r["id"]
        else:
            assert r["before_article"] == "unknown", r["id"]


# --- what is held back -----------------------------------------------------------------------------------


def public_tables():
    return [p for p in DATA.rglob("*.csv") if p.name not in ("units.csv", "split.csv", "glosses.csv")]


def test_no_public_table_names_a_held_sentence():
    for path in public_tables():
        if "karabakh" not in str(path) and "articles" in str(path):
            continue
        for r in rows(path):
            for column in ("unit", "article_unit"):
                if r.get(column, "").startswith("P"):
                    assert r[column] not in HELD_FORM, (path.name, r)
    for r in CLAIMS:
        assert r["unit"] not in HELD_FORM | HELD_TRACE | GUIDED, r["id"]
    for r in CLAIMS_GUIDED:
        assert r["unit"] in GUIDED
    for r in CLAIMS_HELD:
        assert r["unit"] in HELD_FORM | HELD_TRACE


def test_no_public_table_has_an_offset_in_a_held_sentence():
    held = [UNITS[u] for u in HELD_FORM]
    for path in public_tables():
        if "articles" in str(path) and "karabakh" not in str(path):
            continue
        for r in rows(path):
            if r.get("start"):
                start, end = int(r["start"]), int(r["end"])
                assert not any(s < end and start < e for s, e in held), (path.name, r)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'"))


def test_no_public_text_quotes_more_than_six_words_in_a_row_of_a_held_sentence():
    runs = set()
    for unit in HELD_FORM:
        words = _words(TEXT[slice(*UNITS[unit])])
        runs |= {tuple(words[i : i + 7]) for i in range(len(words) - 6)}
    for path in [*public_tables(), KARABAKH / "glosses.csv"]:
        for r in rows(path):
            words = _words(" ".join(v for v in r.values() if v))
            for i in range(len(words) - 6):
                assert tuple(words[i : i + 7]) not in runs, (path.name, words[i : i + 7])


def test_the_held_cards_are_in_no_public_table():
    held = {r["id"] for r in EVIDENCE_HELD}
    assert held >= {
        "haaretz-2023-list",
        "israeldefense-training",
        "search-melman",
        "memo-2023",
        "horizon-2023",
    }
    blob = "\n".join(p.read_text(encoding="utf-8") for p in public_tables()).lower()
    for word in ("melman", "horizonweekly", "nuovaresistenza", "bodyguard", "official reports from"):
        assert word not in blob, word


# --- the split -------------------------------------------------------------------------------------------


def test_the_split_has_every_key_of_every_unit_with_a_reason():
    assert set(SPLIT) == {(u, k) for u in UNITS for k in KEY_NAMES}
    for r in SPLIT.values():
        assert len(r["reason"].split()) >= 4, r
        assert bool(r["lesson_or_assignment"]) == (r["state"] != "none"), r
    assert len(HELD_FORM) == 17


def test_the_public_split_says_the_same():
    for r in rows(KARABAKH / "split.csv"):
        assert r["form"] == SPLIT[r["unit"], "form"]["state"]
        assert (r["form"] == "none") == (r["unit"] in HEADINGS)
    assert [r["unit"] for r in rows(KARABAKH / "split.csv")] == list(UNITS)


def test_assignments_hold_what_they_need():
    use = {u: SPLIT[u, "form"] for u in HELD_FORM}
    voice = {u for u, r in use.items() if r["use"].startswith("voice")}
    spans = {u for u, r in use.items() if r["use"].startswith("span")}
    reserve = {u for u, r in use.items() if r["use"].startswith("reserve")}
    assert voice == {"P08a", "P16", "P17", "P31", "P44", "P13", "P54", "P29", "P38", "P43"}
    assert spans == {"P36", "P52", "P14b", "P22", "P49"}
    assert reserve == {"P07", "P32b"}
    assert {"P29", "P36", "P51", "P52"} == HELD_TRACE
    assert [u for u in UNITS if SPLIT[u, "words"]["state"] == "held"] == ["P38"]
    assert {"P20", "P21", "P23a", "P23b", "P42"} == GUIDED
    for u in GUIDED:
        places = [SPLIT[u, k]["lesson_or_assignment"] for k in KEY_NAMES]
        assert not any("assignment" in p for p in places), u


# --- glosses ---------------------------------------------------------------------------------------------


def test_a_gloss_stands_under_every_sentence_that_a_learner_works_on():
    assert [r["unit"] for r in GLOSSES] == [u for u in UNITS if u not in GUIDED | HEADINGS]
    for r in GLOSSES:
        assert r["gloss"].startswith("In short: ")
        assert len(r["gloss"].removeprefix("In short: ").split()) <= 15, r


def test_glosses_do_not_say_who_says_it():
    tells = "say|says|said|report|according|claim|state|accuse|believe|announce|affirm|mention|allege"
    for r in GLOSSES:
        if r["unit"] != "P09":  # its form is open, and the announcement is what it tells
            assert not re.search(rf"\b({tells})", r["gloss"], re.IGNORECASE), r


# --- wording ---------------------------------------------------------------------------------------------

# Names and labels that the naming table replaces. Quotations and titles of pages may have them.
BANNED = [
    r"Israeli Occupation",
    r"Zionis",
    r"Tel Aviv(?! is\b)",
    r"Jewish presence",
    r"Jewish community(?! leaders)",
    r"(?<!Nagorno-)Karabakh",
    r"Artsakh",
    r"[Ll]iberat",
    r"[Oo]ccupied",
    r"[Oo]ccupation",
    r"[Rr]egime",
    r"[Tt]erroris",
    r"[Ss]uicide drone",
    r"[Pp]ropaganda",
    r"Hebrew newspaper",
    r"[Ll]iar",
    r"[Aa]ntisemit",
    r"Turkiye",
]
CLAIMS_IN_OUR_WORDS = {"desk.csv", "claims-outside.csv", "checks.csv"}
NOT_OURS = {"claim", "quote", "title", "url", "outlet", "text", "reprint_of"}


def our_words():
    for path in OUR_TABLES:
        for r in rows(path):
            for column, value in r.items():
                if column in NOT_OURS and (column != "claim" or path.name not in CLAIMS_IN_OUR_WORDS):
                    continue
                yield f"{path.name} {column}", value
    about = tomllib.loads((KARABAKH / "article.toml").read_text(encoding="utf-8"))
    yield "article.toml", about["content_note"]["text"] + about["rights"]["note"]
    for package in (DATA, KEYS):
        yield "datapackage.json", (package / "datapackage.json").read_text(encoding="utf-8")


def test_the_naming_table_holds_in_our_own_words():
    for where, value in our_words():
        plain = re.sub(r"“[^”]*”|\"[^\"]*\"" if "datapackage" not in where else r"“[^”]*”", "", value)
        plain = plain.replace("karabakh", "")
        for form in BANNED:
            assert not re.search(form, plain), (where, form, value[:160])


def test_nothing_recalled_enters_as_fact():
    blob = "\n".join(value for _, value in our_words())
    for item in (r"\b689\b", r"\brecall", "13 January 2009", "Cardom", "Financial Times", r"\[R\]"):
        assert not re.search(item, blob, re.IGNORECASE), item


# --- arithmetic ------------------------------------------------------------------------------------------


def test_figures_that_we_computed_come_out_again():
    oil = {r["when"]: r for r in rows(DATA / "oil-share.csv")}
    for when, tonnes, days in (("2023 Jan-Nov", 2_240_000, 334), ("2024 Jan", 523_500, 31)):
        low, high = (tonnes * barrels / days / 220_000 * 100 for barrels in (7.3, 7.5))
        assert oil[when]["bound"] == "computed" and low < float(oil[when]["value_pct"]) < high
    assert oil["2023 Q1"]["value_pct"] == str(100 - 40)
    assert (date(2023, 11, 30) - date(2022, 12, 31)).days == 334
    km = [int(r["km"]) for r in rows(DATA / "border.csv")]
    assert km == [432, 432 + 179, 700, 765]
    assert (date(2020, 11, 10) - date(2020, 9, 27)).days == 44
    assert 92 + 11 == 103
    assert round((date(2023, 9, 13) - date(2016, 1, 1)).days / 365.25, 1) == 7.7
    assert round((date(2023, 3, 6) - date(2016, 1, 1)).days / 365.25, 1) == 7.2
    assert date(2023, 9, 13).strftime("%A") == "Wednesday"
    for r in rows(DATA / "arms-share.csv"):
        assert int(r["israel_share_pct"]) + int(r["russia_share_pct"]) <= 100


# --- the text itself -------------------------------------------------------------------------------------


def test_article_toml_describes_the_file_beside_it():
    about = tomllib.loads((KARABAKH / "article.toml").read_text(encoding="utf-8"))
    raw = (KARABAKH / "article.txt").read_bytes()
    assert about["sha256"] == hashlib.sha256(raw).hexdigest()
    assert (about["bytes"], about["code_points"]) == (len(raw), len(TEXT)) == (10416, 10286)
    assert TEXT.startswith(about["title"] + "\n")
    assert about["body_start"] == UNITS["P06"][0]
    assert "7 months ago" in TEXT[: about["body_start"]]
    assert "7 months ago" in about["provenance"]["date_note"]
    assert about["provenance"]["publisher"] == "Al-Estiklal" and about["provenance"]["authors"] == []
    assert about["provenance"]["date"] == "" and about["provenance"]["obtained"] == "unknown"
    assert about["provenance"]["latest_dated_event"] == date(2023, 9, 20)
    assert "alestiklal.net/en/" in about["provenance"]["url"]
    for word in ("criticism", "review", "teaching", "CC BY 4.0"):
        assert word in about["rights"]["note"]
    note = about["content_note"]["text"]
    assert "Jewish\nresidents of Azerbaijan" in note and "equal credit" in note and "partisan" not in note
