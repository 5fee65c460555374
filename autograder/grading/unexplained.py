"""A result without its explanations: what a student may see of an exam before it has ended."""

from autograder.grading.results import CheckResult, Result, TaskResult


def unexplained(result: Result) -> Result:
    """Which check passed and what it gave, and nothing of why.

    Why a module can't be loaded stays, because without it nobody could tell what was graded.
    """
    return result.model_copy(update={"tasks": tuple(map(_task, result.tasks))})


def _task(task: TaskResult) -> TaskResult:
    checks = tuple(map(_check, task.checks))
    return task.model_copy(
        update={"misconceptions": (), "follow_through": False, "borrowed": (), "checks": checks}
    )


def _check(check: CheckResult) -> CheckResult:
    return check.model_copy(update={"lines": (), "parts": (), "numbers": (), "printed": ()})
