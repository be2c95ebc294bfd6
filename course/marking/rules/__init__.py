"""One recorded answer -> points, and what to say about them: one file per kind of answer.

Each kind has four functions:

    missing(value) -> list[str]                     what is not answered yet, in a learner's words; never right or wrong
    mark(part, text, value, answers) -> Mark | None  what it earns; None where it is no answer to this part at all
    model(part, text) -> value                      an answer that earns everything
    reasons(part, text) -> list[str]                what is right and why; a learner reads it where the item is revealed

`part` is the part of the key file, `text` the name of the text that was chosen, `value` what was recorded and `answers`
the values of all parts by id, for a step that builds on the learner's own earlier one. Both may meet anything that JSON
can hold: a value is untrusted.
"""

from importlib import import_module
from types import ModuleType

# kind in the key file -> module here. "written" is marked by hand: its text goes into a manual cell (written.py).
KINDS = {
    "chart": "chart",
    "choices": "choices",
    "numbers": "numbers",
    "tagging": "tagging",
    "trace": "trace",
    "voice": "voice",
}


def rule(kind: str) -> ModuleType:
    """The module that marks this kind of answer, loaded when first needed."""
    return import_module(f"course.marking.rules.{KINDS[kind]}")
