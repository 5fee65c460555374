"""More time for one student, kept where nbgrader keeps it: with the submission."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import Assignment
from autograder.course.model import did_you_mean
from autograder.errors import CourseError
from autograder.gradebook.cells import find_assignment
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.text import one_line


def grant_extension(
    session: Session, api: NbgraderApi, assignment: Assignment, student: str, extra: timedelta
) -> None:
    """Give a student `extra` time after the due date; it replaces what they had, 0 takes it back.

    One who has submitted nothing yet gets an empty submission, as nbgrader can keep it nowhere
    else. Raises CourseError for a student who is not in the gradebook.
    """
    person = session.get(api.Student, student)
    if person is None:
        guess = did_you_mean(student, list(session.scalars(select(api.Student.id))))
        raise CourseError(f"{one_line(student)}: no such student in the gradebook{guess}")
    row = find_assignment(session, api, assignment)
    submission = (
        session.query(api.SubmittedAssignment)
        .filter_by(assignment_id=row.id, student_id=student)
        .one_or_none()
    ) or _empty_submission(session, api, row, person)
    submission.extension = extra or None


def read_extensions(session: Session, api: NbgraderApi, assignment_id: str) -> dict[str, timedelta]:
    """The extra time of each student who has some."""
    row = api.SubmittedAssignment
    query = select(row.student_id, row.extension).where(
        row.assignment_id == assignment_id, row.extension.is_not(None)
    )
    return {student: extra for student, extra in session.execute(query) if extra}


def _empty_submission(session: Session, api: NbgraderApi, assignment: Any, student: Any) -> Any:
    """As nbgrader's `add_submission` makes it: complete, without scores."""
    with session.no_autoflush:
        submission = api.SubmittedAssignment(assignment=assignment, student=student)
        for notebook in assignment.notebooks:
            own = api.SubmittedNotebook(notebook=notebook, assignment=submission)
            for cell in (*notebook.grade_cells, *notebook.task_cells):
                api.Grade(cell_id=cell.id, notebook=own)
            for cell in (*notebook.solution_cells, *notebook.task_cells):
                api.Comment(cell_id=cell.id, notebook=own)
    session.add(submission)
    return submission
