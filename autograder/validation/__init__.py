"""Proving an assignment's graders, with right and wrong programs whose results are known."""

import hashlib
import time
from collections.abc import Callable

from autograder.course import Assignment, Course
from autograder.grading import Submission
from autograder.grading.grade import grade_submissions
from autograder.grading.results import Result
from autograder.grading.secret import course_secret
from autograder.sandbox import Isolation
from autograder.validation.pairs import grade_pairs, pairs_of
from autograder.validation.programs import Program, all_programs
from autograder.validation.report import Gap, ValidationReport
from autograder.validation.tables import report_view

__all__ = ["Gap", "Program", "ValidationReport", "all_programs", "report_view", "validate"]


def validate(
    course: Course,
    assignment: Assignment,
    *,
    isolation: Isolation,
    jobs: int | None = None,
    secrets: int = 1,
    pairs: int | None = 0,
    begin: Callable[[int], None] = lambda total: None,
    graded: Callable[[Result], None] = lambda result: None,
) -> ValidationReport:
    """Grade stub, reference, wheats and misconceptions like submissions of students.

    With several `secrets` each is graded on other data for each, the first time on those of the
    course's own secret. With `pairs` so many pairs of misconceptions of one function are graded as
    well, with None all of them. `begin` gets the number of gradings, `graded` each result as soon
    as it is there. Raises CourseError where the secret side cannot be loaded.
    """
    since = time.perf_counter()
    programs = all_programs(course, assignment)
    known = [program.misconception for program in programs if program.misconception]
    chosen = pairs_of(known, pairs)
    begin(len(programs) * secrets + len(chosen))
    submissions = [Submission(program.student, program.source) for program in programs]
    drawn: list[dict[Program, Result]] = []
    for secret in _secrets(course, secrets):
        results: dict[str, Result] = {}
        for result in grade_submissions(
            course,
            assignment,
            submissions,
            isolation=isolation,
            jobs=jobs,
            secret=secret,
            line_hints=False,
        ):
            graded(result)
            results[result.student] = result
        drawn.append({program: results[program.student] for program in programs})
    together = grade_pairs(
        course, assignment, chosen, isolation=isolation, jobs=jobs, graded=graded
    )
    seconds = time.perf_counter() - since
    return ValidationReport(assignment, drawn[0], tuple(drawn[1:]), together, seconds)


def _secrets(course: Course, count: int) -> list[bytes]:
    """The course's own secret, and others that come from it."""
    own = course_secret(course)
    others = (hashlib.sha256(own + f" draw {k}".encode()).digest() for k in range(1, count))
    return [own, *others]
