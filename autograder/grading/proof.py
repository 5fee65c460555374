"""Graders proven by right programs, in the run that grades a class: a wrong grader is found first.

The reference, and on request every wheat, is graded as a submission. Until each of them has all
points no result of anybody is given on.
"""

import hashlib
import platform
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.results import Result, total
from autograder.submissions.submission import Submission
from autograder.text import number


def right_programs(course: Course, assignment: Assignment, wheats: bool) -> list[Submission]:
    """The reference, and with `wheats` every wheat, as submissions under the name of their file.

    No student can have such a name. Raises CourseError where a file can't be read.
    """
    folder = course.require_solution_dir(assignment)
    files = [folder / assignment.module]
    if wheats:
        files += sorted((folder / "wheats").glob("*.py"))
    return [Submission(str(file.relative_to(folder.parent)), _source(file)) for file in files]


def _source(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CourseError(f"{file}: {error.strerror}") from error


def proof_of(grader: str, programs: Sequence[Submission]) -> str:
    """A digest of all that a proof depends on: graders, programs, Python and NumPy."""
    words = (grader, platform.python_version(), np.__version__, *(p.sha256 for p in programs))
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def proven(
    results: Generator[Result], programs: Iterable[Submission], assignment: Assignment
) -> Generator[Result]:
    """The results of the other submissions, none of them before all these programs are right.

    Raises CourseError for a program that doesn't get all points.
    """
    waiting = {program.student for program in programs}
    kept: list[Result] = []
    with closing(results):
        for result in results:
            if result.student in waiting:
                _require_all_points(result, assignment)
                waiting.remove(result.student)
            else:
                kept.append(result)
            if not waiting:
                yield from kept
                kept.clear()


def _require_all_points(result: Result, assignment: Assignment) -> None:
    if result.status == "graded" and all(task.score == task.max_score for task in result.tasks):
        return
    failed = [
        f"{task.task}/{check.name} ({check.title})"
        for task in result.tasks
        for check in task.checks
        if check.outcome not in ("passed", "skipped")
    ]
    score = "" if result.score is None else f", but gets {number(result.score)}"
    why = "; ".join(failed) or result.message
    all_points = number(total(task.points for task in assignment.tasks))
    raise CourseError(
        f"Nothing is recorded: {result.student} is right and should get all "
        f"{all_points} points{score}: {why}. Correct the grader or this program; "
        f"to see all that is wrong: autograder validate {assignment.name}"
    )
