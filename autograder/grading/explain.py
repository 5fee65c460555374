"""The message of a failed check: the call, what came, what was expected, where to look next.

Lines of plain text: `Called: …`, `Got: …`, `Expected: …`, `Next: …`.
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, arrays_in, call_line
from autograder.grading.compare import Mismatch, named_place
from autograder.grading.differences import Difference, difference
from autograder.grading.text import clean, shape_of
from autograder.sandbox import CallTimeout, StudentError, WorkerFault


def explain_mismatch(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType, *, title: str, public: bool
) -> str:
    """Say what differs. `public` allows the numbers of the call and of both results."""
    call, path = _origin(mismatch, calls)
    names = mismatch.name.split(",") if mismatch.name else _returned_names(call, reference)
    place = named_place(names, path)
    arguments = dict(arrays_in(call, reference)) if call else {}
    lines = [f"Called: {call_line(call, reference)}"] if call else []
    if mismatch.kind == "value":
        found = _value_difference(mismatch, arguments)
        lines.append(f"Got: {place} {found.clause}")
        lines.append(f"Expected: {title}")
        look_at = found.look_at
    else:
        lines.append(f"Got: {_place_and(place, mismatch)}")
        lines.append(f"Expected: {mismatch.expected}")
        look_at = _advice(mismatch, arguments)
    if public:
        lines += _numbers(mismatch, call, arguments)
    if look_at:
        lines.append(f"Next: {look_at}")
    return clean("\n".join(lines))


def explain_fault(message: str, calls: Sequence[Call], reference: ModuleType) -> str:
    """A call that gave nothing usable: the call, and the worker's own words."""
    called = f"Called: {call_line(calls[-1], reference)}\n" if calls else ""
    return clean(f"{called}Got: {message}")


def explain_load(fault: WorkerFault, module: str) -> str:
    """Why a module cannot be loaded: the worker's words, the line, and a mark under its column."""
    lines = [f"{module} cannot be loaded: {fault.message}"]
    if isinstance(fault, StudentError) and fault.source_line:
        line = fault.source_line.lstrip()
        lines.append(f"    {line}")
        column = (fault.offset or 0) - 1 - (len(fault.source_line) - len(line))
        if 0 <= column <= len(line):
            lines.append("    " + " " * column + "^")
    if isinstance(fault, CallTimeout):
        lines.append(
            "Importing a module must come to an end: put what trains, plots or waits under "
            "`if __name__ == '__main__':`."
        )
    return clean("\n".join(lines))


def _origin(mismatch: Mismatch, calls: Sequence[Call]) -> tuple[Call | None, tuple[Any, ...]]:
    """The call that the compared value came from, and the value's place in what that call gave."""
    for call in reversed(calls):
        if call.value is mismatch.root and mismatch.root is not None:
            return call, mismatch.path
        items: Any = ()
        if isinstance(call.value, tuple | list):
            items = enumerate(call.value)
        elif isinstance(call.value, dict):
            items = call.value.items()
        for step, item in items:
            if item is mismatch.root and item is not None:
                return call, (step, *mismatch.path)
    return (calls[-1] if calls else None), mismatch.path


def _returned_names(call: Call | None, reference: ModuleType) -> list[str]:
    if call is None:
        return []
    function = call.script or getattr(reference, call.function, None)
    return _names_after_return(function) if function else []


@functools.lru_cache(maxsize=256)
def _names_after_return(function: Any) -> list[str]:
    """What a function's last `return` calls its results; empty where they have no names."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return []
    returns = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    value = returns[-1] if returns else None
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names if len(names) == len(parts) else []


def _place_and(place: str, mismatch: Mismatch) -> str:
    link = {"type": "is", "structure": "is", "shape": "has", "dtype": "has", "finite": "is"}
    return f"{place} {link[mismatch.kind]} {mismatch.came}"


def _value_difference(mismatch: Mismatch, arguments: dict[str, Array]) -> Difference:
    if (
        not isinstance(mismatch.want, float | np.ndarray)
        or np.asarray(mismatch.want).dtype.kind != "f"
    ):
        return Difference("is not what is expected", "")
    return difference(mismatch.got, mismatch.want, arguments)


def _numbers(mismatch: Mismatch, call: Call | None, arguments: dict[str, Array]) -> list[str]:
    """The numbers of a public example."""
    lines = [f"With: {name} = {_digits(array)}" for name, array in arguments.items()]
    if mismatch.kind in ("value", "finite", "shape"):
        lines.append(f"Your result: {_digits(mismatch.got)}")
    if isinstance(mismatch.want, np.ndarray | float | int):
        lines.append(f"The right one: {_digits(mismatch.want)}")
    return lines


def _digits(value: Any) -> str:
    with np.errstate(all="ignore"):
        text = np.array2string(
            np.asarray(value), precision=4, threshold=24, edgeitems=2, suppress_small=True
        )
    return " ".join(text.split())


def _advice(mismatch: Mismatch, arguments: dict[str, Array]) -> str:
    got, want = mismatch.got, mismatch.want
    if mismatch.kind == "shape":
        return _shape_advice(got, want, arguments)
    if mismatch.kind == "structure":
        return "Return a dict with exactly these keys, spelled like this."
    if mismatch.kind == "finite":
        return (
            "inf comes from an exponential that is too large, from division by 0 or from log(0); "
            "nan from inf − inf, 0 · inf or 0 / 0."
        )
    if mismatch.kind == "dtype":
        if isinstance(got, np.ndarray) and got.dtype.kind == "O":
            return "The array holds Python objects: were its parts of different shapes?"
        return (
            "Calculate in float64, NumPy's default; look for an astype, a dtype= or an int array."
        )
    if got is None:
        return "Does the function return its result on every path?"
    if isinstance(want, np.ndarray) and isinstance(got, list | tuple):
        return "Return a NumPy array." if isinstance(got, list) else "Return the array alone."
    if isinstance(want, tuple):
        return f"Return {len(want)} values with commas between, in this order."
    if isinstance(want, float) and isinstance(got, np.ndarray):
        if got.size == 1:
            return "Make it one number, with float(…) or without keepdims."
        return "Is a mean or a sum missing, or taken along one axis only?"
    return ""


def _shape_advice(got: Array, want: Array, arguments: dict[str, Array]) -> str:
    if got.shape == want.shape[::-1]:
        return "It is transposed: look at which factor carries the .T and at their order."
    if got.size == want.size and got.squeeze().shape == want.squeeze().shape:
        return "Only the dimensions of size 1 differ: keepdims, or reshape."
    if got.ndim == 2 and got.shape[0] == got.shape[1] == max(want.shape, default=0) > 1:
        n = got.shape[0]
        return f"({n},) and ({n}, 1) broadcast to ({n}, {n}): give both the same shape."
    sizes: dict[int, str] = {}
    for name, array in arguments.items():
        for axis, size in enumerate(array.shape):
            sizes.setdefault(size, f"{size} is {name}.shape[{axis}]")
    known = [sizes[size] for size in dict.fromkeys(want.shape) if size in sizes]
    return f"In the expected shape {shape_of(want)}, {' and '.join(known)}." if known else ""
