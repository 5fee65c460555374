"""The folder `autograded/STUDENT/NAME/`, made as a whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.gradebook.submitted import files_to_copy, read_plain

READ_ONLY = 0o444  # nbgrader's permissions


def write_folder(
    course: Course, assignment: Assignment, student: str, submission: Path, notebook: bytes
) -> None:
    """Put the graded notebook where nbgrader looks for it, the student's files beside it.

    What the release holds replaces a student's file of the same name, the module and the notebook
    apart. The folder is made beside its place and then moved there, so a process that is killed
    leaves the old one, the new one or none; none is graded again. Raises OSError.
    """
    target = course.autograded_dir(student, assignment)
    partial = target.with_name(f".{target.name}.partial")
    _remove(partial)
    partial.mkdir(parents=True)
    try:
        for name, source in files_to_copy(submission):
            try:
                content = read_plain(source)
            except OSError:  # unreadable, or gone meanwhile
                continue
            _write(partial / name, content)
        for name in _released_files(course, assignment):
            _write(partial / name, (course.release_dir(assignment) / name).read_bytes())
        _write(partial / assignment.notebook, notebook)
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
    """Take a graded notebook away whose score doesn't hold any more, as nbgrader does."""
    _remove(course.autograded_dir(student, assignment))


def _released_files(course: Course, assignment: Assignment) -> list[str]:
    own = {assignment.module, assignment.notebook}
    with os.scandir(course.release_dir(assignment)) as entries:
        return sorted(e.name for e in entries if e.is_file() and e.name not in own)


def _write(path: Path, content: bytes) -> None:
    """Write a file anew that nobody changes by mistake."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, READ_ONLY)
    with open(descriptor, "wb") as file:
        os.fchmod(descriptor, READ_ONLY)
        file.write(content)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
