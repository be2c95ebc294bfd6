"""Every chart in a real JupyterLab: it appears, its controls answer to mouse and keyboard, nothing leaves the
machine.
"""

from __future__ import annotations

import re

import pytest

from course import charts
from lab import open_notebook, picture, run_all, start_lab, write_notebook

# One Lab for all of them, however many workers run.
pytestmark = pytest.mark.xdist_group("charts-in-lab")
WITH_FIGURE = [*charts.NAMES, "two_counts_region"]


def cell(name: str) -> str:
    return f"charts.{name}().show(ask={name == 'two_counts'})"


@pytest.fixture(scope="module")
def seen(tmp_path_factory, browser):
    """The notebook of all charts, run: the page, and what it asked of the network."""
    folder = tmp_path_factory.mktemp("lab")
    cells = ["from course import charts", *map(cell, charts.NAMES)]
    write_notebook(folder / "charts.ipynb", cells)
    # The handle on the app lets a test change the theme without a menu.
    server = start_lab(folder, arguments=("--expose-app-in-browser",))
    address = server.address
    # Tall, so that each chart fits without scrolling inside the notebook.
    page = browser.new_page(viewport={"width": 1150, "height": 1500})
    page.set_default_timeout(30_000)
    outside, frames, errors = [], [], []
    page.on("request", lambda r: outside.append(r.url) if outside_of(address, r.url) else None)
    page.on("websocket", lambda w: w.on("framereceived", lambda f: frames.append(("in", len(f)))))
    page.on("websocket", lambda w: w.on("framesent", lambda f: frames.append(("out", len(f)))))
    page.on("pageerror", lambda e: errors.append(str(e)))
    open_notebook(page, server, "charts.ipynb")
    run_all(page)
    page.wait_for_selector(".sw-chart[data-chart=border] .main-svg")
    yield {
        "page": page,
        "browser": browser,
        "lab": server,
        "folder": folder,
        "outside": outside,
        "frames": frames,
        "errors": errors,
    }
    page.close()
    server.stop()


def outside_of(address: str, url: str) -> bool:
    own = (address, address.replace("http", "ws"), "blob:", "data:")
    return not url.startswith(own)


def chart(page, name: str):
    """The chart's panel, its question answered; for the region, the first chart's inside opened."""
    if name == "two_counts_region":
        outer = chart(page, "two_counts")
        more = outer.locator("details.sw-inside")
        if more.get_attribute("open") is None:
            more.locator("> summary").click()
        return outer.locator(".sw-chart[data-chart=two_counts_region]")
    root = page.locator(f".sw-chart[data-chart={name}]").first
    button = root.locator(".sw-ask button")
    if button.count():
        button.click()
    return root


def drawing(root) -> str:
    """The marks as plotly drew them, to tell one state from another."""
    return root.locator(".sw-plot").first.inner_html()


def settle(page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_question_comes_first(seen):
    root = seen["page"].locator(".sw-chart[data-chart=two_counts]").first
    if root.locator(".sw-ask button").count():
        assert not root.locator(".sw-body").is_visible()
    root = chart(seen["page"], "two_counts")
    root.locator(".main-svg").first.wait_for()
    assert root.locator(".sw-body").is_visible()
    assert seen["page"].evaluate("document.activeElement.type") == "range", "focus went to the first control"


# Before the other tests move the controls: these pictures go into the docs.
@pytest.mark.pictures
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_pictures(seen, dark):
    page = seen["page"]
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    page.evaluate("t => { jupyterapp.commands.execute('apputils:change-theme', {theme: t}); }", theme)
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{'false' if dark else 'true'}'")
    page.wait_for_timeout(800)
    for name in WITH_FIGURE:
        root = chart(page, name)
        root.scroll_into_view_if_needed()
        settle(page)
        picture(root, f"charts/{name}{'-dark' if dark else ''}")
        inked = root.locator(".main-svg text").evaluate_all(
            "nodes => nodes.filter(n => n.textContent.trim()).map(n => getComputedStyle(n).fill)"
        )
        tone = "rgb(230, 237, 243)" if dark else "rgb(31, 35, 40)"
        assert tone in inked, f"{name}: its words keep the other theme's colour"


@pytest.mark.parametrize("name", WITH_FIGURE)
def test_chart_appears_with_words_and_table(seen, name):
    root = chart(seen["page"], name)
    root.locator(".main-svg").first.wait_for()
    box = root.locator(".sw-plot").first.bounding_box()
    assert box["width"] > 400 and box["height"] > 150
    assert root.locator(".sw-picture").first.get_attribute("aria-label")
    assert "cannot tell you" in root.inner_text()
    table = root.locator("details", has_text="The data as a table").first
    table.locator("summary").click()
    assert table.locator("td").first.is_visible()
    table.locator("summary").click()


@pytest.mark.parametrize("name", WITH_FIGURE)
def test_keyboard_alone_moves_every_control(seen, name):
    page = seen["page"]
    root = chart(page, name)
    controls = root.locator(".sw-controls").first.locator("input[type=range], select, fieldset")
    assert controls.count()
    for i in range(controls.count()):
        control = controls.nth(i)
        kind = control.evaluate("n => n.tagName")
        target = control.locator("input:checked") if kind == "FIELDSET" else control
        target.focus()
        before = root.locator(".sw-say").first.inner_text(), drawing(root)
        cell = page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
        # A list or a slider that stands at its end moves the other way.
        for key in ("ArrowDown", "ArrowUp") if kind != "INPUT" else ("ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
            settle(page)
            after = root.locator(".sw-say").first.inner_text(), drawing(root)
            if after != before:
                break
        assert after != before, f"{name}: control {i} does nothing"
        still = page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
        assert still == cell, "the notebook took the arrow key"


def test_tab_reaches_the_controls_in_order(seen):
    page = seen["page"]
    root = chart(page, "burst")
    root.locator("input:checked").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_mouse_moves_slider_radio_and_menu(seen):
    page = seen["page"]
    root = chart(page, "axis_switch")
    root.get_by_label("bars from 90").check()
    settle(page)
    assert "From 90" in root.locator(".sw-say").inner_text()
    assert "starts at 90" in root.locator(".ytitle").text_content()
    root = chart(page, "burst")
    slider = root.locator("input[type=range]")
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] - 4, "y": box["height"] / 2})  # scrolls there first
    settle(page)
    assert "28 days" in root.locator(".sw-say").inner_text()
    root = chart(page, "window_lengths")
    root.locator("select").select_option(
        label=next(t for t in root.locator("option").all_inner_texts() if t.startswith("8.00"))
    )
    settle(page)
    assert "11.5 a year" in root.locator(".sw-say").inner_text()


def test_own_history_is_allowed_or_not(seen):
    page = seen["page"]
    root = chart(page, "band")
    root.locator("select").select_option("nearly all late")
    settle(page)
    assert root.locator(".sw-say").inner_text().startswith("Allowed")
    root.locator("input[type=range]").nth(2).focus()
    page.keyboard.press("Home")
    settle(page)
    assert "Not allowed: by 31 December 2018, 0 is less than" in root.locator(".sw-say").inner_text()


def test_moves_ask_nothing_of_the_kernel(seen):
    page = seen["page"]
    root = chart(page, "burst")
    root.locator("input[type=range]").focus()
    page.wait_for_timeout(1000)
    seen["frames"].clear()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    settle(page)
    assert [size for way, size in seen["frames"] if way == "out" and size > 200] == []


def test_ctrl_s_still_saves(seen):
    page = seen["page"]
    root = chart(page, "border")
    page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty = true")
    root.locator("input[type=range]").focus()
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    assert page.evaluate("jupyterapp.shell.currentWidget.context.contentsModel.name").endswith(".ipynb")


def test_no_text_leaves_the_drawing(seen):
    page = seen["page"]
    for name in WITH_FIGURE:
        clipped = (
            chart(page, name)
            .locator(".sw-plot")
            .first.evaluate(
                """plot => { const b = plot.getBoundingClientRect();
              return [...plot.querySelectorAll('.main-svg text')].filter(t => {
                const r = t.getBoundingClientRect();
                return t.textContent.trim() && r.width && (r.left < b.left - 2 || r.right > b.right + 2
                  || r.top < b.top - 2 || r.bottom > b.bottom + 2); }).map(t => t.textContent); }"""
            )
        )
        assert clipped == [], f"{name}: {clipped}"


def test_nothing_was_asked_of_the_network(seen):
    assert seen["outside"] == []
    assert [e for e in seen["errors"] if re.search("plotly|sw-|says-who", e, re.I)] == []


def test_without_plotly_the_printed_drawing_stands_in(seen):
    write_notebook(seen["folder"] / "bare.ipynb", ["from course import charts", "charts.border().show(ask=False)"])
    page = seen["browser"].new_page()
    open_notebook(page, seen["lab"], "bare.ipynb")
    page.evaluate("() => { window._JUPYTERLAB = undefined; }")
    run_all(page)
    root = page.locator(".sw-chart[data-chart=border]")
    root.locator(".sw-plot svg[role=img]").wait_for()
    root.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert "432 km" in root.locator(".sw-say").inner_text(), "the sentences still answer"
    page.close()
