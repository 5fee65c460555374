"""The folder `autograded/STUDENT/NAME/`, written completely or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.gradebook.gradebook_errors import stops_a_run
from autograder.submissions.contents import LARGEST_FILE, files_to_copy
from autograder.submissions.safe_reading import read_file

READ_ONLY = 0o444  # nbgrader's permissions


def write_folder(
    course: Course, assignment: Assignment, student: str, submission: Path, notebook: bytes
) -> None:
    """Put the graded notebook and the student's files where nbgrader looks for them.

    A released file replaces a student's file of the same name, except the module. A student's file
    is left out where it can't be read, or where its path can't exist here. The folder is written
    under another name and then renamed, so a process that is killed leaves the old one, the new one
    or none; where there is none, the submission is graded again. Raises OSError.
    """
    target = course.autograded_dir(student, assignment)
    partial = target.with_name(f".{target.name}.partial")
    _remove(partial)
    partial.mkdir(parents=True)
    try:
        released = _released_files(course, assignment)
        for name in released:
            _write(partial / name, (course.release_dir(assignment) / name).read_bytes())
        _write(partial / assignment.notebook, notebook)
        taken = {*released, assignment.notebook, f"{assignment.stem}.html"}  # nbgrader's page
        for name, source in files_to_copy(submission, assignment):
            top, *inside = name.split("/")
            if top not in taken and not (inside and top == assignment.module):
                _copy(source, partial / name)
    except OSError:
        _remove(partial)
        raise
    _remove(target)
    partial.rename(target)


def has_notebook(course: Course, assignment: Assignment, student: str) -> bool:
    """Whether there is a graded notebook of that student."""
    try:
        path = course.autograded_dir(student, assignment) / assignment.notebook
        return path.stat().st_size > 0
    except (OSError, ValueError):
        return False


def remove_folder(course: Course, assignment: Assignment, student: str) -> None:
    """Remove a graded notebook whose score is no longer right, as nbgrader does.

    Raises OSError.
    """
    _remove(course.autograded_dir(student, assignment))


def _released_files(course: Course, assignment: Assignment) -> list[str]:
    own = {assignment.module, assignment.notebook}
    with os.scandir(course.release_dir(assignment)) as entries:
        return sorted(e.name for e in entries if e.is_file() and e.name not in own)


def _copy(source: Path, place: Path) -> None:
    """Copy a student's file, unless it can't be read, or no file of that name can exist here."""
    try:
        content = read_file(source, LARGEST_FILE)
    except OSError:  # unreadable, or removed in the meantime
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place, content)
    except OSError as error:
        if stops_a_run(error):
            raise


def _write(path: Path, content: bytes) -> None:
    """Write a new file that nobody changes by mistake."""
    with path.open("xb") as file:
        file.write(content)
    path.chmod(READ_ONLY)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
