"""A sandbox's self-test, once in a process: the tests ask a hundred times which isolation works."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from autograder.sandbox import Isolation, choose, choose_isolation

WEAKER_TIER = pytest.param("landlock", marks=pytest.mark.slow)
"""a parameter of fixtures: `make quick` has the stronger tier alone"""

_prove = choose._prove
_proven: set[Isolation] = set()


def _prove_once(isolation: Isolation) -> None:
    if isolation not in _proven:
        _prove(isolation)
        _proven.add(isolation)


@contextmanager
def proven_once() -> Iterator[None]:
    """Here an isolation that has passed its self-test in this process needs no other."""
    with mock.patch.object(choose, "_prove", _prove_once):
        yield


def prove_now() -> None:
    """Choose, and let this process and its forks never ask again."""
    choose._prove = _prove_once
    choose_isolation(unsafe=True)
