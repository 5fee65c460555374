"""How long the public checks may take, one and all: processor time, and the wall clock behind it.

The process ends itself and writes the current line of the program to its standard error; the one
that waits for it says which limit that was. Nothing of it holds against a hostile program, and it
need not: it is the learner's own, or confined, and the wall clock is watched from outside, too.
"""

import faulthandler
import math
import signal
import sys
import time
from dataclasses import dataclass

from autograder.sandbox import WALL_FACTOR, CallTimeout
from autograder.sandbox.deadline import IDLE

MEASURED = sys.platform != "win32"
"""whether a process can be told how much processor time it has used; else only the wall clock is"""

if sys.platform != "win32":
    import resource

    ONE_TOO_LONG, ALL_TOO_LONG = signal.SIGPROF, signal.SIGXCPU

_WALL_CLOCK = "Timeout ("  # what faulthandler writes first


@dataclass(frozen=True)
class TimeLimits:
    """Seconds of processor time."""

    one: float
    """for a check, and for the import of the module"""
    all: float

    @property
    def wall_one(self) -> float:
        """Seconds on the wall clock for one."""
        return WALL_FACTOR * self.one if MEASURED else self.one

    @property
    def wall_all(self) -> float:
        """Seconds on the wall clock for all."""
        return WALL_FACTOR * self.all if MEASURED else self.all


class CheckClock:
    """Ends this process when a check, or all of them, take too long.

    The interpreter's own handlers do it, so Python code can't delay it.
    """

    def __init__(self, limits: TimeLimits, last_words: int) -> None:
        """`last_words` is the descriptor to which the current line of the program is written."""
        self._limits = limits
        self._last_words = last_words
        if sys.platform != "win32":
            for number in (ONE_TOO_LONG, ALL_TOO_LONG):
                faulthandler.register(number, last_words, all_threads=False, chain=True)
            end = math.ceil(time.process_time() + limits.all)
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            if hard == resource.RLIM_INFINITY or end + 1 < hard:
                resource.setrlimit(resource.RLIMIT_CPU, (end, end + 1))

    def start(self) -> None:
        """A check begins."""
        limits = self._limits
        faulthandler.dump_traceback_later(limits.wall_one, exit=True, file=self._last_words)
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, limits.one)

    def stop(self) -> None:
        """The last one has ended."""
        faulthandler.cancel_dump_traceback_later()
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, 0)


def limit_reached(
    limits: TimeLimits,
    what: str,
    code: int,
    last_words: str,
    used: float | None,
    *,
    stopped: bool,
) -> CallTimeout | None:
    """Which limit ended a process with this exit code; None where it was none of them.

    `used` is the processor time of the last check, where it is known; `stopped` says that it was
    ended from outside, because all of its time on the wall clock was over.
    """
    if sys.platform != "win32":
        if code == -ONE_TOO_LONG:
            return CallTimeout(what, limits.one, limits.one)
        if code == -ALL_TOO_LONG:
            together = f"Together with the checks before, {what[0].lower()}{what[1:]}"
            return CallTimeout(together, limits.all, limits.all)
    if not stopped and _WALL_CLOCK not in last_words:
        return None
    wall = limits.wall_all if stopped else limits.wall_one
    waited = used is not None and used < IDLE * limits.one
    return CallTimeout(what, wall, used, waited=waited)
