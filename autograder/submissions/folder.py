"""The folders of a class: `submitted/STUDENT/NAME/`, where nbgrader puts them."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.course.model import did_you_mean
from autograder.errors import CourseError
from autograder.submissions.similar_names import is_like
from autograder.submissions.submission import Submission
from autograder.text import one_line

LONGEST_STUDENT_ID = 128  # nbgrader's column


def list_submissions(
    course: Course,
    assignment: Assignment,
    submitted: Path | None = None,
    students: Sequence[str] = (),
) -> list[Submission]:
    """All submissions for the assignment, in the order of the student ids; no file is read yet.

    One that nbgrader's gradebook has no place for has an `invalid_reason`. `submitted` is the
    folder of the students' folders, by default the course's own; `students` are the ids to keep, by
    default all. Raises CourseError when there are no submissions, or none of one of the `students`.
    """
    others = {other.name for other in course.assignments}
    root = submitted or course.submitted_dir("-", assignment).parent.parent
    found = [
        submission
        for name in _students_in(root)
        if (submission := _submission(root / name, assignment, others))
    ]
    if not found:
        raise CourseError(
            f"{root}: no student has a folder {assignment.name} there; collect the submissions "
            "first, or name their folder with --submitted DIR"
        )
    by_name = {submission.student: submission for submission in found}
    for student in students:
        if student not in by_name:
            guess = did_you_mean(student, by_name)
            raise CourseError(f"{root / student}: no folder {assignment.name} there{guess}")
    return [by_name[student] for student in sorted(set(students))] if students else found


def _students_in(root: Path) -> list[str]:
    try:
        with os.scandir(root) as entries:
            return sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and _is_student_folder(entry)
            )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(f"{root}: can't be read: {error.strerror}") from None


def _is_student_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it may be a student's folder; a link to one is reported and not followed."""
    return entry.is_symlink() or entry.is_dir(follow_symlinks=False)


def _submission(home: Path, assignment: Assignment, others: Collection[str]) -> Submission | None:
    """A student's submission; None where there is no folder of the assignment.

    A folder whose name is almost that of the assignment, and not one of the `others`, is named.
    """
    folder = home / assignment.name
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return _misnamed(home, assignment, others)
    except OSError as error:
        reason = f"The student's folder can't be read: {error.strerror}; fix it and grade again."
    else:
        reason = _why_not_in_nbgrader(home)
    return Submission(home.name, folder=folder, invalid_reason=reason)


def _misnamed(home: Path, assignment: Assignment, others: Collection[str]) -> Submission | None:
    try:
        with os.scandir(home) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return None
    for name in names:
        if name not in others and is_like(name, assignment.name):
            reason = (
                f"The folder is named {one_line(name, 60)!r} and not {assignment.name!r}; rename "
                "it and grade again."
            )
            return Submission(home.name, folder=home / name, invalid_reason=reason)
    return None


def _why_not_in_nbgrader(home: Path) -> str:
    """Why nbgrader's gradebook has no place for this student; empty where it has."""
    student = home.name
    if not student.isprintable():
        what = f"name {student!a} has a character that can't be printed"
    elif student != student.strip():
        what = f"name {student!a} has a blank at its start or end"
    elif len(student) > LONGEST_STUDENT_ID:
        what = f"name has more than {LONGEST_STUDENT_ID} characters"
    elif os.path.islink(home):
        return (
            "The student's folder is a link, which is not followed; put the folder itself there "
            "and grade again."
        )
    else:
        return ""
    return f"The folder's {what}, which nbgrader doesn't allow; rename it and grade again."
