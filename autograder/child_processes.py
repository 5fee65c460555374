"""What every process that we start is started with."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""environment in which NumPy uses one thread, whichever linear algebra library it brings"""


@contextmanager
def children_deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started inside never get Ctrl-C, not even while they are still importing.

    A terminal sends it to every process of a command; only the first of them should react.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
