"""Which text to work on: a private choice, no reason asked, to be changed at any time.

ChooseText()
"""

from __future__ import annotations

from course import choice
from course.answers import Answers
from course.exercises.quiz import Option, Quiz

NOTED = (
    "Choose Run, then Run All Cells: this page then shows your text, too. The other lessons do so by themselves. "
    "You can change your mind at any time; your answers on both texts stay."
)


def ChooseText(*, answers: Answers | None = None) -> Quiz:
    """The texts of data/settings.toml, none of them preselected."""
    options = [Option(text.name, text.words, NOTED) for text in choice.offered()]
    return Quiz(choice.ITEM, "Which text do you want to work on?", options, answers=answers)
