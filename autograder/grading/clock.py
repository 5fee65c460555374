"""The time that one submission has, and what its workers used."""

from time import monotonic
from typing import Protocol

from autograder.course import Limits
from autograder.sandbox import WALL_FACTOR, WorkerFault


class Used(Protocol):
    """What a worker has used so far; its memory is known when it is closed."""

    @property
    def cpu_seconds(self) -> float:
        """Processor time."""

    @property
    def peak_memory_mib(self) -> float:
        """The most memory."""


class OutOfTime(WorkerFault):
    """The submission has used up its own time."""

    def __init__(self, seconds: float, kind: str = "") -> None:
        super().__init__(
            f"The submission's {seconds:g} seconds{kind} were used up before this check was done; "
            "look for what takes long."
        )


class Clock:
    """The time of one submission.

    It is the processor time of all its workers. Behind it is a limit on the wall clock, for a
    submission that waits in each of its calls.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._wall_seconds = WALL_FACTOR * limits.submission_seconds
        self._end = monotonic() + self._wall_seconds
        self._living: list[Used] = []
        self._ended_seconds = 0.0
        self.peak_memory_mib = 0.0
        """the most memory that one of the workers had, of those that have ended"""

    @property
    def cpu_seconds(self) -> float:
        """The processor time of all workers so far."""
        return self._ended_seconds + sum(worker.cpu_seconds for worker in self._living)

    def begins(self, worker: Used) -> None:
        """Count the time of this worker."""
        self._living.append(worker)

    def ended(self, worker: Used) -> None:
        """It has been closed."""
        self._living.remove(worker)
        self._ended_seconds += worker.cpu_seconds
        self.peak_memory_mib = max(self.peak_memory_mib, worker.peak_memory_mib)

    def seconds_for_call(self) -> float:
        """Processor time that the next call may use. Raises OutOfTime when none is left."""
        left = self._limits.submission_seconds - self.cpu_seconds
        if left <= 0:
            raise OutOfTime(self._limits.submission_seconds, " of processor time")
        if monotonic() >= self._end:
            raise OutOfTime(self._wall_seconds)
        return min(self._limits.call_seconds, left)
