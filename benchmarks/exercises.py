"""How soon an exercise answers: from click to painted feedback, and from a key to a painted mark.

    python benchmarks/exercises.py

The first stands beside a bare ipywidgets button that sets a label, in turns, in one browser session on one kernel; both
ways go through the kernel. The second does not: it is measured on a sentence of 25 words and on a text of 5,000.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
from lab import open_lesson, start_browser, start_lab

ROUNDS = 40
MARKS = 60

BARE = """
import ipywidgets
label = ipywidgets.Label("0")
label.add_class("bare-label")
button = ipywidgets.Button(description="Press")
button.add_class("bare-button")
button.on_click(lambda _: setattr(label, "value", str(int(label.value) + 1)))
ipywidgets.VBox([button, label])
"""
TAGGER = 'course.TagAttributions("karabakh", ["P28"])'
WHOSE = 'course.WhoseWord("karabakh", ["P28"])'
LONG = """
from course.corpus.article import Article, Sentence
def long_text(name, sentences, words):
    one = " ".join(["word"] * (words - 1)) + " end."
    text = " ".join([one] * sentences)
    step = len(one) + 1
    found = [Sentence(f"S{n + 1}", one, n * step, n * step + len(one), False) for n in range(sentences)]
    return Article(name, name, text, found)
course.TagAttributions(long_text("short", 1, 25), ["S1"], prefix="short")
"""
LONGER = 'course.TagAttributions(long_text("long", 200, 25), ["S1..S200"], prefix="long")'
LONGEST = 'course.TagAttributions(long_text("longest", 1, 5000), ["S1"], prefix="longest")'

# From a click to the frame after the words on the page changed.
CLICK = """([button, watched]) => new Promise((done) => {
    const from = performance.now();
    const watcher = new MutationObserver(() => {
        if (watched.dataset.ready === "no" || !watched.textContent) return;
        watcher.disconnect();
        requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now() - from); c.port2.postMessage(0); });
    });
    watcher.observe(watched, { childList: true, characterData: true, subtree: true });
    button.click();
})"""  # noqa: E501

# From a key to: all script, style and layout done (work); the frame with the mark handed over to be shown (frame).
MARK = """(word) => new Promise((done) => {
    word.focus();
    const press = (key) => word.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    requestAnimationFrame(() => requestAnimationFrame(() => {
        const from = performance.now();
        press("s");
        word.getBoundingClientRect();
        const work = performance.now() - from;
        requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done([work, performance.now() - from]); c.port2.postMessage(0); });
    }));
})"""  # noqa: E501


def told(name: str, values: list[float]) -> str:
    return f"{name:46} median {statistics.median(values):6.1f} ms   max {max(values):6.1f} ms"


def clicks(page: Page) -> dict[str, list[float]]:
    """Each round presses each button once, in turns, so that all meet the same machine."""
    bare = [page.locator(".bare-button").element_handle(), page.locator(".bare-label").element_handle()]
    pairs = {"a bare ipywidgets button": bare}
    for kind in ("tagger", "whose"):
        card = page.locator(f".sw-{kind} .sw-card").first
        ask = card.locator(".sw-bar").get_by_role("button", name="Check")
        pairs[f"Check of the {kind}"] = [ask.element_handle(), card.locator(".sw-feedback").element_handle()]
    times: dict[str, list[float]] = {name: [] for name in pairs}
    for n in range(ROUNDS + 3):
        for name, pair in pairs.items():
            taken = page.evaluate(CLICK, pair)
            if n >= 3:  # the first ones warm up
                times[name].append(taken)
    return times


def marks(page: Page, nth: int) -> tuple[list[float], list[float]]:
    """Marks on words all over the text, one after another; each stays, so that later ones meet earlier ones."""
    words = page.locator(".sw-tagger").nth(nth).locator(".sw-word").element_handles()
    step = max(1, len(words) // MARKS)
    measured = [page.evaluate(MARK, word) for word in words[::step][:MARKS]]
    return [work for work, _ in measured[2:]], [frame for _, frame in measured[2:]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        sources = ['import course\n\ncourse.begin("bench")', BARE, TAGGER, WHOSE, LONG, LONGER, LONGEST]
        cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), Path(folder) / "bench.ipynb")
        lab = start_lab(Path(folder))
        browser = start_browser(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        try:
            open_lesson(page, lab, "bench.ipynb")
            page.locator(".says-who").nth(4).wait_for()
            page.locator(".sw-whose input[type=radio]").first.check()
            page.locator(".sw-whose .sw-word").nth(2).click()
            times = clicks(page)
            texts = ("25 words", "200 sentences of 25 words", "one sentence of 5,000 words")
            painted = {name: marks(page, nth) for nth, name in enumerate(texts, 1)}
        finally:
            browser.close()
            lab.stop()
    bare = statistics.median(times["a bare ipywidgets button"])
    print(f"From click to painted feedback, {ROUNDS} rounds")
    for name, values in times.items():
        print(told(f"  {name}", values) + f"   ratio {statistics.median(values) / bare:.2f}")
    print("Painting a mark (work: script, style and layout; a frame adds the wait for the screen)")
    for name, (work, frame) in painted.items():
        quick = sum(one < 16 for one in work)
        print(told(f"  {name}: work", work) + f"   under 16 ms: {quick} of {len(work)}")
        print(told(f"  {name}: to the frame", frame))


if __name__ == "__main__":
    main()
