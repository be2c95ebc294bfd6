"""The one kind of error that this package raises on purpose."""


class CourseError(Exception):
    """Something outside the code is wrong: a file, an offset, a folder.

    The message names the file, the place and what to do about it. Notebooks show it without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback: most learners have never seen one."""
        return [f"{type(self).__name__}: {self}"]
