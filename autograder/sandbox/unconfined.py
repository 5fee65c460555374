"""A worker without isolation, for one's own work: a subprocess, pipes, a timer. Portable."""

import contextlib
import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import numpy as np

from autograder.child_processes import ONE_THREAD
from autograder.sandbox.deadline import Deadline, on_the_wall_clock
from autograder.sandbox.usage import ProcessUsage
from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.decoding import decode

_BOOT = """
import sys
seconds, ours = int(sys.argv[1]), sys.argv[2:]
sys.path[:0] = ours
from autograder.sandbox.unconfined import main
main(len(ours), seconds)
"""
_READY = b"."
_START_SECONDS = 60.0
_SIGKILL = 9  # Windows has no name for it


class UnconfinedProcess:
    """A Python process that serves requests over what were its standard input and output."""

    def __init__(self, processor_seconds: float) -> None:
        folders = [Path(str(module.__file__)).resolve().parents[1] for module in (np, msgpack)]
        folders.append(Path(__file__).resolve().parents[2])
        limit = str(math.ceil(processor_seconds) + 1)
        self.unused = True
        self._out_of_time = False
        self.killed = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _BOOT, limit, *dict.fromkeys(map(str, folders))],
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        usage = ProcessUsage(self._process.pid)
        self.processor_seconds = usage.processor_seconds
        self.peak_memory = usage.peak_memory

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Let Python and NumPy start: that time does not count for the learner."""
        pipe: Any = self._process.stdout
        deadline = on_the_wall_clock(_START_SECONDS)
        with contextlib.suppress(TimeoutError, EOFError), self._watched(deadline):
            pipe.read(len(_READY))

    def refuse_unasked(self) -> None:
        """Not every system can look into a pipe; here only the nonce of the answer is checked."""

    def send(self, frame: bytes, deadline: Deadline) -> None:
        """Send the whole frame. Raises TimeoutError at the deadline, EOFError."""
        self.unused = False
        pipe: Any = self._process.stdin
        with self._watched(deadline):
            rest = memoryview(frame)
            while rest:
                rest = rest[pipe.write(rest) :]

    def receive(self, deadline: Deadline) -> Any:
        """The next frame's value. Raises TimeoutError at the deadline, EOFError, WireError."""
        pipe: Any = self._process.stdout

        def read_some(size: int) -> bytes:
            data: bytes = pipe.read(size)
            if not data:
                raise EOFError
            return data

        with self._watched(deadline):
            return decode(*wire.read_frame(read_some))

    def end(self) -> None:
        """Kill the process. May be called twice."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def how_it_ended(self) -> str:
        """For a learner: "was …", "ended …"."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "closed its connection to the grader"
        if code < 0:
            self.killed = -code == _SIGKILL
            return f"was ended by signal {-code}"
        return f"ended its own process with exit code {code}"

    @contextlib.contextmanager
    def _watched(self, deadline: Deadline) -> Iterator[None]:
        """Kill the process at the deadline, which ends any read or write inside."""
        over = threading.Event()
        threading.Thread(target=self._watch, args=(deadline, over), daemon=True).start()
        try:
            yield
        except wire.WireError:
            raise
        except (OSError, EOFError, ValueError):
            raise TimeoutError if self._out_of_time else EOFError from None
        finally:
            over.set()

    def _watch(self, deadline: Deadline, over: threading.Event) -> None:
        with contextlib.suppress(TimeoutError):
            while not over.wait(deadline.wait()):
                pass
            return
        self._out_of_time = True
        self._process.kill()


def main(ours: int, processor_seconds: int) -> None:
    """The subprocess. The first `ours` entries of sys.path are not for the learner's program."""
    from autograder.child_processes import end_first_when_memory_runs_out, limit_processor_time
    from autograder.graded_imports import FAKED
    from autograder.sandbox.inside.preload import preload
    from autograder.sandbox.inside.worker import serve

    end_first_when_memory_runs_out()
    limit_processor_time(processor_seconds)
    requests, answers = _take_over(0), _take_over(1)
    del sys.path[:ours]
    site = ("site-packages", "dist-packages")
    sys.path[:] = [path for path in sys.path if not path.endswith(site)]
    preload(FAKED)
    os.write(answers, _READY)
    serve(requests, answers)


def _take_over(fd: int) -> int:
    """Move a standard descriptor elsewhere, in binary mode, and put the null device there."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(fd, os.O_BINARY)
    moved = os.dup(fd)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, fd)
    os.close(null)
    return moved
