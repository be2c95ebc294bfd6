"""Lesson 02 without a computer: two printed pages for learners, one for the teacher, from the text's own gold.

Six sentences, three pencils, the ring test. Nothing rests on colour: each part has an underline of its own, too.
"""

from __future__ import annotations

import tomllib
from html import escape as esc

from course import places
from course.corpus.article import Article, Sentence, load_article
from course.site.pages import Page, markdown
from course.site.paper import BLANK, BOX, quoted
from course.told import passage
from course.voices import VOICES, accepted_voices, source_missing

FIRST, SECOND = ("P28", "P45", "P46"), ("P27", "P30a", "P51")
LEARNERS, TEACHER = "lesson-02-on-paper", "lesson-02-for-the-teacher"
WORDS = "02-on-paper"  # data/passages/<text>/02-on-paper.md
PARTS = {"source": "S", "cue": "C", "claim": "T"}
STYLES = ("sheet.css",)


def sheets(text: str) -> tuple[Page, Page]:
    """The learners' pages and the teacher's."""
    article = load_article(text)
    first, second = ([article.sentence(unit) for unit in units] for units in (FIRST, SECOND))
    learners = _learners(article, first, second, _from(text))
    teacher = _teacher(article, [*first, *second], text)
    return (
        Page(LEARNERS, "Lesson 02 on paper", learners, STYLES),
        Page(TEACHER, "Lesson 02 on paper: for the teacher", teacher, STYLES),
    )


def _from(text: str) -> str:
    given = tomllib.loads((places.article_folder(text) / "article.toml").read_text(encoding="utf-8"))
    return f"Sentences from “{given['title']}” ({given['provenance']['publisher']}), quoted for teaching."


def _learners(article: Article, first: list[Sentence], second: list[Sentence], source: str) -> str:
    return f"""<section class="sheet">
<h1>Whose word is it?</h1>
<p><strong>The ring test.</strong> For each sentence ask: <em>whom could I ring and ask, “Did you say that?”</em> If it
is somebody, it is <strong>someone else’s word</strong>. If somebody said it and nobody is named, it is <strong>someone
else’s word, source missing</strong>. If nobody is said to have said it, it is the text’s <strong>own word</strong>. Own
word does not mean wrong, and someone else’s word does not mean true.</p>
<p><strong>Three pencils.</strong> Where it is someone else’s word, underline three parts. With one pencil only, use the
three kinds of line.</p>
{_key()}
<p>Full stops, quotation marks at the edges and the word “that” between cue and claim do not count.</p>
<h2>Part 1</h2>
{"".join(_asked(n, s, article) for n, s in enumerate(first, 1))}
<p class="think">Read 2 and 3 once more: one stands right after the other. What makes the difference?</p>
<p class="from">{esc(source)}</p>
</section>
<section class="sheet">
<h2>Part 2: where do their words stop?</h2>
<p>A sentence can hold both: what someone said, and a phrase that the writer puts to it. If a whole phrase, four words
or more, is clearly the writer’s own, the answer is <strong>both</strong>. A name or a bracket alone never makes it so.
Tick and underline as before. Underline a part only as far as it goes: where would you end the claim?</p>
{"".join(_asked(n, s, article) for n, s in enumerate(second, 4))}
<p class="think">In 5, look at the dates: {markdown(passage(WORDS, "dates", article.name)).strip()[3:-4]} Who can have
written what about them?</p>
<p class="think">In 6, look at the quotation marks. Do they all do the same?</p>
<p><strong>All of it in three lines.</strong> Whom could I ring? Where do their words stop? Source, cue, claim.</p>
<p class="from">{esc(source)}</p>
</section>"""


def _key() -> str:
    rows = (
        ("S", "source", "Source", "Who said it?", "red", "a straight line"),
        ("C", "cue", "Cue", "Which words tell us so?", "blue", "a wavy line"),
        ("T", "claim", "Claim", "What did they say?", "green", "a dotted line"),
    )
    body = "".join(
        f'<tr><th scope="row"><strong>{letter}</strong> <span class="{kind}">{name}</span></th><td>{asks}</td>'
        f"<td>{pencil}, or {line}</td></tr>"
        for letter, kind, name, asks, pencil, line in rows
    )
    example = (
        '<span class="source">The coach<sub>S</sub></span> <span class="cue">said<sub>C</sub></span> that '
        '<span class="claim">the team had trained well<sub>T</sub></span>.'
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Part", "Question", "Pencil"))
    return (
        f'<table class="key"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        f"<p>One is done for you: <em>{example}</em></p>"
    )


def _asked(number: int, sentence: Sentence, article: Article) -> str:
    boxes = "".join(f"<li>{BOX}{esc(words)}</li>" for words in ("someone else’s", "source missing", "own", "both"))
    return (
        f'<div class="asked"><p class="sentence" lang="{article.language}"><strong>{number}</strong> '
        f'{esc(" ".join(sentence.text.split()))}</p><p class="gloss">{esc(sentence.gloss)}</p>'
        f'<ul class="row">{boxes}</ul><p class="ring">I would ring: {BLANK}</p></div>'
    )


def _teacher(article: Article, sentences: list[Sentence], text: str) -> str:
    rows = "".join(_answer(n, s, article) for n, s in enumerate(sentences, 1))
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Sentence and parts", "Whose word, and why", "Also right"))
    return f"""<section class="sheet teacher">
<h1>Whose word is it? For the teacher</h1>
<p><strong>Twenty minutes:</strong> 4 for the ring test on two sentences of your own, 6 for sentences 1 to 3, 5 for 4
and 5, 5 for 6 and the three lines. Let learners answer alone, then compare in pairs; the reason counts more than the
tick. “Someone else’s” and “source missing” earn alike. Do not say yet which of the claims turn out to hold.</p>
<table class="answers"><caption>Answers: <span class="source">source<sub>S</sub></span>, <span
class="cue">cue<sub>C</sub></span>, <span class="claim">claim<sub>T</sub></span></caption>
<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
<p>{markdown(passage(WORDS, "marks", text)).strip()[3:-4]}</p>
<h2>Three misreadings, and what to ask back</h2>
{markdown(passage(WORDS, "misreadings", text))}
<p class="from">{esc(_from(text))}</p>
</section>"""


def _answer(number: int, sentence: Sentence, article: Article) -> str:
    # "Someone else's" and "source missing" earn alike; named is the one that fits, both where a source is just vague.
    named = any(a.source for a in sentence.attributions)
    unfit = {"someone": not named, "missing": not source_missing(sentence)}
    voices = [voice for voice in accepted_voices(sentence) if not unfit.get(voice)]
    told = " or ".join(VOICES[v] for v in voices)
    return (
        f'<tr><th scope="row" lang="{article.language}"><strong>{number}</strong> {marked(article.text, sentence)}</th>'
        f"<td><strong>{esc(told[0].upper() + told[1:])}.</strong> {esc(sentence.reason)}</td>"
        f"<td>{esc(_also(article.text, sentence))}</td></tr>"
    )


def _also(text: str, sentence: Sentence) -> str:
    """Other readings that earn full credit, part by part, named by their ends."""
    told = []
    for a in sentence.attributions:
        for role in PARTS:
            others = dict.fromkeys(_short(text, r[role]) for r in a.readings if r[role] != a.spans[role])
            if others:
                told.append(f"{role} {' or '.join(others)}")
    return "; ".join(told)


def _short(text: str, spans) -> str:
    """A span in quotation marks; of a long one, its first and last words."""
    if len(spans) != 1:
        return quoted(text, spans)
    words = text[spans[0][0] : spans[0][1]].split()
    return f"“{' '.join(words)}”" if len(words) <= 6 else f"“{' '.join(words[:2])} … {' '.join(words[-2:])}”"


def marked(text: str, sentence: Sentence) -> str:
    """A sentence with its parts underlined, each in its own way and with its letter."""
    places_ = sorted((s, e, role) for a in sentence.attributions for role, spans in a.spans.items() for s, e in spans)
    html, at = "", sentence.start
    for start, end, role in places_:
        html += esc(text[at:start])
        html += f'<span class="{role}">{esc(text[start:end])}<sub>{PARTS[role]}</sub></span>'
        at = end
    return html + esc(text[at : sentence.end])
