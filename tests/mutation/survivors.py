"""Grade all mutants of one function of a reference, and list those that lose nothing."""

import shutil
from pathlib import Path

from autograder.course import Assignment, Course, Task
from autograder.grading import Submission
from autograder.grading.batch import Plan, grade_batch
from autograder.sandbox import Isolation
from tests.mutation.mutants import Mutant, mutants


def mutants_of(course: Course, assignment: Assignment, function: str) -> list[Mutant]:
    """The mutants of a function of the assignment's reference."""
    reference = course.require_solution_dir(assignment) / assignment.module
    return mutants(reference.read_text(encoding="utf-8"), {function})


def survivors(
    course: Course,
    assignment: Assignment,
    task: Task,
    made: list[Mutant],
    isolation: Isolation,
    folder: Path,
) -> list[Mutant]:
    """The mutants that get all points in the task of the function that was changed.

    That task's checks alone are run, from `folder`: the other functions are the reference's.
    """
    (folder / "graders").mkdir()
    solution = course.solution_dir(assignment)
    for file in (assignment.module, f"graders/test_{task.name}.py"):
        shutil.copy(solution / file, folder / file)
    alone = assignment.model_copy(update={"tasks": (task.model_copy(update={"needs": ()}),)})
    plan = Plan(alone, folder, course.limits, b"mutants", isolation)
    submissions = [Submission(m.change, m.source.encode()) for m in made]
    results = grade_batch(plan, submissions)
    assert not [r.message for r in results if r.status == "error"]
    return [mutant for mutant, r in zip(made, results, strict=True) if r.score == r.max_score > 0]
