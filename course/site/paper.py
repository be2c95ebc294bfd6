"""Exercises for a pencil: the question with room to answer, and its answers, which go to a page of their own.

`use()` is called in the kernel that runs a lesson for the HTML edition; from then on each exercise shows itself so. The
answers stand in a `<template>` behind the question, from which course/site/pages.py takes them. They are what Check
says on screen; an exercise whose key is held back, or that has none, has no answers here either.
"""

from __future__ import annotations

from functools import singledispatch
from html import escape as esc

from course.corpus.article import Sentence
from course.exercises._exercise import Exercise
from course.exercises.answers_panel import AnswersPanel
from course.exercises.does_it_matter import OURS, STEPS, Matter
from course.exercises.grade_sources import ALIKE, RUNGS, GradeSources, SourcePairs
from course.exercises.predict import Guess, Predict
from course.exercises.quiz import Choice, Number, Quiz
from course.exercises.rewrite import Rewrite
from course.exercises.spot_loaded_words import SpotLoadedWords, loaded_by_readers
from course.exercises.tag_attributions import TagAttributions
from course.exercises.trace_chain import KINDS, SHORT_STEPS, TraceChain
from course.exercises.weigh_evidence import VERDICTS, Case, WeighEvidence, check_cases
from course.exercises.whose_word import WhoseWord
from course.lessons._after import Afterwards
from course.voices import VOICES, accepted_voices

FIRST_FORM = "A"  # of the checks: without a learner there is nobody to draw for
BOX = '<span class="box" aria-hidden="true"></span>'
BLANK = '<span class="blank" aria-hidden="true"></span>'
SCALE = range(0, 101, 10)


def use() -> None:
    """Let every exercise of this process show itself for paper."""
    Exercise.html = _exercise
    AnswersPanel.html = lambda self: ""  # nothing to take along
    Predict.html = _predict
    Afterwards.html = _afterwards


def _exercise(exercise: Exercise) -> str:
    question, answers = paper(exercise)
    told = "".join(
        f"<p><strong>{esc(words)}</strong></p>" for words in (getattr(exercise, "title", ""),) if words
    ) + "".join(f"<p>{esc(words)}</p>" for words in (getattr(exercise, "intro", ""),) if words)
    behind = f"<template>{answers}</template>" if answers else ""
    return f'<div class="exercise">{told}{question}{behind}</div>'


def _predict(predict: Predict) -> str:
    """The guess; what follows it is folded away on screen and stands below it on paper."""
    return (
        f"{predict.guess.html()}<details class='after'><summary>When you have made your guess</summary>"
        f"{predict.what_follows()}</details>"
    )


def _afterwards(after: Afterwards, shown: str) -> str:
    """What would give answers away, folded away on screen; the results of the checks, to be reckoned by hand."""
    if after.on_paper:
        return f"<details class='after'><summary>{esc(after.button.description)}</summary>{shown}</details>"
    return (
        '<div class="exercise"><p>Take your ratings of the ten cases of lesson 00 and of the ten above. The answers '
        "tell which cases hold, and how to work out your results by hand.</p>"
        f"<p>Telling apart, before: {BLANK} after: {BLANK}</p><p>Leaning, before: {BLANK} after: {BLANK}</p>"
        f"<template>{_results()}</template></div>"
    )


def _results() -> str:
    told = paragraphs(
        "Telling apart: the average of your ratings where the claim holds, less the average where it does not. 0 means "
        "that you did not tell them apart. Leaning: the average of all ten ratings, less 60. Within 10 either way "
        "there is nothing to speak of.",
        "Ten cases are few. A change of less than 25 in telling apart happens easily by luck. Take it as a hint, not a "
        "grade.",
    )
    for form, when in ((FIRST_FORM, "lesson 00"), ({"A": "B", "B": "A"}[FIRST_FORM], "this lesson")):
        rows = [
            [
                esc(case.claim),
                esc(case.cards[0].says),
                f"{'It holds.' if case.verdict == 'holds' else 'It does not hold.'} {esc(case.reason)}",
            ]
            for case in check_cases(form)
        ]
        told += table(f"The ten cases of {when}", ["Claim", "Card", "What we say, and why"], rows)
    return told


@singledispatch
def paper(exercise: Exercise) -> tuple[str, str]:
    """Question and answers of one exercise as HTML; answers "" where there are none to tell."""
    raise NotImplementedError(f"{type(exercise).__name__} has no form for paper: write one in {__file__}.")


def choices(options: list[str]) -> str:
    return f'<ul class="choices">{"".join(f"<li>{BOX} {esc(words)}</li>" for words in options)}</ul>'


def lines(count: int = 2) -> str:
    """Room to write, which a screen reader need not hear of."""
    return f'<div class="lines" aria-hidden="true">{"<span></span>" * count}</div>'


def question(words: str) -> str:
    return "".join(f'<p class="question">{esc(part)}</p>' for part in words.split("\n"))


def table(caption: str, heads: list[str], rows: list[list[str]]) -> str:
    """Cells are HTML; the first of each row is its head."""
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    return f"<table><caption>{esc(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def paragraphs(*told: str) -> str:
    return "".join(f"<p>{esc(words)}</p>" for words in told if words)


# Questions ------------------------------------------------------------------------------------------------


@paper.register
def _(exercise: Quiz) -> tuple[str, str]:
    asked, answered = [], []
    for q in exercise.questions.values():
        asked.append(f'<div class="item">{question(q.question)}{_room(q.shown())}</div>')
        if exercise.feedback and (told := _told(q)):
            answered.append(f'<div class="item">{question(q.question)}{told}</div>')
    return "".join(asked), "".join(answered)


@paper.register
def _(exercise: Guess) -> tuple[str, str]:
    (shown,) = exercise.items
    return f'<div class="item">{question(shown["question"])}{_room(shown)}</div>', ""


def _room(shown: dict) -> str:
    match shown["kind"]:
        case "choice":
            return choices([o["text"] for o in shown["options"]])
        case "multiple":
            return f"<p>More than one can be right.</p>{choices([o['text'] for o in shown['options']])}"
        case "slider":
            unit = f" ({shown['unit']})" if shown["unit"] else ""
            return f"<p>A number from {shown['min']} to {shown['max']}{esc(unit)}: {BLANK}</p>"
        case "number":
            units = " or ".join(shown.get("units") or ()) or shown.get("unit", "")
            return f"<p>Your number: {BLANK} {esc(units)}</p>"
        case _:
            return lines()


def _told(q) -> str:
    """The answer to a question with its reasons; "" where nothing is right or wrong and nothing is said."""
    if isinstance(q, Matter):
        also = ", ".join(f"“{STEPS[step]}”" for step in q.accepted)
        return q.gold and paragraphs(OURS[q.gold], q.reason, f"{also} can be argued, too." if also else "")
    if isinstance(q, Choice):
        if not any(o.feedback for o in q.options) and not q.reason:
            return ""
        signs = {True: "✓ Right: ", False: "✗ Not: ", None: ""}
        told = "".join(
            f"<li><strong>{signs[o.right]}{esc(o.text)}</strong> {esc(o.feedback)}</li>"
            for o in sorted(q.options, key=lambda o: o.right is not True)
            if o.feedback or o.right
        )
        said = any(o.feedback == q.reason for o in q.options)
        return (f'<ul class="told">{told}</ul>' if told else "") + paragraphs("" if said else q.reason)
    if isinstance(q, Number) and q.answer is not None:
        about = f" (anything within {q.tolerance:g} counts)" if q.tolerance else ""
        return paragraphs(f"{q.answer:,g} {q.unit}".strip() + about + ".", q.reason)
    return paragraphs(q.reason)


# Sentences of the text ------------------------------------------------------------------------------------


def _sentence(shown: dict, words: str, lang: str, extra: str = "") -> str:
    """One sentence with what it says in short."""
    gloss = f"<p class='gloss'>{esc(shown['gloss'])}</p>" if shown["gloss"] else ""
    said = f"<blockquote class='sentence' lang='{lang}'><p>{esc(' '.join(words.split()))}</p></blockquote>"
    return f"<div class='item'><p class='question'><strong>{esc(shown['title'])}</strong></p>{said}{gloss}{extra}</div>"


def quoted(text: str, spans) -> str:
    return " … ".join(f"“{text[a:b]}”" for a, b in spans) if spans else "nobody is named"


@paper.register
def _(exercise: WhoseWord) -> tuple[str, str]:
    options = [choice["text"] for choice in exercise.choices]
    article = exercise.article
    asked = [
        _sentence(
            shown,
            exercise.units[shown["item"]].text,
            article.language,
            f"{choices(options)}<p>Underline the words that show it.</p>",
        )
        for shown in exercise.sentences
    ]
    told = []
    for shown in exercise.sentences:
        if exercise.has_key(shown["item"]):
            (sentence,) = exercise.units[shown["item"]].sentences
            told.append(_sentence(shown, sentence.text, article.language, voice_told(article.text, sentence)))
    return "".join(asked), "".join(told)


def voice_told(text: str, sentence: Sentence) -> str:
    """Each answer that counts, with its reason, and the words that show it."""
    found = "".join(
        f"<li><strong>{esc(VOICES[voice])}</strong>{': ' if why else ''}{esc(why)}</li>"
        for voice, why in _by_reason(accepted_voices(sentence)).items()
    )
    shows = "; ".join(quoted(text, [*a.source, *a.cue]) for a in sentence.attributions if not a.optional)
    return f'<ul class="told">{found}</ul>' + (f"<p>Words that show it: {esc(shows)}.</p>" if shows else "")


def _by_reason(voices: dict[str, str]) -> dict[str, str]:
    """“Someone” and “source missing” earn alike and share a reason, which is told once."""
    told, said = {}, set()
    for voice, why in voices.items():
        told[voice] = why if why not in said else "earns alike."
        said.add(why)
    return told


@paper.register
def _(exercise: TagAttributions) -> tuple[str, str]:
    article = exercise.article
    room = (
        table(
            "Write the words, or mark them in the sentence",
            ["Part", "Its words"],
            [[part, lines(1)] for part in ("S Source", "C Cue", "T Claim")],
        )
        + f"<p>{BOX} Own word: nobody is said to have said it.</p>"
    )
    asked, told = [], []
    for shown in exercise.sentences:
        passage = exercise.units[shown["item"]]
        asked.append(_sentence(shown, passage.text, article.language, room))
        if exercise.has_key(shown["item"]):
            parts = "".join(parts_told(article.text, s) for s in passage.sentences)
            told.append(_sentence(shown, passage.text, article.language, parts))
    return "".join(asked), "".join(told)


def parts_told(text: str, sentence: Sentence) -> str:
    """Source, cue and claim of each attribution, with the reason and with other readings that count."""
    if not sentence.attributions:
        return f"<p>Own word: nothing to mark. {esc(sentence.reason)}</p>"
    told = ""
    for a in sentence.attributions:
        others = {
            role: list(dict.fromkeys(quoted(text, r[role]) for r in a.readings if r[role] != a.spans[role]))
            for role in ("source", "cue", "claim")
        }
        rows = [
            [
                name,
                esc(quoted(text, a.spans[role]))
                + (f"<br>also: {esc(' or '.join(others[role]))}" if others[role] else ""),
            ]
            for name, role in (("S Source", "source"), ("C Cue", "cue"), ("T Claim", "claim"))
        ]
        may = " (may be marked; nobody has to)" if a.optional else ""
        told += table(f"The parts{may}", ["Part", "Its words"], rows) + paragraphs(a.reason)
    return told


@paper.register
def _(exercise: SpotLoadedWords) -> tuple[str, str]:
    article = exercise.article
    asked, told = [], []
    for shown in exercise.sentences:
        unit = exercise.units[shown["item"]]
        asked.append(_sentence(shown, unit.text, article.language, f"<p>Words that push you, and how:</p>{lines(2)}"))
        readers = loaded_by_readers(article, unit.sentences)
        marked = sorted({tuple(span) for spans in readers for span in spans})
        words = [f"“{article.text[a:b]}”" for a, b in marked]
        said = f"Marked by some readers: {', '.join(dict.fromkeys(words))}." if words else "Nobody marked anything."
        told.append(_sentence(shown, unit.text, article.language, paragraphs(said)))
    for beside in exercise.guidance:
        asked.append(
            f"<blockquote class='sentence' lang='{beside['lang']}'><p>{esc(beside['text'])}</p></blockquote>"
            f"<p>{esc(beside['words'])}</p>"
        )
    key = paragraphs("There is no key to this: careful readers differ more here than anywhere else.")
    return "".join(asked), ("".join(told) + key) if told else ""


@paper.register
def _(exercise: Rewrite) -> tuple[str, str]:
    article = exercise.article
    asked = [
        _sentence(shown, exercise.units[shown["item"]].text, article.language, f"<p>Your sentence:</p>{lines(4)}")
        for shown in exercise.sentences
    ]
    return "".join(asked), ""


# Sources, chains, evidence --------------------------------------------------------------------------------


@paper.register
def _(exercise: GradeSources) -> tuple[str, str]:
    rungs = list(RUNGS.values())
    rows = [[_name(s), *[BOX] * len(rungs)] for s in exercise.sources.values()]
    asked = table("Tick one rung for each source", ["Source", *map(esc, rungs)], rows).replace(
        "<table", '<table class="ticks"'
    )
    if not exercise.feedback or not all(s.rung for s in exercise.sources.values()):
        return asked, ""
    told = [
        [
            esc(s.name),
            esc(RUNGS[s.rung]) + "".join(f"<br>also: {esc(RUNGS[r])}" for r in s.accepted),
            esc(s.reason),
        ]
        for s in exercise.sources.values()
    ]
    return asked, table("The rungs", ["Source", "Rung", "Why"], told)


@paper.register
def _(exercise: SourcePairs) -> tuple[str, str]:
    asked = "".join(
        f'<div class="item">{question(s["question"])}{choices([o["text"] for o in s["options"]])}</div>'
        for s in exercise.items
    )
    if not exercise.feedback:
        return asked, ""
    order = list(RUNGS)
    told = []
    for a, b in exercise.by_item.values():
        gap = order.index(b.rung) - order.index(a.rung) if a.rung and b.rung else 0
        told.append([f"{esc(a.name)}, or {esc(b.name)}?", esc(ALIKE if not gap else (a if gap > 0 else b).name)])
    return asked, table("Which could you rather ring?", ["Pair", "Answer"], told)


def _where(card: dict) -> str:
    return esc(", ".join(filter(None, (card["outlet"], card["date"]))))


def _name(source) -> str:
    return esc(source.name) + (f"<br><span class='context'>{esc(source.context)}</span>" if source.context else "")


@paper.register
def _(exercise: TraceChain) -> tuple[str, str]:
    (shown,) = exercise.items
    rows = [
        [
            f"{esc(c['title'])}<br><span class='context'>{_where(c)}</span>",
            esc(c["text"]),
            BLANK,
            choices(list(KINDS.values())),
            choices(list(SHORT_STEPS.values())),
        ]
        for c in shown["cards"]
    ]
    heads = ["Document", "What it says", "Its place in the row", "What it did", "Does it matter?"]
    asked = (
        f"{question(shown['question'])}<p>Number the documents, the earliest first. Leave room for a link that nobody "
        f"has seen. From the second on, tick what each did with the words before it.</p>"
        f"{table('The documents, mixed', heads, rows)}"
    )
    if not exercise.feedback or not any(d.change for d in exercise.documents.values()):
        return asked, ""
    told = []
    for place, id in enumerate(exercise.order, 1):
        d = exercise.documents.get(id)
        if d is None:
            told.append([f"{place}. A link that nobody has seen", "", ""])
            continue
        did = [KINDS[k] for k in (d.change, *d.accepted) if k in KINDS]
        matters = [SHORT_STEPS[k] for k in (d.matters, *d.accepted) if k in SHORT_STEPS]
        what = " or ".join(did) + (f"; {' or '.join(matters)}" if matters else "")
        told.append([f"{place}. {esc(d.title)}", esc(what) or "the earliest", esc(d.reason)])
    return asked, table("The row", ["Document", "What it did", "Why"], told)


@paper.register
def _(exercise: WeighEvidence) -> tuple[str, str]:
    asked, told = [], []
    for number, case in enumerate(exercise.cases.values(), 1):
        warm_up = "" if case.scored else " (a warm-up; it does not count)"
        claim = f'<p class="question"><strong>Claim {number}{warm_up}.</strong> {esc(case.claim)}</p>'
        asked.append(f'<div class="item">{claim}{"".join(_card(c) for c in case.cards)}{_scale()}</div>')
        if exercise.feedback and case.verdict:
            told.append(f'<div class="item">{claim}{case_told(case)}</div>')
    return "".join(asked), "".join(told)


def case_told(case: Case) -> str:
    return paragraphs(VERDICTS[case.verdict], case.reason)


def _card(card) -> str:
    head = ", ".join(filter(None, (card.outlet, card.date)))
    head = f"<p><strong>Card{f': {esc(head)}' if head else ''}.</strong> {esc(card.stance)}</p>"
    said = esc(card.says) + (f" In its words: <q lang='{card.language}'>{esc(card.quote)}</q>." if card.quote else "")
    where = f"<p><a href='{esc(card.url)}'>The page of {esc(card.outlet)}</a></p>" if card.url else ""
    return f"<blockquote class='card'>{head}<p>{said}</p>{where}</blockquote>"


def _scale() -> str:
    boxes = "".join(f"<span>{BOX}{number}</span>" for number in SCALE)
    return (
        "<p>How likely is it that the claim holds? 0 surely not, 50 I cannot tell yet, 100 surely.</p>"
        f'<p class="scale">{boxes}</p>'
    )
