"""Somebody sits a practice paper: each answer wrong and given for good, then right, whichever kind of exercise it is.

What is right comes from the data by way of the exercises themselves (asked.py), as in learner.py.
"""

from __future__ import annotations

import re
from typing import Any

from asked import exercises, follows
from learner import Learner, runs
from playwright.sync_api import Locator, expect

from course import choice
from course.answers import COMMITTED
from course.exercises._exercise import FOR_GOOD
from course.exercises._lesson_file import table
from course.exercises.grade_sources import RUNGS, SourcePairs
from course.exercises.one_line import OneLine
from course.exercises.quiz import Quiz
from course.exercises.rewrite import Rewrite
from course.exercises.spot_loaded_words import SpotLoadedWords
from course.exercises.tag_attributions import TagAttributions
from course.exercises.trace_chain import KINDS, SETTLED, SHORT_STEPS, TraceChain
from course.exercises.whose_word import WhoseWord
from course.lessons._after import Afterwards
from course.overlap import ROLES
from course.voices import accepted_voices, words_that_show
from lab import wait_until

RIGHT = re.compile(r"^(Right\.|All right\.|An honest chart\.)")
HERE = "Your answer is in. "


class Sitter(Learner):
    """One reader on one practice paper."""

    def sits(self) -> int:
        """The whole paper, from top to bottom; how many answers were given for good."""
        given = 0
        for name, cell in self.cells.items():
            if isinstance(cell.shown, SpotLoadedWords):
                self.spots(cell.shown, self.cell(name))
                continue
            for exercise in () if isinstance(cell.shown, Afterwards) else exercises(cell.shown):
                for number, item in enumerate(exercise.item_ids):
                    self.answers_twice(exercise, item, self.sentence(self.cell(name), number))
                    given += 1
            if isinstance(cell.shown, Afterwards):
                self.cell(name).get_by_role("button", name=cell.shown.button.description, exact=True).click()
                for part in follows(cell.shown):
                    self.reads_there(self.cell(name), part)
        return given

    def answers_twice(self, exercise: Any, item: str, card: Locator) -> None:
        """Nothing is said before the button; the first answer is told why it is wrong, and stays when another comes."""
        fill = self.filling(exercise)
        said = card.locator(".sw-feedback")
        fill(exercise, item, card, False)
        wait_until(lambda: item in self.recorded())
        if not isinstance(exercise, Rewrite):  # which compares with one's own marks while one writes
            expect(said).to_be_empty()
        assert COMMITTED + item not in self.recorded()
        button = card.get_by_role("button", name=FOR_GOOD)
        button.click()
        title = said.locator(".sw-feedback-title")
        expect(title).to_have_text(re.compile("^" + re.escape(HERE)))
        wait_until(lambda: COMMITTED + item in self.recorded())
        first = self.recorded()[COMMITTED + item]
        assert len(said.inner_text().split()) > 8
        if not isinstance(exercise, Rewrite):
            assert not RIGHT.match(title.inner_text().removeprefix(HERE)), title.inner_text()

        fill(exercise, item, card, True)
        wait_until(lambda: self.recorded()[item] != first)
        button.click()
        expect(said).to_contain_text("This is another try. The answer that you gave for good stays")
        expect(title).to_have_text("What is left" if isinstance(exercise, Rewrite) else RIGHT)
        assert self.recorded()[COMMITTED + item] == first

    def filling(self, exercise: Any) -> Any:
        kinds = {
            WhoseWord: self.voice,
            TagAttributions: self.marks,
            TraceChain: self.chain,
            SourcePairs: self.pair,
            Quiz: self.boxes,
            OneLine: self.line,
            Rewrite: self.words,
        }
        return next(fill for kind, fill in kinds.items() if isinstance(exercise, kind))

    # Each fills one card, with a complete answer that is right or is not

    def voice(self, exercise: WhoseWord, item: str, card: Locator, right: bool) -> None:
        (sentence,) = exercise.units[item].sentences
        accepted = accepted_voices(sentence)
        voice = next(iter(accepted)) if right else next(v for v in ("own", "someone", "both") if v not in accepted)
        card.locator(f'input[value="{voice}"]').check()
        if voice == "own":
            if right:  # a second press lets go of the word that the wrong answer touched
                self.selects(card, (0, 0))
        elif right and words_that_show(exercise.article.text, sentence):
            told = next((a for a in sentence.attributions if not a.optional), sentence.attributions[0])
            for words in runs(exercise, item, [*told.source, *told.cue]):
                self.selects(card, words)
        else:
            self.selects(card, (0, 0))

    def marks(self, exercise: TagAttributions, item: str, card: Locator, right: bool) -> None:
        (sentence,) = exercise.units[item].sentences
        if not right:
            for number, role in enumerate(("Claim", "Cue")):
                self.selects(card, (number, number))
                self.presses(card, role)
            return
        for _ in range(2):
            self.presses(card, "Undo")
        for n, attribution in enumerate(a for a in sentence.attributions if not a.optional):
            if n:
                self.presses(card, "New statement")
            for role in ROLES:
                for words in runs(exercise, item, attribution.spans[role]):
                    self.selects(card, words)
                    self.presses(card, role.capitalize())

    def chain(self, trace: TraceChain, _item: str, card: Locator, right: bool) -> None:
        order = list(trace.documents) if right else list(trace.documents)[::-1]
        for number, name in enumerate(order):
            card.locator(f'[data-id="{name}"] [data-control=place]').select_option(index=number)
        for document in (trace.documents[name] for name in order[1:]):
            change = document.change if right else next(k for k in KINDS if k not in (document.change, "kept"))
            card.locator(f'[data-id="{document.id}"] [data-control=kind]').select_option(change)
            if change not in SETTLED:
                matters = card.get_by_label(f"Does it matter, what “{document.title}” did?")
                matters.select_option(SHORT_STEPS[document.matters or "slip"])

    def pair(self, pairs: SourcePairs, item: str, card: Locator, right: bool) -> None:
        first, second = pairs.by_item[item]
        apart = [*RUNGS].index(second.rung) - [*RUNGS].index(first.rung)
        best = "alike" if apart == 0 else first.id if apart > 0 else second.id
        worst = first.id if apart <= 0 else second.id
        card.locator(f'input[value="{best if right else worst}"]').check()

    def boxes(self, quiz: Quiz, item: str, card: Locator, right: bool) -> None:
        for option in quiz.questions[item].options:
            card.locator(f'input[value="{option.id}"]').set_checked(bool(option.right) == right)

    def line(self, line: OneLine, _item: str, card: Locator, right: bool) -> None:
        """The wrong number is typed, the right one comes from the menus; a chart has menus alone."""
        menus = card.locator(".sw-line select")
        if line.chart:
            for n, (name, values) in enumerate(line.menus.items()):
                cut = name == "axis_from" and not right
                menus.nth(n).select_option(index=2 if cut else 1)
                assert len(values) > 1
            expect(card.get_by_role("img")).to_have_attribute("alt", re.compile("^A chart. Axis: "))
        elif right:
            given = table(self.stem, line.key)[1]
            for n, (name, values) in enumerate(line.menus.items()):
                place = [str(value) for value in values].index(given["picks"][name])
                menus.nth(n).select_option(index=place + 1)  # 0 is the blank
            card.get_by_label("Unit").select_option(given["unit"])
        else:
            card.get_by_role("textbox").fill("999")
            card.get_by_label("Unit").select_option("per cent")

    def words(self, exercise: Rewrite, item: str, card: Locator, right: bool) -> None:
        """First the sentence as it stands, then without the words that were marked in it."""
        unit = exercise.units[item]
        written = unit.text
        if right:
            marked = self.recorded()[choice.item_id(f"loaded-{unit.id}", exercise.article.name)]["marks"]
            for start, end in sorted((mark["span"] for mark in marked), reverse=True):
                written = written[: start - unit.start] + written[end - unit.start :]
        card.get_by_role("textbox").fill(" ".join(written.split()))
