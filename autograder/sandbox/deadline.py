"""When a worker must have answered: after so much processor time, or so long on the wall clock."""

import math
from collections.abc import Callable
from time import monotonic

WALL_FACTOR = 6
"""how many times its processor time a call may take on the wall clock: the machine may be busy"""

_SHORTEST_WAIT = 0.002
IDLE = 0.1
"""of its processor time: a program that used less of it in all the time was not held up, it waited
"""

ProcessorTime = Callable[[], float | None]


class Deadline:
    """The end of one question to a worker.

    The limit is `seconds` of processor time, as the kernel counts it for the worker's process, so a
    busy machine costs nobody anything. A program that waits uses none: for it the wall clock ends
    the question. Where the processor time can't be read, `seconds` hold for the wall clock.
    """

    def __init__(self, processor_time: ProcessorTime, seconds: float, begun: float | None) -> None:
        """`begun` is what `processor_time` gives now."""
        self._processor_time = processor_time
        self.measured = begun is not None
        self.seconds = seconds
        self.wall_seconds = WALL_FACTOR * seconds if self.measured else seconds
        self._begun = begun or 0.0
        self._limit = seconds if self.measured else math.inf
        self._wall_end = monotonic() + self.wall_seconds
        self._waited = False

    @property
    def used(self) -> float:
        """The processor time that the worker has used since the beginning, where it is measured."""
        return (self._processor_time() or 0.0) - self._begun

    @property
    def used_up(self) -> bool:
        """Whether it was the processor time that came to its end."""
        return self.used >= self._limit

    @property
    def idle(self) -> bool:
        """Whether the worker hardly computed, so that a machine with more time changes nothing."""
        return self.measured and self.used < IDLE * self.seconds

    def charge(self, seconds: float) -> None:
        """Count processor time that we have used on the worker's behalf."""
        self._limit -= seconds

    def wait(self) -> float:
        """Seconds to wait before this must be asked again. Raises TimeoutError at the end."""
        if not self._waited:  # nothing has been used, so nothing needs to be read
            self._waited = True
            return self.seconds
        wall = self._wall_end - monotonic()
        left = min(self._limit - self.used, wall) if self.measured else wall
        if left <= 0:
            raise TimeoutError
        return max(left, _SHORTEST_WAIT)  # one thread uses no more than a second in a second


def on_the_wall_clock(seconds: float) -> Deadline:
    """A deadline for a process that is ours."""
    return Deadline(lambda: None, seconds, None)
