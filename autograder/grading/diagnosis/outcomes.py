"""What a call comes to: on a learner's program, on the reference, on a wrong version of it.

Runs in the trusted process, on recorded calls. Wrong versions are made from the course's own code;
the learner's results are only compared, and nothing of the learner's program runs here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call
from autograder.grading.diagnosis.emergency_stop import Stopped, emergency_stop
from autograder.grading.mismatch import Changed
from autograder.sandbox import StudentError
from autograder.sandbox.faults import LONGEST_TEXT, LONGEST_TYPE
from autograder.text import brief

RTOL, ATOL = 1e-6, 1e-9


@dataclass(frozen=True)
class Raised:
    """An exception as an outcome of a call: its type and its text, as a worker would send them."""

    type: str
    text: str


class Mistaken:
    """The reference module with another version of one function."""

    def __init__(self, reference: ModuleType, name: str, function: Callable[..., Any]) -> None:
        self._reference = reference
        self._replaced = name
        self._function = function

    def __getattr__(self, name: str) -> Any:
        return self._function if name == self._replaced else getattr(self._reference, name)


def outcome(call: Call, module: Any) -> Any:
    """What the same call comes to on a trusted module: a value or a Raised.

    Its caller sets NumPy's error state.
    """
    try:
        with emergency_stop():
            return call.run_on(module)
    except (Exception, Stopped) as error:
        return Raised(brief(type(error).__name__, LONGEST_TYPE), brief(str(error), LONGEST_TEXT))


def recorded_outcome(call: Call) -> Any:
    """What the call came to on the learner's program: a value or a Raised; None if neither."""
    if call.fault is None:
        return call.value
    if isinstance(call.fault, StudentError):
        return Raised(call.fault.type, call.fault.text)
    return None


def same(got: Any, guess: Any, right: Any) -> bool:
    """Whether two outcomes are one and the same.

    Keys that neither the guess nor the reference has do not count.
    """
    if isinstance(got, Changed):
        got = got.now
    if isinstance(got, Raised) or isinstance(guess, Raised):
        return isinstance(got, Raised) and isinstance(guess, Raised) and got == guess
    if isinstance(guess, np.ndarray) and guess.ndim > 0:
        return _same_array(got, guess)
    if isinstance(guess, dict):
        return _same_dict(got, guess, right)
    if isinstance(guess, tuple | list):
        if not isinstance(got, tuple | list) or len(got) != len(guess):
            return False
        known = right if isinstance(right, tuple | list) and len(right) == len(guess) else guess
        return all(same(*trio) for trio in zip(got, guess, known, strict=True))
    if isinstance(guess, bool | np.bool_):
        return isinstance(got, bool | np.bool_) and got == guess
    if isinstance(guess, str) or guess is None:
        return type(got) is type(guess) and got == guess
    return is_number(got) and is_number(guess) and _close(np.asarray(got), np.asarray(guess))


def is_number(value: Any) -> bool:
    """Whether a value is one number: Python's, NumPy's, or an array without axes."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _same_dict(got: Any, guess: dict[str, Any], right: Any) -> bool:
    if not isinstance(got, dict):
        return False
    right = right if isinstance(right, dict) else {}
    if any((key in got) != (key in guess) for key in {*guess, *right}):
        return False
    return all(same(got[key], guess[key], right.get(key, guess[key])) for key in guess)


def _same_array(got: Any, guess: Array) -> bool:
    if not isinstance(got, np.ndarray) or got.shape != guess.shape or got.dtype != guess.dtype:
        return False
    return _close(got, guess)


def _close(got: Array, guess: Array) -> bool:
    if got.dtype.kind not in "fiub" or guess.dtype.kind not in "fiub":
        return False
    return bool(np.allclose(got, guess, rtol=RTOL, atol=ATOL, equal_nan=True))
