"""The learner's module as a hidden check sees it: `student.forward(X, params)` runs in a worker."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from autograder.course import Limits
from autograder.grading.calls import Call
from autograder.grading.tracing import trace
from autograder.sandbox import (
    CallTimeout,
    MissingFunction,
    NotCallable,
    StudentError,
    WorkerFault,
)


class Worker(Protocol):
    """What runs a learner's program for us: a process in a sandbox, or something in place of one.

    Each question raises WorkerFault where there is no usable answer. The program itself raised, or
    has no such function: then the next question may be asked. After any other fault it is lost.
    """

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

    def close(self) -> None:
        """End it. May be called twice."""


class OutOfTime(WorkerFault):
    """The submission has used up its own time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The submission's {seconds:g} seconds were used up before this check was done; "
            "look for what takes long."
        )


class Clock:
    """The wall-clock time of one submission."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.submission_seconds

    def seconds_for_call(self) -> float:
        """Seconds that the next call may take. Raises OutOfTime when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTime(self._limits.submission_seconds)
        return min(self._limits.call_seconds, left)


class WorkerSlot:
    """A place for one worker at a time: loaded when first needed, replaced when it is lost."""

    def __init__(
        self, start: Callable[[], Worker], clock: Clock, functions: Sequence[str] = ()
    ) -> None:
        self._start = start
        self._clock = clock
        self._functions = functions
        self._worker: Worker | None = None
        self.remembers = True
        """whether these functions may keep something from one call to the next; told by loading"""

    def load(self) -> None:
        """Start a worker and load the module in it. Raises WorkerFault where that fails."""
        self._ask(lambda worker, seconds: None)

    def call(self, call: Call) -> Any:
        """Run a call in the worker. Raises WorkerFault."""
        if call.script is None:
            return self._ask(lambda worker, left: worker.call(call.function, call.args, left))
        traced = trace(call.script, call.args)
        call.steps = traced.functions
        what = " and ".join(f"{name}(…)" for name in traced.functions)
        plan = traced.steps, traced.last_uses, traced.wanted
        values = self._ask(lambda worker, left: worker.follow(*plan, what, left))
        return traced.filled(values)

    def close(self) -> None:
        """End the worker, if there is one; the next question is for a fresh one."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _ask(self, question: Callable[[Worker, float], Any]) -> Any:
        try:
            if self._worker is None:
                self._worker = self._loaded()
            return question(self._worker, self._clock.seconds_for_call())
        except (StudentError, MissingFunction, NotCallable):
            raise
        except CallTimeout:
            self.close()
            self._clock.seconds_for_call()
            raise
        except BaseException:
            self.close()
            raise

    def _loaded(self) -> Worker:
        left = self._clock.seconds_for_call()
        worker = self._start()
        try:
            self.remembers = not worker.load(left, self._functions)
        except BaseException:
            worker.close()
            raise
        return worker


class Student:
    """What a check gets as `student`: any attribute of it is a function that runs in the worker.

    `student.run(script, *args)` makes the calls of a function of the check's own there, whose first
    argument stands for the learner's module. Every call is kept in `_calls`.
    """

    __slots__ = ("_calls", "_slot")

    def __init__(self, slot: WorkerSlot) -> None:
        self._slot = slot
        self._calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._record(Call(name, args))

    def run(self, script: Callable[..., Any], *args: Any) -> Any:
        """What `script(module, *args)` returns, with its calls made in the worker, in a row."""
        return self._record(Call("", args, script))

    def _record(self, call: Call) -> Any:
        self._calls.append(call)
        try:
            call.value = self._slot.call(call)
        except WorkerFault as fault:
            call.fault = fault
            raise
        return call.value


def calls_of(student: Student) -> list[Call]:
    """The calls that a check has made so far."""
    return student._calls
