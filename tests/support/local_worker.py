"""A worker without a process: for programs that we trust, by the thousand.

It speaks the format of the wire and runs a worker's own code, so a value arrives as it does from a
process. There is no confinement and no limit on memory.
"""

import marshal
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NoReturn
from unittest import mock

import numpy as np

from autograder.sandbox.deadline import Deadline, on_the_wall_clock
from autograder.sandbox.handle import ProcessWorker
from autograder.sandbox.inside.worker import _Program
from autograder.sandbox.wire.decoding import decode
from autograder.sandbox.wire.encoding import encode
from autograder.sandbox.wire.format import read_frame


def local_worker(
    source: bytes, filename: str, substitutes: Mapping[str, Callable[..., Any]] | None = None
) -> ProcessWorker:
    """A worker for this program, in this process."""
    process = _NoProcess(filename)
    process.worker = ProcessWorker(process, source, filename, substitutes)
    return process.worker


@contextmanager
def local_workers() -> Iterator[None]:
    """Here every submission that is graded in this process runs in it."""

    class Here:
        worker = staticmethod(local_worker)

    with mock.patch("autograder.grading.batch._sandbox", return_value=Here):
        yield


class _Trusted(_Program):
    """Nobody asks of these programs whether they are stateless, and finding out takes long."""

    def compile(self, source: bytes, filename: str, functions: list[str]) -> list[Any]:
        self.filename = filename
        code = compile(source, filename, "exec", dont_inherit=True)
        return ["value", [np.frombuffer(marshal.dumps(code), np.uint8), False]]


class _NoProcess:
    """In the place of the process and its connection."""

    worker: ProcessWorker

    def __init__(self, filename: str) -> None:
        self._program = _Trusted(self._answered, self._keep)
        self._answer = b""
        self._module = filename.removesuffix(".py")
        self._other_module = sys.modules.get(self._module)

    killed = False

    def refuse_unasked(self) -> None:
        pass

    def send(self, frame: bytes, deadline: Deadline) -> None:
        request = _received_frame(frame)
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

    def _answered(self) -> Any:
        """The program has asked for what a function of ours gives: the answer to that."""
        result, problem = self.worker._substitute(self.receive(on_the_wall_clock(0))[1:])
        return _received(["answer", self._program.nonce, result, problem])


def _received(message: Any) -> Any:
    return _received_frame(encode(message))


def _received_frame(frame: bytes) -> Any:
    return decode(*read_frame(BytesIO(frame).read, trusted=True), trusted=True)


@contextmanager
def _interrupted_at(deadline: Deadline) -> Iterator[None]:
    """An endless loop raises TimeoutError, which the program answers like any other error.

    What is left until then may be used as processor time: other programs may run beside this one.
    """

    def interrupt(number: int, frame: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, deadline.wait())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
