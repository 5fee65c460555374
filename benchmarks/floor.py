"""The floor: the same checks on a right program in one process, without isolation or messages."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.course import Assignment, Course
from autograder.grading import Submission
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.secret import rng_for
from autograder.grading.session import run_session
from autograder.grading.suite import Suite, load_reference
from autograder.sandbox import choose_isolation


class BareModule:
    """What a check gets as `student`: the module itself."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def run(self, script: Callable[..., Any], *args: Any) -> Any:
        """What the script returns."""
        return script(self._module, *args)


def right_program(course: Course, assignment: Assignment, count: int) -> tuple[float, float]:
    """Milliseconds for each of `count` right submissions in one stream: the floor, and ours."""
    plan = Plan.of(course, assignment, choose_isolation())
    source = (plan.folder / assignment.module).read_bytes()
    submissions = [Submission(f"student-{n}", source) for n in range(count)]
    floor: list[float] = []

    def run_checks(suite: Suite) -> None:
        student = BareModule(load_reference(plan.folder, assignment))
        begun = time.perf_counter()
        for submission in submissions:
            for task, checks in suite.checks.items():
                for check in checks:
                    words = submission.student, assignment.name, task, check.name
                    suite.run(check, student, rng_for(plan.secret, submission.sha256, *words))
        floor.append(time.perf_counter() - begun)

    run_session(plan.folder, assignment, run_checks)
    start = _seconds(lambda: grade_batch(plan, []))
    ours = _seconds(lambda: grade_batch(plan, submissions)) - start
    return 1000 * floor[0] / count, 1000 * ours / count


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
