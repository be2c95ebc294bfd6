"""Marks from recorded answers, as plug-ins of nbgrader.

keys.py     which item of an assignment is what, and worth what
rules.py    one answer -> points and words
cells.py    the function that grade cells call
asked.py    what a learner was asked, in the words that they saw
master.py   what the gradebook knows of an assignment, as plain data
outcome.py  how the marking of one submission ended
room.py     the marker's room: runs grade cells alone, apart from anything a learner wrote
intake.py   judges a hand-in before nbgrader copies or parses anything of it
repair.py   a handed-in notebook back in the order of the released one
sanitise.py what a learner wrote, made harmless to the instructor's browser
prepare.py  the three together: the notebook that is marked, with what a person must know
guard.py    stops when answers lie where they would spoil everybody's marks
plugins.py  what nbgrader_config.py names

submission.py     one hand-in, from its folder to its marks
computed.py       which answers count where code gives them
learners_room.py  the learner's room from outside; warm_room.py, confine.py and notebook_run.py from within
workshop.py       the warm process that forks for each hand-in
standing.py       one of these for plain nbgrader, kept from hand-in to hand-in
queue.py          a whole class through the workshop; ledger.py writes the gradebook, report.py says what came of it
feedback.py       nbgrader's feedback pages, side by side; feedback_page.py is one of them
"""

from importlib import import_module

_HOMES = {"mark": "course.marking.cells"}
__all__ = list(_HOMES)


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'course.marking' has no attribute {name!r}")
