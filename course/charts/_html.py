"""The printed form of a chart: what an HTML export, a feedback page or paper shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from course.charts._chart import Chart


def cell(value: Any) -> str:
    """A table cell as people write it: whole numbers whole, others to what the eye can use, nothing for
    missing.
    """
    if value is None or value != value:  # NaN is the one value unlike itself
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) else f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d")
    return str(value)


def table_cells(table: pd.DataFrame) -> dict[str, list]:
    """Column names and rows, as words."""
    return {
        "columns": [str(c) for c in table.columns],
        "rows": [[cell(v) for v in row] for row in table.itertuples(index=False, name=None)],
    }


def html_table(table: pd.DataFrame, caption: str) -> str:
    cells = table_cells(table)
    line = "border-bottom:1px solid #c6ccd3;padding:2px 10px 2px 0;text-align:left;vertical-align:top"
    head = "".join(f'<th scope="col" style="{line}">{escape(c)}</th>' for c in cells["columns"])
    body = "".join(
        "<tr>" + "".join(f'<td style="{line}">{escape(v)}</td>' for v in row) + "</tr>" for row in cells["rows"]
    )
    return (
        '<table style="border-collapse:collapse;font-size:90%"><caption '
        f'style="text-align:left">{escape(caption)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def printed(chart: Chart) -> str:
    """The whole chart as a static fragment. Colours are its own, since a printed page has no theme.

    The table stands open: paper has no toggle.
    """
    parts = [
        f'<p style="margin:0 0 4px"><strong>{escape(chart.title)}</strong></p>',
        f'<p style="margin:0 0 8px">{escape(chart.source_line)}</p>',
        f"<p><em>Before you look:</em> {escape(chart.prediction)}</p>",
        chart.svg(),
    ]
    for label, words in (
        ("", chart.axis_note),
        ("Shown here", chart.first_words),
        ("What this cannot tell you", chart.cannot_tell),
        ("In words", chart.text_alternative),
    ):
        if words:
            parts.append(f"<p>{f'<strong>{label}:</strong> ' if label else ''}{escape(words)}</p>")
    parts.append(html_table(chart.table, "The data"))
    if chart.inside:
        parts.append(f'<p style="margin-top:16px"><strong>Look inside</strong></p>{printed(chart.inside)}')
    style = "margin:16px 0;padding:12px;background:#fff;color:#1F2328;border:1px solid #c6ccd3;max-width:760px"
    return f'<figure class="says-who-chart" style="{style}">{"".join(parts)}</figure>'
