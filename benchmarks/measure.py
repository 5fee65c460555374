"""Run a command and measure it with everything that it starts."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

SAMPLES_PER_SECOND = 20
MIB = 1 << 20


@dataclass(frozen=True)
class Measured:
    """What one run of a command took."""

    seconds: float
    """wall-clock time, from the start of the process to its end"""
    peak_rss_mib: float
    """the largest sum of the resident sets of all its processes, shared pages counted in each"""
    output: str


class CommandFailedError(RuntimeError):
    """A measured command ended with an unexpected exit code."""


def run(
    command: Sequence[str], cwd: Path, *, memory: bool = False, allowed: Sequence[int] = (0,)
) -> Measured:
    """Run a command to its end. Raises CommandFailedError with its last words."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
    )
    sampler = _Sampler(process.pid) if memory else None
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    peak = sampler.stop() if sampler else 0
    if process.returncode not in allowed:
        raise CommandFailedError(
            f"{' '.join(command)}: exit {process.returncode}\n{output[-2000:]}"
        )
    return Measured(seconds, peak / MIB, output)


class _Sampler(Thread):
    """Adds up the resident sets of a process and all its descendants, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._peak = 0
        self._end = Event()
        self.start()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self._end.wait(1 / SAMPLES_PER_SECOND):
            self._peak = max(self._peak, self._now())

    def stop(self) -> int:
        """The peak so far, in bytes."""
        self._end.set()
        self.join()
        return self._peak

    def _now(self) -> int:
        total = 0
        try:
            processes = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return 0
        for process in processes:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        return total
