"""The learner's module as a hidden check sees it: `student.forward(X, params)` runs in a worker."""

from collections.abc import Callable
from typing import Any

from autograder.grading.calls import Call
from autograder.grading.worker_slot import WorkerSlot
from autograder.sandbox import WorkerFault


class Student:
    """What a check gets as `student`: each attribute of it is a function that runs in the worker.

    `student.run(script, *args)` makes the calls of a function of the check there; the function gets
    the learner's module as its first argument. Every call is kept in `_calls`.
    """

    __slots__ = ("_calls", "_slot")

    def __init__(self, slot: WorkerSlot) -> None:
        self._slot = slot
        self._calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._made(Call(name, args))

    def run(self, script: Callable[..., Any], *args: Any) -> Any:
        """What `script(module, *args)` returns, with its calls made in the worker, in a row."""
        return self._made(Call("", args, script))

    def _made(self, call: Call) -> Any:
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
