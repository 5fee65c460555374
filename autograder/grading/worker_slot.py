"""Where a learner's program runs: a slot holds one worker at a time, on the submission's clock."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from autograder.course import Assignment
from autograder.grading.calls import Call
from autograder.grading.clock import Clock
from autograder.grading.tracing import trace
from autograder.sandbox import (
    CallTimeout,
    MissingFunction,
    NotCallable,
    StudentError,
    Substitute,
    WorkerFault,
)
from autograder.sandbox.handle import Form
from autograder.submissions.submission import Submission


class Worker(Protocol):
    """What runs a learner's program for us: a process in a sandbox, or something in place of one.

    Each question raises WorkerFault where there is no usable answer. The program itself raised, or
    has no such function: then the next question may be asked. After any other fault it is lost.
    The `seconds` of a question are processor time.
    """

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, at the last answer."""

    @property
    def peak_memory_mib(self) -> float:
        """The most memory that it had; known when it is closed."""

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        """Import the module, once. Returns whether no call of these functions leaves anything."""

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        """What the function `name` of the module returns."""

    def follow(
        self,
        steps: list[list[Any]],
        last_uses: list[int],
        wanted: list[int],
        what: str,
        seconds: float,
    ) -> list[Any]:
        """The values at the places `wanted` after these steps; messages call them `what`."""

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        """What "call" or "follow" gives in variants of the program that `source` has in it."""

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        """What the program printed during the last question: pairs of function and text."""

    def close(self) -> None:
        """End it. May be called twice."""


Substitutes = Mapping[str, Substitute]
"""by name, our functions that take the place of the learner's"""
StartWorker = Callable[[Submission, Substitutes], Worker]


class WorkerSlot:
    """A place for one worker at a time: started when first needed, replaced when it is lost."""

    def __init__(
        self, start: Callable[[], Worker], clock: Clock, functions: Sequence[str] = ()
    ) -> None:
        self._start = start
        self._clock = clock
        self._functions = functions
        self._worker: Worker | None = None
        self.listens = False
        """whether what the program prints is asked for; it may have printed all that it got"""
        self.remembers = True
        """whether these functions may keep something from one call to the next; known after load"""

    def load(self) -> None:
        """Start a worker and load the module in it. Raises WorkerFault where that fails."""
        self._ask(lambda worker, seconds: None)

    def call(self, call: Call) -> Any:
        """Run a call in the worker. Raises WorkerFault.

        What it printed is kept with the call where `listens` is true.
        """
        try:
            return self._result(call)
        finally:
            if self.listens and self._worker is not None:
                with suppress(WorkerFault):
                    call.printed = self._ask(lambda worker, left: worker.printed(left))

    def _result(self, call: Call) -> Any:
        if call.script is None:
            return self._ask(lambda worker, left: worker.call(call.function, call.args, left))
        traced = trace(call.script, call.args)
        call.steps = traced.functions
        what = " and ".join(f"{name}(…)" for name in traced.functions)
        plan = traced.steps, traced.last_uses, traced.wanted
        values = self._ask(lambda worker, left: worker.follow(*plan, what, left))
        return traced.filled(values)

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        """What a call gives in variants of the program, within these seconds. Raises WorkerFault.

        An empty `source` stands for that of the last time.
        """
        forms: list[Form] = self._ask(
            lambda worker, left: worker.variants(source, numbers, verb, details, min(left, seconds))
        )
        return forms

    def close(self) -> None:
        """End the worker, if there is one; a fresh one answers the next question."""
        worker, self._worker = self._worker, None
        if worker is not None:
            self._end(worker)

    def _ask(self, question: Callable[[Worker, float], Any]) -> Any:
        try:
            if self._worker is None:
                self._worker = self._loaded()
            return question(self._worker, self._clock.seconds_for_call())
        except (StudentError, MissingFunction, NotCallable):
            raise
        except CallTimeout:
            self.close()
            self._clock.seconds_for_call()  # where none are left, that is the fault
            raise
        except BaseException:
            self.close()
            raise

    def _loaded(self) -> Worker:
        left = self._clock.seconds_for_call()
        worker = self._start()
        self._clock.begins(worker)
        try:
            self.remembers = not worker.load(left, self._functions)
        except BaseException:
            self._end(worker)
            raise
        return worker

    def _end(self, worker: Worker) -> None:
        worker.close()
        self._clock.ended(worker)


class SubstitutedSlot:
    """A slot in whose workers some functions are ours, and what the last attempt did with them."""

    def __init__(self, slot: WorkerSlot, substitutes: Substitutes) -> None:
        self.slot = slot
        self._substitutes = substitutes

    def forget_calls(self) -> None:
        """Another attempt begins."""
        for substitute in self._substitutes.values():
            substitute.reset()

    @property
    def names(self) -> list[str]:
        """The functions that are ours."""
        return list(self._substitutes)

    @property
    def called(self) -> list[str]:
        """The functions of ours that the attempt called."""
        return [name for name, substitute in self._substitutes.items() if substitute.called]

    @property
    def passed_over(self) -> list[str]:
        """The functions that it called with further arguments, so that the learner's own ran."""
        return [name for name, substitute in self._substitutes.items() if substitute.passed_over]


class WorkerSlots:
    """The slots of one submission: one for each set of substitutes, all on one clock."""

    def __init__(
        self,
        assignment: Assignment,
        clock: Clock,
        reference: ModuleType,
        submission: Submission,
        start_worker: StartWorker,
    ) -> None:
        self._functions = [f for task in assignment.tasks for f in task.functions]
        self._clock = clock
        self._reference = reference
        self._start_worker = partial(start_worker, submission)
        self._slots: dict[tuple[str, ...], SubstitutedSlot] = {}

    @property
    def own(self) -> WorkerSlot:
        """The slot for the learner's program as it is."""
        return self.with_substitutes(()).slot

    def with_substitutes(self, names: Sequence[str]) -> SubstitutedSlot:
        """The slot for the learner's program with our functions in place of these."""
        key = tuple(sorted(names))
        if key not in self._slots:
            substitutes = {name: Substitute(getattr(self._reference, name)) for name in names}
            start = partial(self._start_worker, substitutes)
            slot = WorkerSlot(start, self._clock, self._functions)
            self._slots[key] = SubstitutedSlot(slot, substitutes)
        return self._slots[key]

    def close(self) -> None:
        """End all workers; a fresh one answers the next question."""
        for substituted in self._slots.values():
            substituted.slot.close()
