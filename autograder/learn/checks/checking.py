"""Which checks a learner gets: the hidden ones where the course has them, else the public ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from autograder.course import Assignment, Task
from autograder.grading.results import Result, total
from autograder.learn.checks.debug_answer import Script
from autograder.learn.checks.hidden import HiddenChecks
from autograder.learn.checks.public import PublicChecks
from autograder.learn.checks.remember import remember
from autograder.learn.checks.verdict import Early, Verdict
from autograder.learn.workspace.kept_copy import keep_copy
from autograder.learn.workspace.workspace import Workspace


class Checks(Protocol):
    """The checks of one assignment, ready to run on the learner's file, again and again."""

    hidden: bool

    def run(self, early: Early | None = None) -> Result:
        """Check the module as it is now.

        `early` gets a first result, where there is more to look for. Raises Interrupted when `kill`
        stopped it, CourseError when the course has a mistake.
        """
        ...

    def failing_script(self, task: Task) -> Script | None:
        """A script of the first call of a task that goes wrong; None where none does.

        Raises CourseError when the module can't be loaded.
        """
        ...

    def kill(self) -> None:
        """Stop a run that is going on in another thread."""
        ...

    def close(self) -> None:
        """End all processes. No run may be going on."""
        ...


def open_checks(workspace: Workspace, assignment: Assignment) -> Checks:
    """The checks of an assignment, with their process started."""
    if workspace.has_solutions(assignment):
        return HiddenChecks(workspace, assignment)
    return PublicChecks(workspace, assignment)


ShowEarly = Callable[[Verdict], None]


def judge(
    workspace: Workspace, assignment: Assignment, checks: Checks, early: ShowEarly | None = None
) -> Verdict:
    """Run the checks once. Raises what `Checks.run` raises.

    `early` gets the verdict before names and lines of mistakes are looked for.
    """
    notes = tuple(filter(None, (workspace.notice, keep_copy(workspace, assignment))))

    def verdict(result: Result) -> Verdict:
        return Verdict(assignment, result, checks.hidden, notes)

    return verdict(checks.run(early and (lambda result: early(verdict(result)))))


def check_once(
    workspace: Workspace,
    assignment: Assignment,
    task: str | None = None,
    early: ShowEarly | None = None,
) -> Verdict:
    """Check the module as it is, and remember the verdict. Returns all of it, or one task's.

    `early` gets all of it before names and lines of mistakes are looked for. Raises CourseError
    when the course has a mistake.
    """
    checks = open_checks(workspace, assignment)
    try:
        verdict = judge(workspace, assignment, checks, early)
    finally:
        checks.close()
    with workspace.state.edit() as state:
        remember(state, assignment, verdict.result)
    return verdict if task is None else replace(verdict, result=_narrowed(verdict.result, task))


def _narrowed(result: Result, task: str) -> Result:
    tasks = tuple(t for t in result.tasks if t.task == task)
    sums = {"score": total(t.score for t in tasks), "max_score": total(t.max_score for t in tasks)}
    return result.model_copy(update={"tasks": tasks} | sums)
