"""The message of a failed check, in parts: Called, Got, Expected, Line …, Next."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import (
    Array,
    Call,
    array_leaves,
    arrays_in,
    call_line,
    numbers_in,
)
from autograder.grading.feedback.debug_script import FailingCall
from autograder.grading.feedback.how_numbers_differ import NO_KIND, Difference, difference
from autograder.grading.feedback.next_step import advice_for_error, advice_for_mismatch
from autograder.grading.mismatch import Mismatch, Path, named_place, phrase_in
from autograder.grading.tracing import call_behind, only_call
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
from autograder.number_tables import MOST_TABLES, NumberTable, compared_tables, input_table
from autograder.sandbox.faults import (
    INDENTATION_ERRORS,
    CallNotTried,
    CallTimeout,
    StudentError,
    WorkerFault,
)

_DRAWS = (
    "Random numbers can't be worked out by hand. Draw all of them from the generator among the "
    "arguments, and from nothing else, exactly as the docstring says: np.random.randn and a "
    "generator of your own give other numbers."
)


def explain_mismatch(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType, *, title: str
) -> tuple[Part, ...]:
    """Say what differs, in words that hold no value of an array."""
    found = _find(mismatch, calls, reference)
    arguments = dict(arrays_in(found.call, reference)) if found.call else {}
    parts = [(CALLED, call_line(found.call, reference))] if found.call else []
    if mismatch.kind != "value":
        verb = "has" if mismatch.kind in ("shape", "dtype") else "is"
        parts += [
            (GOT, f"{found.place} {verb} {mismatch.got_text}"),
            (EXPECTED, mismatch.want_text),
        ]
        look_at = advice_for_mismatch(mismatch, arguments)
    elif mismatch.want is True and phrase_in(found.path):
        parts += [(GOT, f"it is not true that {_claim(found.path)}"), (EXPECTED, title)]
        look_at = ""
    else:
        elsewhere = {
            named_place(found.names, found.start + leaf): array
            for leaf, array in array_leaves(mismatch.want_root)
        }
        different = _value_difference(mismatch, arguments, elsewhere)
        parts += [(GOT, f"{found.place} {different.clause}"), (EXPECTED, title)]
        look_at = different.look_at
        if look_at == NO_KIND and found.call and _generators(found.call.args):
            look_at = _DRAWS
    if look_at:
        parts.append((NEXT, look_at))
    return bounded(parts)


def numbers_of(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType
) -> tuple[NumberTable, ...]:
    """The numbers of a public example: what the function was called with, and both results."""
    found = _find(mismatch, calls, reference)
    tables = inputs_of(found.call, reference) if found.call else []
    if mismatch.kind in ("value", "finite", "shape"):
        wrong = mismatch.wrong_entries()
        tables += compared_tables(found.place, mismatch.got, mismatch.want, wrong)
    return tuple(tables)


def failing_call(
    mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType
) -> FailingCall | None:
    """The call whose result is wrong, and what is expected there."""
    found = _find(mismatch, calls, reference)
    return FailingCall(found.call, found.place, mismatch.want) if found.call else None


def inputs_of(call: Call, reference: ModuleType) -> list[NumberTable]:
    """The numbers that a function of a public example was called with."""
    tables = [input_table(name, value) for name, value in numbers_in(call, reference)]
    return [table for table in tables if table][:MOST_TABLES]


def explain_fault(
    fault: WorkerFault, calls: Sequence[Call], reference: ModuleType
) -> tuple[Part, ...]:
    """A call without a result: the call, the worker's own words, the learner's line."""
    if isinstance(fault, CallNotTried):
        return bounded([(NOT_RUN, fault.message)])
    parts = [(CALLED, call_line(only_call(calls[-1]), reference))] if calls else []
    if isinstance(fault, StudentError) and fault.type == "NotImplementedError":
        parts.append((TO_DO, fault.text))
    else:
        parts.append((GOT, fault.message))
    if isinstance(fault, StudentError):
        parts += own_lines(fault)
        if look_at := advice_for_error(fault):
            parts.append((NEXT, look_at))
    return bounded(parts)


def explain_load(fault: WorkerFault, module: str) -> tuple[Part, ...]:
    """Why a module cannot be loaded: the worker's words, the line, and a mark under its column."""
    parts = [(f"{module} cannot be loaded", fault.message)]
    if isinstance(fault, StudentError):
        parts += own_lines(fault)
        if look_at := advice_for_error(fault):
            parts.append((NEXT, look_at))
    if isinstance(fault, CallTimeout):
        look_at = (
            "Importing a module must come to an end: put what trains, plots or waits under "
            "`if __name__ == '__main__':`."
        )
        parts.append((NEXT, look_at))
    return bounded(parts)


def own_lines(error: StudentError) -> list[Part]:
    """The learner's lines that led to an error, in the order of the calls, each of them once."""
    written = {number: line for number, line in error.chain if line.strip()}
    marked = None if error.type in INDENTATION_ERRORS else error.line
    return [
        source_line(number, line, error.offset if number == marked else None)
        for number, line in written.items()
    ]


@dataclass(frozen=True)
class _Found:
    """Where a mismatch is: in the result of which call, and what the learner calls the place."""

    call: Call | None
    names: list[str]
    start: Path
    path: Path
    place: str


def _find(mismatch: Mismatch, calls: Sequence[Call], reference: ModuleType) -> _Found:
    call, start = _origin(mismatch, calls)
    behind = call_behind(call, start + mismatch.path) if call else None
    if mismatch.name:  # of the value that was compared, wherever it comes from
        start = ()
    path = start + mismatch.path
    names = mismatch.name.split(",") if mismatch.name else _returned_names(call, reference)
    place = named_place(names, path)
    if behind and not mismatch.name and not phrase_in(path).startswith("the "):
        own = named_place(_returned_names(behind[0], reference), behind[1])
        place = f"{own} ({phrase_in(path)})" if phrase_in(path) else own
    return _Found(behind[0] if behind else call, names, start, path, place)


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
