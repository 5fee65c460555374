"""From one submission to its result: the tasks in order, each with the substitutes it needs."""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial

from autograder.course import Limits, Task
from autograder.grading.feedback.explain import explain_load
from autograder.grading.results import Result, TaskResult, total
from autograder.grading.secret import rng_for
from autograder.grading.suite import Suite
from autograder.grading.task_marking import TaskMarking
from autograder.grading.worker_slot import StartWorker, Substitutes, WorkerSlots
from autograder.message_parts import Part, bounded
from autograder.sandbox import WorkerFault
from autograder.submissions.submission import Submission


class Marker:
    """Marks submissions of one assignment, one after the other."""

    def __init__(self, suite: Suite, limits: Limits, secret: bytes, isolation: str) -> None:
        self._suite = suite
        self._limits = limits
        self._secret = secret
        self._isolation = isolation

    def mark(self, submission: Submission, start_worker: StartWorker) -> Result:
        """The result of a submission, in workers that come from `start_worker`.

        Raises GraderError where a hidden check is wrong, SandboxBroken where the sandbox failed.
        """
        begun = time.perf_counter()
        done: dict[str, TaskResult] = {}
        if submission.invalid_reason:
            invalid = bounded([("", submission.invalid_reason)])
        else:
            invalid = self._mark_tasks(submission, start_worker, done)
        assignment = self._suite.assignment
        tasks = tuple(
            done.get(task.name) or TaskResult(task=task.name, score=0.0, max_score=task.points)
            for task in assignment.tasks
        )
        return Result(
            student=submission.student,
            status="invalid" if invalid else "graded",
            score=total(task.score for task in tasks),
            max_score=assignment.max_score,
            seconds=round(time.perf_counter() - begun, 4),
            sha256=submission.sha256,
            isolation=self._isolation,
            tasks=tasks,
            parts=invalid,
        )

    def _mark_tasks(
        self, submission: Submission, start_worker: StartWorker, done: dict[str, TaskResult]
    ) -> tuple[Part, ...]:
        """Fill `done`, task by task; or say why the module cannot be loaded."""
        assignment = self._suite.assignment
        with closing(WorkerSlots(assignment, self._limits, submission, start_worker)) as slots:
            own = slots.with_substitutes({})
            try:
                own.load()
            except WorkerFault as fault:
                return explain_load(fault, assignment.module)
            for task in assignment.tasks:
                wrong = self._wrong(task, done)
                substitutes = self._substitutes(task, wrong)
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
                    substituted=slots.with_substitutes(substitutes),
                    substitutes=list(substitutes),
                    kept_wrong=[] if substitutes else wrong,
                )
                done[task.name] = marking.result()
                if own.remembers:
                    slots.close()  # the next task starts in fresh workers
        return ()

    def _wrong(self, task: Task, done: Mapping[str, TaskResult]) -> list[str]:
        """The tasks that this one needs and that the learner has not solved."""
        return [name for name in self._needed(task) if done[name].score < done[name].max_score]

    def _substitutes(self, task: Task, wrong: Sequence[str]) -> Substitutes:
        """The reference's functions for the tasks that are wrong.

        A task without a function of its own judges the functions together: there one task's
        functions may be replaced, and where more than one task is wrong, none.
        """
        if not task.functions and len(wrong) > 1:
            return {}
        tasks = {task.name: task for task in self._suite.assignment.tasks}
        return {
            function: getattr(self._suite.reference, function)
            for name in wrong
            for function in tasks[name].functions
        }

    def _needed(self, task: Task) -> list[str]:
        """What a task needs, and what that needs in turn, in the order of course.yml."""
        needed = set(task.needs)
        for earlier in reversed(self._suite.assignment.tasks):
            if earlier.name in needed:
                needed |= set(earlier.needs)
        return [t.name for t in self._suite.assignment.tasks if t.name in needed]
