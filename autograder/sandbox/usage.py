"""What a process has used, read from the kernel: the process can't change any of it."""

import os
import sys
import time

MIB = 1 << 20

_CPUCLOCK_SCHED = 2
_MEASURED = sys.platform == "linux"


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
        if not _MEASURED:
            return None
        if not self._gone:
            try:
                self._seconds = time.clock_gettime(self._clock)
            except OSError:
                self._gone = True
        return self._seconds

    def peak_memory(self) -> int:
        """The largest number of bytes that were resident so far."""
        if not self._gone:
            self._peak = _number(f"/proc/{self._pid}/status", b"VmHWM:") << 10 or self._peak
        return self._peak

    def ended(self, seconds: float, peak: int) -> None:
        """What its parent was told when it ended. Another process may get its number now."""
        self._gone = True
        self._seconds, self._peak = seconds, peak


def pid_of(pidfd: int) -> int:
    """The id that a process has for us: in a namespace of its own it has another one, too."""
    return max(0, _number(f"/proc/self/fdinfo/{pidfd}", b"\nPid:"))


def _number(path: str, name: bytes) -> int:
    """The first number behind a name in a file of /proc; 0 where it or the process is gone."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0
    try:
        _, _, behind = os.read(fd, 4096).partition(name)
    except OSError:
        return 0
    finally:
        os.close(fd)
    return int(behind.split(None, 1)[0]) if behind else 0
