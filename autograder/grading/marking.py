"""From one submission to its result: tasks in order, gates, follow-through, points."""

import time
from collections.abc import Sequence
from contextlib import closing

from autograder.course import Limits, Task
from autograder.grading.attempt import Attempt, attempt
from autograder.grading.calls import Call
from autograder.grading.describe import listing
from autograder.grading.feedback.diagnosis import diagnose
from autograder.grading.feedback.explain import explain_load
from autograder.grading.follow_through import (
    Helped,
    StartWorker,
    WorkerSlots,
    replaceable,
    wrong_needs,
)
from autograder.grading.results import (
    CheckResult,
    MisconceptionResult,
    Result,
    TaskResult,
    total,
)
from autograder.grading.secret import rng_for
from autograder.grading.student import OutOfTime, WorkerSlot
from autograder.grading.suite import Check, Suite
from autograder.message_parts import NOTE, Part, bounded
from autograder.sandbox import MissingFunction, NotCallable, WorkerFault
from autograder.submissions.submission import Submission


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
        suite, assignment = self.suite, self.suite.assignment
        with closing(
            WorkerSlots(assignment, self._limits, suite.reference, submission, start_worker)
        ) as slots:
            plain = slots.plain
            try:
                plain.load()
            except WorkerFault as fault:
                return explain_load(fault, assignment.module)
            for task in assignment.tasks:
                helped = [slots.with_ours(names) for names in replaceable(assignment, task, done)]
                needs = [] if helped else [t.name for t in wrong_needs(assignment, task, done)]
                marking = _TaskMarking(self, task, submission.student, plain, helped, needs)
                done[task.name] = marking.result()
                if plain.remembers:
                    slots.close()  # the next task starts in fresh workers
        return ()


class _TaskMarking:
    """The checks of one task, run in order."""

    def __init__(
        self,
        marker: Marker,
        task: Task,
        student: str,
        plain: WorkerSlot,
        helped: Sequence[Helped],
        unhelped: Sequence[str],
    ) -> None:
        self._suite = marker.suite
        self._secret = marker.secret
        self._task = task
        self._student = student
        self._plain = plain
        self._helped = helped
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
        parts = last.parts
        if not last.passed:
            self._evidence[check.name] = last.calls
        if helped and helped.called and last.passed:
            self._follow_through = True
            parts = (("", _counts(helped)), *_own_calls(helped))
        elif helped and not last.passed:
            parts = (*parts, *_notes(helped))
        elif self._unhelped and not last.passed:
            wrong = listing(f"`{name}`" for name in self._unhelped)
            parts = (("", f"First fix {wrong}: here all of them work together."), *parts)
        return self._check_result(check, last, parts)

    def _attempts(self, check: Check) -> tuple[Attempt, Helped | None]:
        """The attempt that counts, and where our functions were tried, what they had to do."""
        plain = None if self._plain_is_lost else self._attempt(check, self._plain)
        if plain and (plain.passed or not self._helped or self._is_own_fault(plain)):
            return plain, None
        first: tuple[Attempt, Helped] | None = None
        for helped in self._helped:
            if first and set(first[1].called) <= set(helped.names):
                continue  # it would be the same again
            helped.forget_calls()
            tried = self._attempt(check, helped.slot)
            if plain and isinstance(tried.fault, OutOfTime):
                return plain, None
            if plain and not helped.called:
                tried = plain  # nothing of ours took part
            first = first or (tried, helped)
            if tried.passed:
                # A function that hangs or crashes would do so again in each check, for seconds.
                self._plain_is_lost |= bool(plain and plain.outcome in ("timeout", "crashed"))
                return tried, helped
        assert first is not None
        return first

    def _attempt(self, check: Check, slot: WorkerSlot) -> Attempt:
        names = self._student, self._suite.assignment.name, self._task.name, check.name
        return attempt(check, self._suite, slot, rng_for(self._secret, *names))

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


def _quoted(names: Sequence[str]) -> str:
    return listing(f"`{name}`" for name in names)


def _counts(helped: Helped) -> str:
    return (
        f"It counts: it passes with our {_quoted(helped.called)} in place of yours. "
        "What is still wrong here comes from there."
    )


def _notes(helped: Helped) -> tuple[Part, ...]:
    if not helped.called:
        return _own_calls(helped)
    ours = f"This is the result with our {_quoted(helped.called)} in place of yours."
    return (NOTE, ours), *_own_calls(helped)


def _own_calls(helped: Helped) -> tuple[Part, ...]:
    """Where ours could not take the place of the learner's."""
    if not helped.passed_over:
        return ()
    own = f"With further arguments {_quoted(helped.passed_over)} is still yours here."
    return ((NOTE, own),)
