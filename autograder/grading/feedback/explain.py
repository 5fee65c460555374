"""The message of a failed check: the call, what came, what was expected, where to look next.

Lines of plain text: `Called: …`, `Got: …`, `Expected: …`, `Next: …`.
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.feedback.advice import advice_for_error, advice_for_mismatch
from autograder.grading.calls import Array, Call, array_leaves, arrays_in, call_line
from autograder.grading.compare import Mismatch, Path, named_place
from autograder.grading.feedback.differences import Difference, difference
from autograder.text import clean
from autograder.sandbox import CallTimeout, StudentError, WorkerFault


def explain_mismatch(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType, *, title: str, public: bool
) -> str:
    """Say what differs. `public` allows the numbers of the call and of both results."""
    call, start = _origin(mismatch, calls)
    names = mismatch.name.split(",") if mismatch.name else _returned_names(call, reference)
    place = named_place(names, start + mismatch.path)
    arguments = dict(arrays_in(call, reference)) if call else {}
    lines = [f"Called: {call_line(call, reference)}"] if call else []
    if mismatch.kind == "value":
        elsewhere = {
            named_place(names, start + path): array
            for path, array in array_leaves(mismatch.want_root)
        }
        found = _value_difference(mismatch, arguments, elsewhere)
        lines += [f"Got: {place} {found.clause}", f"Expected: {title}"]
        look_at = found.look_at
    else:
        verb = "has" if mismatch.kind in ("shape", "dtype") else "is"
        lines += [f"Got: {place} {verb} {mismatch.came}", f"Expected: {mismatch.expected}"]
        look_at = advice_for_mismatch(mismatch, arguments)
    if public:
        lines += _numbers(mismatch, arguments)
    if look_at:
        lines.append(f"Next: {look_at}")
    return clean("\n".join(lines))


def explain_fault(fault: WorkerFault, calls: Sequence[Call], reference: ModuleType) -> str:
    """A call that gave nothing usable: the call, the worker's own words, the learner's line."""
    lines = [f"Called: {call_line(calls[-1], reference)}"] if calls else []
    lines.append(f"Got: {fault.message}")
    if isinstance(fault, StudentError):
        if fault.source_line:
            lines.append(f"    {fault.source_line.strip()}")
        if look_at := advice_for_error(fault):
            lines.append(f"Next: {look_at}")
    return clean("\n".join(lines))


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


def _origin(mismatch: Mismatch, calls: Sequence[Call]) -> tuple[Call | None, Path]:
    """The call that the compared value came from, and the value's place in what that call gave."""
    if mismatch.root is None:
        return (calls[-1] if calls else None), ()
    for call in reversed(calls):
        if call.value is mismatch.root:
            return call, ()
        items: Any = ()
        if isinstance(call.value, tuple | list):
            items = enumerate(call.value)
        elif isinstance(call.value, dict):
            items = call.value.items()
        for step, item in items:
            if item is mismatch.root:
                return call, (step,)
    return (calls[-1] if calls else None), ()


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


def _value_difference(
    mismatch: Mismatch, arguments: Mapping[str, Array], elsewhere: Mapping[str, Array]
) -> Difference:
    if isinstance(mismatch.want, bool):
        return Difference(f"is {mismatch.got}", "")
    if (
        not isinstance(mismatch.want, float | np.ndarray)
        or np.asarray(mismatch.want).dtype.kind != "f"
    ):
        return Difference("is not what is expected", "")
    return difference(mismatch.got, mismatch.want, arguments, elsewhere)


def _numbers(mismatch: Mismatch, arguments: Mapping[str, Array]) -> list[str]:
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
