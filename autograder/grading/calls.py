"""Calls of a learner's program: the function, its arguments, and its result or fault."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.describe import signature
from autograder.grading.mismatch import Path, named_place
from autograder.sandbox.inside.variants import fresh

Array = np.ndarray[Any, Any]


@dataclass
class Call:
    """One recorded call: of a function of the module by its name, or of a script."""

    function: str
    args: tuple[Any, ...]
    script: Callable[..., Any] | None = None
    value: Any = None
    fault: Exception | None = None
    steps: list[str] = field(default_factory=list)
    """the functions that a script calls"""
    printed: list[tuple[str, str]] = field(default_factory=list)
    """pairs of function and text: what each call printed, where it was asked for"""

    def run_on(self, module: Any) -> Any:
        """The result of the same call on a trusted module, with copies of the arguments."""
        args = tuple(fresh(arg) for arg in self.args)
        if self.script is not None:
            return self.script(module, *args)
        return getattr(module, self.function)(*args)


def parameter_names(call: Call, reference: ModuleType) -> list[str]:
    """The names that the reference has for the arguments of a call."""
    function = call.script or getattr(reference, call.function, None)
    try:
        names = list(inspect.signature(function).parameters) if callable(function) else []
    except ValueError:
        names = []
    names = names[1:] if call.script else names
    return [*names, *(f"argument {i + 1}" for i in range(len(names), len(call.args)))]


def call_line(call: Call, reference: ModuleType) -> str:
    """The call with names and shapes: `forward(X (5, 3), params {W1 (3, 4), b1 (4,)})`."""
    names = parameter_names(call, reference)
    args = [f"{n} {signature(v)}".strip() for n, v in zip(names, call.args, strict=False)]
    if call.script is None:
        return f"{call.function}({', '.join(args)})"
    steps = " and ".join(call.steps) or call.script.__name__.replace("_", " ")
    return (
        f"{steps}, in a short program with {', '.join(args)}"
        if args
        else f"{steps}, in a short program"
    )


def arrays_in(call: Call, reference: ModuleType) -> Iterator[tuple[str, Array]]:
    """The arrays among the arguments, each with its name: `X`, `params["W1"]`."""
    for name, value in zip(parameter_names(call, reference), call.args, strict=False):
        for path, array in array_leaves(value):
            yield named_place([name], path), array


def numbers_in(call: Call, reference: ModuleType) -> Iterator[tuple[str, Any]]:
    """The arrays and the single numbers among the arguments, each with its name."""
    for name, value in zip(parameter_names(call, reference), call.args, strict=False):
        if isinstance(value, int | float | np.number) and not isinstance(value, bool):
            yield name, value
        for path, array in array_leaves(value):
            yield named_place([name], path), array


def array_leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Array]]:
    """The arrays inside tuples, lists and dicts, each with its place there."""
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from array_leaves(item, (*path, key))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from array_leaves(item, (*path, index))
