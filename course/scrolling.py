"""The frame of a table that may be wider than its cell."""

from __future__ import annotations

from html import escape


def scrolling(table: str, name: str = "Table") -> str:
    """A table's HTML in a frame that scrolls by itself, by keys too: Lab cuts off what is wider than its cell."""
    return (
        f'<div class="says-who-scroll" style="overflow-x:auto" tabindex="0" role="group" aria-label="{escape(name)}">'
        f"{table}</div>"
    )
