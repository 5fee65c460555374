"""The emergency stop of a search: no trial goes on for ever.

A wrong version of the reference may never end, although each of its edits looks harmless. It runs
in the trusted process, where nothing from outside ends it.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

TRIAL_SECONDS = 1.0
"""of processor time for one trial; a usual one takes less than a millisecond"""


class Stopped(BaseException):
    """A trial took too long. `except Exception` in the code that is tried doesn't hold it up."""


@contextmanager
def emergency_stop() -> Iterator[None]:
    """Inside of it, `Stopped` is raised in Python code that takes too long.

    Only in the main thread of a Unix process; elsewhere nothing is stopped.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, TRIAL_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: object) -> None:
    raise Stopped
