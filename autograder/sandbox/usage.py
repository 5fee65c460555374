"""What a process has used, read from the kernel: the process can't change any of it."""

import contextlib
import os
import re
import sys
import time

MIB = 1 << 20

_CPUCLOCK_SCHED = 2
_PEAK = re.compile(rb"^VmHWM:\s*(\d+) kB", re.MULTILINE)


class ProcessUsage:
    """The processor time of one process of this machine, and the most memory that it had.

    Both stay as they were read last when the process is gone. On macOS and Windows, where one
    process has no clock of another, the time is None and the memory 0.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._clock = (~pid << 3) | _CPUCLOCK_SCHED  # what clock_getcpuclockid gives in C
        self._gone = pid <= 0
        self._seconds = 0.0
        self._peak = 0

    def processor_seconds(self) -> float | None:
        """Seconds of processor time so far, of all its threads, in the kernel and outside."""
        if sys.platform != "linux":
            return None
        if not self._gone:
            with contextlib.suppress(OSError):
                self._seconds = time.clock_gettime(self._clock)
        return self._seconds

    def peak_memory(self) -> int:
        """The largest number of bytes that were resident so far."""
        if not self._gone and (found := _PEAK.search(_read(f"/proc/{self._pid}/status"))):
            self._peak = int(found[1]) << 10
        return self._peak

    def ended(self, seconds: float, peak: int) -> None:
        """What its parent was told when it ended. Another process may get its number now."""
        self._gone = True
        self._seconds, self._peak = seconds, peak


def pid_of(pidfd: int) -> int:
    """The id that a process has for us: in a namespace of its own it has another one, too."""
    found = re.search(rb"^Pid:\s*(\d+)", _read(f"/proc/self/fdinfo/{pidfd}"), re.MULTILINE)
    return int(found[1]) if found else 0


def _read(path: str) -> bytes:
    """The beginning of a file in /proc; empty where the process is gone."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(fd, 4096)
    except OSError:
        return b""
    finally:
        os.close(fd)
