"""What a lesson keeps back until some exercises are answered, since it would give their answers away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape
from typing import Any

import ipywidgets

from course.answers import Answers, current


class Afterwards(ipywidgets.VBox):
    """A button that shows what comes after some exercises, or says how many of them are still open.

    items : their ids in the answers file. then : makes what is shown: widgets, or anything a notebook can show.
    on_paper : whether a page without a kernel holds it, folded away. Run again with all items answered, everything is
    shown at once.
    """

    def __init__(
        self,
        words: str,
        items: Collection[str],
        then: Callable[[], Sequence[Any]],
        *,
        on_paper: bool = True,
        answers: Answers | None = None,
    ):
        self.answers = answers or current()
        self.items = list(items)
        self._then, self.on_paper = then, on_paper
        self.button = ipywidgets.Button(description=words, layout={"width": "max-content"})
        self.button.add_class("says-who-button")
        # A live region: a screen reader hears how many are still open.
        self.said = ipywidgets.HTML(BUTTON)
        super().__init__([self.button, self.said])
        self.layout.overflow = "visible"
        self.button.on_click(lambda _button: self.look())
        if not self.open_items():
            self.look()

    def open_items(self) -> list[str]:
        return [item for item in self.items if self.answers.entry(item) is None]

    def look(self) -> None:
        left = len(self.open_items())
        if left:
            number = f"{left} {'is' if left == 1 else 'are'} still open"
            self.said.value = (
                f'{BUTTON}<p role="status">Not yet: {number} above. Answer them all, then press again.</p>'
            )
            return
        self.said.value = BUTTON
        self.children = [self.button, self.said, *map(_as_widget, self._then())]

    def _repr_mimebundle_(self, **kwargs: Any):
        # Without a kernel a button does nothing: on paper, what is ready stands there, or the reason why it does not.
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/html": self._on_paper()}, metadata

    def _on_paper(self) -> str:
        if self.open_items():
            return self.html("".join(map(_as_html, self._then())) if self.on_paper else "")
        return "".join(map(_as_html, self._then()))

    def html(self, shown: str) -> str:
        """What stands where no kernel runs, as long as exercises are open; `shown` is what they keep back."""
        words, left = escape(self.button.description), len(self.open_items())
        if not self.on_paper:
            return f"<p>{words}: once the exercises above are answered ({left} still open).</p>"
        return f"<details><summary>{words}</summary>{shown}</details>"


# A button of ipywidgets cuts off what does not fit in one line.
BUTTON = (
    "<style>.jupyter-widgets.says-who-button {max-width: calc(100% - 4px); height: auto; white-space: normal}</style>"
)
# An HTML widget has small letters, wide lines and, in a table, words set on the right.
STYLE = (
    "<style>.says-who-after {line-height: 1.5} .says-who-after :is(td, th) "
    "{text-align: left !important; vertical-align: top !important; padding: 0.3em 0.6em}</style>"
)


def _as_widget(part: Any) -> ipywidgets.Widget:
    if isinstance(part, ipywidgets.Widget):
        return part
    return ipywidgets.HTML(f'{STYLE}<div class="jp-RenderedHTMLCommon says-who-after">{_as_html(part)}</div>')


def _as_html(part: Any) -> str:
    if hasattr(part, "_repr_html_"):
        return part._repr_html_()
    return part._repr_mimebundle_()[0].get("text/html", "")
