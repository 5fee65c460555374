"""Naming the mistake: which misconception returns what the learner's function returned.

Runs in the trusted process, on recorded calls. The misconceptions are the course's own code; the
learner's results are only compared, and nothing of the learner's program runs here.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Call
from autograder.grading.misconceptions import Misconception
from autograder.grading.mismatch import Changed
from autograder.sandbox import StudentError

SECONDS = 10.0
"""for all misconceptions of a task together, should one of them be very slow"""

_RTOL, _ATOL = 1e-6, 1e-9


def diagnose(
    evidence: Mapping[str, Sequence[Call]],
    misconceptions: Sequence[Misconception],
    reference: ModuleType,
) -> list[Misconception]:
    """The misconceptions that explain the failed checks of one task.

    `evidence` holds the calls of each failed check. A misconception explains a check when, for each
    of these calls, it returns what the learner's program returned, and for one of them something
    else than the reference. The one that explains most is named first; another one
    only for checks that are still unexplained. Raises CourseError for a misconception that isn't
    Python.
    """
    if not evidence:
        return []
    until = time.monotonic() + SECONDS
    right = {
        name: [_outcome(call, reference) for call in calls] for name, calls in evidence.items()
    }
    explained: dict[str, set[str]] = {}
    for candidate in misconceptions:
        if time.monotonic() > until:
            break
        module = _Mistaken(reference, candidate)
        explained[candidate.id] = {
            name for name, calls in evidence.items() if _explains(module, calls, right[name])
        }
    return _fewest(explained, misconceptions, set(evidence))


def _fewest(
    explained: Mapping[str, set[str]], misconceptions: Sequence[Misconception], failed: set[str]
) -> list[Misconception]:
    named: list[Misconception] = []
    left = set(failed)
    while left:
        ranked = [
            (len(explained[m.id] & left), set(m.fails) == failed, m)
            for m in misconceptions
            if explained.get(m.id, set()) & left
        ]
        if not ranked:
            break
        best = max(rank[:2] for rank in ranked)
        found = [m for *rank, m in ranked if tuple(rank) == best]
        named += found
        left -= set().union(*(explained[m.id] for m in found))
    return named


class _Mistaken:
    """The reference module with one function replaced by a misconception."""

    def __init__(self, reference: ModuleType, misconception: Misconception) -> None:
        self._reference = reference
        self._replaced = misconception.replaces
        self._function = misconception.function  # not later, where an error counts as an outcome

    def __getattr__(self, name: str) -> Any:
        return self._function if name == self._replaced else getattr(self._reference, name)


@dataclass(frozen=True)
class _Raised:
    """An exception as an outcome of a call: its type and its text, as a worker would send them."""

    type: str
    text: str


def _outcome(call: Call, module: Any) -> Any:
    try:
        with np.errstate(all="ignore"):
            return call.run_on(module)
    except Exception as error:
        fault = StudentError(type(error).__name__, str(error), filename="")
        return _Raised(fault.type, fault.text)


def _explains(module: Any, calls: Sequence[Call], right: Sequence[Any]) -> bool:
    differs = False
    for call, reference_result in zip(calls, right, strict=True):
        if call.fault is not None and not isinstance(call.fault, StudentError):
            return False
        fault = call.fault
        got = _Raised(fault.type, fault.text) if fault is not None else call.value
        guess = _outcome(call, module)
        if not _same(got, guess, reference_result):
            return False
        differs = differs or not _same(guess, reference_result, guess)
    return differs


def _same(got: Any, guess: Any, right: Any) -> bool:
    """Whether two outcomes are one and the same.

    Keys that neither the misconception nor the reference has do not count.
    """
    if isinstance(got, Changed):
        got = got.now
    if isinstance(got, _Raised) or isinstance(guess, _Raised):
        return isinstance(got, _Raised) and isinstance(guess, _Raised) and got == guess
    if isinstance(guess, np.ndarray) and guess.ndim > 0:
        return _same_array(got, guess)
    if isinstance(guess, dict):
        return _same_dict(got, guess, right)
    if isinstance(guess, tuple | list):
        if not isinstance(got, tuple | list) or len(got) != len(guess):
            return False
        known = right if isinstance(right, tuple | list) and len(right) == len(guess) else guess
        return all(_same(*trio) for trio in zip(got, guess, known, strict=True))
    if isinstance(guess, bool | np.bool_):
        return isinstance(got, bool | np.bool_) and got == guess
    if isinstance(guess, str) or guess is None:
        return type(got) is type(guess) and got == guess
    return _is_number(got) and _is_number(guess) and _close(np.asarray(got), np.asarray(guess))


def _same_dict(got: Any, guess: dict[str, Any], right: Any) -> bool:
    if not isinstance(got, dict):
        return False
    right = right if isinstance(right, dict) else {}
    if any((key in got) != (key in guess) for key in {*guess, *right}):
        return False
    return all(_same(got[key], guess[key], right.get(key, guess[key])) for key in guess)


def _is_number(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _same_array(got: Any, guess: np.ndarray[Any, Any]) -> bool:
    if not isinstance(got, np.ndarray) or got.shape != guess.shape or got.dtype != guess.dtype:
        return False
    return _close(got, guess)


def _close(got: np.ndarray[Any, Any], guess: np.ndarray[Any, Any]) -> bool:
    if got.dtype.kind not in "fiub" or guess.dtype.kind not in "fiub":
        return False
    with np.errstate(all="ignore"):
        return bool(np.allclose(got, guess, rtol=_RTOL, atol=_ATOL, equal_nan=True))
