"""nbgrader's settings for this course: marks come from recorded answers, in the marker's room.

Lists are assigned whole: nbgrader reads this file anew at every request, and an insert would then pile up. Classes are
named as strings, so that reading this file costs nothing.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader puts it here)

# nbgrader calls alembic by its bare name, which fails where .venv is not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "says-who"

_guard = "course.marking.plugins.RefuseAnswersInSource"

c.GenerateAssignment.preprocessors = [
    _guard,
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "course.marking.plugins.CarryText",
]
# Before nbgrader copies or parses anything of a hand-in. Its errors are swallowed: Prepare refuses what it did not see.
c.Autograde.pre_convert_hook = "course.marking.intake.receive"
c.Autograde.sanitize_preprocessors = [
    _guard,
    "nbgrader.preprocessors.ClearOutput",
    "course.marking.plugins.Prepare",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Execute is not among them: nothing that a learner wrote is run to mark an answer that is data.
c.Autograde.autograde_preprocessors = [
    "course.marking.plugins.MarkersRoom",
    "course.marking.plugins.Tell",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "course.marking.plugins.SaveMarks",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Where an exercise left a table beside its widget, a page without a kernel shows the table, also where the widgets'
# state was saved with the notebook (nbconvert then prefers the view, whatever the order says).
c.HTMLExporter.preprocessors = [
    "course.html_page.TablesForWidgets",
    "course.marking.plugins.EscapeNames",
    "course.marking.plugins.CommentBank",
]
# Feedback as a page of our own: a language, headings in order, no code, nothing fetched from elsewhere.
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades", "course.marking.plugins.Standing"]
c.GenerateFeedback.exporter_class = "course.marking.feedback_page.FeedbackPage"
c.DataTypeFilter.display_data_priority = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "text/latex",
    "text/plain",
]
