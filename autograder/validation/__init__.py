"""Proving an assignment's graders, with right and wrong programs whose results are known."""

from collections.abc import Callable

from autograder.course import Assignment, Course
from autograder.grading import Submission
from autograder.grading.grade import grade_submissions
from autograder.grading.results import Result
from autograder.sandbox import Isolation
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
    begin: Callable[[int], None] = lambda total: None,
    graded: Callable[[Result], None] = lambda result: None,
) -> ValidationReport:
    """Grade stub, reference, wheats and misconceptions like submissions of students.

    `begin` gets the number of programs, `graded` each result as soon as it is there. Raises
    CourseError where the secret side cannot be loaded.
    """
    programs = all_programs(course, assignment)
    begin(len(programs))
    submissions = [Submission(program.student, program.source) for program in programs]
    results: dict[str, Result] = {}
    for result in grade_submissions(
        course, assignment, submissions, isolation=isolation, jobs=jobs
    ):
        graded(result)
        results[result.student] = result
    return ValidationReport(assignment, {p: results[p.student] for p in programs})
