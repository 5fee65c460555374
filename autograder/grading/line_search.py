"""The line that alone decides: with one small change there, every check of a task passes.

The changes are tried in the worker, many at once, on the calls of the checks that failed. Here
their results are compared with the reference's. What is left is graded like a submission of its
own. The learner reads the number of the line, never the change.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, array_leaves
from autograder.grading.edits import edited
from autograder.grading.generic_edits import GenericEdit
from autograder.grading.small_changes import rank_of, small_changes
from autograder.grading.task_marking import Failure
from autograder.grading.tracing import trace
from autograder.grading.variants import Variants
from autograder.grading.worker_slot import WorkerSlots
from autograder.sandbox import StudentError, WorkerFault
from autograder.sandbox.handle import Form
from autograder.sandbox.wire.flat import Leaf, TooLargeError, flat, sampled

SECONDS = 1.0
"""of processor time for one question to the worker: an emergency stop. What is tried is bounded by
numbers"""
MOST_CALLS, MOST_LINES, MOST_OF_A_LINE = 3, 3, 2
"""calls that are compared; lines, and changes of one line, that are graded"""
_RTOL, _ATOL = 1e-4, 1e-7


def deciding_line(
    source: bytes,
    functions: Sequence[str],
    others: Sequence[str],
    failures: Sequence[Failure],
    reference: ModuleType,
    slots: WorkerSlots,
    passes: Callable[[bytes], bool],
) -> int | None:
    """The number of the line on which one change makes every check of a task pass.

    None where there is no such line, or more than one. `functions` are the task's own, `others`
    those of other tasks, in which nothing is changed. `slots` has workers for the program as it is;
    `passes` grades a changed one.
    """
    if not functions or not failures or not all(map(_may_be_searched, failures)):
        return None
    variants = small_changes(source, functions, others)
    if variants is None:
        return None
    try:
        left = _left(variants, failures, reference, slots)
    except WorkerFault:
        return None
    return _only_line(variants, left, lambda text: passes(text.encode()))


def _may_be_searched(failure: Failure) -> bool:
    """Whether the check failed with a result or an error of the learner's, and not with a stub."""
    fault = failure.attempt.fault
    if fault is None:
        return True
    return isinstance(fault, StudentError) and fault.type != "NotImplementedError"


def _left(
    variants: Variants,
    failures: Sequence[Failure],
    reference: ModuleType,
    slots: WorkerSlots,
) -> list[int]:
    """The variants that give what the reference gives, on the smallest calls that tell them apart.

    Raises WorkerFault where the program gives no answer.
    """
    questions = list(_questions(failures, reference))
    if not questions:
        return []
    ours = questions[0].substitutes
    slot = slots.with_substitutes(ours).slot
    left, text = list(variants.edits), variants.text
    for asked in questions:
        if asked.substitutes == ours and (text or len(left) > 1):
            forms = slot.variants(text, left, asked.verb, asked.details, SECONDS)
            left = sorted(_fitting(forms, asked.leaves, asked.row) & set(left))
            text = ""
    return left


@dataclass(frozen=True)
class _Question:
    """One call for a worker, and what the reference gives for it."""

    substitutes: tuple[str, ...]
    verb: str
    details: list[Any]
    leaves: list[Leaf]
    row: Array


def _questions(failures: Sequence[Failure], reference: ModuleType) -> Iterator[_Question]:
    """The smallest calls whose results are not the reference's, at most `MOST_CALLS`."""
    calls = [(failure, call) for failure in failures for call in failure.attempt.calls]
    calls.sort(key=lambda pair: _size(pair[1]))
    found = 0
    for failure, call in calls:
        question = _question(failure, call, reference)
        if question is not None:
            yield question
            found += 1
        if found == MOST_CALLS:
            return


def _size(call: Call) -> int:
    return sum(array.size for _, array in array_leaves(call.args)) * (1 + len(call.steps))


def _question(failure: Failure, call: Call, reference: ModuleType) -> _Question | None:
    """The call as a question; None where it is right, or too large to compare."""
    try:
        with np.errstate(all="ignore"):
            want = call.run_on(reference)
        got = call.value
        verb, details = "call", [call.function, list(call.args)]
        if call.script is not None:
            traced = trace(call.script, call.args)
            verb, details = "follow", [traced.steps, traced.last_uses, traced.wanted]
            want = traced.values_in(want)
            got = None if call.fault else traced.values_in(got)
        leaves, row = flat(want)
    except Exception:
        return None
    if call.fault is None and _is_right(got, leaves, row):
        return None
    return _Question(failure.substitutes, verb, details, leaves, row)


def _is_right(got: Any, leaves: list[Leaf], row: Array) -> bool:
    try:
        its_leaves, its_row = flat(got)
    except TooLargeError:
        return False
    return bool(_fitting([(its_leaves, [0], its_row[None])], leaves, row))


def _fitting(forms: Sequence[Form], leaves: list[Leaf], row: Array) -> set[int]:
    """The variants whose results are these, within a tolerance; further keys don't count."""
    found: set[int] = set()
    for its_leaves, chosen, rows in forms:
        columns = _columns(its_leaves, rows.shape[1], leaves)
        if columns is not None:
            close = np.isclose(rows[:, columns], row, _RTOL, _ATOL, equal_nan=True)
            fitting = np.flatnonzero(close.all(axis=1))
            found.update(chosen[place] for place in fitting)
    return found


def _columns(its_leaves: list[Any], width: int, leaves: list[Leaf]) -> list[int] | None:
    """Where the numbers of these leaves stand; None where one is missing or of another form.

    `its_leaves` come from a worker and may be anything.
    """
    places: dict[str, tuple[str, range]] = {}
    start = 0
    for leaf in its_leaves:
        match leaf:
            case [list(path), str(kind), list(shape)] if all(
                type(n) is int and n >= 0 for n in shape
            ):
                end = start + sampled(math.prod(shape))
            case _:
                return None
        if not start <= end <= width:
            return None
        places[repr(path)] = f"{_kind(kind)} {shape}", range(start, end)
        start = end
    columns: list[int] = []
    for path, kind, shape in leaves:
        form, place = places.get(repr(path), ("", range(0)))
        if form != f"{_kind(kind)} {shape}":
            return None
        columns += place
    return columns


def _kind(kind: str) -> str:
    """An integer of any width is as good as another."""
    return "integers" if kind[:2] in ("<i", "<u", "|i", "|u") else kind


def _only_line(
    variants: Variants, left: Sequence[int], passes: Callable[[str], bool]
) -> int | None:
    """The one line on which a change makes everything pass."""
    by_line: dict[int | None, list[GenericEdit]] = {}
    for number in left:
        edit = variants.edits[number]
        by_line.setdefault(edit.line, []).append(edit)
    if len(by_line) > MOST_LINES:
        return None
    found: list[int | None] = []
    for line, edits in by_line.items():
        edits.sort(key=rank_of)
        if any(passes(edited(variants.source, [e.edit])) for e in edits[:MOST_OF_A_LINE]):
            found.append(line)
        if len(found) > 1:
            return None
    return found[0] if found else None
