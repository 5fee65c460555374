"""How much a value looks like another one: which part of a result was meant?"""

from enum import IntEnum
from typing import Any

import numpy as np

from autograder.grading.diagnosis.outcomes import Raised, is_number

_RTOL = 1e-6


class Likeness(IntEnum):
    """How much two values have in common."""

    NOTHING = 0
    KIND = 1
    """both are numbers, or both are dicts"""
    SIZES = 2
    """their axes, in some order"""
    DIRECTION = 3
    """everything but a factor"""


def likeness(value: Any, right: Any) -> Likeness:
    """How much a value has in common with a part of the reference's result."""
    if isinstance(right, dict):
        return _of_dicts(value, right) if isinstance(value, dict) else Likeness.NOTHING
    if not _is_numbers(right):
        return Likeness.KIND if type(value) is type(right) else Likeness.NOTHING
    if not _is_numbers(value):
        return Likeness.NOTHING
    if _sizes(value) != _sizes(right):
        return Likeness.KIND
    return Likeness.DIRECTION if _is_multiple(value, right) else Likeness.SIZES


def outline(value: Any) -> Any:
    """How a result is built, without its numbers and their shapes."""
    if isinstance(value, dict):
        return [[str(key), outline(item)] for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [outline(item) for item in value]
    return value.type if isinstance(value, Raised) else _is_numbers(value)


def _of_dicts(value: dict[Any, Any], right: dict[Any, Any]) -> Likeness:
    if not right or value.keys() != right.keys():
        return Likeness.KIND
    return max(Likeness.KIND, min(likeness(value[key], item) for key, item in right.items()))


def _is_numbers(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiub"
    return is_number(value)


def _sizes(value: Any) -> list[int]:
    """The axes that are longer than 1, in no order: those of a transposed array are the same."""
    return sorted(size for size in np.shape(value) if size > 1)


def _is_multiple(value: Any, right: Any) -> bool:
    """Whether several numbers are the other ones times a factor."""
    got, want = np.ravel(value).astype(float), np.ravel(right).astype(float)
    if got.size < 2 or not np.isfinite(got).all() or not want.any():
        return False
    left = got - (got @ want) / (want @ want) * want
    return bool(got.any() and np.abs(left).max() <= _RTOL * np.abs(got).max())
