"""Everything that a learner did on one HTML page that can be kept: it needs no program, no network and no answers file.

It holds the scores of the two checks, too: it is made for the learner and goes nowhere by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from course import choice
from course.answers import COMMITTED, Answers, AnswersError, bundle, now
from course.exercises.check_results import CheckResults
from course.overview.in_words import Told, in_words
from course.overview.notebooks import Notebook, next_one, notebooks
from course.overview.progress import SIGNS, at_end

NAME = "my-says-who.html"
STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
TITLE = "Says Who: what I did"
MEANING = {"S": "source", "C": "cue", "T": "claim", "": "marked"}


def page(folder: Path) -> str:
    """The page of one folder's answers, as HTML. Text is escaped: it may be anybody's."""
    found = notebooks(folder)
    begun = [n for n in found if n.answered]
    parts = [
        f"<h1>{TITLE}</h1>",
        f"<p>Made on {now()[:10]}. This page is yours: nothing on it was sent anywhere. It holds your own answers, "
        "and the results of your two checks. Think before you give it to somebody.</p>",
        _contents(found),
        *(_notebook(n) for n in begun),
        _checks(folder),
        _unread(folder),
    ]
    if not begun:
        parts.insert(2, "<p>Nothing is answered yet.</p>")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _contents(found: list[Notebook]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_to(n)}</th><td>{SIGNS[n.state]} {n.state}</td><td>{n.answered}</td>'
        f"<td>{escape(at_end(n))}</td></tr>"
        for n in found
    )
    nxt = next_one(found)
    text = next((t.words for t in choice.offered() if t.name == choice.text()), "")
    return (
        f"<p>My text: {escape(text)}.</p>"
        '<div class="scroll" tabindex="0" role="group" aria-label="How far I am"><table><caption>How far I am</caption>'
        '<thead><tr><th scope="col">Notebook</th><th scope="col">How far</th><th scope="col">Answers</th>'
        f'<th scope="col">At the end</th></tr></thead><tbody>{rows}</tbody></table></div>'
        + (f"<p>Next: {escape(nxt.title)}.</p>" if nxt else "<p>I have done everything.</p>")
    )


def _to(notebook: Notebook) -> str:
    title = escape(notebook.title)
    return f'<a href="#{escape(notebook.stem)}">{title}</a>' if notebook.answered else title


def _notebook(notebook: Notebook) -> str:
    points = "".join(f"<li>{escape(point)}</li>" for point in notebook.says.get("key_points", ()))
    keep = f"<h3>Three things to keep</h3><ul>{points}</ul>" if points else ""
    told = "".join(map(_answer, _told(notebook)))
    stem = escape(notebook.stem)
    return (
        f'<section aria-labelledby="{stem}"><h2 id="{stem}">{escape(notebook.title)}</h2>'
        f"{keep}<h3>My answers</h3>{told}</section>"
    )


def _told(notebook: Notebook) -> Iterator[tuple[Told, str]]:
    """Each answer, and what was given for good before it was changed, in the order in which they were given."""
    for item, entry in sorted(notebook.items.items(), key=lambda i: i[1]["time"]):
        if item.startswith(COMMITTED):
            continue
        first = notebook.items.get(COMMITTED + item)
        shown = in_words(notebook.stem, item, first["value"] if first else entry["value"])
        if shown is None:
            continue
        later = in_words(notebook.stem, item, entry["value"]) if first and first["value"] != entry["value"] else None
        yield shown, later.answered if later else ""


def _answer(told: tuple[Told, str]) -> str:
    shown, later = told
    asked = f"<blockquote>{_marked(shown)}</blockquote>" if shown.sentence else f"<p>{escape(shown.asked)}</p>"
    more = f"<p>Tried later: {escape(later)}</p>" if later else ""
    return f'<div class="answer">{asked}<p class="mine">{escape(shown.answered)}</p>{more}</div>'


def _marked(told: Told) -> str:
    """A sentence with its marks: by pattern and letter, never by colour alone."""
    parts, at = [], 0
    for start, end, letter in told.marks:
        kind = MEANING[letter]
        parts += [
            escape(told.asked[at:start]),
            f'<mark class="{kind}">{f"<b>{letter}</b> " if letter else ""}{escape(told.asked[start:end])}</mark>',
        ]
        at = end
    return "".join([*parts, escape(told.asked[at:])])


def _checks(folder: Path) -> str:
    try:
        found = CheckResults(answers=Answers("08-your-verdict", folder))
    except AnswersError:
        return ""
    if not (found.scores("before") or found.scores("after")):
        return ""
    told = "".join(f"<p>{escape(words)}</p>" for words in found.sentences())
    return f'<section aria-labelledby="checks"><h2 id="checks">My two checks</h2>{told}</section>'


def _unread(folder: Path) -> str:
    unread = bundle(folder)["unread"]
    if not unread:
        return ""
    told = "".join(f"<li>{escape(name)}: {escape(why)}</li>" for name, why in unread.items())
    return f"<h2>Not on this page</h2><p>These files of answers could not be read:</p><ul>{told}</ul>"
