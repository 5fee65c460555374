"""A verdict on the learner's file, and the status of its tasks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from autograder.course import Assignment
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.message_parts import NOT_RUN, TO_DO, has

Early = Callable[[Result], None]
"""takes a result with all marks, while names and lines of mistakes are still looked for"""
PATIENCE_SECONDS = 0.1
"""such a result is shown where the search takes longer"""
TaskStatus = Literal["passed", "partly", "failed", "not run", "not begun"]


@dataclass(frozen=True)
class Verdict:
    """A result, and what else is needed to show it."""

    assignment: Assignment
    result: Result
    hidden: bool
    """whether the hidden checks were run, or the public ones"""
    notes: tuple[str, ...] = ()
    """what a learner should know about the workspace or the files in it"""

    @property
    def passed(self) -> bool:
        """Whether every task passes."""
        return self.result.status == "graded" and first_failing(self.result) is None


def status_of(task: TaskResult) -> TaskStatus:
    """The status of a task, in a word.

    A task that judges how all functions work together has not passed yet where one of ours took
    part, although in a class it counts.
    """
    if task.borrowed:
        return "partly"
    if task.score >= task.max_score > 0:
        return "passed"
    if task.score > 0:
        return "partly"
    tried = [check for check in task.checks if check.outcome != "skipped"]
    if any(has(check.parts, NOT_RUN) for check in task.checks):
        return "not run"
    return "not begun" if all(is_stub(check) for check in tried) else "failed"


def is_stub(check: CheckResult) -> bool:
    """Whether a check found only the TODO of the stub."""
    return has(check.parts, TO_DO)


def first_failing(result: Result) -> TaskResult | None:
    """The task to work on next."""
    return next((task for task in result.tasks if status_of(task) != "passed"), None)


def first_failed(task: TaskResult) -> CheckResult | None:
    """The check to look at first: one that failed, or else one that was skipped."""
    not_passed = [check for check in task.checks if check.outcome != "passed"]
    tried = [check for check in not_passed if check.outcome != "skipped"]
    return next(iter(tried or not_passed), None)
