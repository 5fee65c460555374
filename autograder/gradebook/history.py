"""Every grading of a submission, kept small: one table of our own in nbgrader's database.

A row has when, by which grader, the score before and after, and the checks that moved. It is
written with the scores. A gradebook of an older version has no such table and begins one.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from autograder.course import Assignment, Course
from autograder.course.model import did_you_mean
from autograder.errors import CourseError
from autograder.gradebook.locking import SILENT_WAIT
from autograder.gradebook.reading import reading, require_gradebook
from autograder.grading.moves import Changed, CheckMove, Grading, Move, TaskMove
from autograder.text import one_line

TABLE = "autograder_history"
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    id INTEGER PRIMARY KEY,
    submission_id VARCHAR(32) NOT NULL,
    graded_at TEXT NOT NULL,
    grader TEXT NOT NULL,
    module TEXT NOT NULL,
    before REAL,
    after REAL,
    changed TEXT NOT NULL,
    tasks TEXT NOT NULL
)"""
CREATE_INDEX = f"CREATE INDEX IF NOT EXISTS {TABLE}_of ON {TABLE} (submission_id)"
HAS_TABLE = f"SELECT name FROM sqlite_master WHERE name = '{TABLE}'"
WRITE = f"""
INSERT INTO {TABLE} (submission_id, graded_at, grader, module, before, after, changed, tasks)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
MOST_OF_A_SUBMISSION = 50
FORGET_OLDEST = f"""
DELETE FROM {TABLE} WHERE submission_id = ? AND id <= (
    SELECT id FROM {TABLE} WHERE submission_id = ?
    ORDER BY id DESC LIMIT 1 OFFSET {MOST_OF_A_SUBMISSION})"""
FORGET_ORPHANS = f"""
DELETE FROM {TABLE} WHERE submission_id NOT IN (SELECT id FROM submitted_assignment)"""
_OF_ASSIGNMENT = f"""
FROM {TABLE}
JOIN submitted_assignment ON submitted_assignment.id = {TABLE}.submission_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ?"""
READ = f"""
SELECT submitted_assignment.student_id, graded_at, grader, module, before, after, changed, tasks
{_OF_ASSIGNMENT} ORDER BY {TABLE}.id"""
READ_LAST_GRADERS = f"""
SELECT submitted_assignment.student_id, grader
{_OF_ASSIGNMENT} AND {TABLE}.id IN (SELECT MAX(id) FROM {TABLE} GROUP BY submission_id)"""
STUDENTS = "SELECT id FROM student"
MODULE_DIGITS = 12
"""of a module's SHA-256: enough to see that it is another"""


def grading_now(move: Move, grader: str, sha256: str) -> Grading:
    """A grading that has just been done."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Grading(now, grader, sha256[:MODULE_DIGITS], move)


def keep(connection: Any, gradings: Sequence[tuple[str, Grading]]) -> None:
    """Add a row for each, under the key of its submission; the oldest of many go."""
    if not gradings:
        return
    connection.exec_driver_sql(WRITE, [_row(key, grading) for key, grading in gradings])
    connection.exec_driver_sql(FORGET_OLDEST, [(key, key) for key, _ in gradings])


def last_graders(database: sqlite3.Connection, assignment: Assignment) -> dict[str, str]:
    """The identity of the grader that graded each student last, where that is known."""
    if not database.execute(HAS_TABLE).fetchone():
        return {}
    return dict(database.execute(READ_LAST_GRADERS, (assignment.name,)))


def read_history(course: Course, assignment: Assignment, student: str = "") -> list[Grading]:
    """Every grading that is kept, oldest first; of one student where one is named.

    Raises CourseError without a gradebook, and for a student who isn't in it.
    """
    require_gradebook(course, assignment)
    path = course.gradebook_path
    with reading(path) as database:
        people = SILENT_WAIT.retry(lambda: database.execute(STUDENTS).fetchall(), path)
        students = {name for (name,) in people}
        if student and student not in students:
            guess = did_you_mean(student, students)
            raise CourseError(f"{one_line(student)}: no such student in the gradebook{guess}")
        if not database.execute(HAS_TABLE).fetchone():
            return []
        rows = database.execute(READ, (assignment.name,)).fetchall()
    return [_grading(*row) for row in rows if not student or row[0] == student]


def _row(key: str, grading: Grading) -> tuple[str | float | None, ...]:
    move = grading.move
    tasks = [
        [t.task, t.before, t.after, [_check_row(check) for check in t.checks]] for t in move.tasks
    ]
    text = json.dumps(tasks, separators=(",", ":"))
    when = grading.graded_at, grading.grader, grading.module
    return (key, *when, move.before, move.after, move.changed, text)


def _check_row(check: CheckMove) -> list[str | float | bool]:
    return [check.check, check.before, check.after, check.reweighted]


def _grading(
    student: str,
    graded_at: str,
    grader: str,
    module: str,
    before: float | None,
    after: float | None,
    changed: Changed,
    tasks: str,
) -> Grading:
    moved = tuple(_task_move(*task) for task in json.loads(tasks))
    move = Move(student=student, before=before, after=after, changed=changed, tasks=moved)
    return Grading(graded_at, grader, module, move)


def _task_move(
    task: str, before: float, after: float, checks: Iterable[tuple[str, float, float, bool]]
) -> TaskMove:
    found = tuple(
        CheckMove(check=name, before=old, after=new, reweighted=same)
        for name, old, new, same in checks
    )
    return TaskMove(task=task, before=before, after=after, checks=found)
