"""The gradebook, opened to be read without nbgrader, whose import takes a second."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.gradebook_errors import database_error
from autograder.gradebook.locking import ONE_TRY


@contextmanager
def reading(gradebook: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a gradebook that exists. Raises GradebookError."""
    # Not "ro": a run that was killed may have left a journal, which the next to open it puts back.
    address = f"{gradebook.as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=ONE_TRY)) as database:
            yield database
    except sqlite3.Error as error:
        raise database_error(error, gradebook) from error


def require_gradebook(course: Course, assignment: Assignment) -> None:
    """Raise CourseError in a course that has no gradebook, and make none."""
    if not course.gradebook_path.exists():
        raise CourseError(
            f"{course.gradebook_path}: there is no gradebook yet; first run: "
            f"autograder grade {assignment.name}"
        )
