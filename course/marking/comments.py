"""The bank of comments: what a grader often has to say, to be put into a comment field of the formgrader.

assignments/comments.toml, or comments.toml in the course folder:

    [[comments]]
    assignment = "3-chains-and-words"     # left out: every assignment
    criterion = "claim-kept"              # the grade_id of a cell; left out: every cell with a comment field
    label = "Speaker lost"                # as the list shows it
    text = "..."                          # as a learner reads it

The page is nbgrader's own. A preprocessor (`CommentBank` in nbgrader_config.py) adds one cell to what the formgrader
shows, with the list and comment_bank.js; no file of nbgrader's is changed, and nothing goes into the notebook.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from course import places
from course.errors import CourseError

HERE = Path(__file__).parent
FILE = "comments.toml"


@dataclass(frozen=True)
class Comment:
    """One comment; `criterion` is "" where it fits every cell."""

    label: str
    text: str
    criterion: str = ""


def load_comments(course_folder: Path, assignment: str) -> list[Comment]:
    """The comments that fit an assignment, in the file's order; [] without a file. CourseError says what is wrong."""
    path = course_folder / FILE
    if not path.is_file():
        path = places.PROJECT / "assignments" / FILE
    if not path.is_file():
        return []
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))["comments"]
        return [
            Comment(comment["label"], comment["text"], comment.get("criterion", ""))
            for comment in given
            if comment.get("assignment", assignment) == assignment
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path}: each of the [[comments]] needs a label and a text ({error}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}. Mend that line.") from None


def as_html(comments: list[Comment]) -> str:
    """What the formgrader's page needs: the list as data, the style and the script. No blank line: it ends HTML in
    Markdown."""
    data = json.dumps([asdict(comment) for comment in comments]).replace("<", "\\u003c")
    style, script = ((HERE / f"comment_bank.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    parts = [
        f'<script type="application/json" id="says-who-comments">{data}</script>',
        f"<style>\n{style}</style>",
        f"<script>\n{script}</script>",
    ]
    return "\n".join(line for part in parts for line in part.splitlines() if line.strip())
