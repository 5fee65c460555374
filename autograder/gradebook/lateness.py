"""How late each submission was, and what that costs, from what the gradebook holds.

Extensions that a person granted count, as in nbgrader.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import LatePolicy
from autograder.gradebook.cells import AssignmentIds
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.gradebook.rows import update_rows


def late_seconds(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    students: Sequence[str] | None = None,
) -> dict[str, float]:
    """By student, for these students or for everyone who has a submission."""
    row = api.SubmittedAssignment
    due = session.scalar(select(api.Assignment.duedate).where(api.Assignment.id == ids.assignment))
    query = select(row.student_id, row.timestamp, row.extension).where(
        row.assignment_id == ids.assignment
    )
    if students is not None:
        query = query.where(row.student_id.in_(students))
    return {
        student: _late(due, timestamp, extension)
        for student, timestamp, extension in session.execute(query)
    }


def write_penalties(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    policy: LatePolicy,
    late: Mapping[str, float],
) -> None:
    """Write the late penalties of the students in `late` that aren't what they should be.

    The score that a penalty is taken from is nbgrader's: with the marks given by hand.
    """
    row, submission = api.SubmittedNotebook, api.SubmittedAssignment
    rows = session.execute(
        select(row.id, submission.student_id, row.late_submission_penalty, row.score)
        .join(submission, submission.id == row.assignment_id)
        .where(
            submission.assignment_id == ids.assignment,
            row.notebook_id == ids.notebook,
            submission.student_id.in_(list(late)),
        )
    )
    changed = [
        {"key": key, "late_submission_penalty": penalty}
        for key, student, written, score in rows
        if (penalty := late_penalty(policy, score, late[student])) != written
    ]
    update_rows(session, row, changed)


def late_penalty(policy: LatePolicy, score: float, late_seconds: float) -> float | None:
    """The points taken off a score; None where there is no penalty, as nbgrader writes it."""
    percent = policy.penalty_percent(late_seconds)
    return min(score, score * percent / 100) if percent and score > 0 else None


def _late(due: datetime | None, timestamp: datetime | None, extension: timedelta | None) -> float:
    """As `nbgrader.api.SubmittedAssignment.total_seconds_late`; whole seconds as an int."""
    if due is None or timestamp is None:
        return 0
    allowed = due + extension if extension is not None else due
    seconds = max(0.0, (timestamp - allowed).total_seconds())
    return int(seconds) if seconds.is_integer() else seconds
