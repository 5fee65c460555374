"""A worker without isolation, for one's own work: a subprocess, pipes, and a watchdog. Runs everywhere."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import msgpack
import numpy as np

from autograder.sandbox import wire
from autograder.sandbox.handle import Worker

_BOOT = "import sys; sys.path[:0] = sys.argv[1:]; from autograder.sandbox.plain import main; main()"
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def plain_worker(
    source: bytes,
    filename: str = "submission.py",
    stand_ins: Mapping[str, Callable[..., Any]] | None = None,
    hide: Iterable[str] = (),
) -> Worker:
    """A `Worker` like `Sandbox.worker` gives, with time limits and nothing else: only for one's own program."""
    return Worker(PlainProcess(), source, filename, stand_ins, hide)


class PlainProcess:
    """A Python process that serves requests over its standard input and output."""

    def __init__(self) -> None:
        folders = [Path(str(module.__file__)).resolve().parents[1] for module in (np, msgpack)]
        folders.append(Path(__file__).resolve().parents[2])
        self.unused = True
        self._out_of_time = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _BOOT, *dict.fromkeys(map(str, folders))],
            env=os.environ | _THREADS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def refuse_unasked(self) -> None:
        """Answers carry the number of their question; a pipe can't be looked into on every system."""

    def send(self, frame: bytes, deadline: float) -> None:
        """Raises TimeoutError if the worker didn't take the whole frame in time, EOFError if it ended."""
        self.unused = False
        pipe: Any = self._process.stdin
        with self._watched(deadline):
            rest = memoryview(frame)
            while rest:
                rest = rest[pipe.write(rest) :]

    def receive(self, deadline: float) -> Any:
        """The value of the next frame. Raises TimeoutError, EOFError or WireError."""
        with self._watched(deadline):
            structure, tail = wire.split_header(self._exactly(wire.HEADER.size))
            return wire.decode(self._exactly(structure), self._exactly(tail))

    def end(self) -> None:
        """Kill the process. May be called twice."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe and pipe.close()

    close = end

    def how_it_ended(self) -> str:
        """For a learner: the exit code, or the signal's number as a negative one."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "closed its connection to the grader"
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended its own process with exit code {code}"

    def _exactly(self, size: int) -> bytes:
        pipe: Any = self._process.stdout
        data = bytearray()
        while len(data) < size:
            part = pipe.read(min(size - len(data), 1 << 20))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    @contextlib.contextmanager
    def _watched(self, deadline: float) -> Iterator[None]:
        """Kill the process at the deadline, which ends any read or write; then raises TimeoutError."""
        watchdog = threading.Timer(max(deadline - time.monotonic(), 0), self._stop)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        except (OSError, EOFError, ValueError) as error:
            if self._out_of_time:
                raise TimeoutError from None
            raise error if isinstance(error, wire.WireError) else EOFError from None
        finally:
            watchdog.cancel()

    def _stop(self) -> None:
        self._out_of_time = True
        self._process.kill()


def main() -> None:
    """The subprocess: requests come on what was standard input; prints go nowhere."""
    from autograder.sandbox.preload import preload
    from autograder.sandbox.worker import serve

    requests, answers = (_take_over(fd, mode) for fd, mode in ((0, "rb"), (1, "wb")))
    del sys.path[: len(sys.argv) - 1]
    sys.path[:] = [
        path for path in sys.path if not path.endswith(("site-packages", "dist-packages"))
    ]
    preload()
    serve(_reader(requests), _writer(answers))


def _take_over(fd: int, mode: str) -> BinaryIO:
    """Move a standard descriptor elsewhere, in binary mode, and put the null device in its place."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(fd, os.O_BINARY)
    moved = os.dup(fd)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, fd)
    os.close(null)
    stream: Any = open(moved, mode, buffering=0)
    return stream


def _reader(stream: BinaryIO) -> Callable[[int], bytes]:
    def receive_bytes(size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            part = stream.read(size - len(data))
            if not part:
                os._exit(0)
            data += part
        return bytes(data)

    return receive_bytes


def _writer(stream: BinaryIO) -> Callable[[bytes], None]:
    def send_bytes(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[stream.write(rest) :]

    return send_bytes
