"""The process that runs a learner's checks, as a fork of one that has imported what it imports."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
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


@contextmanager
def forked_helpers() -> Iterator[None]:
    """Start a learner's checks without importing anew."""
    instead = SimpleNamespace(Popen=_imported().popen, PIPE=subprocess.PIPE)
    with mock.patch("autograder.learn.checks.helper_process.subprocess", instead):
        yield
