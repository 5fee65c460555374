"""What was graded already: one table of our own in nbgrader's database.

A row is written in the transaction that writes the scores, so the two always agree. Reading it
needs no nbgrader, so grading can begin while nbgrader is still being imported.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course import RESULTS_TABLE, Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.history import grading_now, keep, last_graders
from autograder.gradebook.locking import SILENT_WAIT, LockWait
from autograder.gradebook.reading import reading, require_gradebook
from autograder.grading.moves import Move, move_of
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.submissions.submission import Submission

TABLE = RESULTS_TABLE
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    submission_id VARCHAR(32) PRIMARY KEY NOT NULL,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL
)"""
HAS_TABLE = f"SELECT name FROM sqlite_master WHERE name = '{TABLE}'"
WRITE = f"INSERT OR REPLACE INTO {TABLE} (submission_id, fingerprint, result) VALUES (?, ?, ?)"
FORGET = f"DELETE FROM {TABLE} WHERE submission_id = ?"
FORGET_ORPHANS = f"""
DELETE FROM {TABLE} WHERE submission_id NOT IN (SELECT id FROM submitted_assignment)"""
READ = f"""
SELECT submitted_assignment.student_id, {TABLE}.fingerprint, {TABLE}.result
FROM {TABLE}
JOIN submitted_assignment ON submitted_assignment.id = {TABLE}.submission_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ?"""
READ_SCORES = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ?"""
READ_GRADED = """
SELECT DISTINCT assignment.name FROM assignment
JOIN submitted_assignment ON submitted_assignment.assignment_id = assignment.id"""

PROOFS = "autograder_proofs"
"""the graders that right programs have proven; `programs` says which programs these were"""
CREATE_PROOFS = f"""
CREATE TABLE IF NOT EXISTS {PROOFS} (
    assignment TEXT NOT NULL,
    programs TEXT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (assignment, programs)
)"""
HAS_PROOFS = f"SELECT name FROM sqlite_master WHERE name = '{PROOFS}'"
WRITE_PROOF = f"INSERT OR REPLACE INTO {PROOFS} (assignment, programs, proof) VALUES (?, ?, ?)"
READ_PROOF = f"SELECT proof FROM {PROOFS} WHERE assignment = ? AND programs = ?"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the gradebook holds of one student."""

    fingerprint: str
    """of the submission that was graded"""
    result: Result
    """with lateness as it was then"""
    scores: Mapping[str, float | None]
    """the scores that the gradebook holds now, by `grade_id`; somebody else may have graded"""
    by_hand: Mapping[str, float]
    """the scores that a person gave, by `grade_id`"""
    grader: str
    """the identity of the grader that graded last; empty where the gradebook doesn't have it"""


@dataclass(frozen=True)
class Graded:
    """A result with the submission that it belongs to, and what was recorded before."""

    result: Result
    submission: Submission
    grader: str
    """the identity of the grader"""
    before: Recorded | None = None

    @property
    def move(self) -> Move:
        """What the grading did to the student's score."""
        if self.before is None:
            return move_of(None, "", self.result, self.grader)
        return move_of(self.before.result, self.before.grader, self.result, self.grader)


class SharedParts:
    """Makes equal tasks and checks one object: a class of thousands then needs little memory.

    Most checks pass, or fail in the same way.
    """

    def __init__(self) -> None:
        self._checks: dict[CheckResult, CheckResult] = {}
        self._tasks: dict[TaskResult, TaskResult] = {}

    def of(self, result: Result) -> Result:
        """The same result, without the values that aren't in its JSON."""
        return result.model_copy(update={"tasks": tuple(map(self._task, result.tasks))})

    def _task(self, task: TaskResult) -> TaskResult:
        checks = tuple(map(self._check, task.checks))
        same = task.model_copy(update={"checks": checks})
        return self._tasks.setdefault(same, same)

    def _check(self, check: CheckResult) -> CheckResult:
        if check.error is not None:
            check = check.model_copy(update={"error": None})
        return self._checks.setdefault(check, check)


def read_recorded(
    course: Course,
    assignment: Assignment,
    students: Collection[str] | None = None,
    wait: LockWait = SILENT_WAIT,
) -> dict[str, Recorded]:
    """What is recorded of these students, by default of all; nothing without a gradebook.

    Raises GradebookError.
    """
    gradebook = course.gradebook_path
    if not gradebook.exists():
        return {}
    shared = SharedParts()
    with reading(gradebook) as database:
        if not wait.retry(lambda: database.execute(HAS_TABLE).fetchone(), gradebook):
            return {}
        scores: dict[str, dict[str, float | None]] = {}
        by_hand: dict[str, dict[str, float]] = {}
        for student, cell, score, given in database.execute(READ_SCORES, (assignment.name,)):
            scores.setdefault(student, {})[cell] = score
            if given is not None:
                by_hand.setdefault(student, {})[cell] = given
        graders = last_graders(database, assignment)
        return {
            student: Recorded(
                fingerprint,
                shared.of(Result.from_json(result)),
                scores.get(student, {}),
                by_hand.get(student, {}),
                graders.get(student, ""),
            )
            for student, fingerprint, result in database.execute(READ, (assignment.name,))
            if students is None or student in students
        }


def keep_results(connection: Any, graded: Mapping[str, Graded]) -> None:
    """Write results and their history, under the keys of the submissions.

    Where the grader failed, the result before goes, as it is no longer right.
    """
    for key, one in graded.items():
        if one.result.status == "error":
            connection.exec_driver_sql(FORGET, (key,))
        else:
            row = (key, one.submission.fingerprint, one.result.model_dump_json())
            connection.exec_driver_sql(WRITE, row)
    gradings = [
        (key, grading_now(one.move, one.grader, one.result.sha256)) for key, one in graded.items()
    ]
    keep(connection, gradings)


def read_proof(
    course: Course, assignment: Assignment, programs: str, wait: LockWait = SILENT_WAIT
) -> str:
    """What these programs have proven the last time; empty where nothing. Raises GradebookError."""
    gradebook = course.gradebook_path
    if not gradebook.exists():
        return ""
    with reading(gradebook) as database:
        if not wait.retry(lambda: database.execute(HAS_PROOFS).fetchone(), gradebook):
            return ""
        row = database.execute(READ_PROOF, (assignment.name, programs)).fetchone()
        return row[0] if row else ""


def graded_assignments(course: Course) -> list[Assignment]:
    """The assignments of which something was graded, in the course's order.

    Raises CourseError where there is none.
    """
    require_gradebook(course, course.assignments[0])
    path = course.gradebook_path
    with reading(path) as database:
        rows = SILENT_WAIT.retry(lambda: database.execute(READ_GRADED).fetchall(), path)
    found = {name for (name,) in rows}
    graded = [assignment for assignment in course.assignments if assignment.name in found]
    if not graded:
        raise CourseError("nothing is graded yet; first run: autograder grade NAME")
    return graded
