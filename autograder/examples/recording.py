"""The calls of a learner's functions, recorded while a public check runs, and what they print.

The check's own calls are recorded, with their arguments as they were. What the functions call
among themselves belongs to them.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Call, array_leaves, parameter_names
from autograder.grading.mismatch import named_place
from autograder.sandbox.inside.printed import Printed
from autograder.sandbox.inside.variants import fresh

MOST_CALLS = 50
"""of one check"""
MOST_WATCHED = 2000
"""calls inside of a call whose arguments are compared afterwards: a training has many"""
LARGEST_WATCHED = 10_000
"""entries of an array"""


class Recorder:
    """What has happened since the check began."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.calls: list[Call] = []
        self.changed: list[tuple[str, str]] = []
        """functions that changed an argument in place, and which one, each pair once"""
        self._inside = False
        self._watched = 0

    def forget(self) -> None:
        """Another check begins."""
        self.calls, self.changed, self._watched = [], [], 0

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its calls recorded."""

        @functools.wraps(function)
        def recorded(*args: Any, **options: Any) -> Any:
            with self._watching(name, args):
                if self._inside or len(self.calls) >= MOST_CALLS:
                    return function(*args, **options)
                return self._call(name, function, args, options)

        return recorded

    def _call(
        self,
        name: str,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        options: dict[str, Any],
    ) -> Any:
        call = Call(name, tuple(map(fresh, (*args, *options.values()))))
        self.calls.append(call)
        output, before = Printed(), sys.stdout
        output.forget()
        output.begin(name)
        self._inside, sys.stdout = True, output
        try:
            call.value = function(*args, **options)
        except Exception as error:
            call.fault = error
            raise
        finally:
            self._inside, sys.stdout = False, before
            call.printed = [(who, text) for who, text in output.by_call()]
        return call.value

    @contextmanager
    def _watching(self, name: str, args: tuple[Any, ...]) -> Iterator[None]:
        """Notice when the call changes an array that it was called with."""
        self._watched += 1
        if self._watched > MOST_WATCHED:
            yield
            return
        names = parameter_names(Call(name, args), self.module)
        arrays = [
            (named_place([parameter], path), array, array.copy())
            for parameter, arg in zip(names, args, strict=False)
            for path, array in array_leaves(arg)
            if array.size <= LARGEST_WATCHED
        ]
        yield
        for place, now, before in arrays:
            same = now.shape == before.shape and np.array_equal(now, before, equal_nan=True)
            if not same and (name, place) not in self.changed:
                self.changed.append((name, place))


@contextmanager
def recording(module: ModuleType) -> Iterator[Recorder]:
    """Record the calls of a module's own functions; afterwards it has its own ones again."""
    recorder = Recorder(module)
    own = {
        name: function
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__
    }
    for name, function in own.items():
        setattr(module, name, recorder.wrapped(name, function))
    try:
        yield recorder
    finally:
        for name, function in own.items():
            setattr(module, name, function)
