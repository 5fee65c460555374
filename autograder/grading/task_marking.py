"""The checks of one task, run on one submission: gates, follow-through, what went wrong."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from autograder.course import Task
from autograder.grading.attempt import Attempt, attempt
from autograder.grading.calls import Call
from autograder.grading.clock import OutOfTime
from autograder.grading.describe import listing
from autograder.grading.diagnosis import diagnose
from autograder.grading.feedback.debug_script import FailingCall
from autograder.grading.hidden_checks import Check
from autograder.grading.results import CheckResult, MisconceptionResult, TaskResult, total
from autograder.grading.suite import Suite
from autograder.grading.worker_slot import SubstitutedSlot, WorkerSlot
from autograder.message_parts import NOTE, Part
from autograder.sandbox import MissingFunction, NotCallable


@dataclass(frozen=True)
class Failure:
    """A check that failed: its calls, and which functions were ours in them."""

    check: str
    attempt: Attempt
    substitutes: tuple[str, ...]


@dataclass
class TaskMarking:
    """What it takes to mark a task, and what has come of it so far."""

    suite: Suite
    task: Task
    rng_for: Callable[[str], np.random.Generator]
    """the random numbers of a check, by its name"""
    own: WorkerSlot
    """where the learner's program runs as it is"""
    substituted: Sequence[SubstitutedSlot]
    """where some of our functions take the place of its own, most of them first"""
    kept_wrong: Sequence[str]
    """tasks that are wrong and whose functions are not replaced, because this one needs several"""
    own_work: bool
    """nothing is graded: the learner may see the numbers and what the program prints"""
    failing: tuple[str, FailingCall] | None = None
    """the first call that went wrong, and the title of its check"""
    failures: list[Failure] = field(default_factory=list)
    """the checks that failed, in their order; known after `result`"""
    _follow_through: bool = False
    _borrowed: dict[str, None] = field(default_factory=dict)
    _own_is_lost: bool = False
    _results: dict[str, CheckResult] = field(default_factory=dict)
    _evidence: dict[str, Sequence[Call]] = field(default_factory=dict)

    def result(self) -> TaskResult:
        """Run every check that may run; no mistake has a name yet."""
        for check in self.suite.checks[self.task.name]:
            self._results[check.name] = self._skipped(check) or self._judged(check)
        results = tuple(self._results.values())
        all_passed = all(result.outcome == "passed" for result in results)
        return TaskResult(
            task=self.task.name,
            score=self.task.points if all_passed else total(result.points for result in results),
            max_score=self.task.points,
            follow_through=self._follow_through,
            borrowed=() if self.task.functions else tuple(self._borrowed),
            checks=results,
        )

    def names(self) -> tuple[MisconceptionResult, ...]:
        """The mistakes that explain the failures, as far as they have names; after `result`."""
        own = [m for m in self.suite.misconceptions if m.replaces in self.task.functions]
        with suppress(Exception):  # whatever it is, it must not stand in the way of the marks
            return diagnose(self._evidence, own, self.suite.reference)
        return ()

    def elsewhere(self, own: WorkerSlot, substituted: Sequence[SubstitutedSlot]) -> "TaskMarking":
        """The marking of another program with the same data and the same substitutes."""
        return TaskMarking(
            suite=self.suite,
            task=self.task,
            rng_for=self.rng_for,
            own=own,
            substituted=substituted,
            kept_wrong=self.kept_wrong,
            own_work=False,
        )

    def all_pass(self) -> bool:
        """Whether every check passes; none is run after one that doesn't, and nothing is named."""
        return all(self._attempts(c)[0].passed for c in self.suite.checks[self.task.name])

    def _skipped(self, check: Check) -> CheckResult | None:
        gates = [gate for gate in check.after if self._results[gate].outcome != "passed"]
        if not gates:
            return None
        titles = {earlier.name: earlier.title for earlier in self.suite.checks[self.task.name]}
        names = listing(f"“{titles[gate]}”" for gate in gates)
        parts = (("", f"Not run yet: {names} must pass first."),)
        return self._check_result(check, Attempt("skipped"), parts)

    def _judged(self, check: Check) -> CheckResult:
        last, substituted = self._attempts(check)
        if not last.passed:
            self._evidence[check.name] = [call for call in last.calls if self._is_of_task(call)]
            ours = tuple(substituted.names) if substituted else ()
            self.failures.append(Failure(check.name, last, ours))
        if last.passed and substituted and substituted.called:
            self._follow_through = True
            self._borrowed |= dict.fromkeys(substituted.called)
        return self._check_result(check, last, self._parts(last, substituted))

    def _is_of_task(self, call: Call) -> bool:
        """Whether a function of this task is called: other calls say nothing about its mistakes."""
        return bool({call.function, *call.steps} & set(self.task.functions))

    def _attempts(self, check: Check) -> tuple[Attempt, SubstitutedSlot | None]:
        """The attempt that counts, and the slot where our functions were tried, if they were."""
        own = None if self._own_is_lost else self._attempt(check, self.own)
        if own and (own.passed or not self.substituted or self._is_own_fault(own)):
            return own, None
        first: tuple[Attempt, SubstitutedSlot] | None = None
        for substituted in self.substituted:
            if first and set(first[1].called) <= set(substituted.names):
                continue  # it would be the same again
            substituted.forget_calls()
            tried = self._attempt(check, substituted.slot)
            if own and isinstance(tried.fault, OutOfTime):
                return own, None
            if own and not substituted.called:
                tried = own  # nothing of ours took part
            first = first or (tried, substituted)
            if tried.passed:
                # A function that hangs or crashes would do so again in each check, for seconds.
                self._own_is_lost |= bool(own and own.outcome in ("timeout", "crashed"))
                return tried, substituted
        assert first is not None
        return first

    def _attempt(self, check: Check, slot: WorkerSlot) -> Attempt:
        rng = self.rng_for(check.name)
        return attempt(check, self.suite, slot, rng, own_work=self.own_work)

    def _is_own_fault(self, own: Attempt) -> bool:
        """Whether no substitute for another function can help."""
        if isinstance(own.fault, MissingFunction | NotCallable):
            return own.fault.name in self.task.functions
        return isinstance(own.fault, OutOfTime)

    def _parts(self, last: Attempt, substituted: SubstitutedSlot | None) -> tuple[Part, ...]:
        """The attempt's own message, and what the substitutes have to do with it."""
        if substituted and substituted.called and last.passed:
            counts = (
                f"It counts: it passes with our {_listed(substituted.called)} in place of yours. "
            )
            parts = (("", f"{counts}The mistake is there, not here."),)
            return (*parts, *_still_own(substituted))
        if last.passed:
            return last.parts
        if substituted:
            return (*last.parts, *_with_ours(substituted), *_still_own(substituted))
        if self.kept_wrong:
            wrong = _listed(self.kept_wrong)
            return (("", f"First fix {wrong}: here all of them work together."), *last.parts)
        return last.parts

    def _check_result(self, check: Check, last: Attempt, parts: tuple[Part, ...]) -> CheckResult:
        if self.failing is None and last.failing is not None:
            self.failing = check.title, last.failing
        return CheckResult(
            name=check.name,
            title=check.title,
            outcome=last.outcome,
            points=round(check.points, 6) if last.passed else 0.0,
            max_points=round(check.points, 6),
            lines=last.lines,
            parts=parts,
            numbers=last.numbers,
            printed=last.printed,
            error=last.error,
        )


def _listed(names: Sequence[str]) -> str:
    return listing(f"`{name}`" for name in names)


def _with_ours(substituted: SubstitutedSlot) -> tuple[Part, ...]:
    if not substituted.called:
        return ()
    ours = f"This is the result with our {_listed(substituted.called)} in place of yours."
    return ((NOTE, ours),)


def _still_own(substituted: SubstitutedSlot) -> tuple[Part, ...]:
    """Where ours could not take the place of the learner's."""
    if not substituted.passed_over:
        return ()
    own = f"A call with further arguments still uses your {_listed(substituted.passed_over)}."
    return ((NOTE, own),)
