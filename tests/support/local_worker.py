"""A worker without a process: for programs that we trust, by the thousand.

It speaks the format of the wire and runs a worker's own code, so a value arrives as it does from a
process. There is no confinement, no limit on memory, and no reference in place of a function.
"""

import marshal
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NoReturn

import numpy as np

from autograder.sandbox.deadline import Deadline
from autograder.sandbox.handle import ProcessWorker
from autograder.sandbox.inside.worker import _Program
from autograder.sandbox.wire.decoding import decode
from autograder.sandbox.wire.encoding import encode
from autograder.sandbox.wire.format import read_frame


def local_worker(source: bytes, filename: str) -> ProcessWorker:
    """A worker for this program, in this process."""
    return ProcessWorker(_NoProcess(filename), source, filename)


class _Trusted(_Program):
    """Nobody asks of these programs whether they are stateless, and finding out takes long."""

    def compile(self, source: bytes, filename: str, functions: list[str]) -> list[Any]:
        self.filename = filename
        code = compile(source, filename, "exec", dont_inherit=True)
        return ["value", [np.frombuffer(marshal.dumps(code), np.uint8), False]]


class _NoProcess:
    """In the place of the process and its connection."""

    def __init__(self, filename: str) -> None:
        self._program = _Trusted(self._nothing_more, self._keep)
        self._answer = b""
        self._module = filename.removesuffix(".py")
        self._other_module = sys.modules.get(self._module)

    killed = False

    def refuse_unasked(self) -> None:
        pass

    def send(self, frame: bytes, deadline: Deadline) -> None:
        request = decode(*read_frame(BytesIO(frame).read, trusted=True), trusted=True)
        with _interrupted_at(deadline), np.errstate(all="ignore"):
            self._program.answer(request)

    def receive(self, deadline: Deadline) -> Any:
        return decode(*read_frame(BytesIO(self._answer).read))

    def end(self) -> None:
        """Leave no module behind under the name of the learner's."""
        if self._other_module is not None:
            sys.modules[self._module] = self._other_module
        else:
            sys.modules.pop(self._module, None)

    def how_it_ended(self) -> str:
        return "ended"

    def processor_seconds(self) -> float:
        return time.process_time()

    def peak_memory(self) -> int:
        return 0

    def _keep(self, message: Any) -> None:
        self._answer = encode(message, lenient=True)

    def _nothing_more(self) -> NoReturn:
        raise EOFError


@contextmanager
def _interrupted_at(deadline: Deadline) -> Iterator[None]:
    """An endless loop raises TimeoutError then, which the program answers like any other error."""

    def interrupt(number: int, frame: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, deadline.wait())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
