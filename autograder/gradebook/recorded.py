"""What the gradebook holds already. Needs no nbgrader, so that grading can begin without it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.notebooks.folder import has_notebook
from autograder.gradebook.patience import Patience
from autograder.gradebook.sharing import SharedParts
from autograder.gradebook.state import fingerprints, isolations, results_as_json
from autograder.grading.results import Result
from autograder.submissions.folder import Handin

ANY_PATIENCE = Patience()
UNCONFINED = "none"  # the name of an isolation that is none


@dataclass(frozen=True)
class Graded:
    """A result with what it was made from."""

    result: Result
    handin: Handin
    fingerprint: str


def require_gradebook(course: Course, assignment: Assignment) -> None:
    """Raise CourseError in a course that has no gradebook, and make none."""
    if not course.gradebook_path.exists():
        raise CourseError(
            f"{course.gradebook_path}: there is no gradebook yet; first run: "
            f"autograder grade {assignment.name}"
        )


def up_to_date(
    course: Course,
    assignment: Assignment,
    prints: Mapping[str, str],
    patience: Patience = ANY_PATIENCE,
) -> set[str]:
    """The students whose submission is graded as it stands, notebook and all.

    Needs no nbgrader. Raises GradebookError.
    """
    recorded = fingerprints(course.gradebook_path, assignment.name, patience)
    return {
        student
        for student, fingerprint in prints.items()
        if recorded.get(student) == fingerprint and has_notebook(course, assignment, student)
    }


def graded_unconfined(
    course: Course, assignment: Assignment, patience: Patience = ANY_PATIENCE
) -> set[str]:
    """The students who were graded without a sandbox, so that nothing held their program.

    Needs no nbgrader. Raises GradebookError.
    """
    recorded = isolations(course.gradebook_path, assignment.name, patience)
    return {student for student, isolation in recorded.items() if isolation == UNCONFINED}


def stored_results(
    course: Course,
    assignment: Assignment,
    students: Collection[str] | None = None,
    patience: Patience = ANY_PATIENCE,
) -> Iterator[Result]:
    """What is recorded of these students, by default of all, with lateness as it was then.

    Needs no nbgrader. Raises GradebookError.
    """
    shared = SharedParts()
    for student, result in results_as_json(course.gradebook_path, assignment.name, patience):
        if students is None or student in students:
            yield shared.of(Result.from_json(result))
