"""A value as leaves and numbers: many results of one form then make one array.

The leaves say where the numbers stand, and what kind of value each part is.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

MOST_NUMBERS = 4096
"""in one value; what has more is not taken apart"""
MOST_LEAVES = 64
SAMPLE = 256
"""of a larger array about so many numbers are taken, evenly spread"""

Leaf = list[Any]
"""the path to it, as a list of keys and indexes; its kind; its shape as a list"""


class TooLargeError(ValueError):
    """The value has more parts than a small result has, or parts that are no numbers."""


def flat(value: Any) -> tuple[list[Leaf], np.ndarray]:
    """The leaves of a value, and numbers of each in a row. Raises TooLargeError."""
    leaves: list[Leaf] = []
    numbers: list[np.ndarray] = []
    left = MOST_NUMBERS
    for path, part in _parts(value, []):
        kind, shape, some = _numbers(part)
        left -= some.size
        if left < 0 or len(leaves) == MOST_LEAVES:
            raise TooLargeError
        leaves.append([path, kind, list(shape)])
        numbers.append(some)
    return leaves, np.concatenate([np.empty(0), *numbers])


def sampled(size: int) -> int:
    """How many numbers of an array of this size are taken."""
    return -(-size // _step(size))


def _step(size: int) -> int:
    return max(1, -(-size // SAMPLE))


def _parts(value: Any, path: list[Any]) -> Iterator[tuple[list[Any], Any]]:
    if len(path) > 8:
        raise TooLargeError
    if isinstance(value, dict):
        items = [(key, value[key]) for key in sorted(value, key=str)[: MOST_LEAVES + 1]]
    elif isinstance(value, tuple | list):
        items = list(enumerate(value[: MOST_LEAVES + 1]))
    else:
        yield path, value
        return
    for key, item in items:
        yield from _parts(item, [*path, key if type(key) is int else str(key)[:60]])


def _numbers(part: Any) -> tuple[str, tuple[int, ...], np.ndarray]:
    """The kind of a leaf, its shape, and numbers of it as floats."""
    nothing = np.empty(0)
    if isinstance(part, bool | np.bool_):
        return "truth", (1,), np.asarray([float(part)])
    if isinstance(part, np.ndarray) and part.ndim and part.dtype.kind in "fiub":
        some = part.reshape(-1)[:: _step(part.size)]
        return part.dtype.str, part.shape, some.astype(float)
    if isinstance(part, int | float | np.number) or (
        isinstance(part, np.ndarray) and part.ndim == 0
    ):
        number = np.asarray(part)
        if number.dtype.kind not in "fiu":
            raise TooLargeError
        return "number", (1,), number.astype(float).reshape(1)
    if isinstance(part, str):
        return f"text {part[:60]}", (0,), nothing
    if part is None:
        return "nothing", (0,), nothing
    raise TooLargeError
