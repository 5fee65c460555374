"""The checks of one task, run on one submission: gates, follow-through, what went wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.course import Task
from autograder.grading.attempt import Attempt, attempt
from autograder.grading.calls import Call
from autograder.grading.describe import listing
from autograder.grading.feedback.diagnosis import diagnose
from autograder.grading.hidden_checks import Check
from autograder.grading.results import CheckResult, MisconceptionResult, TaskResult, total
from autograder.grading.suite import Suite
from autograder.grading.worker_slot import OutOfTime, WorkerSlot
from autograder.message_parts import NOTE, Part
from autograder.sandbox import MissingFunction, NotCallable


@dataclass
class TaskMarking:
    """What it takes to mark a task, and what has come of it so far."""

    suite: Suite
    task: Task
    rng_for: Callable[[str], np.random.Generator]
    """the random numbers of a check, by its name"""
    own: WorkerSlot
    """where the learner's program runs as it is"""
    substituted: WorkerSlot
    """where the substitutes take the place of its own functions"""
    substitutes: Sequence[str]
    """the functions that are replaced there"""
    kept_wrong: Sequence[str]
    """tasks that are wrong and whose functions are not replaced, because this one needs several"""
    _follow_through: bool = False
    _own_is_lost: bool = False
    _results: dict[str, CheckResult] = field(default_factory=dict)
    _evidence: dict[str, Sequence[Call]] = field(default_factory=dict)

    def result(self) -> TaskResult:
        """Run every check that may run, and name the misconceptions that explain the failures."""
        for check in self.suite.checks[self.task.name]:
            self._results[check.name] = self._skipped(check) or self._judged(check)
        results = tuple(self._results.values())
        of_this_task = [m for m in self.suite.misconceptions if m.replaces in self.task.functions]
        named = diagnose(self._evidence, of_this_task, self.suite.reference)
        all_passed = all(result.outcome == "passed" for result in results)
        return TaskResult(
            task=self.task.name,
            score=self.task.points if all_passed else total(result.points for result in results),
            max_score=self.task.points,
            follow_through=self._follow_through,
            checks=results,
            misconceptions=tuple(MisconceptionResult(id=m.id, message=m.message) for m in named),
        )

    def _skipped(self, check: Check) -> CheckResult | None:
        gates = [gate for gate in check.after if self._results[gate].outcome != "passed"]
        if not gates:
            return None
        titles = {earlier.name: earlier.title for earlier in self.suite.checks[self.task.name]}
        names = listing(f"“{titles[gate]}”" for gate in gates)
        parts = (("", f"Not run yet: {names} must pass first."),)
        return self._check_result(check, Attempt("skipped"), parts)

    def _judged(self, check: Check) -> CheckResult:
        last, is_substituted = self._attempts(check)
        if not last.passed:
            self._evidence[check.name] = last.calls
        self._follow_through |= is_substituted and last.passed
        return self._check_result(check, last, self._parts(last, is_substituted))

    def _attempts(self, check: Check) -> tuple[Attempt, bool]:
        """The attempt that counts, and whether substitutes took part in it."""
        if self._own_is_lost:
            return self._attempt(check, self.substituted), True
        own = self._attempt(check, self.own)
        if own.passed or not self.substitutes or self._is_own_fault(own):
            return own, False
        substituted = self._attempt(check, self.substituted)
        if isinstance(substituted.fault, OutOfTime):
            return own, False
        # A function that hangs or crashes would do so again in each check, for seconds each time.
        self._own_is_lost = substituted.passed and own.outcome in ("timeout", "crashed")
        return substituted, True

    def _attempt(self, check: Check, slot: WorkerSlot) -> Attempt:
        return attempt(check, self.suite, slot, self.rng_for(check.name))

    def _is_own_fault(self, own: Attempt) -> bool:
        """Whether no substitute for another function can help."""
        if isinstance(own.fault, MissingFunction | NotCallable):
            return own.fault.name in self.task.functions
        return isinstance(own.fault, OutOfTime)

    def _parts(self, last: Attempt, is_substituted: bool) -> tuple[Part, ...]:
        """The attempt's own message, and what the substitutes have to do with it."""
        if is_substituted:
            names = listing(f"`{name}`" for name in self.substitutes)
            if last.passed:
                counts = f"It counts: it passes with our {names} in place of yours. "
                return (("", f"{counts}What is still wrong here is wrong there."),)
            return (*last.parts, (NOTE, f"This is the result with our {names} in place of yours."))
        if self.kept_wrong and not last.passed:
            wrong = listing(f"`{name}`" for name in self.kept_wrong)
            return (("", f"First fix {wrong}: here all of them work together."), *last.parts)
        return last.parts

    def _check_result(self, check: Check, last: Attempt, parts: tuple[Part, ...]) -> CheckResult:
        return CheckResult(
            name=check.name,
            title=check.title,
            outcome=last.outcome,
            points=round(check.points, 6) if last.passed else 0.0,
            max_points=round(check.points, 6),
            lines=last.lines,
            parts=parts,
            error=last.error,
        )
