"""The figures in the annotation guide are the ones that the kept passes give."""

import pytest

from course.agreement_report import GUIDE, OF_THE_GUIDE, report, units_in_guide


@pytest.mark.parametrize("text", ["karabakh", "transfer-rumour", "library"])
def test_the_guide_prints_the_figures_that_the_passes_give(text: str) -> None:
    name = "" if text == OF_THE_GUIDE else f" {text}"
    guide = GUIDE.read_text(encoding="utf-8")
    printed = guide.split(f"<!-- agreement{name} -->\n")[1].split(f"<!-- /agreement{name} -->")[0]
    assert printed == report(text), f"run `course agreement --text {text}` and put its table into the guide"


def test_no_example_of_the_guide_is_held_back() -> None:
    from course.corpus.article import load_article

    held = {s.id for s in load_article("karabakh").sentences if not s.voice and not s.heading}
    assert held and not units_in_guide() & held
