"""Public checks."""

import numpy as np
import toy


def test_double_values():
    """double(3) is 6"""
    assert np.allclose(toy.double(np.array([3.0])), [6.0]), "double(3) should be 6."


def test_double_shape():
    """The shape stays"""
    assert np.shape(toy.double(np.zeros((2, 3)))) == (2, 3), "The shape should stay (2, 3)."


def test_shift():
    """shift(1, 5) is 7"""
    assert np.allclose(toy.shift(np.array([1.0]), 5.0), [7.0]), "shift(1, 5) should be 7."
