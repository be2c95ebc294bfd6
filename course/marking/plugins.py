"""What assignments/nbgrader_config.py names: preprocessors that nbgrader runs in place of its own Execute."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool

from course.choice import FIXED
from course.marking.comments import as_html, load_comments
from course.marking.feedback_page import BLANK, NO_ANSWER, WAITS
from course.marking.guard import refuse_answers_in_source, refuse_other_slots
from course.marking.intake import UnfitName, stamped
from course.marking.keys import load_items
from course.marking.master import read_master
from course.marking.prepare import ask_where_marking_failed, person_needed, prepare, tell
from course.marking.room import read_answers
from course.marking.standing import in_the_workshop
from course.places import article_folder


class RefuseAnswersInSource(NbGraderPreprocessor):
    """Stops generating and marking while answers lie beside an assignment's source, or its keys are another draw's."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        root = Path(CourseDirectory(config=self.config).root)
        refuse_answers_in_source(root)
        refuse_other_slots(root, resources["nbgrader"]["assignment"])
        return nb, resources


class CarryText(NbGraderPreprocessor):
    """Puts a text that learners must not see earlier into its assignment's release: release/<assignment>/text/<name>.

    From there course.places reads it; data/articles/<name> is in no learner's kit.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course, assignment = CourseDirectory(config=self.config), resources["nbgrader"]["assignment"]
        if text := FIXED.get(assignment):
            target = Path(course.format_path(course.release_directory, ".", assignment)) / "text" / text
            target.mkdir(parents=True, exist_ok=True)
            for path in article_folder(text).iterdir():
                if path.is_file():
                    shutil.copyfile(path, target / path.name)
        return nb, resources


class Prepare(NbGraderPreprocessor):
    """Refuses a hand-in that was not looked through, and makes of the others the notebook that is marked."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course, about = CourseDirectory(config=self.config), resources["nbgrader"]
        folder = Path(course.format_path(course.submitted_directory, about["student"], about["assignment"]))
        with Gradebook(about["db_url"]) as gradebook:
            try:
                intake = stamped(folder)
            except UnfitName:
                # nbgrader has made a learner of this name by now, and its pages would show it as it stands.
                if not gradebook.find_student(about["student"]).email:
                    gradebook.remove_student(about["student"])
                raise
            master = read_master(gradebook, about["assignment"])
        answers = {} if intake.answers_lost else read_answers(intake.answers)[0]
        source = Path(course.format_path(course.source_directory, ".", about["assignment"]))
        own = source / f"{about['notebook']}.ipynb"
        return prepare(nb, intake, master, answers, load_items(about["assignment"]), own), resources


class MarkersRoom(NbGraderPreprocessor):
    """Puts the outcome of the marker's room on each grade cell, where SaveAutoGrades looks for it.

    The source of a grade cell is the gradebook's own. Where learners write code it is run again before, in their room;
    both by the workshop (course/marking/workshop.py), in processes of its own: the formgrader calls from within its
    event loop and has many threads.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about, folder = resources["nbgrader"], Path(resources["metadata"]["path"])
        with Gradebook(about["db_url"]) as gradebook:
            master = read_master(gradebook, about["assignment"])
        return in_the_workshop(nb, folder, master), resources


class Tell(NbGraderPreprocessor):
    """Says on top of the notebook, and on each cell that waits, what a person must know."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        ask_where_marking_failed(nb)
        return tell(nb), resources


class SaveMarks(SaveAutoGrades):
    """nbgrader's own, and what cannot be marked by a machine gets no mark: it waits for a person, where a zero would
    look like a mark."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        self._needed = person_needed(nb)
        return super().preprocess(nb, resources)

    def _add_score(self, cell: NotebookNode, resources: dict) -> None:
        super()._add_score(cell, resources)
        name = cell.metadata["nbgrader"]["grade_id"]
        if name in self._needed:
            grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()


class Standing(NbGraderPreprocessor):
    """For the feedback: which cells nobody has marked yet, where nbgrader's page would show 0, and which are blank."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            found = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            waits = {g.name for g in found.grades if g.needs_manual_grade and g.manual_score is None}
            blank = {c.name for c in found.comments if c.auto_comment == NO_ANSWER}
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.metadata |= {WAITS: name in waits, BLANK: name in blank}
        return nb, resources


class CommentBank(Preprocessor):
    """Adds the bank of comments to what the formgrader shows of a submission; the notebook on disk stays as it is."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        if "submission_id" in resources:  # the formgrader's page, not a feedback page
            folder = Path(CourseDirectory(config=self.config).root)
            comments = load_comments(folder, resources["assignment_id"])
            nb.cells.append(new_markdown_cell(as_html(comments)))
        return nb, resources


class EscapeNames(Preprocessor):
    """nbgrader's pages write a learner's name as it stands; here what is HTML in it becomes text."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for key in ("first_name", "last_name", "student"):
            if isinstance(resources.get(key), str):
                resources[key] = escape(resources[key])
        return nb, resources
