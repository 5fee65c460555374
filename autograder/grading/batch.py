"""A batch of submissions in one grader process, with one pytest session and one sandbox."""

import atexit
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Assignment, Course, Limits
from autograder.errors import CourseError
from autograder.grading.attempt import GraderError
from autograder.grading.marking import Marker
from autograder.grading.results import Result
from autograder.grading.second_try import PatientWorkers
from autograder.grading.secret import course_secret
from autograder.grading.session import run_session
from autograder.grading.suite import Suite
from autograder.grading.turns import Turns
from autograder.grading.worker_slot import Substitutes, Worker
from autograder.sandbox import WALL_FACTOR, Isolation, Sandbox, SandboxBroken, WorkerLimits
from autograder.submissions.submission import Submission
from autograder.text import one_line


@dataclass(frozen=True)
class Plan:
    """What a grader process needs to know; it can be pickled."""

    assignment: Assignment
    folder: Path
    """the secret side of the assignment"""
    limits: Limits
    secret: bytes = field(repr=False)
    isolation: Isolation
    line_hints: bool
    """whether feedback names the line that decides"""
    turns: Path | None = None
    """a folder, with another one in it, by which the graders of a machine take turns; else the
    secret side's own"""

    @classmethod
    def of(
        cls,
        course: Course,
        assignment: Assignment,
        isolation: Isolation,
        secret: bytes | None = None,
        line_hints: bool = True,
    ) -> "Plan":
        """The plan for an assignment, by default with the course's own secret.

        Lines are named where the course allows it and `line_hints` doesn't forbid it.

        Raises CourseError without the secret side.
        """
        return cls(
            assignment=assignment,
            folder=course.require_solution_dir(assignment),
            limits=course.limits,
            secret=course_secret(course) if secret is None else secret,
            isolation=isolation,
            line_hints=line_hints and course.names_lines(assignment),
        )

    def marker(self, suite: Suite, *, own_work: bool = False) -> Marker:
        """What marks submissions by this plan."""
        return Marker(
            suite,
            self.limits,
            self.secret,
            self.isolation.name,
            own_work=own_work,
            line_hints=self.line_hints,
        )

    def error(self, submission: Submission, message: str) -> Result:
        """The result of a submission on which the grader itself failed."""
        return Result(
            student=submission.student,
            status="error",
            score=None,
            max_score=self.assignment.max_score,
            sha256=submission.sha256,
            isolation=self.isolation.name,
            parts=(("", one_line(message)),),
        )


def grade_batch(plan: Plan, submissions: Sequence[Submission]) -> list[Result]:
    """Grade the submissions in this process, in their order.

    Where the grader itself fails, that submission gets the status "error"; the others are graded.
    Raises CourseError when the secret side cannot be loaded.
    """
    results: list[Result] = []

    def judge(suite: Suite) -> None:
        marker = plan.marker(suite)
        for submission in submissions:
            results.append(_graded(submission, marker, plan))

    run_session(plan.folder, plan.assignment, judge)
    return results


def _graded(submission: Submission, marker: Marker, plan: Plan) -> Result:
    try:
        try:
            return _marked(submission, marker, plan)
        except SandboxBroken:
            _close_sandboxes()
            return _marked(submission, marker, plan)
    except (GraderError, CourseError) as error:
        return plan.error(submission, str(error))
    except Exception as error:
        return plan.error(submission, f"the grader failed: {type(error).__name__}: {error}")


def _marked(submission: Submission, marker: Marker, plan: Plan) -> Result:
    sandbox = _sandbox(plan)

    def start_worker(submission: Submission, substitutes: Substitutes) -> Worker:
        return sandbox.worker(submission.source, plan.assignment.module, substitutes)

    patience = 2 * WALL_FACTOR * plan.limits.call_seconds
    gate, room = plan.folder, plan.folder / "graders"
    if plan.turns:
        gate, room = plan.turns, plan.turns / "room"
    with closing(Turns(gate, room, patience)) as turns:
        return marker.mark(submission, PatientWorkers(start_worker, turns).start_worker)


_sandboxes: dict[tuple[Isolation, WorkerLimits], Sandbox] = {}
"""the sandbox of this process, by isolation and limits; it is closed when the process ends"""


def _sandbox(plan: Plan) -> Sandbox:
    key = plan.isolation, worker_limits(plan.limits)
    if key not in _sandboxes:
        _close_sandboxes()
        _sandboxes[key] = Sandbox(*key)
    return _sandboxes[key]


def worker_limits(limits: Limits) -> WorkerLimits:
    """What one worker of a submission may use: it may be the only one."""
    return WorkerLimits(limits.memory_mib, limits.submission_seconds)


@atexit.register
def _close_sandboxes() -> None:
    while _sandboxes:
        _, sandbox = _sandboxes.popitem()
        sandbox.close()
