"""From one submission to its result: the tasks in order, each with the substitutes it needs."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial

from autograder.course import Limits
from autograder.grading.clock import Clock
from autograder.grading.deciding_lines import DecidingLines
from autograder.grading.feedback.debug_script import FailingCall
from autograder.grading.feedback.explain import explain_load
from autograder.grading.follow_through import replaceable, wrong_needs
from autograder.grading.results import Result, TaskResult, total
from autograder.grading.secret import rng_for
from autograder.grading.suite import Suite
from autograder.grading.task_marking import TaskMarking
from autograder.grading.worker_slot import StartWorker, WorkerSlots
from autograder.message_parts import Part, bounded
from autograder.sandbox import WorkerFault
from autograder.submissions.submission import Submission


class Marker:
    """Marks submissions of one assignment, one after the other.

    `own_work` says that a learner checks what is on the own machine, where nothing is graded.
    """

    def __init__(
        self,
        suite: Suite,
        limits: Limits,
        secret: bytes,
        isolation: str,
        *,
        own_work: bool = False,
        line_hints: bool = False,
    ) -> None:
        self._own_work = own_work
        self.failing: dict[str, tuple[str, FailingCall]] = {}
        """of the last submission, by task: the first call that went wrong, its check's title"""
        self._suite = suite
        self._limits = limits
        self._secret = secret
        self._isolation = isolation
        self._lines = DecidingLines(suite, limits) if line_hints else None

    def mark(
        self,
        submission: Submission,
        start_worker: StartWorker,
        early: Callable[[Result], None] | None = None,
    ) -> Result:
        """The result of a submission, in workers that come from `start_worker`.

        `early` gets the result with its marks, before names and lines of mistakes are looked for;
        it isn't called where there is nothing to look for. Raises GraderError where a hidden check
        is wrong, SandboxBroken where the sandbox failed.
        """
        begun = time.perf_counter()
        clock = Clock(self._limits)
        self.failing = {}
        done: dict[str, TaskResult] = {}

        def result(parts: tuple[Part, ...] = ()) -> Result:
            return self._result(submission, begun, clock, done, parts)

        if submission.invalid_reason:
            return result(bounded([("", submission.invalid_reason)]))

        def tell() -> None:
            if early is not None:
                early(result())

        return result(self._mark_tasks(submission, start_worker, clock, done, tell))

    def _result(
        self,
        submission: Submission,
        begun: float,
        clock: Clock,
        done: Mapping[str, TaskResult],
        parts: tuple[Part, ...],
    ) -> Result:
        assignment = self._suite.assignment
        tasks = tuple(
            done.get(task.name) or TaskResult(task=task.name, score=0.0, max_score=task.points)
            for task in assignment.tasks
        )
        return Result(
            student=submission.student,
            status="invalid" if parts else "graded",
            score=total(task.score for task in tasks),
            max_score=assignment.max_score,
            seconds=round(time.perf_counter() - begun, 4),
            cpu_seconds=round(clock.cpu_seconds, 4),
            peak_memory_mib=round(clock.peak_memory_mib, 1),
            sha256=submission.sha256,
            isolation=self._isolation,
            tasks=tasks,
            parts=parts,
        )

    def _mark_tasks(
        self,
        submission: Submission,
        start_worker: StartWorker,
        clock: Clock,
        done: dict[str, TaskResult],
        tell: Callable[[], None],
    ) -> tuple[Part, ...]:
        """Fill `done`, task by task; or say why the module cannot be loaded.

        `tell` is called when all marks are there, and names and lines are still to be found.
        """
        assignment, reference = self._suite.assignment, self._suite.reference
        with closing(WorkerSlots(assignment, clock, reference, submission, start_worker)) as slots:
            own = slots.own
            try:
                own.load()
            except WorkerFault as fault:
                return explain_load(fault, assignment.module)
            markings: list[TaskMarking] = []
            for task in assignment.tasks:
                sets = replaceable(assignment, task, done)
                needs = [needed.name for needed in wrong_needs(assignment, task, done)]
                marking = TaskMarking(
                    suite=self._suite,
                    task=task,
                    rng_for=partial(
                        rng_for,
                        self._secret,
                        submission.sha256,
                        submission.student,
                        assignment.name,
                        task.name,
                    ),
                    own=own,
                    substituted=[slots.with_substitutes(names) for names in sets],
                    kept_wrong=[] if sets else needs,
                    own_work=self._own_work,
                )
                done[task.name] = marking.result()
                markings.append(marking)
                if self._own_work and marking.failing:
                    self.failing[task.name] = marking.failing
                if own.remembers:
                    slots.close()  # the next task starts in fresh workers
            if any(marking.failures for marking in markings):
                tell()
            for marking in markings:
                found = {"misconceptions": marking.names()}
                done[marking.task.name] = done[marking.task.name].model_copy(update=found)
            if self._lines is not None:
                done.update(self._lines.told(done, markings, submission, start_worker))
        return ()
