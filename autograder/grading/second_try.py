"""Workers whose calls are tried once more, alone, before a lack of time or memory costs a point.

Processor time says little about a busy machine, but not nothing: programs share its caches. And
when memory runs out, the kernel may end a program that did not take it.
"""

from collections.abc import Callable, Sequence
from functools import partial

from autograder.grading.turns import Turns
from autograder.grading.worker_slot import StartWorker, Substitutes, Worker
from autograder.grading.wrapped_worker import IMPORT, Answer, WrappedWorker
from autograder.sandbox import CallTimeout, WorkerDied
from autograder.submissions.submission import Submission


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


class PatientWorker(WrappedWorker):
    """A worker, and another one in its place after a call that ended too early."""

    def __init__(
        self,
        start: Callable[[], Worker],
        turns: Turns,
        hopeless: set[tuple[str, frozenset[str]]],
        substitutes: frozenset[str],
    ) -> None:
        super().__init__(start())
        self._start = start
        self._turns = turns
        self._hopeless = hopeless
        self._substitutes = substitutes
        self._lost_seconds = self._lost_peak = 0.0
        self._functions: Sequence[str] = ()

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, without first tries: the submission keeps that for others."""
        return self._lost_seconds + self.worker.cpu_seconds

    @property
    def peak_memory_mib(self) -> float:
        """The most memory that it had; known when it is closed."""
        return max(self._lost_peak, self.worker.peak_memory_mib)

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        """As the worker does it; a second try needs the functions again."""
        self._functions = functions
        return super().load(seconds, functions)

    def ask(self, what: str, seconds: float, question: Callable[[Worker], Answer]) -> Answer:
        """The answer; a call that ended too early is tried once more, alone."""
        key = what, self._substitutes
        before = self.worker.cpu_seconds
        try:
            with self._turns.shared:
                return question(self.worker)
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
                if what != IMPORT:
                    self.worker.load(seconds, self._functions)
                return question(self.worker)
            except (CallTimeout, WorkerDied):
                self._hopeless.add(key)
                raise

    def _replace_worker(self, used: float) -> None:
        self.worker.close()
        self._lost_peak = self.peak_memory_mib
        self._lost_seconds += used
        self.worker = self._start()
