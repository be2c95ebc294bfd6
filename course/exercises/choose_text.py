"""Which text to work on: a private choice, no reason asked, to be changed at any time.

ChooseText()
"""

from __future__ import annotations

from course import choice
from course.answers import Answers, current
from course.exercises.quiz import Option, Quiz

NOTED = (
    "Choose Run, then Run All Cells: this page then shows your text, too. The other lessons do so by themselves. "
    "You can change your mind at any time; your answers on both texts stay."
)
NOTED_ELSEWHERE = (
    "Choose Run, then Run All Cells: this page then shows your text. You can change your mind until you hand in; your "
    "answers on both texts stay, and those on the text chosen here are marked."
)


def ChooseText(*, answers: Answers | None = None) -> Quiz:
    """The texts of data/settings.toml, none of them preselected."""
    answers = answers or current()
    noted = NOTED if answers.notebook == choice.LESSON else NOTED_ELSEWHERE
    options = [Option(text.name, text.words, noted) for text in choice.offered()]
    return Quiz(choice.ITEM, "Which text do you want to work on?", options, answers=answers)
