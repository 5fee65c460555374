"""What can be wrong with the gradebook's file or folder, as one line that says what to do."""

import errno
import sqlite3
from pathlib import Path

from autograder.errors import CourseError

KEPT = "everything recorded so far is kept; run the same command again to go on"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class GradebookError(CourseError):
    """The gradebook can't be read or written."""


class GradebookLockedError(GradebookError):
    """Another program uses the gradebook."""


def database_error(error: BaseException, gradebook: Path) -> GradebookError:
    """The message for an error of SQLite, or of SQLAlchemy around it."""
    if gradebook.is_dir():
        return GradebookError(f"{gradebook}: this is a folder; move it away")
    original = getattr(error, "orig", None) or error
    text = str(original)
    if "locked" in text or "busy" in text:
        return GradebookLockedError(
            f"{gradebook}: another program uses it (a formgrader, an open database browser, "
            f"another run); close that; {KEPT}"
        )
    if "disk is full" in text or "disk I/O error" in text:
        return GradebookError(
            f"{gradebook}: the disk is full or broken ({text}); make room; {KEPT}"
        )
    if isinstance(original, sqlite3.OperationalError):
        if "readonly" in text or "unable to open" in text:
            return GradebookError(f"{gradebook}: {text}; make the file and its folder writable")
        if "no such column" in text or "no such table" in text:
            return GradebookError(
                f"{gradebook}: it was made by another version of nbgrader ({text}); make a copy "
                "of it and run: nbgrader db upgrade"
            )
    return GradebookError(
        f"{gradebook}: it is damaged ({text}); put a backup in its place, or move it away and "
        "grade again: the scores come back, marks given by hand are only in the backup"
    )


def file_error(error: OSError, folder: Path) -> GradebookError:
    """The message for a graded notebook, or another file, that can't be written."""
    if error.errno in FULL:
        return GradebookError(f"{folder}: the disk is full; make room; {KEPT}")
    where = str(error.filename or folder)
    where = where if where.isprintable() else ascii(where)
    return GradebookError(f"{where}: can't be written: {error.strerror or error}; {KEPT}")


def stops_a_run(error: OSError) -> bool:
    """Whether no other student's files could be written either."""
    return error.errno in (*FULL, errno.EROFS, errno.EACCES)
