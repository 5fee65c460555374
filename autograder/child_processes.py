"""What all processes have in common that we start."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""environment in which NumPy uses one thread, with any of its linear algebra libraries"""


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
