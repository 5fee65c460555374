"""A process that runs the checks: started early, and stopped when it takes too long.

It imports what it needs before the first request, and answers requests line by line, as JSON. It
is an ordinary program, so it works the same on every system that has Python.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import IO, Any

from autograder.child_processes import ONE_THREAD
from autograder.sandbox.usage import ProcessUsage

PYTEST = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}

Send = Callable[[dict[str, Any]], None]


class Interrupted(Exception):  # noqa: N818 (nothing went wrong)
    """`kill` ended the process."""


class HelperDied(Exception):  # noqa: N818 (the name says it)
    """The process ended without an answer: it took too long, or crashed."""

    def __init__(self, last_words: str, code: int, *, timed_out: bool) -> None:
        super().__init__(last_words)
        self.last_words = last_words
        """what it wrote to its standard error"""
        self.code = code
        """its exit code; less than 0 where a signal ended it"""
        self.timed_out = timed_out


class Helper:
    """One running process of `python -m MODULE ARGUMENTS`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._errors = _file_for_errors()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],  # -P: no json.py of the learner
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **ONE_THREAD, **PYTEST, "PYTHONUTF8": "1"},
            start_new_session=True,  # Ctrl-C is for us, and we end it
        )
        usage = ProcessUsage(self._process.pid)
        self.processor_seconds = usage.processor_seconds
        self.peak_memory = usage.peak_memory
        self._timed_out = False
        self._interrupted = False

    def ask(self, request: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
        """Send a request; yield the answers, up to and without the final `{}`.

        Raises HelperDied when the process ends, or has not finished after `seconds`, and
        Interrupted when `kill` ended it.
        """
        assert self._process.stdin
        assert self._process.stdout
        limit = threading.Timer(seconds, self._kill_late)
        limit.start()
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                answer = json.loads(line)
                if not answer:
                    return
                yield answer
        except (OSError, ValueError):
            pass  # the process has ended, maybe in the middle of a line
        finally:
            limit.cancel()
        if self._interrupted:
            raise Interrupted
        if not self._timed_out:
            self.processor_seconds()
        code = self._process.wait()
        raise HelperDied(self._last_words(), code, timed_out=self._timed_out)

    def kill(self) -> None:
        """End the process, whatever it does; an open request raises Interrupted."""
        self._interrupted = True
        self._process.kill()

    def close(self) -> None:
        """End the process and close its files. No request may be open."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                with contextlib.suppress(OSError):  # nobody reads what was still to be written
                    stream.close()

    def _kill_late(self) -> None:
        self._timed_out = True
        self.processor_seconds()  # the last time that the system tells
        self._process.kill()

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", errors="replace")


def _file_for_errors() -> IO[bytes]:
    """A temporary file; where the disk is full, the null device."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "r+b")


def answer_requests(handle: Callable[[dict[str, Any], Send], None]) -> None:
    """The process's own end: `handle(request, send)` sends each answer as soon as it has it.

    Only answers go to standard output; what a program prints meanwhile is lost.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    for line in sys.stdin:
        handle(json.loads(line), send)
        send({})
