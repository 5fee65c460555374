"""Turns at the processor: the workers of all graders at once, or one worker alone."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_BETWEEN_TRIES = 0.005


class Turns:
    """What the graders of one course on one machine agree on, by locks on two of its folders.

    Who holds `room` may run a worker. A grader that needs the machine for itself takes `gate`
    first, so that no new call begins; then it waits for the calls that run. A grader that was
    stopped or a file system without locks must not hold up a class: after `patience` seconds it
    goes on without.
    """

    def __init__(self, gate: Path, room: Path, patience: float) -> None:
        self._patience = patience
        self._gate, self._room = _opened(gate), _opened(room)
        self.shared = _Shared(self)
        """while others run, too: a context for one call at a time"""

    def close(self) -> None:
        """Give up the locks. May be called twice."""
        for fd in (self._gate, self._room):
            if fd is not None:
                os.close(fd)
        self._gate = self._room = None

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else runs."""
        self._take(self._gate, alone=True)
        self._take(self._room, alone=True)
        try:
            yield
        finally:
            self._leave(self._room)
            self._leave(self._gate)

    def take_part(self) -> None:
        """Begin a call, as soon as nobody needs the machine alone."""
        self._take(self._gate, alone=False)
        self._take(self._room, alone=False)
        self._leave(self._gate)

    def leave(self) -> None:
        """The call has ended."""
        self._leave(self._room)

    def _take(self, fd: int | None, *, alone: bool) -> None:
        if fd is None or sys.platform == "win32":
            return None
        how = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
        end = 0.0
        while True:
            try:
                return fcntl.flock(fd, how)
            except BlockingIOError:
                end = end or time.monotonic() + self._patience
                if time.monotonic() >= end:
                    return None
                time.sleep(_BETWEEN_TRIES)
            except OSError:
                return None

    def _leave(self, fd: int | None) -> None:
        if fd is not None and sys.platform != "win32":
            try:
                fcntl.flock(fd, fcntl.LOCK_UN)
            except OSError:
                return


class _Shared:
    """Made once, and entered for each of thousands of calls."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def __enter__(self) -> None:
        self._turns.take_part()

    def __exit__(self, *_: object) -> None:
        self._turns.leave()


def _opened(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folder
        return None
