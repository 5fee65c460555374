"""A verdict on the learner's file, and the status of its tasks."""

import re
from dataclasses import dataclass
from typing import Literal

from autograder.course import Assignment
from autograder.grading.results import CheckResult, Result, TaskResult

TaskStatus = Literal["passed", "partly", "failed", "not run", "not begun"]

NOT_BEGUN = re.compile(r"^(Got: )?NotImplementedError(: )?", re.MULTILINE)
"""what a check says when it finds only the TODO of the stub"""
NOT_RUN = "Not run: "
"""what a check says that was not tried, because an earlier one never ended"""


@dataclass(frozen=True)
class Verdict:
    """A result, and what else is needed to show it."""

    assignment: Assignment
    result: Result
    source: str
    """the learner's module"""
    hidden: bool
    """whether the hidden checks were run, or the public ones"""

    @property
    def passed(self) -> bool:
        """Whether every task passes."""
        return self.result.status == "graded" and first_failing(self.result) is None


def status_of(task: TaskResult) -> TaskStatus:
    """The status of a task, in a word."""
    if task.score >= task.max_score > 0:
        return "passed"
    if task.score > 0:
        return "partly"
    tried = [check for check in task.checks if check.outcome != "skipped"]
    if any(NOT_RUN in check.message for check in task.checks):
        return "not run"
    return "not begun" if all(is_stub(check) for check in tried) else "failed"


def is_stub(check: CheckResult) -> bool:
    """Whether a check found only the TODO of the stub."""
    return NOT_BEGUN.search(check.message) is not None


def first_failing(result: Result) -> TaskResult | None:
    """The task to work on next."""
    return next((task for task in result.tasks if status_of(task) != "passed"), None)


def first_failed(task: TaskResult) -> CheckResult | None:
    """The check to look at first: one that failed, or else one that was skipped."""
    not_passed = [check for check in task.checks if check.outcome != "passed"]
    tried = [check for check in not_passed if check.outcome != "skipped"]
    return next(iter(tried or not_passed), None)
