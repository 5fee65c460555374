"""The gradebook of a course: results go in, and everything that nbgrader holds comes out."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from autograder.course import Assignment, Course
from autograder.gradebook.answers import FORGET_ORPHANS as FORGET_ANSWERS
from autograder.gradebook.answers import task_answer, written_answer
from autograder.gradebook.cells import AssignmentIds, find_assignment, save_assignment
from autograder.gradebook.database import Database
from autograder.gradebook.exported import exported_rows
from autograder.gradebook.extensions import grant_extension
from autograder.gradebook.gradebook_errors import file_error, stops_a_run
from autograder.gradebook.history import FORGET_ORPHANS as FORGET_HISTORY
from autograder.gradebook.lateness import Late, find_outdated, read_lateness, write_penalties
from autograder.gradebook.locking import SILENT_WAIT, LockWait
from autograder.gradebook.notebooks.autograded import StudentNotebook, read_notebook, render
from autograder.gradebook.notebooks.autograded_folder import remove_folder, write_folder
from autograder.gradebook.notebooks.feedback_cells import outputs, score_of
from autograder.gradebook.notebooks.released import Released, read_released
from autograder.gradebook.overrides import Override, read_overrides
from autograder.gradebook.recorded import (
    FORGET_ORPHANS,
    WRITE_PROOF,
    Graded,
    keep_results,
)
from autograder.gradebook.rows import NO_RESPONSE, Marks, write_marks
from autograder.gradebook.standing import Standing, read_standing
from autograder.gradebook.unfinished import Unfinished, read_unfinished
from autograder.grading.results import Result
from autograder.submissions.timestamp import odd_time, read_timestamp
from autograder.text import one_line


@contextmanager
def open_gradebook(course: Course, wait: LockWait = SILENT_WAIT) -> Iterator["GradeBook"]:
    """The course's gradebook, made where there is none. Raises GradebookError."""
    database = Database(course, wait)
    try:
        yield GradeBook(course, database)
    finally:
        database.close()


class GradeBook:
    """nbgrader's gradebook, for the assignments of `course.yml`. Raises GradebookError."""

    def __init__(self, course: Course, database: Database) -> None:
        self._course = course
        self._database = database
        self._prepared: dict[str, tuple[Released, AssignmentIds]] = {}

    def prepare(self, assignment: Assignment) -> None:
        """Make assignment, due date and cells agree with `course.yml` and the release."""
        released = read_released(self._course, assignment)
        ids = save_assignment(self._database, self._course.id, assignment, released)
        with self._database.writing() as session:
            for forget in (FORGET_ORPHANS, FORGET_ANSWERS, FORGET_HISTORY):
                session.connection().exec_driver_sql(forget)
        self._prepared[assignment.name] = (released, ids)

    def record(self, assignment: Assignment, batch: Sequence[Graded]) -> list[Graded]:
        """Write graded notebooks, then scores, comments and results, in one transaction.

        A submission that was removed in the meantime is left out. One whose grading failed loses
        its old score and its graded notebook, as they are no longer right. Returns what was
        recorded, with lateness, and with notes about notebook and timestamp in the messages.
        """
        released, ids = self._prepared[assignment.name]
        api = self._database.api
        written = [pair for one in batch if (pair := self._write(assignment, released, one))]
        if not written:
            return []
        with self._database.writing() as session:
            keys = write_marks(session, api, ids, [marks for _, marks in written])
            late = read_lateness(session, api, ids, self._course.zone, list(keys))
            covered = _covered(assignment, read_overrides(session, api, ids, list(keys)))
            write_penalties(session, api, ids, self._course.late_policy(assignment), late)
            graded = [replace(one, result=_as_now(one.result, late, covered)) for one, _ in written]
            by_key = {keys[one.result.student].submission: one for one in graded}
            keep_results(session.connection(), by_key)
        return graded

    def keep_proof(self, assignment: Assignment, programs: str, proof: str) -> None:
        """Remember that these programs have proven the graders."""
        with self._database.writing() as session:
            session.connection().exec_driver_sql(WRITE_PROOF, (assignment.name, programs, proof))

    def as_now(self, assignment: Assignment, results: Iterable[Result]) -> list[Result]:
        """Recorded results with lateness and marks by hand as they are now.

        A result whose submission is no longer recorded is left out.
        """
        _, ids = self._prepared[assignment.name]
        with self._database.reading() as session:
            late = read_lateness(session, self._database.api, ids, self._course.zone)
            covered = _covered(assignment, read_overrides(session, self._database.api, ids))
        return [_as_now(result, late, covered) for result in results if result.student in late]

    def overrides(self, assignment: Assignment, students: Sequence[str]) -> list[Override]:
        """The scores of these students that a person gave in the place of automatic ones."""
        _, ids = self._prepared[assignment.name]
        with self._database.reading() as session:
            return read_overrides(session, self._database.api, ids, students)

    def rows(self, assignment: Assignment) -> list[dict[str, str | float | None]]:
        """What `nbgrader export` shows of the assignment: a row for each student of the course."""
        with self._database.reading() as session:
            return exported_rows(session, self._database.api, assignment)

    def submitters(self, assignment: Assignment) -> set[str]:
        """The students of whom the gradebook has a submission."""
        row = self._database.api.SubmittedAssignment
        with self._database.reading() as session:
            assignment_id = find_assignment(session, self._database.api, assignment).id
            found = session.scalars(
                select(row.student_id).where(row.assignment_id == assignment_id)
            )
            return set(found)

    def unfinished(self, assignment: Assignment) -> Unfinished:
        """Whose exported score is not the last word."""
        with self._database.reading() as session:
            return read_unfinished(session, self._database.api, self._course, assignment)

    def standing(self, assignment: Assignment) -> Standing:
        """What counts of each student beside the result."""
        with self._database.reading() as session:
            return read_standing(session, self._database.api, self._course, assignment)

    def extend(self, assignment: Assignment, student: str, extra: timedelta) -> None:
        """Give a student more time; 0 takes it back. Raises CourseError for an unknown student."""
        with self._database.writing() as session:
            grant_extension(session, self._database.api, assignment, student, extra)

    def refresh(self, assignment: Assignment) -> None:
        """Bring due date and late penalties up to date, if they aren't.

        `course.yml`, extensions and marks by hand may have changed since they were written.
        """
        api = self._database.api
        with self._database.reading() as session:
            if not find_outdated(session, api, self._course, assignment):
                return
        with self._database.writing() as session:
            find_outdated(session, api, self._course, assignment).correct(session, api)

    def _write(
        self, assignment: Assignment, released: Released, one: Graded
    ) -> tuple[Graded, Marks] | None:
        """Write the graded notebook; return what the database needs, None for a removed folder."""
        folder = one.submission.folder
        if not os.path.lexists(folder):
            return None
        try:
            if one.result.status == "error":
                timestamp, _ = read_timestamp(one.submission.contents, self._course.zone)
                return self._write_failed(assignment, released, one, timestamp)
            return self._write_graded(assignment, released, one)
        except OSError as error:
            if not os.path.lexists(folder):
                return None
            place = self._course.autograded_dir(one.result.student, assignment)
            problem = file_error(error, place)
            if stops_a_run(error):
                raise problem from error
            why = str(problem)
        except Exception as error:  # our own mistake costs this student's score, not the run
            why = f"{type(error).__name__}: {error}"
        failed = replace(one, result=_failed(one.result, why))
        return self._write_failed(assignment, released, failed, None)

    def _write_graded(
        self, assignment: Assignment, released: Released, one: Graded
    ) -> tuple[Graded, Marks]:
        student, folder = one.result.student, one.submission.contents
        timestamp, note = read_timestamp(folder, self._course.zone)
        note = note or odd_time(timestamp, assignment.due)
        notebook = read_notebook(folder / assignment.notebook, released)
        content = render(notebook, outputs(assignment, one.result), released)
        write_folder(self._course, assignment, student, folder, content)
        notes = " ".join(text for text in (notebook.note, note) if text)
        parts = (*one.result.parts, ("", notes)) if notes else one.result.parts
        result = one.result.model_copy(update={"parts": parts})
        scores = {task.name: score_of(task, result) for task in assignment.tasks}
        answers = {name: task_answer(result.sha256, score) for name, score in scores.items()}
        written = {name: written_answer(notebook.cells, name) for name in released.manual_ids}
        marks = Marks(
            student,
            timestamp,
            scores | _by_hand(notebook, released),
            _comments(notebook, released),
            answers | written,
        )
        return replace(one, result=result), marks

    def _write_failed(
        self,
        assignment: Assignment,
        released: Released,
        one: Graded,
        timestamp: datetime | None,
    ) -> tuple[Graded, Marks]:
        """Remove the graded notebook, where that is possible, and the scores with it."""
        student = one.result.student
        try:
            remove_folder(self._course, assignment, student)
        except OSError as error:
            if stops_a_run(error):
                place = self._course.autograded_dir(student, assignment)
                raise file_error(error, place) from error
        scores: dict[str, float | None] = dict.fromkeys(released.task_ids)
        return one, Marks(student, timestamp, scores, {}, {})


def _as_now(
    result: Result, late: Mapping[str, Late], covered: Mapping[str, tuple[str, ...]]
) -> Result:
    return result.model_copy(
        update={
            "late_seconds": late[result.student].seconds,
            "covered_by_hand": covered.get(result.student, ()),
        }
    )


def _covered(assignment: Assignment, overrides: Iterable[Override]) -> dict[str, tuple[str, ...]]:
    """The tasks whose score a person overrode, by student, in the order of `course.yml`."""
    found = {(one.student, one.task) for one in overrides}
    return {
        student: tuple(t.name for t in assignment.tasks if (student, t.name) in found)
        for student, _ in found
    }


def _failed(result: Result, why: str) -> Result:
    """The result of a student whose graded notebook can't be made."""
    parts = (("", f"The graded notebook can't be made: {one_line(why)}"),)
    return result.model_copy(update={"status": "error", "score": None, "parts": parts, "tasks": ()})


def _by_hand(notebook: StudentNotebook, released: Released) -> dict[str, float | None]:
    """The scores of the cells marked by hand: 0 where nothing was written, else open."""
    return {name: None if name in notebook.answered else 0.0 for name in released.manual_ids}


def _comments(notebook: StudentNotebook, released: Released) -> dict[str, str | None]:
    return {
        name: None if name in notebook.answered else NO_RESPONSE for name in released.answer_ids
    }
