"""What the lessons show and ask, each in one line of a notebook, always on the text that the learner chose.

    from course import lessons

    lessons.show_sentences("P45", "P46")     # sentences of the text, with their glosses
    lessons.show_cards("one-sentence")       # evidence cards, by the name that the lesson's file gives them
    lessons.guess("guess-origins")           # a guess first; what follows it stands in the lesson's file
    lessons.does_it_matter("matter-pledge")  # and so on: the exercises whose words stand in the lesson's file

The words stand in data/quizzes and data/passages, never here.
"""

from course.lessons.asking import (
    afterwards,
    does_it_matter,
    guess,
    put_on_the_ladder,
    trace,
    weigh_the_verbs,
    what_did_each_do,
    which_could_you_ring,
)
from course.lessons.reading import show_cards, show_chart, show_sentences
from course.lessons.reckoning import how_many_between

__all__ = [
    "afterwards",
    "does_it_matter",
    "guess",
    "how_many_between",
    "put_on_the_ladder",
    "show_cards",
    "show_chart",
    "show_sentences",
    "trace",
    "weigh_the_verbs",
    "what_did_each_do",
    "which_could_you_ring",
]
