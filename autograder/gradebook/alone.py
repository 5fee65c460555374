"""One run at a time: two would write the same graded notebooks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from autograder.course import Course
from autograder.gradebook.trouble import GradebookLockedError, file_trouble

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def grading_alone(course: Course) -> Iterator[None]:
    """Keep another run on the same course out; a run that is killed lets go by itself.

    Raises GradebookLockedError where another is at work.
    """
    folder = course.root / "autograded"
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY) if fcntl else None
    except OSError as error:
        raise file_trouble(error, folder) from error
    if descriptor is None:
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            _lock(descriptor, course)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, course: Course) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise GradebookLockedError(
            f"{course.root}: another run is grading this course; wait for its end"
        ) from None
