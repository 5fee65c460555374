"""What all processes have in common that we start."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""environment in which NumPy uses one thread, with any of its linear algebra libraries"""


OOM_SCORE_FILE = "/proc/self/oom_score_adj"
FIRST_TO_END = "1000"
"""for `OOM_SCORE_FILE`: when memory runs out, the kernel ends this process before any other"""


def end_first_when_memory_runs_out() -> None:
    """Let the kernel end this process and its children, and not the one that started them."""
    with contextlib.suppress(OSError), open(OOM_SCORE_FILE, "w") as file:
        file.write(FIRST_TO_END)


def end_session(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started with `start_new_session`, and its children with it."""
    if sys.platform == "win32":
        process.kill()
    elif process.poll() is None:  # else its number may be another one's by now
        os.killpg(process.pid, signal.SIGKILL)


def limit_processor_time(seconds: int) -> None:
    """Let the kernel end this process when it has used so much, also if nobody looks after it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or seconds < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


@contextmanager
def children_deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started inside never get Ctrl-C, not even while they import.

    A terminal sends it to every process of a command, but only the first one should react.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
