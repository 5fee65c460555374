"""From one submission to its result: tasks in order, gates, follow-through, points."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any

from autograder.course import Assignment, Limits, Task
from autograder.grading.attempt import Attempt, attempt
from autograder.grading.calls import Call
from autograder.grading.describe import listing
from autograder.grading.feedback.diagnosis import diagnose
from autograder.grading.feedback.explain import explain_load
from autograder.grading.results import (
    CheckResult,
    MisconceptionResult,
    Result,
    TaskResult,
    total,
)
from autograder.grading.secret import rng_for
from autograder.grading.student import Clock, OutOfTime, Worker, WorkerSlot
from autograder.grading.suite import Check, Suite
from autograder.message_parts import NOTE, Part, bounded
from autograder.sandbox import MissingFunction, NotCallable, WorkerFault
from autograder.submissions.submission import Submission

Substitutes = Mapping[str, Callable[..., Any]]
StartWorker = Callable[[Submission, Substitutes], Worker]


class Marker:
    """Marks submissions of one assignment, one after the other."""

    def __init__(self, suite: Suite, limits: Limits, secret: bytes, isolation: str) -> None:
        self.suite = suite
        self.secret = secret
        self._limits = limits
        self._isolation = isolation

    def mark(self, submission: Submission, start_worker: StartWorker) -> Result:
        """The result of a submission, in workers that come from `start_worker`.

        Raises GraderError where a hidden check is wrong, SandboxBroken where the sandbox failed.
        """
        begun = time.perf_counter()
        done: dict[str, TaskResult] = {}
        unloaded = (
            bounded([("", submission.invalid_reason)])
            if submission.invalid_reason
            else self._mark_tasks(submission, start_worker, done)
        )
        tasks = tuple(
            done.get(task.name) or TaskResult(task=task.name, score=0.0, max_score=task.points)
            for task in self.suite.assignment.tasks
        )
        return Result(
            student=submission.student,
            status="invalid" if unloaded else "graded",
            score=total(task.score for task in tasks),
            max_score=self.suite.assignment.max_score,
            seconds=round(time.perf_counter() - begun, 4),
            sha256=submission.sha256,
            isolation=self._isolation,
            tasks=tasks,
            parts=unloaded,
        )

    def _mark_tasks(
        self, submission: Submission, start_worker: StartWorker, done: dict[str, TaskResult]
    ) -> tuple[Part, ...]:
        """Fill `done`, task by task; or say why the module cannot be loaded."""
        with closing(
            _WorkerSlots(self.suite.assignment, self._limits, submission, start_worker)
        ) as slots:
            plain = slots.with_substitutes({})
            try:
                plain.load()
            except WorkerFault as fault:
                return explain_load(fault, self.suite.assignment.module)
            for task in self.suite.assignment.tasks:
                wrong = self._wrong(task, done)
                substitutes = self._substitutes(task, wrong)
                helped = slots.with_substitutes(substitutes)
                unhelped = [] if substitutes else wrong
                marking = _TaskMarking(self, task, submission, plain, helped, substitutes, unhelped)
                done[task.name] = marking.result()
                if plain.remembers:
                    slots.close()  # the next task starts in fresh workers
        return ()

    def _wrong(self, task: Task, done: Mapping[str, TaskResult]) -> list[str]:
        """The tasks that this one needs and the learner has not got right."""
        return [name for name in self._needed(task) if done[name].score < done[name].max_score]

    def _substitutes(self, task: Task, wrong: Sequence[str]) -> Substitutes:
        """The reference's functions for the tasks that are wrong.

        A task of no function of its own judges the functions together: there at most one task's
        may be replaced, and where more are wrong none is.
        """
        if not task.functions and len(wrong) > 1:
            return {}
        tasks = {task.name: task for task in self.suite.assignment.tasks}
        return {
            function: getattr(self.suite.reference, function)
            for name in wrong
            for function in tasks[name].functions
        }

    def _needed(self, task: Task) -> list[str]:
        """What a task needs, and what that needs in turn, in the order of course.yml."""
        needed = set(task.needs)
        for earlier in reversed(self.suite.assignment.tasks):
            if earlier.name in needed:
                needed |= set(earlier.needs)
        return [t.name for t in self.suite.assignment.tasks if t.name in needed]


class _WorkerSlots:
    """The slots of one submission: one for each set of substitutes, on one clock."""

    def __init__(
        self,
        assignment: Assignment,
        limits: Limits,
        submission: Submission,
        start_worker: StartWorker,
    ) -> None:
        self._functions = [f for task in assignment.tasks for f in task.functions]
        self._clock = Clock(limits)
        self._start_worker = lambda substitutes: start_worker(submission, substitutes)
        self._slots: dict[tuple[str, ...], WorkerSlot] = {}

    def with_substitutes(self, substitutes: Substitutes) -> WorkerSlot:
        """The slot of the workers where these stand in."""
        key = tuple(sorted(substitutes))
        if key not in self._slots:
            start = partial(self._start_worker, substitutes)
            self._slots[key] = WorkerSlot(start, self._clock, self._functions)
        return self._slots[key]

    def close(self) -> None:
        """End all workers; who is asked next gets a fresh one."""
        for slot in self._slots.values():
            slot.close()


class _TaskMarking:
    """The checks of one task, run in order."""

    def __init__(
        self,
        marker: Marker,
        task: Task,
        submission: Submission,
        plain: WorkerSlot,
        helped: WorkerSlot,
        substitutes: Substitutes,
        unhelped: Sequence[str],
    ) -> None:
        self._suite = marker.suite
        self._secret = marker.secret
        self._task = task
        self._of = submission.student, marker.suite.assignment.name, task.name
        self._digest = submission.sha256
        self._plain = plain
        self._helped = helped
        self._substitutes = substitutes
        self._unhelped = unhelped
        self._follow_through = False
        self._plain_is_lost = False
        self._results: dict[str, CheckResult] = {}
        self._evidence: dict[str, Sequence[Call]] = {}

    def result(self) -> TaskResult:
        """Run every check that may run, and name the misconceptions that explain the failures."""
        for check in self._suite.checks[self._task.name]:
            self._results[check.name] = self._skipped(check) or self._judged(check)
        results = tuple(self._results.values())
        of_this_task = [m for m in self._suite.misconceptions if m.replaces in self._task.functions]
        named = diagnose(self._evidence, of_this_task, self._suite.reference)
        all_passed = all(result.outcome == "passed" for result in results)
        score = self._task.points if all_passed else total(result.points for result in results)
        return TaskResult(
            task=self._task.name,
            score=score,
            max_score=self._task.points,
            follow_through=self._follow_through,
            checks=results,
            misconceptions=tuple(MisconceptionResult(id=m.id, message=m.message) for m in named),
        )

    def _skipped(self, check: Check) -> CheckResult | None:
        checks = {earlier.name: earlier for earlier in self._suite.checks[self._task.name]}
        closed = [gate for gate in check.after if self._results[gate].outcome != "passed"]
        if not closed:
            return None
        titles = listing(f"“{checks[gate].title}”" for gate in closed)
        return self._check_result(
            check, Attempt("skipped"), (("", f"Not run yet: first {titles} must pass."),)
        )

    def _judged(self, check: Check) -> CheckResult:
        last, helped = self._attempts(check)
        names = listing(f"`{name}`" for name in self._substitutes)
        parts = last.parts
        if not last.passed:
            self._evidence[check.name] = last.calls
        if helped and last.passed:
            self._follow_through = True
            counts = (
                f"It counts: it passes with our {names} in place of yours. "
                "What is still wrong here comes from there."
            )
            parts = (("", counts),)
        elif helped:
            parts = (*parts, (NOTE, f"This is the result with our {names} in place of yours."))
        elif self._unhelped and not last.passed:
            wrong = listing(f"`{name}`" for name in self._unhelped)
            parts = (("", f"First fix {wrong}: here all of them work together."), *parts)
        return self._check_result(check, last, parts)

    def _attempts(self, check: Check) -> tuple[Attempt, bool]:
        """The attempt that counts, and whether the reference stood in for something there."""
        if not self._plain_is_lost:
            plain = self._attempt(check, self._plain)
            if plain.passed or not self._substitutes or self._is_own_fault(plain):
                return plain, False
        helped = self._attempt(check, self._helped)
        if self._plain_is_lost:
            return helped, True
        if isinstance(helped.fault, OutOfTime):
            return plain, False
        # A function that hangs or crashes would do so again in each check, at seconds a time.
        self._plain_is_lost = helped.passed and plain.outcome in ("timeout", "crashed")
        return helped, True

    def _attempt(self, check: Check, slot: WorkerSlot) -> Attempt:
        rng = rng_for(self._secret, *self._of, check.name, self._digest)
        return attempt(check, self._suite, slot, rng)

    def _is_own_fault(self, plain: Attempt) -> bool:
        """Whether no substitute for another function can help."""
        if isinstance(plain.fault, MissingFunction | NotCallable):
            return plain.fault.name in self._task.functions
        return isinstance(plain.fault, OutOfTime)

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
