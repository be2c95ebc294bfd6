"""Slider to repainted chart: the course's charts against a bare FigureWidget of the same size, side by side.

    python benchmarks/charts.py [--moves 40]

Both stand in one notebook in a real JupyterLab and show the same bars; the same key moves their sliders in
turn. Time runs from the key's event to the frame after plotly changed the bars. Also counted: bytes over the
websocket until each is on screen, and until all charts of a lesson are. Ends with status 1 if ours takes more
than 1.5 times as long.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from playwright.sync_api import sync_playwright  # noqa: E402

from lab import open_notebook, run_all, start_browser, start_lab, write_notebook  # noqa: E402

LESSON = ["two_counts", "window_lengths", "band", "axis_switch", "burst", "not_given"]
OURS = "from course import charts\nchart = charts.burst()\nchart.show(ask=False)"
BARE = """import ipywidgets, plotly.graph_objects as go
figure = go.FigureWidget(chart.figure)
slider = ipywidgets.IntSlider(value=7, min=0, max=21)
def move(change):
    frame = chart.frames[f"single|{change.new}"]
    with figure.batch_update():
        for i in (0, 1):
            figure.data[i].y = frame.set[f"data.{i}.y"]
slider.observe(move, "value")
ipywidgets.VBox([slider, figure], _dom_classes=["bare"])"""

# Waits until the first bar trace has another outline than before the key, then for the frame that shows it.
WATCH = """([root, key]) => {
  const box = document.querySelector(root);
  const bars = () => [...box.querySelectorAll('.barlayer path')].map((p) => p.getAttribute('d')).join();
  window.timed = new Promise((done) => {
    const before = bars();
    let start;
    document.addEventListener('keydown', () => (start = performance.now()), { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (start === undefined || bars() === before) return;
      observer.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    });
    observer.observe(box, { subtree: true, childList: true, attributes: true, attributeFilter: ['d'] });
    setTimeout(() => done(-1), 5000);
  });
}"""


def timed(page, root: str, slider: str, key: str) -> float:
    page.locator(f"{root} {slider}").focus()
    page.evaluate(WATCH, [root, key])
    page.keyboard.press(key)
    took = page.evaluate("timed")
    if took < 0:
        sys.exit(f"{root} did not repaint within five seconds.")
    page.wait_for_timeout(60)  # let the kernel's echoes pass
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=40)
    moves = parser.parse_args().moves
    folder = Path(tempfile.mkdtemp(prefix="says-who-bench-"))
    lesson = ["from course import charts", *(f"charts.{n}().show(ask=False)" for n in LESSON)]
    books = {"ours": [OURS], "both": [OURS, BARE], "lesson": lesson}
    for name, cells in books.items():
        write_notebook(folder / f"{name}.ipynb", cells)
    sent = {}
    server = start_lab(folder)
    with sync_playwright() as play:
        browser = start_browser(play)
        for name in books:
            page = browser.new_page(viewport={"width": 1200, "height": 1600})
            sizes: list[int] = []
            page.on("websocket", lambda w, s=sizes: w.on("framereceived", lambda f: s.append(len(f))))
            open_notebook(page, server, f"{name}.ipynb")
            run_all(page)
            page.locator(".sw-chart .main-svg").first.wait_for()
            if name == "both":
                page.locator(".bare .main-svg").first.wait_for()
            page.wait_for_timeout(2000)
            sent[name] = sum(sizes)
            if name != "both":
                page.close()
                continue
            ours, bare = [], []
            for i in range(moves + 4):
                key = "ArrowRight" if i % 2 == 0 else "ArrowLeft"
                one = timed(page, "[data-chart=burst]", "input[type=range]", key)
                other = timed(page, ".bare", "[role=slider]", key)
                if i >= 4:  # the first moves warm both up
                    ours.append(one)
                    bare.append(other)
            page.close()
        browser.close()
    server.stop()
    middle = statistics.median(ours), statistics.median(bare)
    ratio = middle[0] / middle[1]
    print(f"moves timed: {moves} each, in turn; median and slowest, in ms")
    print(f"  this course's chart  {middle[0]:7.1f} {max(ours):7.1f}")
    print(f"  bare FigureWidget    {middle[1]:7.1f} {max(bare):7.1f}")
    print(f"ratio of medians       {ratio:7.2f} (allowed: 1.5)")
    print("bytes over the websocket, kernel to browser")
    print(f"  one chart            {sent['ours']:>12,}")
    print(f"  one FigureWidget     {sent['both'] - sent['ours']:>12,}")
    print(f"  lesson of {len(LESSON)} charts   {sent['lesson']:>12,}")
    return int(ratio > 1.5)


if __name__ == "__main__":
    sys.exit(main())
