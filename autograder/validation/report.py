"""The results of the programs whose result is known, and every problem in them."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.course import Assignment
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.message_parts import joined
from autograder.validation.pairs import FEW_UNNAMED, LEAST_SHARE, PairReport
from autograder.validation.programs import Program

FAILED = ("failed", "timeout", "crashed")


@dataclass(frozen=True)
class Gap:
    """How far right and wrong programs are from a check's tolerance; 1 is the tolerance itself."""

    task: str
    check: str
    largest_right: float
    """the largest error of the reference and the wheats"""
    smallest_wrong: float
    """the smallest error of a misconception whose values fail the check; inf where there is none"""


@dataclass(frozen=True)
class ValidationReport:
    """The proof that an assignment's graders are right, or the problems that stand against it."""

    assignment: Assignment
    results: Mapping[Program, Result]
    other_draws: Sequence[Mapping[Program, Result]] = ()
    """the same on the data of other secrets"""
    pairs: PairReport = field(default_factory=lambda: PairReport({}))
    """how pairs of misconceptions were named"""
    seconds: float = 0.0
    """how long all of it took"""

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """Every problem, on one line each."""
        return tuple(
            f"{program.student}: {problem}"
            for program, result in self.results.items()
            for problem in (*self._problems_of(program, result), *self._moves_of(program, result))
        ) + tuple(self._problems_of_pairs())

    @property
    def named(self) -> tuple[int, int]:
        """How many misconceptions were named as themselves alone, and how many there are."""
        own = [
            [m.id for m in _part(result, task).misconceptions] == [program.name]
            for program, result in self.results.items()
            if (task := self._task_of(program))
        ]
        return sum(own), len(own)

    def count(self, kind: str) -> int:
        """How many programs of a kind there are."""
        return sum(program.kind == kind for program in self.results)

    @cached_property
    def kills(self) -> dict[str, dict[Program, frozenset[str]]]:
        """For each task, which of its checks each of its misconceptions fails: the kill matrix."""
        matrix: dict[str, dict[Program, frozenset[str]]] = {
            task.name: {} for task in self.assignment.tasks
        }
        for program, result in self.results.items():
            if task := self._task_of(program):
                matrix[task][program] = frozenset(_failed(_part(result, task)))
        return matrix

    @property
    def idle_checks(self) -> list[tuple[str, str]]:
        """Task and name of each check that no misconception fails."""
        return [
            (task, check)
            for task, checks in self.checks.items()
            for check in checks
            if not any(check in killed for killed in self.kills[task].values())
        ]

    @cached_property
    def checks(self) -> dict[str, list[str]]:
        """The names of the checks of each task."""
        reference = next(r for p, r in self.results.items() if p.kind == "reference")
        return {task.task: [check.name for check in task.checks] for task in reference.tasks}

    @property
    def gaps(self) -> Iterator[Gap]:
        """The tolerance gap of each check that compares numbers."""
        for task, checks in self.checks.items():
            for check in checks:
                right = [c.error for c in self._runs(task, check, ("reference", "wheat"))]
                wrong = [
                    c.error
                    for c in self._runs(task, check, ("misconception",))
                    if c.outcome == "failed" and c.error is not None and c.error > 1
                ]
                if any(error is not None for error in right):
                    largest = max(error for error in right if error is not None)
                    yield Gap(task, check, largest, min(wrong, default=math.inf))

    def _runs(self, task: str, check: str, kinds: Iterable[str]) -> Iterator[CheckResult]:
        for program, result in self.results.items():
            own = self._task_of(program)
            if program.kind in kinds and own in (None, task):
                yield from (c for c in _part(result, task).checks if c.name == check)

    def _task_of(self, program: Program) -> str | None:
        """The task that a misconception belongs to."""
        if program.misconception is None:
            return None
        replaces = program.misconception.replaces
        return next(t.name for t in self.assignment.tasks if replaces in t.functions)

    def _problems_of(self, program: Program, result: Result) -> Iterator[str]:
        if result.status != "graded":
            yield f"{result.status}: {joined(result.parts[:1])}"
        elif program.kind == "stub":
            yield from _points_for_nothing(result)
        elif program.misconception is None:
            for task in result.tasks:
                yield from _less_than_all(task)
        else:
            yield from self._problems_of_misconception(program, result)

    def _problems_of_pairs(self) -> Iterator[str]:
        unnamed = self.pairs.of("nothing")
        if self.pairs.share >= LEAST_SHARE or len(unnamed) < FEW_UNNAMED:
            return  # a few of few pairs say nothing about the share
        yield f"only {self.pairs.share:.0%} of the pairs of misconceptions are named"
        for pair in unnamed:
            yield f"{pair.student}: is not named"

    def _moves_of(self, program: Program, result: Result) -> Iterator[str]:
        """Where other data of the hidden checks give another score, each check once."""
        others = [draw[program] for draw in self.other_draws]
        if all(other.score == result.score for other in others):
            return
        scores = ", ".join(f"{s:g}" for s in sorted({r.score or 0 for r in (result, *others)}))
        for task in result.tasks:
            for check in task.checks:
                seen = {_outcome(other, task.task, check.name) for other in (result, *others)}
                if len(seen) > 1:
                    outcomes = " or ".join(sorted(seen))
                    where = f"{task.task}: {check.name} {outcomes}"
                    yield f"its score depends on the data ({scores}): {where}"

    def _problems_of_misconception(self, program: Program, result: Result) -> Iterator[str]:
        misconception, own = program.misconception, self._task_of(program)
        assert misconception is not None
        for task in result.tasks:
            named = [m.id for m in task.misconceptions]
            if task.task != own:
                yield from _less_than_all(task, follow_through=True)
                continue
            failed, declared = _failed(task), set(misconception.fails)
            if failed != declared:
                yield f"fails {_names(failed)}, but its file says {_names(declared)}"
            if not named:
                yield "is not named: no check tells it from another one, or from the reference"
            elif named != [misconception.id]:
                yield f"is named as {_names(named)}"


def _part(result: Result, task: str) -> TaskResult:
    empty = TaskResult(task=task, score=0, max_score=0)
    return next((part for part in result.tasks if part.task == task), empty)


def _outcome(result: Result, task: str, check: str) -> str:
    return next((c.outcome for c in _part(result, task).checks if c.name == check), "missing")


def _failed(task: TaskResult) -> set[str]:
    return {check.name for check in task.checks if check.outcome in FAILED}


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _points_for_nothing(result: Result) -> Iterator[str]:
    for task in result.tasks:
        for check in task.checks:
            if check.points:
                yield f"gets points for {task.task}: {check.name} passes"


def _less_than_all(task: TaskResult, *, follow_through: bool = False) -> Iterator[str]:
    for check in task.checks:
        if check.outcome in FAILED:
            message = " ".join(check.message.split())
            yield f"{task.task}: {check.name} {check.outcome}: {message}"
    if task.follow_through and not follow_through:
        yield f"{task.task} counts only with our functions in place of its own"
    if task.misconceptions:
        yield f"{task.task} is named as {_names(m.id for m in task.misconceptions)}"
