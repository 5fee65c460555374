"""The two locks: one grading run at a time, and a bounded wait for a gradebook that is in use.

Two runs would write the same graded notebooks; a formgrader or a database browser may hold the
database for a moment.
"""

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from autograder.course import Course
from autograder.gradebook.gradebook_errors import GradebookLockedError, database_error, file_error

LOCK_FILE = ".grading.lock"
NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)
LONGEST_WAIT = 60.0
ONE_TRY = 0.2  # seconds that SQLite itself waits, before a message says so

Say = Callable[[str], None]
Value = TypeVar("Value")


@contextmanager
def grading_lock(course: Course) -> Iterator[None]:
    """Let no other run grade this course; the lock of a run that is killed opens by itself.

    Raises GradebookLockedError where another run grades, GradebookError where no file can be made.
    """
    folder = course.root / "autograded"
    lock = FileLock(folder / LOCK_FILE, mode=0o666)  # any instructor of the course may open it
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise GradebookLockedError(
            f"{course.root}: another run is grading this course; wait until it ends"
        ) from None
    except OSError as error:
        if error.errno not in NO_LOCKS:  # a file system without locks has to do without
            raise file_error(error, folder) from error
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class LockWait:
    """How long to wait for another program, and where to say that the waiting begins."""

    seconds: float = LONGEST_WAIT
    say: Say | None = None

    def retry(self, action: Callable[[], Value], gradebook: Path) -> Value:
        """The result of `action`, tried again while another program uses the gradebook.

        Raises GradebookError for anything that is wrong with the database.
        """
        deadline = time.monotonic() + self.seconds
        said = False
        while True:
            try:
                return action()
            except Exception as error:
                problem = _problem(error, gradebook)
                if not isinstance(problem, GradebookLockedError) or time.monotonic() > deadline:
                    raise problem from error
            if self.say and not said:
                self.say(
                    f"{gradebook.name} is used by another program; waiting up to "
                    f"{self.seconds:g} seconds"
                )
                said = True


SILENT_WAIT = LockWait()


def _problem(error: Exception, gradebook: Path) -> Exception:
    """The message for an error of SQLite, or of SQLAlchemy around it; any other as it is."""
    if isinstance(getattr(error, "orig", error), sqlite3.Error):
        return database_error(error, gradebook)
    return error
