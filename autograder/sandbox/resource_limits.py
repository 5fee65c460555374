"""Limits on what trusted code may spend on arguments that hostile code has chosen."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

if sys.platform == "linux":
    import resource

MOST_NUMBERS = 5 << 15
"""as many as the largest network of a hidden check needs, with three samples of 40,000 inputs"""


def check_arguments(args: list[Any]) -> None:
    """Raise ValueError where a function might run for long with these arguments.

    No deadline would end it. So arrays must be of float64, with which NumPy is fast, or have one
    dimension, and all of them together have few numbers: a product of two takes a second at most.
    """
    numbers = 0
    waiting: list[Any] = list(args)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            numbers += len(value)
            waiting.extend(value)
        elif isinstance(value, np.ndarray):
            numbers += value.size
            if value.dtype != np.float64 and value.ndim > 1:
                raise ValueError(f"an array of float64 is expected here, not of {value.dtype}")
    if numbers > MOST_NUMBERS:
        raise ValueError(f"{numbers} numbers are too many here: at most {MOST_NUMBERS}")


@contextlib.contextmanager
def bounded_memory(size: int) -> Iterator[None]:
    """Inside, more than `size` further bytes raise MemoryError. Has an effect on Linux only."""
    if sys.platform != "linux":
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = address_space() + size
    for existing in (soft, hard):
        if existing != resource.RLIM_INFINITY:
            ceiling = min(ceiling, existing)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def address_space() -> int:
    """Bytes of address space that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
