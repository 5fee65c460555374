"""Grade all mutants of an assignment's reference, and list those that lose nothing."""

from mutants import Mutant, mutants

from autograder.course import Assignment, Course
from autograder.grading import Result, Submission, grade_submissions
from autograder.sandbox import Isolation


def mutants_of(course: Course, assignment: Assignment) -> list[Mutant]:
    """The mutants of every function that a task of the assignment judges."""
    reference = course.require_solution_dir(assignment) / assignment.module
    functions = {f for task in assignment.tasks for f in task.functions}
    return mutants(reference.read_text(encoding="utf-8"), functions)


def survivors(
    course: Course, assignment: Assignment, made: list[Mutant], isolation: Isolation
) -> list[Mutant]:
    """The mutants that get all points in the task of the function that was changed."""
    by_student = {f"mutant {number}": mutant for number, mutant in enumerate(made)}
    submissions = (Submission(s, mutant.source.encode()) for s, mutant in by_student.items())
    results = grade_submissions(course, assignment, submissions, isolation=isolation)
    alive = {r.student for r in results if not _lost(r, by_student[r.student], assignment)}
    return [mutant for student, mutant in by_student.items() if student in alive]


def _lost(result: Result, mutant: Mutant, assignment: Assignment) -> bool:
    assert result.status != "error", result.message
    own = next(t.name for t in assignment.tasks if mutant.function in t.functions)
    task = next(t for t in result.tasks if t.task == own)
    return task.score < task.max_score
