"""Follow-through: a check that fails may pass with our version of an earlier, wrong function."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType

from autograder.course import Assignment, Limits, Task
from autograder.grading.results import TaskResult
from autograder.grading.student import Clock, Worker, WorkerSlot
from autograder.sandbox import Substitute
from autograder.submissions.submission import Submission

Substitutes = Mapping[str, Substitute]
StartWorker = Callable[[Submission, Substitutes], Worker]


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


class Helped:
    """A slot in whose workers some functions are ours, and which of these the program called."""

    def __init__(self, slot: WorkerSlot, substitutes: Substitutes) -> None:
        self.slot = slot
        self._substitutes = substitutes

    def forget_calls(self) -> None:
        """Another attempt begins."""
        for substitute in self._substitutes.values():
            substitute.reset()

    @property
    def names(self) -> list[str]:
        """The functions that are ours, where they are called with our arguments."""
        return list(self._substitutes)

    @property
    def called(self) -> list[str]:
        """The functions of ours that were called in this attempt."""
        return [name for name, substitute in self._substitutes.items() if substitute.called]

    @property
    def passed_over(self) -> list[str]:
        """The functions that were called with further arguments, so that the learner's own ran."""
        return [name for name, substitute in self._substitutes.items() if substitute.passed_over]


class WorkerSlots:
    """The slots of one submission: one for each set of substitutes, on one clock."""

    def __init__(
        self,
        assignment: Assignment,
        limits: Limits,
        reference: ModuleType,
        submission: Submission,
        start_worker: StartWorker,
    ) -> None:
        self._functions = [f for task in assignment.tasks for f in task.functions]
        self._clock = Clock(limits)
        self._reference = reference
        self._start_worker = partial(start_worker, submission)
        self._slots: dict[tuple[str, ...], Helped] = {}

    @property
    def plain(self) -> WorkerSlot:
        """The slot of the learner's program as it is."""
        return self.with_ours(()).slot

    def with_ours(self, names: Sequence[str]) -> Helped:
        """The slot where these functions are the reference's."""
        key = tuple(sorted(names))
        if key not in self._slots:
            substitutes = {name: Substitute(getattr(self._reference, name)) for name in names}
            start = partial(self._start_worker, substitutes)
            slot = WorkerSlot(start, self._clock, self._functions)
            self._slots[key] = Helped(slot, substitutes)
        return self._slots[key]

    def close(self) -> None:
        """End all workers; who is asked next gets a fresh one."""
        for helped in self._slots.values():
            helped.slot.close()
