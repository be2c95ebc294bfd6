"""Write a sentence anew in neutral words: what is left of the words that you marked, and whether the facts survived.

Rewrite("karabakh", ["P18"])     # after SpotLoadedWords("karabakh", ["P18"])
"""

from __future__ import annotations

import re
from typing import Any

from course.choice import item_id
from course.corpus.article import Article, Sentence
from course.corpus.words import words
from course.exercises._exercise import front_end
from course.exercises._sentences import Passage, SentenceExercise, right_place
from course.exercises.spot_loaded_words import are_marks

SCRIPT, STYLE = front_end("rewrite", "_words")
MAX_LENGTH = 5000

_QUOTES = "“”„‘’‚\"'«»‹›"
# Words that carry no claim, so their loss is no loss.
_SMALL = frozenset(
    """
    about above after again against all also amid among and another any are around because been before being below
    between both but can could did does during each for from had has have her here him his how however into its itself
    just may might more most much must nor not now off one only onto other our out over own per same shall she should
    since some such than that the their them then there these they this those through too under until upon was were
    what when where which while who whom whose why will with within without would yet you your firstly secondly
    """.split()  # noqa: SIM905 - a hundred words in quotation marks read worse
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ied", "ers", "er", "ed", "es", "s", "ly", "e", "y")


class Rewrite(SentenceExercise):
    """Sentences, each with a box for a neutral rewriting. No score: it shows, and you judge.

    Parameters are those of TagAttributions, the prefix "rewrite", and:

    loaded : the prefix of the learner's own marks in the same notebook (SpotLoadedWords); their list, not ours, is what
        the rewriting is held against.

    An item's recorded value is `{"text": name, "unit": id, "rewrite": "..."}`.
    """

    _esm = SCRIPT
    _css = STYLE
    item_prefix = "rewrite"

    def __init__(
        self,
        text: str | Article,
        units: list[str] | dict[str, str],
        *,
        loaded: str = "loaded",
        **more: Any,
    ):
        self._loaded = loaded
        super().__init__(text, units, **more)

    def accepts(self, item: str, value: Any) -> bool:
        written = value.get("rewrite") if isinstance(value, dict) else None
        return (
            right_place(value, self.article.name, self.units[item])
            and type(written) is str
            and len(written) <= MAX_LENGTH
        )

    def own_marks(self, item: str) -> list[list[int]] | None:
        """The spans that this learner marked in the sentence; None where they have not looked for any yet."""
        unit = self.units[item]
        value = self.answers.value(item_id(f"{self._loaded}-{unit.id}", self.article.name))
        if value is None or not are_marks(value, self.article.name, unit):
            return None
        return [mark["span"] for mark in value["marks"]]

    def handle(self, item: str, message: dict) -> None:
        value = message.get("value")
        if message.get("kind") not in {"check", "look"} or not self.accepts(item, value):
            return
        if not self.feedback:
            if message["kind"] == "check":
                written = bool(value["rewrite"].strip())
                self.tell(item, "Recorded, complete" if written else "Nothing is written yet", [], marks=[], aloud=True)
            return
        marks, unit = self.own_marks(item), self.units[item]
        title, lines = what_is_left(self.article.text, unit, value["rewrite"], marks)
        if self.answers.commits and message["kind"] == "check" and value["rewrite"].strip():
            title, lines = self.committed(item, value, title, lines)
        self.tell(item, title, lines, marks=marks or [], aloud=message["kind"] == "check")

    def in_words(self, value: Any) -> str:
        return value["rewrite"].strip() or "nothing recorded" if value else "nothing recorded"


def what_is_left(
    text: str, unit: Passage | Sentence, rewriting: str, marks: list[list[int]] | None
) -> tuple[str, list[dict]]:
    """A title and lines: which marked words remain, and which numbers, names and other words of the claim are there.

    Simple comparisons of letters, each of which says so; none of them is a verdict.
    """
    if not rewriting.strip():
        return "Nothing is written yet.", []
    new = _tokens(rewriting)
    lines = []
    if marks is None:
        lines.append(
            {"sign": "note", "text": "You have not marked words in this sentence yet, so none can be compared."}
        )
    else:
        marked = list(dict.fromkeys(_said(text, span) for span in marks))
        remain = [m for m in marked if _stands(m, new)]
        if remain:
            lines.append({"sign": "missing", "text": f"Of the words you marked, these remain: {_list(remain)}."})
        elif marked:
            lines.append({"sign": "right", "text": "None of the words you marked remains."})
        else:
            lines.append({"sign": "note", "text": "You marked no words in this sentence."})
    whole = [(text[a:b], a) for a, b in words(text, unit.start, unit.end)]
    loaded = {place for a, b in marks or [] for place, _ in _inside(text, unit, a, b)}
    numbers, names, others = _sorted_out(text, whole, loaded)
    plain = {letters for letters, _ in new}
    stems = {_stem(word) for word in plain}
    lines.append(_kept("Numbers", numbers, lambda w: _bare(w) in plain, "A number that is gone takes a fact with it."))
    lines.append(_kept("Names", names, lambda name: _named(name, plain, stems), "Is it still clear who or where?"))
    kept = [w for w in others if _stem(_bare(w)) in stems]
    gone = [w for w in others if w not in kept]
    if others:
        said = f"Other words of the claim: {len(kept)} of {len(others)} are there."
        if gone:
            said += f" Not found: {_list(gone)}. Another word may say the same: does your sentence still claim as much?"
        lines.append({"sign": "note", "text": said})
    return "What is left", [line for line in lines if line]


def _kept(what: str, wanted: list[str], there, ask: str) -> dict | None:
    if not wanted:
        return None
    gone = [w for w in wanted if not there(w)]
    if not gone:
        return {"sign": "right", "text": f"{what}: all there, {_list(wanted)}."}
    return {"sign": "missing", "text": f"{what}: not found {_list(gone)}. {ask}"}


def _sorted_out(text: str, whole: list[tuple[str, int]], loaded: set[int]) -> tuple[list[str], list[str], list[str]]:
    """Numbers, names and other content words of a sentence, once each, without the words that the learner marked.

    A name is a run of words with a capital; one such word alone at the opening of the sentence is none. A marked one in
    quotation marks is still a name: taking off the marks must not take off the name.
    """
    numbers: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    others: dict[str, str] = {}
    run: list[str] = []
    reached = -1  # where the run of capitals ends
    for i, (word, start) in enumerate(whole):
        bare, shown = _bare(word), _without_owner(word.strip(_QUOTES + ".,;:"))
        quoted, capital = word[0] in _QUOTES, shown[:1].isupper()
        alone = i + 1 == len(whole) or not whole[i + 1][0][:1].isupper()
        if any(c.isdigit() for c in bare):
            numbers.setdefault(bare, shown)
        elif capital and (i or quoted or (not alone and bare not in _SMALL)) and (start not in loaded or quoted):
            if reached < 0 or text[reached:start].strip():
                run = []
            run.append(shown)
            names[_bare(run[0])] = run
            reached = start + len(word)
            continue
        elif start not in loaded and len(bare) > 3 and bare not in _SMALL and i:
            others.setdefault(_stem(bare), shown)
        reached = -1
    return list(numbers.values()), [" ".join(name) for name in names.values()], list(others.values())


def _named(name: str, plain: set[str], stems: set[str]) -> bool:
    return all(_bare(part) in plain or _stem(_bare(part)) in stems for part in name.split())


def _inside(text: str, unit: Passage | Sentence, start: int, end: int) -> list[tuple[int, str]]:
    return [(a, text[a:b]) for a, b in words(text, unit.start, unit.end) if a < end and start < b]


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Each word as (letters in lower case, whether it stands in quotation marks)."""
    return [(_bare(text[a:b]), text[a] in _QUOTES) for a, b in words(text)]


def _stands(phrase: str, new: list[tuple[str, bool]]) -> bool:
    """Whether the words of a phrase follow each other in the rewriting. A quoted word counts as such only if quoted."""
    wanted = _tokens(phrase)
    return any(
        all(w == n and (not q or nq) for (w, q), (n, nq) in zip(wanted, new[i : i + len(wanted)], strict=True))
        for i in range(len(new) - len(wanted) + 1)
    )


def _said(text: str, span: list[int]) -> str:
    return text[span[0] : span[1]].strip(" ,.;:")


def _bare(word: str) -> str:
    return _without_owner(word.strip(_QUOTES + ".,;:!?()[]")).strip(_QUOTES + ",.").casefold()


def _without_owner(word: str) -> str:
    return re.sub(r"[’']s$", "", word)


def _stem(word: str) -> str:
    """Enough of a word to see "supplied" in "supplying"; crude, and said to be so."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def _list(found: list[str], most: int = 8) -> str:
    shown = found if len(found) <= most + 1 else found[:most]
    said = [w if w[0] in _QUOTES else f"“{w}”" for w in shown]
    return ", ".join(said if len(shown) == len(found) else [*said, f"and {len(found) - most} more"])
