"""Hidden checks of `loss`: the mean, predictions near 0 and 1, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("loss")

# A guard of 1e-7 against ln 0 is allowed: it moves −ln 0.95 by 2e-6 of its value.
TOLERANCE = {"rtol": 4e-6, "atol": 1e-9}


def draw(rng, N):
    """Predictions well inside (0, 1), and classes that are not all the same."""
    y = rng.permutation(np.arange(N) % 2.0).reshape(N, 1)
    return rng.uniform(0.05, 0.95, size=(N, 1)), y


@pytest.mark.check(weight=8)
def test_values(student, reference, rng):
    """The mean over the samples of −[ y ln ŷ + (1 − y) ln(1 − ŷ) ]"""
    y_hat, y = draw(rng, N=9)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **TOLERANCE)


@pytest.mark.check(weight=4, after="values")
def test_sizes(student, reference, rng):
    """Any number of samples, one class alone, any memory layout"""

    def losses(module, y_hat, y):
        ones, zeros = np.ones_like(y), np.zeros_like(y)
        return {
            "one sample": module.loss(y_hat[:1], y[:1]),
            "class 1 only": module.loss(y_hat, ones),
            "class 0 only": module.loss(y_hat, zeros),
            "strided": module.loss(y_hat[::-2], y[::-2]),
            "column-major": module.loss(np.asfortranarray(y_hat), np.asfortranarray(y)),
        }

    y_hat, y = draw(rng, N=14)
    expect(student.run(losses, y_hat, y), losses(reference, y_hat, y), **TOLERANCE)


@pytest.mark.check(weight=3, after="values")
def test_nearly_certain(student, reference, rng):
    """Right near 0 and 1, too: the guard against ln 0 is small"""

    def losses(module, y_hat, y):
        return {
            "nearly certain and wrong": module.loss(y_hat, y),
            "nearly certain and right": module.loss(1 - y_hat, y),
        }

    y = draw(rng, N=6)[1]
    off = 1e-4 * rng.uniform(1, 3, size=y.shape)
    y_hat = np.where(y == 1, off, 1 - off)
    got = student.run(losses, y_hat, y)
    expect(got, losses(reference, y_hat, y), rtol=1e-3, atol=1e-6)


@pytest.mark.check(weight=3, after="values")
def test_certain_and_right(student, rng):
    """Where ŷ is exactly y, the loss is 0 and not nan"""
    y = draw(rng, N=5)[1]
    expect(student.loss(y.copy(), y), 0.0, rtol=0, atol=1e-5)


@pytest.mark.check(weight=3, after="values")
def test_certain_and_wrong(student, rng):
    """Certain and wrong: the loss is finite, and 1 or more"""

    def losses(module, for_one, for_zero):
        one, zero = np.ones((1, 1)), np.zeros((1, 1))
        return {
            "0 for class 1": module.loss(for_one, one),
            "1 for class 0": module.loss(for_zero, zero),
        }

    got = student.run(losses, np.zeros((1, 1)), np.ones((1, 1)))
    anything = {"0 for class 1": 1.0, "1 for class 0": 1.0}
    expect(got, anything, atol=np.inf)  # two finite numbers
    for case, cost in got.items():
        expect(min(float(cost), 2.0), 2.0, rtol=0, atol=1.0, name=case)


@pytest.mark.check(weight=2, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y_hat, y, other):
        certain = y.copy()
        module.loss(certain, y)
        return {
            "a certain y_hat, afterwards": certain,
            "the first answer": module.loss(y_hat, y),
            "the answer to another prediction": module.loss(other, y),
            "the same call again": module.loss(y_hat, y),
            "y_hat, afterwards": y_hat,
            "y, afterwards": y,
        }

    y_hat, y = draw(rng, N=6)
    other = rng.uniform(0.05, 0.95, size=y.shape)
    got = student.run(three_calls, y_hat, y, other)
    expect(got, three_calls(reference, y_hat, y, other), **TOLERANCE)
