"""A learner at work: opens a lesson, does its exercises wrong and right, reads what comes back, leaves and returns.

What is right comes from the data by way of the exercises themselves (asked.py); what is looked at is the page and the
answers file. Whatever a method does it also notes in `meant`, so that at the end the file can be held against it.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

from asked import Asked, asked, exercises, follows, opening
from playwright.sync_api import Locator, Page, expect

from course import charts
from course.answers import DRAW, Answers
from course.checks import scores
from course.choice import item_id
from course.exercises.does_it_matter import STEPS, Matter
from course.exercises.grade_sources import RUNGS, GradeSources
from course.exercises.predict import Predict
from course.exercises.quiz import Choice, Number, Question, Quiz, ShortText
from course.exercises.reporting_verbs import ReportingVerbs
from course.exercises.rewrite import Rewrite
from course.exercises.spot_loaded_words import SpotLoadedWords, loaded_by_readers
from course.exercises.tag_attributions import TagAttributions
from course.exercises.trace_chain import KINDS, SHORT_STEPS, TraceChain
from course.exercises.weigh_evidence import FIRST_LESSON, VERDICTS, Case, WeighEvidence, check_cases
from course.exercises.whose_word import WhoseWord
from course.lessons._after import Afterwards
from course.overlap import ROLES
from course.voices import VOICES, accepted_voices, words_that_show
from lab import Lab, open_lesson, run_all, wait_until

Span = tuple[int, int]

# Every answer on the page, as its controls show it; feedback, which a new page does not have, is left out.
SHOWN = """() => [...document.querySelectorAll('.says-who .sw-card')].map((card) => ({
  item: card.dataset.item ?? card.querySelector('h3')?.textContent,
  state: card.querySelector('.sw-state')?.dataset.state,
  checked: [...card.querySelectorAll('input:checked')].map((e) => e.value),
  typed: [...card.querySelectorAll('input:not([type=radio], [type=checkbox], [type=file]), textarea, select')]
    .map((e) => [e.value, e.dataset.empty ?? null, e.disabled]),
  marked: [...card.querySelectorAll('.sw-word')].map((e) => e.getAttribute('aria-label')),
  order: [...card.querySelectorAll('.sw-link')].map((e) => e.dataset.id),
}))"""


class Learner:
    """One learner in one lesson, on one text."""

    def __init__(self, page: Page, lab: Lab, folder: Path, stem: str, text: str):
        self.page, self.lab, self.stem, self.text = page, lab, stem, text
        self.folder = folder  # of the notebook
        self.meant: dict[str, Any] = {}
        self.cells: dict[str, Asked] = {}

    # Coming and going

    def opens(self) -> None:
        open_lesson(self.page, self.lab, str((self.folder / f"{self.stem}.ipynb").relative_to(self.lab.folder)))
        self.page.locator(".sw-panel").wait_for()  # the last cell of every lesson
        expect(
            self.page.locator(".jp-Notebook .jp-OutputArea [data-mime-type='application/vnd.jupyter.stderr']")
        ).to_have_count(0)
        self.cells = asked(self.folder / f"{self.stem}.ipynb")

    def runs_it_again(self) -> None:
        """As after another text was chosen."""
        panel = self.page.locator(".sw-panel").element_handle()
        run_all(self.page)
        panel.wait_for_element_state("hidden")
        self.page.locator(".sw-panel").wait_for()
        self.cells = asked(self.folder / f"{self.stem}.ipynb")

    def shuts_down(self) -> None:
        """The kernel is gone after that, so what is there at the next opening came from the file."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Shut Down Kernel", exact=True).click()
        self.page.get_by_text("Python 3 (ipykernel) | No Kernel").or_(
            self.page.get_by_text("No Kernel")
        ).first.wait_for()

    def recorded(self) -> dict[str, Any]:
        within = str(self.folder.relative_to(self.lab.folder))
        return {item: entry["value"] for item, entry in self.lab.answers(self.stem, within).items()}

    def has_done_everything(self) -> None:
        """No exercise of this lesson was left out, each says that it is kept, and the file holds what was meant."""
        for one in (e for cell in self.cells.values() for e in exercises(cell.shown)):
            assert set(one.item_ids) <= set(self.meant), f"{type(one).__name__}: {one.item_ids} not done"
        wait_until(lambda: {i: v for i, v in self.recorded().items() if i in self.meant} == self.meant)
        states = {card["state"] for card in self.sees() if card["state"]}
        assert states == {"kept"}, states

    def sees(self) -> list[dict]:
        return self.page.evaluate(SHOWN)

    # Finding

    def cell(self, name: str) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.cells[name].index)

    def card(self, item: str) -> Locator:
        return self.page.locator(f'[data-item="{item}"]')

    def reads(self, name: str) -> None:
        """A passage, table or picture that the lesson shows."""
        self.reads_there(self.cell(name), self.cells[name].shown)

    def reads_there(self, place: Locator, part: Any) -> None:
        if isinstance(part, charts.Chart):
            part = part.show(ask=False)
        expect(place.filter(visible=True)).to_contain_text(opening(part))

    # What stands in a cell

    def does(self, *names: str) -> None:
        """Each of these cells: read it, or do its exercise wrong and right, whichever kind it is."""
        for name in names:
            if isinstance(self.cells[name].shown, Afterwards):  # what it shows may depend on what was answered
                self.cells = asked(self.folder / f"{self.stem}.ipynb")
            self.works_on(self.cells[name].shown, self.cell(name))

    def works_on(self, part: Any, place: Locator) -> None:
        kinds = {
            Predict: self.guesses,
            Afterwards: self.looks_afterwards,
            WeighEvidence: self.weighs,
            TraceChain: self.traces,
            GradeSources: self.grades,
            WhoseWord: self.says_whose,
            TagAttributions: self.tags,
            SpotLoadedWords: self.spots,
            Rewrite: self.rewrites,
            Quiz: self.answers,
        }
        for kind, do in kinds.items():
            if isinstance(part, kind):
                return do(part, place)
        return self.reads_there(place, part)

    # Forms

    def feedback(self, item: str, title: str, *words: str) -> None:
        said = self.card(item).locator(".sw-feedback")
        expect(said.locator(".sw-feedback-title")).to_have_text(title)
        for line in words:
            if line:
                expect(said).to_contain_text(line)

    def checks(self, item: str) -> None:
        self.card(item).get_by_role("button", name="Check", exact=True).click()

    def answers(self, quiz: Quiz, _place: Locator | None = None) -> None:
        for question in quiz.questions.values():
            self.answers_one(question, isinstance(quiz, ReportingVerbs))

    def answers_one(self, question: Question, verbs: bool = False) -> None:
        if isinstance(question, Matter):
            self.says_whether_it_matters(question)
        elif isinstance(question, Number):
            self.types_a_number(question)
        elif isinstance(question, ShortText):
            self.types_words(question)
        elif question.multiple:
            self.ticks(question)
        else:
            self.chooses(question, verbs)

    def picks(self, item: str, value: str) -> None:
        box = self.card(item).locator(f'input[value="{value}"]')
        if box.is_checked():  # chosen earlier: a second click changes nothing, the button asks again
            self.checks(item)
        box.check()
        self.meant[item] = {"chosen": [value]}

    def chooses(self, q: Choice, verbs: bool) -> None:
        """One answer of several: a wrong one first, where one is wrong, then the right one."""
        right = [o for o in q.options if o.right]
        wrong = [o for o in q.options if o.right is False]
        if not right:
            own = [o for o in q.options if o.id == self.text]  # the choice of text
            option = (own or q.options)[-1]  # nothing is right here; not everybody says the first
            self.picks(q.item, option.id)
            return self.feedback(q.item, "Noted.", option.feedback, q.reason)
        if wrong:
            self.picks(q.item, wrong[0].id)
            self.feedback(q.item, "Not quite.", f"A hint: {q.hint}" if q.hint else wrong[0].feedback)
            if q.hint and len(wrong) > 1:  # the second wrong one gets the reason
                self.picks(q.item, wrong[1].id)
                self.feedback(q.item, "Not quite.", wrong[1].feedback or q.reason)
        self.picks(q.item, right[0].id)
        return self.feedback(
            q.item, "Right.", right[0].feedback if verbs else "", *([] if verbs else [right[0].feedback, q.reason])
        )

    def ticks(self, q: Choice) -> None:
        """Several answers: a wrong one among them first, then all but one, then all."""
        right, wrong = [o for o in q.options if o.right], [o for o in q.options if o.right is False]
        boxes = self.card(q.item).locator
        if wrong:
            boxes(f'input[value="{wrong[0].id}"]').check()
            self.checks(q.item)
            self.feedback(q.item, "Not quite.", f"A hint: {q.hint}" if q.hint else wrong[0].feedback)
            boxes(f'input[value="{wrong[0].id}"]').uncheck()
        for n, option in enumerate(right or q.options[:2], 1):
            boxes(f'input[value="{option.id}"]').check()
            if right and n == len(right) - 1:
                self.checks(q.item)
                self.feedback(q.item, "Right so far; there is more.")
        self.checks(q.item)
        self.feedback(q.item, "Right." if right else "Noted.", *(o.feedback for o in right), q.reason)
        chosen = {o.id for o in right or q.options[:2]}
        self.meant[q.item] = {"chosen": [o.id for o in q.options if o.id in chosen]}

    def types(self, item: str, words: str) -> None:
        self.card(item).get_by_role("textbox").fill(words)
        self.checks(item)

    def types_a_number(self, q: Number) -> None:
        if q.answer is not None:
            known = next(iter(q.near), None)
            wrong = known if known is not None else q.answer + 10 * (q.tolerance + 1)
            self.types(q.item, f"{wrong:g}")
            self.feedback(q.item, "Not quite.", f"A hint: {q.hint}" if q.hint else q.near.get(known, q.reason))
            if q.hint and known is not None:
                self.types(q.item, f"{wrong:g}0")
                self.feedback(q.item, "Not quite.")
                self.types(q.item, "lots")
                self.feedback(q.item, "This cannot be read yet.", "That is not one number.")
        typed = f"{7 if q.answer is None else q.answer:g}"
        self.types(q.item, typed)
        self.meant[q.item] = {"typed": typed}
        if q.units:
            self.feedback(q.item, "This cannot be read yet.", "Choose the unit, too.")
            self.card(q.item).get_by_label("Unit").select_option(next(u for u in q.units if u != q.unit))
            self.checks(q.item)
            self.feedback(q.item, "Right so far; there is more.", "Look at the unit again.")
            self.card(q.item).get_by_label("Unit").select_option(q.unit)
            self.checks(q.item)
            self.meant[q.item]["unit"] = q.unit
        self.feedback(q.item, "Noted." if q.answer is None else "Right.", q.reason)

    def types_words(self, q: ShortText) -> None:
        if q.accepted:
            self.types(q.item, "I do not know")
            self.feedback(q.item, "Not quite.", f"A hint: {q.hint}" if q.hint else q.reason)
        typed = re.sub(r"\(.*?\)\?|\\.", "", q.accepted[0]) if q.accepted else "A card names the day: “6 March”."
        self.types(q.item, typed)
        self.meant[q.item] = {"typed": typed}
        self.feedback(q.item, "Right." if q.accepted else "Noted.", q.reason)

    def says_whether_it_matters(self, q: Matter) -> None:
        far = next((step for step in STEPS if step not in (q.gold, *q.accepted)), None)
        if q.gold and far:
            self.picks(q.item, far)
            self.feedback(q.item, "We see it otherwise.", q.reason)
        for near in q.accepted:
            self.picks(q.item, near)
            self.feedback(q.item, "That can be argued, too.", q.reason)
        self.picks(q.item, q.gold or "weakens")
        self.feedback(q.item, "That is how we see it, too." if q.gold else "Noted.", q.reason)

    def grades(self, ladder: GradeSources, place: Locator) -> None:
        order = list(RUNGS)
        for item, source in ladder.sources.items():
            menu = self.card(item).get_by_role("combobox")
            others = [r for r in order if r not in (source.rung, *source.accepted)]
            far = max(others, key=lambda r: abs(order.index(r) - order.index(source.rung)))
            menu.select_option(far)
            apart = abs(order.index(far) - order.index(source.rung))
            self.feedback(item, "Not quite." if apart > 1 else "Half right: one rung away.", f"A hint: {ladder.hint}")
            for near in source.accepted:
                menu.select_option(near)
                self.feedback(item, "That can be argued.", source.reason)
            menu.select_option(source.rung)
            self.feedback(item, "Right.", source.reason)
            self.meant[item] = {"chosen": [source.rung]}
            expect(place.locator(".sw-ladder li").nth(order.index(source.rung))).to_contain_text(source.name)

    def guesses(self, guess: Predict, place: Locator) -> None:
        """Pressed too early it says so; then the guess is made, stays, and what follows stands below."""
        shown = guess.guess.items[0]
        item, card = shown["item"], self.card(shown["item"])
        button = card.get_by_role("button", name="This is my guess")
        button.click()
        expect(card).to_contain_text("Make a guess first: any guess will do.")
        if shown["kind"] == "choice":
            value: Any = shown["options"][-1]["id"]
            card.locator(f'input[value="{value}"]').check()
        elif shown["kind"] == "number":
            value = "12"
            card.get_by_role("textbox").fill(value)
        else:
            card.get_by_role("slider").press("End")
            value = shown["min"] + (shown["max"] - shown["min"]) // shown["step"] * shown["step"]
        button.click()
        expect(card).to_contain_text("Your guess is recorded and stays.")
        expect(card.locator("input").first).to_be_disabled()
        self.meant[item] = {"guess": value}
        for part in follows(guess):
            self.reads_there(place, part)

    def looks_afterwards(self, after: Afterwards, place: Locator) -> None:
        """The button, once what stands above is answered; then what it shows is read and done."""
        place.get_by_role("button", name=after.button.description, exact=True).click()
        for part in follows(after):
            self.works_on(part, place)

    def is_too_early_for(self, name: str) -> None:
        """The same button before that."""
        after, place = self.cells[name].shown, self.cell(name)
        place.get_by_role("button", name=after.button.description, exact=True).click()
        left = len(after.items)
        expect(place).to_contain_text(f"Not yet: {left} {'is' if left == 1 else 'are'} still open above.")

    # Evidence

    def weighs(self, desk: WeighEvidence, place: Locator) -> None:
        """Case by case; every third one against the cards. A check tells nothing, the desk compares."""
        for number, case in enumerate(desk.cases.values()):
            card = self.card(case.item)
            expect(card).to_be_visible()
            mistaken = number % 3 == 2
            rating, words = rated(case, mistaken)
            card.get_by_role("button", name=words, exact=True).click()
            self.meant[case.item] = {"rating": rating}
            if desk.compare:
                card.get_by_role("button", name="Compare with what we read").click()
                self.meant[case.item]["done"] = True
                self.feedback(case.item, told_of(case, mistaken), VERDICTS[case.verdict], case.reason)
                expect(card.get_by_role("slider")).to_be_disabled()
            else:
                expect(card.locator(".sw-state")).to_contain_text("✓ Kept")
                if number == 0:  # pressed twice, it is the same answer, and kept
                    card.get_by_role("button", name=words, exact=True).click()
                    expect(card.locator(".sw-state")).to_contain_text("✓ Kept")
                expect(card.locator(".sw-feedback")).to_be_empty()
                expect(card.get_by_role("button", name="Compare with what we read")).to_have_count(0)
            if number + 1 < len(desk.cases):
                place.get_by_role("button", name="Next →").click()
        if desk.compare:
            place.get_by_role("button", name="Show how I told them apart").click()
            said = place.locator(".sw-weigh > .sw-feedback")
            expect(said).to_contain_text(f"Telling apart: {self.telling_apart(desk):+d}.".replace("-", "−"))

    def telling_apart(self, desk: WeighEvidence) -> int:
        """Mean rating of what holds less that of what does not; claims that cannot be told do not count."""
        rows = [c for c in desk.cases.values() if c.scored and c.verdict != "cannot_tell"]
        mean = lambda cases: sum(self.meant[c.item]["rating"] for c in cases) / len(cases)  # noqa: E731
        return round(mean([c for c in rows if c.verdict == "holds"]) - mean([c for c in rows if c.verdict != "holds"]))

    def three_scales(self) -> str:
        """What the drawing of lesson 08 tells those who do not see it, from what was answered before and now."""
        start, told = Answers(FIRST_LESSON, self.folder), []
        form = start.value(DRAW)["first"]
        for when, cases in (("before", check_cases(form)), ("after", check_cases({"A": "B", "B": "A"}[form]))):
            values = [(start.value(c.item) or self.meant.get(c.item))["rating"] for c in cases]
            found = scores(values, [c.verdict == "holds" for c in cases])
            told.append(f"{when}: telling apart {found[0]:.0f}, leaning {found[1]:.0f}, sureness {found[2]:.0f}")
        return f"Three scales from −100 to 100. {'; '.join(told)}.".replace("-", "−")

    def traces(self, trace: TraceChain, _place: Locator) -> None:
        item = trace.items[0]["item"]
        card, (order, *_) = self.card(item), trace.orders
        self.checks(item)
        self.feedback(item, "Not quite the order.", "A hint: ")
        place = lambda name: card.locator(f'[data-id="{name}"] [data-control=place]')  # noqa: E731
        for number, name in enumerate(order):
            place(name).select_option(index=number)
        unknown = [n for n, name in enumerate(trace.order) if name == "unknown"]
        for n in unknown:
            card.get_by_role("button", name="Insert an unknown link").click()
            place("unknown-1").select_option(index=n)
        changes, matters = {}, {}
        first = True
        for document in (trace.documents[name] for name in order[1:]):
            kind = card.locator(f'[data-id="{document.id}"] [data-control=kind]')
            if first:
                wrong = next(k for k in KINDS if k not in (document.change, *document.accepted))
                kind.select_option(wrong)
                self.checks(item)
                self.feedback(item, "Not quite.", f"{document.title}: read it word by word")
                first = False
            kind.select_option(document.change)
            changes[document.id] = document.change
            if document.change != "kept":
                step = document.matters or "slip"
                card.get_by_label(f"Does it matter, what “{document.title}” did?").select_option(SHORT_STEPS[step])
                matters[document.id] = step
        self.checks(item)
        self.feedback(item, "All right.", *(trace.documents[name].reason for name in order[1:]))
        shown = list(order)
        for n in unknown:
            shown.insert(n, "unknown-1")
        self.meant[item] = {"order": shown, "changes": changes, "matters": matters}

    # Words

    def sentence(self, place: Locator, number: int) -> Locator:
        return place.locator(".sw-card").nth(number)

    def selects(self, card: Locator, words: Span) -> None:
        first, last = words
        card.get_by_role("option").nth(first).click()
        if last > first:
            card.get_by_role("option").nth(last).click(modifiers=["Shift"])

    def presses(self, card: Locator, name: str) -> None:
        card.get_by_role("button", name=name, exact=True).click()

    def told(self, card: Locator, title: str | re.Pattern, *words: str) -> None:
        expect(card.locator(".sw-feedback-title")).to_have_text(title)
        for line in words:
            if line:
                expect(card.locator(".sw-feedback")).to_contain_text(line)

    def says_whose(self, exercise: WhoseWord, place: Locator) -> None:
        text = exercise.article.text
        for number, (item, unit) in enumerate(exercise.units.items()):
            card, (sentence,) = self.sentence(place, number), unit.sentences
            right = accepted_voices(sentence)
            wrong = next(voice for voice in ("own", "someone", "both") if voice not in right)
            card.locator(f'input[value="{wrong}"]').check()
            self.presses(card, "Check")
            self.told(card, "Not yet.", f"You chose: {VOICES[wrong]}.")
            expect(card.locator(".sw-feedback")).not_to_contain_text(sentence.reason)
            voice = next(iter(right))
            card.locator(f'input[value="{voice}"]').check()
            shown: list[Span] = []
            if voice != "own" and words_that_show(text, sentence):
                told = next((a for a in sentence.attributions if not a.optional), sentence.attributions[0])
                shown = runs(exercise, item, [*told.source, *told.cue])
                for words in shown:
                    self.selects(card, words)
            self.presses(card, "Check")
            self.told(card, "Right.", f"Whose word: right, {VOICES[voice]}.", right[voice])
            spans = pieces(exercise, item, shown)
            self.meant[item] = {"text": exercise.article.name, "unit": unit.id, "voice": voice, "shown": spans}

    def tags(self, exercise: TagAttributions, place: Locator) -> None:
        for number, (item, unit) in enumerate(exercise.units.items()):
            card, (sentence,) = self.sentence(place, number), unit.sentences
            gold = [a for a in sentence.attributions if not a.optional]
            value = {"text": exercise.article.name, "unit": unit.id, "statements": [], "own": False}
            self.selects(card, (0, 1))
            self.presses(card, "Claim")
            self.presses(card, "Check")
            self.told(card, re.compile("Not yet|right, more to do"))
            self.presses(card, "Undo")
            if not gold:
                self.presses(card, "Own word")
                value["own"] = True
            for n, attribution in enumerate(gold):
                if n:
                    self.presses(card, "New statement")
                marks = {role: runs(exercise, item, attribution.spans[role]) for role in ROLES}
                for role in ROLES:
                    for words in marks[role]:
                        self.selects(card, words)
                        self.presses(card, role.capitalize())
                value["statements"].append({role: pieces(exercise, item, found) for role, found in marks.items()})
            self.presses(card, "Check")
            title = "All right." if gold else "Right: nobody is said to have said this."
            self.told(card, title, sentence.reason)
            self.meant[item] = value

    def spots(self, exercise: SpotLoadedWords, place: Locator) -> None:
        """What readers before mark, with a reason, and a word that none of them does. Nothing is right or wrong."""
        text = exercise.article.text
        for number, (item, unit) in enumerate(exercise.units.items()):
            card = self.sentence(place, number)
            readers = loaded_by_readers(exercise.article, unit.sentences)
            theirs = sorted(set(chain.from_iterable(readers)))
            total = len(words_of(exercise, item))
            taken = {
                i for a, b in chain.from_iterable(runs(exercise, item, [s]) for s in theirs) for i in range(a, b + 1)
            }
            said = [text[a:b] for a, b in words_of(exercise, item)]
            mine = next(
                (i, i) for i in range(total) if i not in taken and len(said[i]) > 3 and said.count(said[i]) == 1
            )
            marks = [mine]
            if theirs:
                marks += runs(exercise, item, [theirs[0]])
            for words in marks:
                self.selects(card, words)
                self.presses(card, "Mark")
                self.page.keyboard.type("It pushes.")
                self.page.keyboard.press("Enter")
            self.presses(card, "See other readers")
            self.told(
                card,
                "How other readers differ",
                "The readers before you do not; others may.",
                "There is no key to this",
            )
            spans = [span for words in sorted(marks) for span in pieces(exercise, item, [words])]
            said = [{"span": span, "reason": "It pushes."} for span in spans]
            self.meant[item] = {"text": exercise.article.name, "unit": unit.id, "marks": said}

    def rewrites(self, exercise: Rewrite, place: Locator) -> None:
        """First the sentence as it stands, which leaves the marked words; then without them."""
        for number, (item, unit) in enumerate(exercise.units.items()):
            card = self.sentence(place, number)
            marked = self.meant[item_id(f"loaded-{unit.id}", exercise.article.name)]["marks"]
            box = card.get_by_role("textbox")
            box.fill(" ".join(unit.text.split()))
            card.get_by_role("button", name="Check").click()
            self.told(card, "What is left", "Of the words you marked, these remain:")
            words = unit.text
            for mark in sorted((m["span"] for m in marked), reverse=True):
                words = words[: mark[0] - unit.start] + words[mark[1] - unit.start :]
            written = " ".join(words.split())
            box.fill(written)
            card.get_by_role("button", name="Check").click()
            self.told(card, "What is left", "None of the words you marked remains.")
            self.meant[item] = {"text": exercise.article.name, "unit": unit.id, "rewrite": written}


def words_of(exercise: Any, item: str) -> list[Span]:
    """Start and end of each word of a sentence, as the page has them."""
    return [(a, b) for a, b, *_ in next(s["words"] for s in exercise.sentences if s["item"] == item)]


def runs(exercise: Any, item: str, spans: list) -> list[Span]:
    """Spans of the gold as runs of words, first and last, in order; those that follow each other are one."""
    inside = [i for i, (a, b) in enumerate(words_of(exercise, item)) if any(s < b and a < e for s, e in spans)]
    found: list[Span] = []
    for i in inside:
        if found and found[-1][1] == i - 1:
            found[-1] = (found[-1][0], i)
        else:
            found.append((i, i))
    return found


def pieces(exercise: Any, item: str, found: list[Span]) -> list[list[int]]:
    words = words_of(exercise, item)
    return [[words[a][0], words[b][1]] for a, b in found]


def rated(case: Case, mistaken: bool) -> tuple[int, str]:
    """A rating that the cards bear out, or one that they do not."""
    if case.verdict == "cannot_tell":
        return (100, "surely") if mistaken else (50, "I cannot tell yet")
    return (100, "surely") if (case.verdict == "holds") != mistaken else (0, "surely not")


def told_of(case: Case, mistaken: bool) -> str:
    if case.verdict == "cannot_tell":
        return "You were surer than the cards allow." if mistaken else "You left it open, and that is right here."
    return "The cards say otherwise." if mistaken else "The cards bear you out."
