"""Workers whose calls are tried once more, alone, before a lack of time or memory costs a point.

Processor time says little about a busy machine, but not nothing: programs share its caches. And
when memory runs out, the kernel may end a program that did not take it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from autograder.grading.turns import Turns
from autograder.grading.worker_slot import StartWorker, Substitutes, Worker
from autograder.sandbox import CallTimeout, WorkerDied
from autograder.sandbox.handle import Form
from autograder.submissions.submission import Submission

Answer = TypeVar("Answer")
_IMPORT = ""


class PatientWorkers:
    """Starts the workers of one submission.

    A function that did not come to an end alone, either, gets no second try again.
    """

    def __init__(self, start_worker: StartWorker, turns: Turns) -> None:
        self._start_worker = start_worker
        self._turns = turns
        self._hopeless: set[tuple[str, frozenset[str]]] = set()

    def start_worker(self, submission: Submission, substitutes: Substitutes) -> Worker:
        """A worker for the submission."""
        start = partial(self._start_worker, submission, substitutes)
        return PatientWorker(start, self._turns, self._hopeless, frozenset(substitutes))


class PatientWorker:
    """A worker, and another one in its place after a call that ended too early."""

    def __init__(
        self,
        start: Callable[[], Worker],
        turns: Turns,
        hopeless: set[tuple[str, frozenset[str]]],
        substitutes: frozenset[str],
    ) -> None:
        self._start = start
        self._turns = turns
        self._hopeless = hopeless
        self._substitutes = substitutes
        self._worker = start()
        self._lost_seconds = self._lost_peak = 0.0
        self._functions: Sequence[str] = ()

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, without first tries: the submission keeps that for others."""
        return self._lost_seconds + self._worker.cpu_seconds

    @property
    def peak_memory_mib(self) -> float:
        """The most memory that it had; known when it is closed."""
        return max(self._lost_peak, self._worker.peak_memory_mib)

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        """As a worker does it."""
        self._functions = functions
        return self._ask(_IMPORT, seconds, lambda worker: worker.load(seconds, functions))

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        """As a worker does it."""
        return self._ask(name, seconds, lambda worker: worker.call(name, args, seconds))

    def follow(
        self,
        steps: list[list[Any]],
        last_uses: list[int],
        wanted: list[int],
        what: str,
        seconds: float,
    ) -> list[Any]:
        """As a worker does it."""
        plan = steps, last_uses, wanted, what, seconds
        return self._ask(what, seconds, lambda worker: worker.follow(*plan))

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        """As a worker does it: what the try printed that counts."""
        return self._worker.printed(seconds)

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        """As the worker does it; no point depends on it."""
        return self._worker.variants(source, numbers, verb, details, seconds)

    def close(self) -> None:
        """As a worker does it."""
        self._worker.close()

    def _ask(self, what: str, seconds: float, question: Callable[[Worker], Answer]) -> Answer:
        key = what, self._substitutes
        before = self._worker.cpu_seconds
        try:
            with self._turns.shared:
                return question(self._worker)
        except CallTimeout as late:
            # a program that waited for something would wait for it alone, too
            if late.waited or key in self._hopeless:
                raise
        except WorkerDied as death:
            if not death.killed or key in self._hopeless:
                raise
        self._replace_worker(before)
        with self._turns.alone():
            try:
                if what != _IMPORT:
                    self._worker.load(seconds, self._functions)
                return question(self._worker)
            except (CallTimeout, WorkerDied):
                self._hopeless.add(key)
                raise

    def _replace_worker(self, used: float) -> None:
        self._worker.close()
        self._lost_peak = self.peak_memory_mib
        self._lost_seconds += used
        self._worker = self._start()
