"""Hostile values (values.py): each arrives as data or described, and passes for nothing else."""

import numpy as np
import pytest

from autograder.grading import expect
from autograder.grading.mismatch import Mismatch
from autograder.sandbox import Opaque
from tests.attacks.values import VALUES

SECONDS = 20
PRELUDE = """
import numpy as np

class AlwaysEqual:
    __eq__ = __ge__ = __le__ = __array_ufunc__ = __bool__ = lambda *_, **__: True
    __hash__ = None
    __array__ = lambda self, *_, **__: np.ones((2, 2))
    __float__ = lambda self: 1.0

class AlwaysEqualArray(np.ndarray):
    __eq__ = __array_ufunc__ = __array_function__ = lambda *_, **__: True
    __hash__ = None

class AlwaysEqualFloat(float):
    __eq__ = __sub__ = __rsub__ = lambda *_: True
    __hash__ = float.__hash__

class AlwaysEqualDict(dict):
    __eq__ = __contains__ = lambda *_: True
    __getitem__ = get = lambda self, *_: np.ones((2, 2))
    keys = lambda self: {"W"}

class RaisingDict(dict):
    items = keys = values = __iter__ = __len__ = lambda *_: 1 / 0

class RaisingTuple(tuple):
    __iter__ = __len__ = __getitem__ = lambda *_: 1 / 0

class Pretender:
    shape, dtype, ndim = (2, 2), np.dtype(float), 2
    __array_interface__ = np.ones((2, 2)).__array_interface__

class Liar:
    __class__ = property(lambda self: np.ndarray)

class EqualsW(str):
    __eq__ = lambda *_: True
    __hash__ = lambda self: hash("W")

def read_only():
    a = np.ones((2, 2))
    a.flags.writeable = False
    return a

def endless():
    pile = []
    pile.append(pile)
    return pile

def deep(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value

def laughs():
    pile = ["ha"] * 10
    for _ in range(9):
        pile = [pile] * 10
    return pile

def attack():
    return """
WANTED = {
    "array": np.ones((2, 2)),
    "number": 1.0,
    "dict": {"W": np.ones((2, 2))},
    "pair": (np.ones((2, 2)), np.ones((2, 2))),
}


@pytest.mark.parametrize("value", VALUES, ids=[value.name for value in VALUES])
def test_a_value_passes_for_nothing_that_it_is_not(sandbox, value):
    got = arrives(sandbox, value.expression)
    assert isinstance(got, Opaque) is bool(value.opaque)
    if value.opaque:
        assert value.opaque in got.description
        assert got.description.isprintable()
        assert len(got.description) <= 300
    assert [name for name, want in WANTED.items() if accepted(got, want)] == value.passes.split()


@pytest.mark.slow
def test_a_value_that_unfolds_without_end_is_not_unfolded(sandbox):
    assert isinstance(arrives(sandbox, "laughs()"), Opaque)


def arrives(sandbox, expression):
    with sandbox.worker((PRELUDE + expression).encode(), "network.py") as worker:
        worker.load(SECONDS)
        return worker.call("attack", (), SECONDS)


def accepted(got, want):
    try:
        expect(got, want)
    except Mismatch:
        return False
    return True
