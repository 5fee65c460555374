"""Judge mutants of one function of a reference: which lose nothing, and whose score moves."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from autograder.course import Assignment, Course, Task
from autograder.grading.attempt import attempt
from autograder.grading.clock import Clock
from autograder.grading.marking import Marker
from autograder.grading.secret import rng_for
from autograder.grading.session import run_session
from autograder.grading.suite import Suite
from autograder.grading.worker_slot import WorkerSlot
from autograder.sandbox import WorkerFault
from autograder.submissions.submission import Submission
from tests.mutation.mutants import Mutant, mutants
from tests.support.local_worker import local_worker


def mutants_of(course: Course, assignment: Assignment, function: str) -> list[Mutant]:
    """The mutants of a function of the assignment's reference."""
    reference = course.require_solution_dir(assignment) / assignment.module
    return mutants(reference.read_text(encoding="utf-8"), {function})


def survivors(
    course: Course, assignment: Assignment, task: Task, made: list[Mutant], folder: Path
) -> list[Mutant]:
    """The mutants that get all points in the task of the function that was changed.

    That task's checks alone are run, from `folder`: the other functions are the reference's.
    """
    alive: list[Mutant] = []

    def judge(suite: Suite) -> None:
        alive.extend(m for m in made if _passes(m, suite, task, Clock(course.limits)))

    _session(course, assignment, task, folder, judge)
    return alive


def scores(
    course: Course,
    assignment: Assignment,
    task: Task,
    made: list[Mutant],
    folder: Path,
    secrets: Iterable[bytes],
) -> dict[str, set[float]]:
    """The points of each mutant in its task, on the data of each secret."""
    found: dict[str, set[float]] = {mutant.change: set() for mutant in made}

    def judge(suite: Suite) -> None:
        for secret in secrets:
            marker = Marker(suite, course.limits, secret, "none")
            for mutant in made:
                submission = Submission(mutant.change, mutant.source.encode())
                result = marker.mark(
                    submission, lambda s, _: local_worker(s.source, assignment.module)
                )
                found[mutant.change].add(result.score or 0.0)

    _session(course, assignment, task, folder, judge)
    return found


def _session(
    course: Course,
    assignment: Assignment,
    task: Task,
    folder: Path,
    judge: Callable[[Suite], None],
) -> None:
    """A session with the checks of this task alone, from files that are copied to `folder`."""
    (folder / "graders").mkdir()
    solution = course.solution_dir(assignment)
    for file in (assignment.module, f"graders/test_{task.name}.py"):
        shutil.copy(solution / file, folder / file)
    alone = assignment.model_copy(update={"tasks": (task.model_copy(update={"needs": ()}),)})
    run_session(folder, alone, judge)


def _passes(mutant: Mutant, suite: Suite, task: Task, clock: Clock) -> bool:
    """Whether every check passes; the first that fails is enough, so the others are not run."""
    assignment = suite.assignment
    source = mutant.source.encode()
    slot = WorkerSlot(lambda: local_worker(source, assignment.module), clock, task.functions)
    with closing(slot):
        try:
            slot.load()
        except WorkerFault:
            return False
        for check in suite.checks[task.name]:
            rng = rng_for(b"mutants", "", mutant.change, assignment.name, task.name, check.name)
            if not attempt(check, suite, slot, rng).passed:
                return False
    return True
