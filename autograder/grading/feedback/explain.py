"""The message of a failed check, in parts: Called, Got, Expected, Line …, Next."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, array_leaves, arrays_in, call_line
from autograder.grading.feedback.how_numbers_differ import NO_KIND, Difference, difference
from autograder.grading.feedback.next_step import advice_for_error, advice_for_mismatch
from autograder.grading.mismatch import Mismatch, Path, named_place, phrase_in
from autograder.message_parts import (
    CALLED,
    EXPECTED,
    GOT,
    NEXT,
    NOT_RUN,
    TO_DO,
    Part,
    bounded,
    source_line,
)
from autograder.sandbox import CallNotTried, CallTimeout, StudentError, WorkerFault

_DRAWS = (
    "Random numbers can't be worked out by hand. Draw all of them from the generator among the "
    "arguments, and from nothing else, exactly as the docstring says: np.random.randn and a "
    "generator of your own give other numbers."
)


def explain_mismatch(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType, *, title: str, public: bool
) -> tuple[Part, ...]:
    """Say what differs. `public` allows the numbers of the call and of both results."""
    call, start = _origin(mismatch, calls)
    names = mismatch.name.split(",") if mismatch.name else _returned_names(call, reference)
    path = start + mismatch.path
    place = named_place(names, path)
    arguments = dict(arrays_in(call, reference)) if call else {}
    parts = [(CALLED, call_line(call, reference))] if call else []
    if mismatch.kind != "value":
        verb = "has" if mismatch.kind in ("shape", "dtype") else "is"
        parts += [(GOT, f"{place} {verb} {mismatch.got_text}"), (EXPECTED, mismatch.want_text)]
        look_at = advice_for_mismatch(mismatch, arguments)
    elif mismatch.want is True and phrase_in(path):
        parts += [(GOT, f"it is not true that {_claim(path)}"), (EXPECTED, title)]
        look_at = ""
    else:
        elsewhere = {
            named_place(names, start + leaf): array
            for leaf, array in array_leaves(mismatch.want_root)
        }
        found = _value_difference(mismatch, arguments, elsewhere)
        parts += [(GOT, f"{place} {found.clause}"), (EXPECTED, title)]
        look_at = found.look_at
        if look_at == NO_KIND and call and _generators(call.args):
            look_at = _DRAWS
    if public:
        parts += _numbers(mismatch, arguments)
    if look_at:
        parts.append((NEXT, look_at))
    return bounded(parts)


def explain_fault(
    fault: WorkerFault, calls: Sequence[Call], reference: ModuleType
) -> tuple[Part, ...]:
    """A call without a result: the call, the worker's own words, the learner's line."""
    if isinstance(fault, CallNotTried):
        return bounded([(NOT_RUN, fault.message)])
    parts = [(CALLED, call_line(calls[-1], reference))] if calls else []
    if isinstance(fault, StudentError) and fault.type == "NotImplementedError":
        parts.append((TO_DO, fault.text))
    else:
        parts.append((GOT, fault.message))
    if isinstance(fault, StudentError):
        parts += _own_line(fault)
        if look_at := advice_for_error(fault):
            parts.append((NEXT, look_at))
    return bounded(parts)


def explain_load(fault: WorkerFault, module: str) -> tuple[Part, ...]:
    """Why a module cannot be loaded: the worker's words, the line, and a mark under its column."""
    parts = [(f"{module} cannot be loaded", fault.message)]
    if isinstance(fault, StudentError):
        parts += _own_line(fault)
    if isinstance(fault, CallTimeout):
        look_at = (
            "Importing a module must come to an end: put what trains, plots or waits under "
            "`if __name__ == '__main__':`."
        )
        parts.append((NEXT, look_at))
    return bounded(parts)


def _own_line(error: StudentError) -> list[Part]:
    if not error.line or not error.source_line:
        return []
    return [source_line(error.line, error.source_line, error.offset)]


def _generators(args: Sequence[Any]) -> bool:
    return any(isinstance(arg, np.random.Generator) for arg in args)


def _origin(mismatch: Mismatch, calls: Sequence[Call]) -> tuple[Call | None, Path]:
    """The call that returned the compared value, and the value's place in its result."""
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


def _claim(path: Path) -> str:
    """What a check claims of the learner's function: "its arrays are new (W1)"."""
    about = ", ".join(map(str, path[1:]))
    return f"{phrase_in(path)} ({about})" if about else phrase_in(path)


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


def _numbers(mismatch: Mismatch, arguments: Mapping[str, Array]) -> list[Part]:
    """The numbers of a public example."""
    parts = [("With", f"{name} = {_digits(array)}") for name, array in arguments.items()]
    if mismatch.kind in ("value", "finite", "shape"):
        parts.append(("Your result", _digits(mismatch.got)))
    if isinstance(mismatch.want, np.ndarray | float | int):
        parts.append(("The right one", _digits(mismatch.want)))
    return parts


def _digits(value: Any) -> str:
    with np.errstate(all="ignore"):
        text = np.array2string(
            np.asarray(value), precision=4, threshold=24, edgeitems=2, suppress_small=True
        )
    return " ".join(text.split())
