"""Ctrl-C reaches the command and none of the processes that it starts."""

import signal
import subprocess
import sys

import pytest

from autograder.child_processes import children_deaf_to_ctrl_c

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="signals as POSIX has them"
)
TELL = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"


def test_a_process_started_inside_never_hears_it() -> None:
    with children_deaf_to_ctrl_c():
        inside = subprocess.check_output([sys.executable, "-c", TELL], text=True)
    outside = subprocess.check_output([sys.executable, "-c", TELL], text=True)
    assert (inside.strip(), outside.strip()) == ("True", "False")


def test_this_process_hears_it_afterwards() -> None:
    with pytest.raises(ValueError, match="out"), children_deaf_to_ctrl_c():
        raise ValueError("out")
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
