"""Memory for all workers together: what the machine has, and a ceiling where the kernel gives one.

A control group (version 2) of its own for each zygote limits what all its workers have at a time.
It can be used where the group above ours is ours to change: by root, and in most desktop sessions.
Elsewhere each worker has its own limit, no more graders run than fit in memory, and the kernel ends
a worker first.
"""

import contextlib
import os
import re
import time
from pathlib import Path

from autograder.sandbox.usage import MIB

NOWHERE = os.devnull
"""the file of a group to join, where there is none"""

_ROOT = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")
_MEMINFO = Path("/proc/meminfo")
_CEILINGS = ("memory.max", "memory/memory.limit_in_bytes")
_BASE_MIB = 256  # Python and NumPy in the zygote, and what each worker copies of it
_TRIES, _BETWEEN = 50, 0.01


def graders_that_fit(wanted: int, memory_mib: int) -> int:
    """How many graders at a time have room for a worker that takes all it may; at least one."""
    available = _available()
    return wanted if available is None else max(1, min(wanted, available // (memory_mib * MIB)))


def _available() -> int | None:
    """Bytes that the machine has left, or that the container we are in may have."""
    found = re.search(r"^MemAvailable:\s*(\d+) kB", _text(_MEMINFO), re.MULTILINE)
    if not found:
        return None
    ceilings = [_text(_ROOT / name).strip() for name in _CEILINGS]
    return min([int(found[1]) << 10, *(int(text) for text in ceilings if text.isdigit())])


class MemoryGroup:
    """A control group for one zygote and its workers."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def members(self) -> str:
        """The file into which a process writes its number to join."""
        return NOWHERE if self._folder is None else str(self._folder / "cgroup.procs")

    @classmethod
    def make(cls, memory_mib: int) -> "MemoryGroup":
        """A group beside our own, in which all processes together get so much memory.

        Where that isn't allowed, it is a group that nobody joins.
        """
        own = re.search(r"^0::(/.*)$", _text(_OWN), re.MULTILINE)
        above = _ROOT / own[1].strip("/") / ".." if own else _ROOT
        if "memory" not in _text(above / "cgroup.subtree_control").split():
            return cls(None)
        name = f"autograder-{os.getpid()}-{os.urandom(4).hex()}"
        group = cls(Path(os.path.realpath(above)) / name)
        try:
            group._fill(memory_mib)
        except OSError:
            group.remove()
            return cls(None)
        return group

    def remove(self) -> None:
        """Remove the group, whose processes end now. May be called twice."""
        folder, self._folder = self._folder, None
        if folder is None:
            return
        for _ in range(_TRIES):
            with contextlib.suppress(OSError):
                folder.rmdir()
            if not folder.exists():
                return
            time.sleep(_BETWEEN)

    def _fill(self, memory_mib: int) -> None:
        assert self._folder is not None
        self._folder.mkdir()
        (self._folder / "memory.max").write_text(str((memory_mib + _BASE_MIB) * MIB))
        with contextlib.suppress(OSError):  # a kernel without swap has no such file
            (self._folder / "memory.swap.max").write_text("0")


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
