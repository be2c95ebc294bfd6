"""What assignments/nbgrader_config.py names: preprocessors that nbgrader runs in place of its own Execute."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from course.marking.guard import refuse_answers_in_source, refuse_links
from course.marking.room import mark_in_room


class RefuseAnswersInSource(NbGraderPreprocessor):
    """Stops generating and marking while answers lie beside an assignment's source."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        refuse_answers_in_source(Path(CourseDirectory(config=self.config).root))
        return nb, resources


class RefuseLinks(NbGraderPreprocessor):
    """Ends the marking of a hand-in that holds a link; nbgrader then removes the copy that it made through it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course, about = CourseDirectory(config=self.config), resources["nbgrader"]
        refuse_links(Path(course.format_path(course.submitted_directory, about["student"], about["assignment"])))
        return nb, resources


class MarkersRoom(NbGraderPreprocessor):
    """Puts the outcome of the marker's room on each grade cell, where SaveAutoGrades looks for it.

    The source of a grade cell is the gradebook's own. Nothing else of the notebook is run.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        marked = [cell for cell in nb.cells if cell.cell_type == "code" and is_grade(cell)]
        with Gradebook(about["db_url"]) as gradebook:
            sources = [
                gradebook.find_source_cell(
                    c.metadata.nbgrader["grade_id"], about["notebook"], about["assignment"]
                ).source
                for c in marked
            ]
        answers = Path(resources["metadata"]["path"]) / "answers" / f"{about['notebook']}.json"
        for cell, source, outputs in zip(
            marked, sources, mark_in_room(about["assignment"], answers, sources), strict=True
        ):
            cell.source = source
            cell.outputs = [from_dict(output) for output in outputs]
        return nb, resources
