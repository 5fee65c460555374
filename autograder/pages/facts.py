"""What the gradebook holds of a student's submission, as the page shows it.

It is read from the file with one connection and without nbgrader, so that a process that writes
pages starts at once.
"""

import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.gradebook.lateness import Late, late_by
from autograder.gradebook.locking import SILENT_WAIT
from autograder.gradebook.reading import reading
from autograder.gradebook.recorded import HAS_TABLE, TABLE
from autograder.grading.results import Result

AT_ONCE = 500  # SQLite's older versions take 999 values in a statement
EPOCH = datetime(1970, 1, 1)  # SQLAlchemy keeps a duration as a time since then
SUBMISSIONS = """
SELECT student.id, student.first_name, student.last_name, submitted_assignment.timestamp,
    submitted_assignment.extension, assignment.duedate, submitted_notebook.late_submission_penalty,
    submitted_assignment.id, submitted_notebook.id
FROM submitted_notebook
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN student ON student.id = submitted_assignment.student_id
WHERE assignment.name = ? AND notebook.name = ? AND student.id IN """
RESULTS = f"SELECT submission_id, result FROM {TABLE} WHERE submission_id IN "
MARKS = """
SELECT grade.notebook_id, base_cell.name, coalesce(grade_cells.max_score, task_cells.max_score),
    grade.auto_score, grade.manual_score, grade.extra_credit
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
LEFT JOIN grade_cells ON grade_cells.id = base_cell.id
LEFT JOIN task_cells ON task_cells.id = base_cell.id
WHERE grade.notebook_id IN """
COMMENTS = """
SELECT comment.notebook_id, base_cell.name, coalesce(comment.manual_comment, comment.auto_comment)
FROM comment JOIN base_cell ON base_cell.id = comment.cell_id
WHERE comment.notebook_id IN """


@dataclass(frozen=True)
class Mark:
    """The points of a graded cell."""

    max_score: float
    automatic: float | None = None
    by_hand: float | None = None
    extra: float = 0.0

    @property
    def score(self) -> float:
        """The points that count, as nbgrader adds them up: without a score no extra credit."""
        given = self.automatic if self.by_hand is None else self.by_hand
        return 0.0 if given is None else given + self.extra

    @property
    def waits(self) -> bool:
        """Whether a person has not given the points yet."""
        return self.automatic is None and self.by_hand is None


@dataclass(frozen=True)
class Facts:
    """What the gradebook holds of one submission."""

    student: str
    name: str
    """first and last name; empty where the gradebook has none"""
    due: datetime | None
    """in UTC, without the student's own extension"""
    extension: timedelta | None
    late: Late
    penalty: float
    """the points that lateness takes off"""
    result: Result | None
    """of the checks; None where the grader failed, or an earlier version recorded nothing"""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """by `grade_id`"""
    comments: Mapping[str, str] = field(default_factory=dict)
    """by `grade_id`"""

    @property
    def score(self) -> float:
        """The points that count in the end."""
        return math.fsum(mark.score for mark in self.marks.values()) - self.penalty

    @property
    def max_score(self) -> float:
        """What could be reached."""
        return math.fsum(mark.max_score for mark in self.marks.values())


def read_facts(
    gradebook: Path, course: Course, assignment: Assignment, students: Sequence[str]
) -> dict[str, Facts]:
    """By student; who has no submission in the gradebook is left out. Raises GradebookError."""
    with reading(gradebook) as database:
        database.execute("BEGIN")  # all that follows is of one moment
        find = partial(_select, database, SUBMISSIONS, students, assignment.name, assignment.stem)
        rows = SILENT_WAIT.retry(lambda: list(find()), gradebook)
        notebooks = [row[-1] for row in rows]
        results = dict(_results(database, [row[-2] for row in rows]))
        marks: dict[str, dict[str, Mark]] = {}
        for notebook, cell, most, automatic, by_hand, extra in _select(database, MARKS, notebooks):
            mark = Mark(most or 0.0, automatic, by_hand, extra or 0.0)
            marks.setdefault(notebook, {})[cell] = mark
        comments: dict[str, dict[str, str]] = {}
        for notebook, cell, comment in _select(database, COMMENTS, notebooks):
            if comment:
                comments.setdefault(notebook, {})[cell] = comment
    found = {}
    for student, first, last, time, extra_time, due_text, penalty, submission, notebook in rows:
        due, extension = _time(due_text), _duration(extra_time)
        found[student] = Facts(
            student,
            f"{first or ''} {last or ''}".strip(),
            due,
            extension,
            late_by(due, _time(time), extension, course.zone),
            penalty or 0.0,
            results.get(submission),
            marks.get(notebook, {}),
            comments.get(notebook, {}),
        )
    return found


def _results(
    database: sqlite3.Connection, submissions: Sequence[str]
) -> Iterator[tuple[str, Result]]:
    if database.execute(HAS_TABLE).fetchone():
        for key, result in _select(database, RESULTS, submissions):
            yield key, Result.from_json(result)


def _select(
    database: sqlite3.Connection, query: str, keys: Sequence[str], *parameters: str
) -> Iterator[Any]:
    """The rows of a query that ends in `IN`, for so many keys as there are."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        places = ", ".join("?" * len(some))
        yield from database.execute(f"{query} ({places})", (*parameters, *some))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _duration(text: str | None) -> timedelta | None:
    return datetime.fromisoformat(text) - EPOCH if text else None
