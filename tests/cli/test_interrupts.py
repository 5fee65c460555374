"""Ctrl-C reaches the command and none of the processes that it starts."""

import os
import signal
import subprocess
import sys

import pytest

from autograder.interrupts import ctrl_c_held_back

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="signals as POSIX has them"
)
TELL = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"


def test_a_process_started_inside_never_hears_it() -> None:
    with ctrl_c_held_back():
        inside = subprocess.check_output([sys.executable, "-c", TELL], text=True)
    outside = subprocess.check_output([sys.executable, "-c", TELL], text=True)
    assert (inside.strip(), outside.strip()) == ("True", "False")


def test_what_came_inside_is_heard_afterwards() -> None:
    reached = False
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - where it is raised is the point
        with ctrl_c_held_back():
            os.kill(os.getpid(), signal.SIGINT)
            reached = True
    assert reached
