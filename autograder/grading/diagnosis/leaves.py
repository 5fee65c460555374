"""The leaves of a result: its arrays and numbers, and the slips of form that one can have."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.mismatch import Path
from autograder.text import brief

_LARGEST = 1_000_000
"""numbers in a leaf; what a learner's program sent beyond that is not looked at"""
_LONGEST_NAME = 24
"""bytes of a key that a learner's program chose"""


@dataclass(frozen=True, order=True)
class Slip:
    """One thing that is wrong with a result's form; `place` is a key, or empty for the whole."""

    kind: str
    place: str = ""
    detail: str = field(default="", compare=False)


@dataclass(frozen=True)
class Leaf:
    """One array or number of the reference's result."""

    path: Path
    values: Array

    @property
    def place(self) -> str:
        """The key that it has in the result of one call; empty where it has none."""
        keys = [step for step in self.path if isinstance(step, str) and " " not in step]
        return keys[-1] if keys else ""


def leaves_of(right: Any, path: Path = ()) -> Iterator[Leaf]:
    """The arrays and numbers of the reference's result, in the order that `aligned` has."""
    if isinstance(right, dict):
        for key, item in right.items():
            yield from leaves_of(item, (*path, key))
    elif isinstance(right, tuple | list):
        for index, item in enumerate(right):
            yield from leaves_of(item, (*path, index))
    else:
        numbers = _numbers(right)
        yield Leaf(path, np.empty(0) if numbers is None else numbers)


def aligned_leaf(value: Any, right: Any, path: Path, slips: set[Slip]) -> Array | None:
    """A leaf in the reference's shape, where only its form differs; None for what is no leaf."""
    want = _numbers(right)
    if want is None:
        return np.empty(0) if type(value) is type(right) and value == right else None
    place = Leaf(path, want).place
    if isinstance(right, bool | np.bool_) != isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, list | tuple) and isinstance(right, np.ndarray):
        value = _from_list(value)
        if value is not None:
            slips.add(Slip("list", place))
    numbers = _numbers(value)
    if numbers is None:
        return None
    if isinstance(value, np.ndarray) and isinstance(right, np.ndarray):
        integers = value.dtype.kind in "iu" and right.dtype.kind in "iu"
        if value.dtype != right.dtype and not integers:
            slips.add(Slip("dtype", place, short_name(value.dtype)))
    return _in_shape(numbers, want.shape, place, slips)


def _in_shape(got: Array, shape: tuple[int, ...], place: str, slips: set[Slip]) -> Array:
    if got.shape == shape:
        return got
    if _without_ones(got.shape) == _without_ones(shape):
        more = got.ndim > len(shape)
        kind = "axis more" if more else "axis less" if got.ndim < len(shape) else "axis moved"
        slips.add(Slip(kind, place))
        return got.reshape(shape)
    if got.ndim == 2 and got.shape == shape[::-1]:
        slips.add(Slip("transposed", place))
        return got.T
    if got.ndim == 1 and got.size == np.prod(shape) > 0:
        slips.add(Slip("flat", place))
        return got.reshape(shape)
    return got


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _from_list(value: Any) -> Array | None:
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array if array.dtype.kind in "fiu" else None


def _numbers(value: Any) -> Array | None:
    """A copy of an array or a number as float64; None for anything else."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiub" or value.size > _LARGEST:
            return None
        return np.array(value, dtype=np.float64)
    if isinstance(value, int | float | np.number | np.bool_):
        try:
            return np.array(float(value))
        except (OverflowError, TypeError):
            return None
    return None


def short_name(name: object) -> str:
    """A key or a dtype that a learner's program chose, as it may be shown."""
    return brief(str(name), _LONGEST_NAME)
