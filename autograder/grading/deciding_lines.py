"""Telling a learner the line that decides, once for each source."""

from contextlib import closing, suppress
from dataclasses import replace

from autograder.course import Limits
from autograder.grading.line_search import deciding_line
from autograder.grading.results import CheckResult, TaskResult
from autograder.grading.suite import Suite
from autograder.grading.task_marking import TaskMarking
from autograder.grading.worker_slot import StartWorker, WorkerSlots
from autograder.message_parts import WHERE, bounded
from autograder.sandbox import WorkerFault
from autograder.submissions.submission import Submission

_KEPT = 256
_SECONDS = 3.0
"""for all checks on a changed program: an emergency stop"""


class DecidingLines:
    """The lines of one assignment's submissions; each source is searched only once."""

    def __init__(self, suite: Suite, limits: Limits) -> None:
        self._suite = suite
        seconds = {"call_seconds": _SECONDS, "submission_seconds": _SECONDS}
        self._limits = limits.model_copy(update=seconds)
        self._known: dict[tuple[str, str, str], int | None] = {}

    def told(
        self,
        result: TaskResult,
        marking: TaskMarking,
        submission: Submission,
        start_worker: StartWorker,
    ) -> TaskResult:
        """The result of a task, with the line that decides, if there is one."""
        if not marking.failures:
            return result
        key = submission.student, submission.sha256, marking.task.name
        if key not in self._known:
            if len(self._known) == _KEPT:
                self._known.clear()
            self._known[key] = self._line(marking, submission, start_worker)
        line = self._known[key]
        return result if line is None else with_line(result, line)

    def _line(
        self, marking: TaskMarking, submission: Submission, start_worker: StartWorker
    ) -> int | None:
        tasks = self._suite.assignment.tasks
        own = marking.task.functions
        others = [name for task in tasks for name in task.functions if name not in own]

        def passes(source: bytes) -> bool:
            return self._passes(marking, replace(submission, source=source), start_worker)

        reference = self._suite.reference
        with suppress(Exception):  # whatever it is, it must not stand in the way of the marks
            return deciding_line(
                submission.source, own, others, marking.failures, reference, passes
            )
        return None

    def _passes(self, marking: TaskMarking, changed: Submission, start_worker: StartWorker) -> bool:
        """Whether a changed program passes every check of the task, on the same data."""
        suite = self._suite
        slots = WorkerSlots(suite.assignment, self._limits, suite.reference, changed, start_worker)
        with closing(slots):
            substituted = [slots.with_substitutes(s.names) for s in marking.substituted]
            again = marking.elsewhere(slots.own, substituted)
            try:
                slots.own.load()
                return again.all_pass()
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
        parts = check.parts if told else bounded([*check.parts, (WHERE, text)])
        lines = tuple(dict.fromkeys((*check.lines, line)))
        checks.append(check.model_copy(update={"lines": lines, "parts": parts}))
    return result.model_copy(update={"checks": tuple(checks)})
