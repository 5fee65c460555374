"""Follow-through: a check that fails may pass with our version of an earlier, wrong function."""

from collections.abc import Mapping

from autograder.course import Assignment, Task
from autograder.grading.results import TaskResult


def wrong_needs(
    assignment: Assignment, task: Task, done: Mapping[str, TaskResult]
) -> tuple[Task, ...]:
    """The tasks that this one needs, directly or not, and that the learner has not got right."""
    needed = set(task.needs)
    for earlier in reversed(assignment.tasks):
        if earlier.name in needed:
            needed |= set(earlier.needs)
    return tuple(t for t in assignment.tasks if t.name in needed and _is_wrong(t, done))


def replaceable(
    assignment: Assignment, task: Task, done: Mapping[str, TaskResult]
) -> list[tuple[str, ...]]:
    """The sets of functions that may be ours in a check of this task, the largest set first.

    The largest has each wrong function of an earlier task, because a learner's function may call
    any of them. The smaller one has those that the task needs: the learner's own version of another
    may be wrong for the contract, and still what the learner's functions expect of each other.
    Later functions are never replaced: they do the work of the earlier ones, too, and would give
    it away.

    A task of no function of its own judges the functions together: there at most one task's may be
    replaced, and where more are wrong none is.
    """
    needs = wrong_needs(assignment, task, done)
    if not task.functions:
        return [needs[0].functions] if len(needs) == 1 else []
    earlier = [t for t in assignment.tasks if t.name in done and _is_wrong(t, done)]
    sets = [
        tuple(f for t in tasks for f in t.functions if f not in task.functions)
        for tasks in (earlier, needs)
    ]
    return [names for names in dict.fromkeys(sets) if names]


def _is_wrong(task: Task, done: Mapping[str, TaskResult]) -> bool:
    return task.name in done and done[task.name].score < done[task.name].max_score
