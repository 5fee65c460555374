"""The rows of a batch of submissions: what nbgrader would have written for each, in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from autograder.gradebook.answers import (
    Answer,
    Grade,
    look_again,
    read_answers,
    write_answers,
)
from autograder.gradebook.cells import AssignmentIds
from autograder.gradebook.nbgrader_import import NbgraderApi

NO_RESPONSE = "No response."  # nbgrader's own words


@dataclass(frozen=True)
class Marks:
    """What one submission adds to the gradebook."""

    student: str
    timestamp: datetime | None
    scores: Mapping[str, float | None]
    """by `grade_id`; None where a person has to give the score"""
    comments: Mapping[str, str | None]
    """by `grade_id`"""
    answers: Mapping[str, str]
    """digests of what the scores are for, by `grade_id`; none where the grader failed"""


@dataclass(frozen=True)
class SubmissionIds:
    """The keys of one submission's rows."""

    submission: str
    notebook: str


def write_marks(
    session: Session, api: NbgraderApi, ids: AssignmentIds, batch: Sequence[Marks]
) -> dict[str, SubmissionIds]:
    """Write scores and comments, and the rows that they belong to.

    Marks and comments that a person gave stay, and so does a timestamp where there is no new one.
    Returns the keys by student.
    """
    students = [marks.student for marks in batch]
    _add_students(session, api, students)
    submissions = _submissions(session, api, ids, batch)
    notebooks = _notebooks(session, api, ids, list(submissions.values()))
    keys = {s: SubmissionIds(submissions[s], notebooks[submissions[s]]) for s in students}
    _write_grades(session, api, ids, batch, keys)
    _write_comments(session, api, ids, batch, keys)
    return keys


def _add_students(session: Session, api: NbgraderApi, students: Sequence[str]) -> None:
    known = set(session.scalars(select(api.Student.id).where(api.Student.id.in_(students))))
    insert_rows(session, api.Student, [{"id": s} for s in students if s not in known])


def _submissions(
    session: Session, api: NbgraderApi, ids: AssignmentIds, batch: Sequence[Marks]
) -> dict[str, str]:
    """The key of each student's submission."""
    row = api.SubmittedAssignment
    rows = session.execute(
        select(row.student_id, row.id).where(
            row.assignment_id == ids.assignment,
            row.student_id.in_([marks.student for marks in batch]),
        )
    )
    found: dict[str, str] = dict(rows.all())
    times = [
        {"key": found[marks.student], "timestamp": marks.timestamp}
        for marks in batch
        if marks.student in found and marks.timestamp is not None
    ]
    update_rows(session, row, times)
    added = {marks.student: uuid4().hex for marks in batch if marks.student not in found}
    new = [
        {
            "id": added[marks.student],
            "assignment_id": ids.assignment,
            "student_id": marks.student,
            "timestamp": marks.timestamp,
        }
        for marks in batch
        if marks.student in added
    ]
    insert_rows(session, row, new)
    return found | added


def _notebooks(
    session: Session, api: NbgraderApi, ids: AssignmentIds, submissions: Sequence[str]
) -> dict[str, str]:
    """The key of each submission's notebook."""
    row = api.SubmittedNotebook
    rows = session.execute(
        select(row.assignment_id, row.id).where(
            row.assignment_id.in_(submissions), row.notebook_id == ids.notebook
        )
    )
    found: dict[str, str] = dict(rows.all())
    added = {submission: uuid4().hex for submission in submissions if submission not in found}
    new = [
        {"id": key, "assignment_id": submission, "notebook_id": ids.notebook}
        for submission, key in added.items()
    ]
    insert_rows(session, row, new)
    return found | added


def _write_grades(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    batch: Sequence[Marks],
    keys: Mapping[str, SubmissionIds],
) -> None:
    """Like nbgrader's SaveAutoGrades, but see `look_again` for what a person marked before.

    Where the grader failed, nothing is known of the answer, and a mark by hand stays as it is.
    """
    row = api.Grade
    present = {
        (notebook, cell): (key, manual, flagged)
        for notebook, cell, key, manual, flagged in session.execute(
            select(
                row.notebook_id, row.cell_id, row.id, row.manual_score, row.needs_manual_grade
            ).where(row.notebook_id.in_([key.notebook for key in keys.values()]))
        )
    }
    connection = session.connection()
    before = read_answers(connection, [key for key, _, _ in present.values()])
    new, changed, answers = [], [], {}
    for marks in batch:
        for grade_id, cell in ids.graded.items():
            place = (keys[marks.student].notebook, cell)
            if (is_new := place not in present) or grade_id in marks.scores:
                key, manual, flagged = present.get(place, (uuid4().hex, None, True))
                auto = marks.scores.get(grade_id)
                needs_person = auto is None if manual is None else flagged
                if grade_id in marks.answers:
                    grade = Grade(auto, manual, flagged)
                    needs_person, answers[key] = look_again(
                        grade, before.get(key, Answer()), marks.answers[grade_id]
                    )
                values = {"auto_score": auto, "needs_manual_grade": needs_person}
                if is_new:
                    new.append({"id": key, "notebook_id": place[0], "cell_id": cell, **values})
                else:
                    changed.append({"key": key, **values})
    insert_rows(session, row, new)
    update_rows(session, row, changed)
    write_answers(connection, answers)


def _write_comments(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    batch: Sequence[Marks],
    keys: Mapping[str, SubmissionIds],
) -> None:
    row = api.Comment
    present = {
        (notebook, cell): key
        for notebook, cell, key in session.execute(
            select(row.notebook_id, row.cell_id, row.id).where(
                row.notebook_id.in_([key.notebook for key in keys.values()])
            )
        )
    }
    new, changed = [], []
    for marks in batch:
        for grade_id, cell in ids.commented.items():
            place = (keys[marks.student].notebook, cell)
            values = {"auto_comment": marks.comments.get(grade_id)}
            if place not in present:
                new.append({"notebook_id": place[0], "cell_id": cell, **values})
            elif grade_id in marks.comments:
                changed.append({"key": present[place], **values})
    insert_rows(session, row, new)
    update_rows(session, row, changed)


def insert_rows(session: Session, row: Any, values: Sequence[Mapping[str, Any]]) -> None:
    """Add a row to the table of a mapped class for each of `values`."""
    if values:
        session.connection().execute(insert(row.__table__), list(values))


def update_rows(session: Session, row: Any, values: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of the row whose id is `key`, for each of `values`."""
    if values:
        table = row.__table__
        same_id = table.c.id == bindparam("key")
        session.connection().execute(update(table).where(same_id), list(values))
