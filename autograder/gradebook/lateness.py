"""How late each submission was, and what that costs, from what the gradebook holds.

Extensions that a person granted count, as in nbgrader.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course, LatePolicy
from autograder.gradebook.cells import AssignmentIds, due_date, find_assignment, stored_ids
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.gradebook.rows import update_rows

Penalty = Mapping[str, Any]
"""the key of a submitted notebook's row, and its late penalty"""


@dataclass(frozen=True)
class Late:
    """How late a submission is."""

    seconds: int | float = 0
    """whole seconds as an int"""
    started_days: int | None = None
    """by the calendar of the course's time zone; None where the course has none"""


IN_TIME = Late()


@dataclass(frozen=True)
class Outdated:
    """What the gradebook says of lateness and should no longer say."""

    assignment: Any
    """the assignment's row"""
    due: datetime | None
    """the due date that counts now"""
    penalties: Sequence[Penalty]
    """the late penalties that changed"""

    def __bool__(self) -> bool:
        return bool(self.penalties) or self.assignment.duedate != self.due

    def correct(self, session: Session, api: NbgraderApi) -> None:
        """Write what counts now."""
        self.assignment.duedate = self.due
        session.flush()
        update_rows(session, api.SubmittedNotebook, self.penalties)


def find_outdated(
    session: Session,
    api: NbgraderApi,
    course: Course,
    assignment: Assignment,
    students: Sequence[str] | None = None,
) -> Outdated:
    """Compare due date and penalties with `course.yml`, extensions and marks given by hand.

    Nothing is written, so this works on a gradebook that is read-only. Raises CourseError where
    nothing of the assignment was ever graded.
    """
    row = find_assignment(session, api, assignment)
    due = due_date(row, assignment)
    ids = stored_ids(row, assignment)
    if ids is None:
        return Outdated(row, due, [])
    late = _read_lateness(session, api, ids, due, course.zone, students)
    return Outdated(
        row, due, _penalties_to_write(session, api, ids, course.late_policy(assignment), late)
    )


def read_lateness(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    zone: ZoneInfo | None,
    students: Sequence[str] | None = None,
) -> dict[str, Late]:
    """By student, for these students or for everyone who has a submission."""
    due = session.scalar(select(api.Assignment.duedate).where(api.Assignment.id == ids.assignment))
    return _read_lateness(session, api, ids, due, zone, students)


def _read_lateness(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    due: datetime | None,
    zone: ZoneInfo | None,
    students: Sequence[str] | None,
) -> dict[str, Late]:
    row = api.SubmittedAssignment
    query = select(row.student_id, row.timestamp, row.extension).where(
        row.assignment_id == ids.assignment
    )
    if students is not None:
        query = query.where(row.student_id.in_(students))
    return {
        student: late_by(due, timestamp, extension, zone)
        for student, timestamp, extension in session.execute(query)
    }


def write_penalties(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    policy: LatePolicy,
    late: Mapping[str, Late],
) -> None:
    """Write the late penalties of the students in `late` that aren't what they should be."""
    changed = _penalties_to_write(session, api, ids, policy, late)
    update_rows(session, api.SubmittedNotebook, changed)


def _penalties_to_write(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    policy: LatePolicy,
    late: Mapping[str, Late],
) -> list[Penalty]:
    """The score that a penalty is taken from is nbgrader's: with the marks given by hand."""
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
    return [
        {"key": key, "late_submission_penalty": penalty}
        for key, student, written, score in rows
        if (penalty := late_penalty(policy, score, late[student])) != written
    ]


def late_penalty(policy: LatePolicy, score: float, late: Late) -> float | None:
    """The points taken off a score; None where there is no penalty, as nbgrader writes it."""
    percent = policy.penalty_percent(late.seconds, late.started_days)
    return min(score, score * percent / 100) if percent and score > 0 else None


def late_by(
    due: datetime | None,
    timestamp: datetime | None,
    extension: timedelta | None,
    zone: ZoneInfo | None,
) -> Late:
    """Seconds as `nbgrader.api.SubmittedAssignment.total_seconds_late`; days as the zone has them.

    All times are in UTC.
    """
    if due is None or timestamp is None:
        return IN_TIME
    allowed = due + extension if extension is not None else due
    seconds = max(0.0, (timestamp - allowed).total_seconds())
    if not seconds:
        return IN_TIME
    whole = int(seconds) if seconds.is_integer() else seconds
    return Late(whole, _local_days(allowed, timestamp, zone) if zone else None)


def _local_days(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """The started days between two times in UTC, as clocks in the zone show them.

    The day on which the clocks change is one day, although it has 23 or 25 hours.
    """
    local_start, local_end = (_wall_clock(time, zone) for time in (start, end))
    return max(1, math.ceil((local_end - local_start) / timedelta(days=1)))


def _wall_clock(time: datetime, zone: ZoneInfo) -> datetime:
    try:
        return time.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # at the end of the year 9999
        return time
