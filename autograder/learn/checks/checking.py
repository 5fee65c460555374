"""Which checks a learner gets: the hidden ones where solutions are at hand, or the public ones."""

from dataclasses import replace
from typing import Protocol

from autograder.course import Assignment
from autograder.grading.results import Result, total
from autograder.learn.checks.hidden import HiddenChecks
from autograder.learn.checks.public import PublicChecks
from autograder.learn.checks.verdict import Verdict
from autograder.learn.progress import remember
from autograder.learn.workspace.workspace import Workspace


class Checks(Protocol):
    """The checks of one assignment, ready to run on the learner's file, again and again."""

    hidden: bool

    def run(self) -> Result:
        """Check the module as it stands now.

        Raises Interrupted when `kill` broke it off, CourseError when the course is at fault.
        """
        ...

    def kill(self) -> None:
        """Break off a run that is going on in another thread."""
        ...

    def close(self) -> None:
        """Let go of everything. No run may be going on."""
        ...


def open_checks(workspace: Workspace, assignment: Assignment) -> Checks:
    """The checks of an assignment, warm."""
    if workspace.has_solutions(assignment):
        return HiddenChecks(workspace, assignment)
    return PublicChecks(workspace, assignment)


def judge(assignment: Assignment, checks: Checks) -> Verdict:
    """Run the checks once. Raises what `Checks.run` raises."""
    return Verdict(assignment, checks.run(), checks.hidden)


def check_once(workspace: Workspace, assignment: Assignment, task: str | None = None) -> Verdict:
    """Check the module as it stands, remember what came, and tell it: all of it, or one task's.

    Raises CourseError when the course is at fault.
    """
    checks = open_checks(workspace, assignment)
    try:
        verdict = judge(assignment, checks)
    finally:
        checks.close()
    with workspace.state.edit() as state:
        remember(state, assignment, verdict.result)
    return verdict if task is None else replace(verdict, result=_narrowed(verdict.result, task))


def _narrowed(result: Result, task: str) -> Result:
    tasks = tuple(t for t in result.tasks if t.task == task)
    sums = {"score": total(t.score for t in tasks), "max_score": total(t.max_score for t in tasks)}
    return result.model_copy(update={"tasks": tasks} | sums)
