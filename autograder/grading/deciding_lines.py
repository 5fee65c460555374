"""Telling a learner the line that decides, once for each source."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial

from autograder.course import Limits
from autograder.grading.clock import Clock
from autograder.grading.line_search import deciding_line
from autograder.grading.results import CheckResult, TaskResult
from autograder.grading.suite import Suite
from autograder.grading.task_marking import TaskMarking
from autograder.grading.worker_slot import StartWorker, WorkerSlots
from autograder.message_parts import NEXT, WHERE, Part, bounded
from autograder.sandbox import WorkerFault
from autograder.submissions.submission import Submission

_KEPT = 256
_SECONDS = 3.0
"""of processor time of the programs that are tried for one submission: an emergency stop"""


class DecidingLines:
    """The lines of one assignment's submissions; each source is searched only once."""

    def __init__(self, suite: Suite, limits: Limits) -> None:
        self._suite = suite
        seconds = {"call_seconds": _SECONDS, "submission_seconds": _SECONDS}
        self._limits = limits.model_copy(update=seconds)
        self._known: dict[tuple[str, str, str], int | None] = {}

    def told(
        self,
        results: Mapping[str, TaskResult],
        markings: Sequence[TaskMarking],
        submission: Submission,
        start_worker: StartWorker,
    ) -> dict[str, TaskResult]:
        """The results of the tasks for which there is such a line, with the line."""
        assignment, reference = self._suite.assignment, self._suite.reference
        clock = Clock(self._limits)
        workers = partial(WorkerSlots, assignment, clock, reference, start_worker=start_worker)
        found: dict[str, TaskResult] = {}
        with closing(workers(submission)) as slots:
            for marking in markings:
                name = marking.task.name
                key = submission.student, submission.sha256, name
                if marking.failures and key not in self._known:
                    if len(self._known) == _KEPT:
                        self._known.clear()
                    self._known[key] = self._line(marking, submission, slots, workers)
                line = self._known.get(key)
                if line is not None:
                    found[name] = with_line(results[name], line)
        return found

    def _line(
        self,
        marking: TaskMarking,
        submission: Submission,
        slots: WorkerSlots,
        workers: Callable[[Submission], WorkerSlots],
    ) -> int | None:
        own = marking.task.functions
        tasks = self._suite.assignment.tasks
        others = [name for task in tasks for name in task.functions if name not in own]

        def passes(source: bytes) -> bool:
            return _passes(marking, workers(replace(submission, source=source)))

        reference = self._suite.reference
        with suppress(Exception):  # whatever it is, it must not stand in the way of the marks
            return deciding_line(
                submission.source, own, others, marking.failures, reference, slots, passes
            )
        return None


def _passes(marking: TaskMarking, slots: WorkerSlots) -> bool:
    """Whether a changed program passes every check of the task, on the same data."""
    with closing(slots):
        substituted = [slots.with_substitutes(s.names) for s in marking.substituted]
        try:
            slots.own.load()
            return marking.elsewhere(slots.own, substituted).all_pass()
        except WorkerFault:
            return False


def with_line(result: TaskResult, line: int) -> TaskResult:
    """The line in every check that failed, and told in the first of them."""
    text = f"line {line} alone decides this: with one change there everything here passes"
    checks: list[CheckResult] = []
    for check in result.checks:
        if check.outcome in ("passed", "skipped"):
            checks.append(check)
            continue
        told = any(line in earlier.lines for earlier in checks)
        parts = check.parts if told else _before_advice(check.parts, (WHERE, text))
        lines = tuple(dict.fromkeys((*check.lines, line)))
        checks.append(check.model_copy(update={"lines": lines, "parts": parts}))
    return result.model_copy(update={"checks": tuple(checks)})


def _before_advice(parts: Sequence[Part], told: Part) -> tuple[Part, ...]:
    """The parts with one more, in front of what to do next."""
    advice = [part for part in parts if part[0] == NEXT]
    return bounded([*(part for part in parts if part[0] != NEXT), told, *advice])
