"""Time stamps: what reading a file leaves behind for the next submission to see."""

import os
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox import Sandbox

SECONDS = 20
READ = b"""
import os
def read(path):
    with open(path, "rb") as file:
        file.read()
def seen(path):
    return os.stat(path).st_atime_ns
"""


@pytest.fixture
def stale():
    """A file of the standard library that was last read long ago: the next time counts."""
    file = Path(sysconfig.get_path("stdlib"), "this.py")
    before = file.stat()
    try:
        os.utime(file, ns=(before.st_mtime_ns - 1, before.st_mtime_ns))
    except OSError:
        pytest.skip("the standard library belongs to somebody else")
    yield str(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_reading_leaves_no_time_of_access_for_the_next_submission(sandbox: Sandbox, stale):
    if sandbox.isolation.bwrap is None:
        pytest.skip("not promised without namespaces: SECURITY.md says so")
    seen = []
    for action in ("seen", "read", "seen"):
        with sandbox.worker(READ) as worker:
            worker.load(SECONDS)
            seen.append(worker.call(action, (stale,), SECONDS))
    assert seen[0] == seen[2]
