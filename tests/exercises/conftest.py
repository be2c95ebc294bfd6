"""An answers file of its own for each test, and what the page would send and get."""

from __future__ import annotations

import pytest

from course.answers import Answers

TIME = "2026-01-31T09:00:00.000Z"


@pytest.fixture
def answers(tmp_path):
    return Answers("n", tmp_path)


class PageOf:
    """Stands in for the page: sends an exercise its messages and holds what comes back."""

    def __init__(self, exercise):
        self.exercise = exercise
        self.got = []
        exercise.send = self.got.append

    def sends(self, **message):
        self.got.clear()
        self.exercise._received(self.exercise, message, [])
        return self.got[-1] if self.got else None

    def record(self, item, value, time=TIME):
        return self.sends(kind="record", item=item, value=value, time=time, n="me:1")

    def check(self, item, value):
        answer = self.sends(kind="check", item=item, value=value)
        return answer and (answer["title"], [words["text"] for words in answer["lines"]])


@pytest.fixture
def page_of():
    return PageOf
