"""A worker in front of another one, for what should happen around each question."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from autograder.grading.worker_slot import Worker
from autograder.sandbox.handle import Form

Answer = TypeVar("Answer")
IMPORT = ""
"""in the place of a function's name: the question is the import of the module"""


class WrappedWorker:
    """Passes every question on; those about the program go through `ask`."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    @abstractmethod
    def ask(self, what: str, seconds: float, question: Callable[[Worker], Answer]) -> Answer:
        """The answer to a question about the function `what`, or about IMPORT."""

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        """As the worker does it."""
        return self.ask(IMPORT, seconds, lambda worker: worker.load(seconds, functions))

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        """As the worker does it."""
        return self.ask(name, seconds, lambda worker: worker.call(name, args, seconds))

    def follow(
        self,
        steps: list[list[Any]],
        last_uses: list[int],
        wanted: list[int],
        what: str,
        seconds: float,
    ) -> list[Any]:
        """As the worker does it."""
        plan = steps, last_uses, wanted, what, seconds
        return self.ask(what, seconds, lambda worker: worker.follow(*plan))

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        """As the worker does it; that it takes too long says nothing about the program."""
        return self.worker.variants(source, numbers, verb, details, seconds)

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        """As the worker does it."""
        return self.worker.printed(seconds)

    @property
    def cpu_seconds(self) -> float:
        """As the worker counts it."""
        return self.worker.cpu_seconds

    @property
    def peak_memory_mib(self) -> float:
        """As the worker counts it."""
        return self.worker.peak_memory_mib

    def close(self) -> None:
        """As the worker does it."""
        self.worker.close()
