"""The Python side of an exercise without a browser: messages in, messages out."""

import pytest


class Page:
    """Stands for the page: sends what a page sends to an exercise and keeps what comes back."""

    def __init__(self, exercise):
        self.exercise, self.came = exercise, []
        exercise.send = self.came.append

    def send(self, **message) -> dict | None:
        """Send one message; return the answer to it, or None where there is none."""
        before = len(self.came)
        self.exercise._received(self.exercise, message, [])
        assert len(self.came) <= before + 1
        return self.came[-1] if len(self.came) > before else None

    def check(self, item, value) -> tuple[str, list[dict]]:
        answer = self.send(kind="check", item=item, value=value)
        assert (answer["kind"], answer["item"]) == ("feedback", item)
        return answer["title"], answer["lines"]


@pytest.fixture
def page():
    return Page
