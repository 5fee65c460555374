"""The rows of `nbgrader export`, in one query where nbgrader makes one for each student.

A row has the LMS's own number of the student, too.
"""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from autograder.course import Assignment
from autograder.gradebook.cells import find_assignment
from autograder.gradebook.nbgrader_import import NbgraderApi


def exported_rows(
    session: Session, api: NbgraderApi, assignment: Assignment
) -> list[dict[str, str | float | None]]:
    """A row for each student of the course, under the names of nbgrader's columns.

    A student without a submission has 0, as in nbgrader. Raises CourseError where the gradebook
    doesn't know the assignment.
    """
    row = find_assignment(session, api, assignment)
    student, submission = api.Student, api.SubmittedAssignment
    found = session.execute(
        select(
            student.id,
            student.last_name,
            student.first_name,
            student.email,
            student.lms_user_id,
            submission.timestamp,
            submission.score,
            submission.late_submission_penalty,
        )
        .outerjoin(
            submission,
            and_(submission.student_id == student.id, submission.assignment_id == row.id),
        )
        .order_by(student.last_name, student.first_name, student.id)
    )
    fixed = {"assignment": assignment.name, "duedate": str(row.duedate or "") or None}
    return [
        {
            **fixed,
            "timestamp": str(timestamp) if timestamp else None,
            "student_id": student_id,
            "last_name": last,
            "first_name": first,
            "email": email,
            "lms_user_id": lms_user_id,
            "raw_score": score or 0.0,
            "late_submission_penalty": penalty or 0.0,
            "score": max(0.0, (score or 0.0) - (penalty or 0.0)),
            "max_score": row.max_score,
        }
        for student_id, last, first, email, lms_user_id, timestamp, score, penalty in found
    ]
