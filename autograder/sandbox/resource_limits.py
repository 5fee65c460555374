"""Ceilings for what trusted code may spend on arguments that hostile code chose."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

if sys.platform == "linux":
    import resource

MOST_NUMBERS = 1 << 17


def check_arguments(args: list[Any]) -> None:
    """Raise ValueError where a function could be kept busy for long with these arguments.

    No deadline ends it. So arrays are of float64, with which NumPy is fast, or one-dimensional, and
    hold few numbers in all: a product of two of them takes a second at the most.
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
        raise ValueError(f"{numbers} numbers are too many here: {MOST_NUMBERS} is the most")


@contextlib.contextmanager
def bounded_memory(size: int) -> Iterator[None]:
    """Inside, more than `size` further bytes raise MemoryError. No effect but on Linux."""
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
