"""nbgrader's own `autograde` for our assignments: same scores, same feedback, nothing executed.

`nbgrader_config.py` makes nbgrader use these classes instead of its own. For an ordinary
assignment, each does what nbgrader's class does; one of ours that `course.yml` doesn't list is
refused.
"""

from collections.abc import Generator
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, finalize

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import Execute
from nbgrader.utils import parse_utc
from traitlets import Unicode

from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.lateness import late_by, late_penalty
from autograder.gradebook.notebooks.autograded import read_notebook, render
from autograder.gradebook.notebooks.feedback_cells import outputs
from autograder.gradebook.notebooks.released import (
    Released,
    grade_id_of,
    nbgrader_of,
    read_released,
)
from autograder.gradebook.our_assignments import mark_as_ours
from autograder.gradebook.recorded import FORGET, TABLE, Graded, Recorded, read_recorded
from autograder.grading import Result, Submission, grade_submissions, grader_fingerprint
from autograder.grading.fingerprint import grader_identity
from autograder.grading.grade import process_pool
from autograder.grading.proof import proof_of, proven, right_programs
from autograder.grading.secret import course_secret
from autograder.nbgrader_plugins.guard import guard_conversion, require_known
from autograder.nbgrader_plugins.save_grades import BY_NBGRADER, GRADED, keep_graded
from autograder.nbgrader_plugins.submission_times import read_times_of
from autograder.sandbox import choose_isolation
from autograder.submissions.folder import list_submissions
from autograder.submissions.module import read_module


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads a submitted notebook as `autograder grade` reads it, however damaged it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        course = guard_conversion(self.parent)
        names = {assignment.name for assignment in course.assignments}
        read_times_of(self.parent.coursedir, course, names)
        self._name_what_is_passed_over(course)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Like nbconvert's, but a submission of ours is made safe and complete first."""
        course, assignment = _ours(self.parent.coursedir, resources["nbgrader"]["assignment"])
        if assignment is None or not self.parent._sanitizing:
            return super().from_filename(filename, resources, **kw)  # type: ignore[no-any-return]
        released = read_released(course, assignment)
        content = render(read_notebook(Path(filename), released), {}, released)
        resources["metadata"] = {"name": assignment.stem, "path": str(Path(filename).parent)}
        return self.from_notebook_node(  # type: ignore[no-any-return]
            nbformat.reads(content.decode(), as_version=4), resources, **kw
        )

    def _name_what_is_passed_over(self, course: Course) -> None:
        """Folders that nbgrader doesn't see, such as `01-Double`, are named in the log."""
        name = self.parent.coursedir.assignment_id
        assignment = next((a for a in course.assignments if a.name == name), None)
        with suppress(CourseError):  # there is none
            for submission in list_submissions(course, assignment) if assignment else ():
                if submission.invalid_reason:
                    self.log.warning("%s: %s", submission.student, submission.invalid_reason)


class GradeModule(Execute):  # type: ignore[misc]
    """Grades the submitted module in the sandbox; the submitted notebook is never executed."""

    def __call__(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade ours, even with `--no-execute`; run any other notebook."""
        coursedir = self.parent.parent.coursedir
        course, assignment = _ours(coursedir, resources["nbgrader"]["assignment"])
        if assignment is None:
            return super().__call__(nb, resources)  # type: ignore[no-any-return]
        student = resources["nbgrader"]["student"]
        folder = coursedir.format_path(coursedir.submitted_directory, student, assignment.name)
        before = _begin(resources["nbgrader"]["db_url"], course, assignment, student)
        folders = Submission(student, folder=Path(folder), fingerprint=BY_NBGRADER)
        submission = read_module(folders, assignment)
        result = _process_of(self.parent.parent).grade(course, assignment, submission)
        graded = Graded(result, submission, _identity(course, assignment), before)
        if result.status == "error":
            keep_graded(resources["nbgrader"]["db_url"], assignment.name, graded)
            raise RuntimeError(f"{student}: {result.message}")
        resources["nbgrader"][GRADED] = graded
        found = outputs(assignment, result)
        for cell in nb.cells:
            if (grade_id := grade_id_of(cell)) in found:
                cell.outputs = nbformat.from_dict(found[grade_id])
        return nb, resources


class CourseLatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """The late penalty as the `late` sections of `course.yml` say."""

    course_root = Unicode(help="the folder of the course, where course.yml is").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points taken off; for an ordinary notebook, those of nbgrader's own policy."""
        course = _course(self.course_root)
        name = getattr(self.parent, "assignment_id", "")
        assignment = next((a for a in course.assignments if a.name == name), None)
        if assignment is None:
            return super().late_submission_penalty(  # type: ignore[no-any-return]
                student_id, score, total_seconds_late
            )
        submission = self.parent.gradebook.find_submission(assignment.name, student_id)
        late = late_by(
            submission.assignment.duedate, submission.timestamp, submission.extension, course.zone
        )
        return late_penalty(course.late_policy(assignment), score, late)


class _GraderProcess:
    """One process for all submissions of a command: its start takes as long as thirty of them."""

    def __init__(self) -> None:
        self._isolation = choose_isolation()
        self._pool: Executor | None = None

    def grade(self, course: Course, assignment: Assignment, submission: Submission) -> Result:
        """The result.

        The reference is graded first, once for these graders. Raises CourseError where it loses a
        point, or the assignment's secret side can't be loaded.
        """
        programs = right_programs(course, assignment, wheats=False)
        proof = proof_of(grader_fingerprint(course, assignment), programs)
        if proof not in _proven:
            list(proven(self._grade(course, assignment, programs), programs, assignment))
            _proven.add(proof)
        [result] = self._grade(course, assignment, [submission])
        return result

    def _grade(
        self, course: Course, assignment: Assignment, submissions: list[Submission]
    ) -> Generator[Result]:
        calls = count()

        def executor(jobs: int) -> Executor:
            if self._pool is None or next(calls):  # a second call means that the process broke
                self.close()
                self._pool = process_pool(jobs)
            return _Kept(self._pool)

        return grade_submissions(
            course,
            assignment,
            submissions,
            isolation=self._isolation,
            jobs=1,
            make_executor=executor,
        )

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)


class _Kept(Executor):
    """An executor that stays open when a run ends."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        """Submit to the pool."""
        return self._pool.submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Keep the pool open."""


_proven: set[str] = set()
"""the graders that this process has seen proven by the reference"""
_processes: WeakKeyDictionary[Any, _GraderProcess] = WeakKeyDictionary()


def _process_of(converter: Any) -> _GraderProcess:
    """The process of one run of nbgrader's converter; it ends with the run."""
    if converter not in _processes:
        _processes[converter] = _GraderProcess()
        finalize(converter, _processes[converter].close)
    return _processes[converter]


def _ours(coursedir: Any, name: str) -> tuple[Course, Assignment | None]:
    """The course and the assignment of ours, as they are now. Raises CourseError."""
    course = _course(coursedir.root)
    return course, require_known(course, name, coursedir.db_url)


def _course(root: str) -> Course:
    path = Path(root) / COURSE_FILE
    return _course_at(root, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _course_at(root: str, changed: int) -> Course:
    return load_course(Path(root))


def _identity(course: Course, assignment: Assignment) -> str:
    return grader_identity(grader_fingerprint(course, assignment), course_secret(course))


def _begin(db_url: str, course: Course, assignment: Assignment, student: str) -> Recorded | None:
    """Set the due date, and clear old scores, which nbgrader would keep where grading fails.

    Returns what was recorded before. Raises CourseError where the gradebook's cells are not those
    of course.yml and the release: nbgrader takes the points from the gradebook.
    """
    released = read_released(course, assignment)
    before = read_recorded(course, assignment, [student]).get(student)
    with Gradebook(db_url, course.id) as book:
        submission = book.find_submission_notebook(assignment.stem, assignment.name, student)
        _require_same_cells(submission.notebook, assignment, released)
        mark_as_ours(book.db, submission.notebook.assignment.id)
        if assignment.due is not None:
            submission.notebook.assignment.duedate = parse_utc(assignment.due)
        tasks = {task.name for task in assignment.tasks}
        for grade in submission.grades:
            if grade.name in tasks:
                grade.auto_score = None
                if grade.manual_score is None:
                    grade.needs_manual_grade = True
        connection = book.db.connection()
        if connection.dialect.has_table(connection, TABLE):
            connection.exec_driver_sql(FORGET, (submission.assignment_id,))
        book.db.commit()
    return before


def _require_same_cells(notebook: Any, assignment: Assignment, released: Released) -> None:
    found = {cell.name: cell.max_score for cell in notebook.grade_cells}
    wanted = {
        name: float(nbgrader_of(released.by_id[name]).get("points", 0))
        for name in released.task_ids | released.manual_ids
    }
    if found != wanted:
        raise CourseError(
            f"{assignment.name}: the cells and points in the gradebook are not those of the "
            f"released notebook; run: autograder release {assignment.name}"
        )
