"""Notebooks for the exercises on words, written by the tests: several exercises in one, so that Lab starts once."""

from __future__ import annotations

from pathlib import Path

import nbformat

TEXTS = Path(__file__).parent / "texts"

# A text folder of the tests' own, read as any other and handed over as an Article.
STRANGE = f"""
from pathlib import Path
import course.places
home, course.places.PROJECT = course.places.PROJECT, Path({str(TEXTS)!r})
strange, rtl = course.load_article("strange"), course.load_article("strange-rtl")
course.places.PROJECT = home
"""

GUIDANCE = (
    "Nobody is named who says this, and no number is given. A census counts people; it does not tell what they do."
)

CELLS = {
    "tag": 'course.TagAttributions("karabakh", ["P28", "P50"])',
    "whose": 'course.WhoseWord("karabakh", ["P28", "P46"])',
    "spot": f'course.SpotLoadedWords("karabakh", ["P33", "P23a"], guidance={{"P23a": {GUIDANCE!r}}})',
    "rewrite": 'course.Rewrite("karabakh", ["P33"])',
    "held": 'course.WhoseWord("karabakh", {"voice-1": "P36"})',
    "passage": 'course.TagAttributions("karabakh", ["P45..P48"], titles=["A passage"])',
    "strange": 'course.TagAttributions(strange, ["S1", "S2"])',
    "strange-whose": 'course.WhoseWord(strange, ["S1"])',
    "strange-spot": 'course.SpotLoadedWords(strange, ["S1"])',
    "strange-rewrite": 'course.Rewrite(strange, ["S1"])',
    "rtl": 'course.TagAttributions(rtl, ["S1"], prefix="rtl", titles=["From right to left"])',
}


def write_notebook(path: Path, names: list[str], stem: str = "words") -> None:
    """A notebook that begins as `stem` and shows these exercises."""
    first = f'import course\n\ncourse.begin("{stem}")' + (
        STRANGE if any("strange" in n or n == "rtl" for n in names) else ""
    )
    sources = [first, *(CELLS[name] for name in names)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    path.parent.mkdir(exist_ok=True, parents=True)
    nbformat.write(notebook, path)
