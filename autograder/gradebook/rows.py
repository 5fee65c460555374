"""The rows of a batch of submissions: what nbgrader would have written for each, in bulk."""

from collections.abc import Iterator, Mapping, Sequence
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

Place = tuple[str, str]
"""the keys of a submission's notebook and of a cell"""


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
    columns = (api.Grade.manual_score, api.Grade.needs_manual_grade)
    present = _present(session, api.Grade, keys, *columns)
    connection = session.connection()
    before = read_answers(connection, [key for key, *_ in present.values()])
    new, changed, answers = [], [], {}
    for marks, grade_id, place in _places(batch, ids.graded, keys):
        is_new = place not in present
        if not is_new and grade_id not in marks.scores:
            continue
        key, by_hand, flagged = present.get(place, (uuid4().hex, None, True))
        grade = Grade(marks.scores.get(grade_id), by_hand, flagged)
        needs_person = grade.automatic is None if by_hand is None else flagged
        if grade_id in marks.answers:
            known, now = before.get(key, Answer()), marks.answers[grade_id]
            needs_person, answers[key] = look_again(grade, known, now)
        values = {"auto_score": grade.automatic, "needs_manual_grade": needs_person}
        if is_new:
            new.append({"id": key, "notebook_id": place[0], "cell_id": place[1], **values})
        else:
            changed.append({"key": key, **values})
    insert_rows(session, api.Grade, new)
    update_rows(session, api.Grade, changed)
    write_answers(connection, answers)


def _write_comments(
    session: Session,
    api: NbgraderApi,
    ids: AssignmentIds,
    batch: Sequence[Marks],
    keys: Mapping[str, SubmissionIds],
) -> None:
    present = _present(session, api.Comment, keys)
    new, changed = [], []
    for marks, grade_id, place in _places(batch, ids.commented, keys):
        comment = {"auto_comment": marks.comments.get(grade_id)}
        if place not in present:
            new.append({"notebook_id": place[0], "cell_id": place[1], **comment})
        elif grade_id in marks.comments:
            [key] = present[place]
            changed.append({"key": key, **comment})
    insert_rows(session, api.Comment, new)
    update_rows(session, api.Comment, changed)


def _present(
    session: Session, row: Any, keys: Mapping[str, SubmissionIds], *columns: Any
) -> dict[Place, list[Any]]:
    """The id, and these columns, of the rows that there are for the submissions."""
    query = select(row.notebook_id, row.cell_id, row.id, *columns).where(
        row.notebook_id.in_([key.notebook for key in keys.values()])
    )
    return {(notebook, cell): rest for notebook, cell, *rest in session.execute(query)}


def _places(
    batch: Sequence[Marks], cells: Mapping[str, str], keys: Mapping[str, SubmissionIds]
) -> Iterator[tuple[Marks, str, Place]]:
    """Every cell of every submission: the marks, the `grade_id`, and where its row belongs."""
    for marks in batch:
        for grade_id, cell in cells.items():
            yield marks, grade_id, (keys[marks.student].notebook, cell)


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
