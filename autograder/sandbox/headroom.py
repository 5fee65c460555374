"""A ceiling for what trusted code may allocate for arguments that hostile code chose."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "linux":
    import resource


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
