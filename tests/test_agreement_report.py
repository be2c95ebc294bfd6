"""The figures in the annotation guide are the ones that the kept passes give."""

from course.agreement_report import GUIDE, report, units_in_guide


def test_the_guide_prints_the_figures_that_the_passes_give() -> None:
    printed = GUIDE.read_text(encoding="utf-8").split("<!-- agreement -->\n")[1].split("<!-- /agreement -->")[0]
    assert printed == report(), "run `course agreement` and put its table into docs/annotation-guide.md"


def test_no_example_of_the_guide_is_held_back() -> None:
    from course.corpus.article import load_article

    held = {s.id for s in load_article("karabakh").sentences if not s.voice and not s.heading}
    assert held and not units_in_guide() & held
