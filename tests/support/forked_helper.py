"""The process that runs a learner's checks, as a fork of one that has imported what it imports."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any
from unittest import mock

from _pytest.config import default_plugins

from tests.support.forks import Imported

_IMPORTED = (
    "autograder.grading.batch",
    "autograder.learn.checks.helper_process",
    "autograder.learn.workspace.workspace",
    "autograder.sandbox.forkserver",
    "autograder.sandbox.seccomp",
    "tests.support.proven_isolation",
    *(f"_pytest.{plugin}" for plugin in default_plugins),
)


@cache
def _imported() -> Imported:
    return Imported(*_IMPORTED)


class _Popen:
    """What a Helper uses of `subprocess.Popen`."""

    def __init__(
        self, command: list[str], *, stderr: IO[bytes], env: dict[str, str], **options: Any
    ) -> None:
        assert command[:3] == [sys.executable, "-P", "-m"]
        requests, ours = os.pipe()
        answers, theirs = os.pipe()
        self.stdin = open(ours, "wb")  # noqa: SIM115
        self.stdout = open(answers, "rb")  # noqa: SIM115
        files = (requests, theirs, stderr.fileno())
        fork = _imported().start(command[3:], Path.cwd(), env, files)
        self.wait, self.kill = fork.wait, fork.kill
        os.close(requests)
        os.close(theirs)


@contextmanager
def forked_helpers() -> Iterator[None]:
    """Start a learner's checks without importing anew."""
    instead = SimpleNamespace(Popen=_Popen, PIPE=subprocess.PIPE)
    with mock.patch("autograder.learn.checks.helper_process.subprocess", instead):
        yield
