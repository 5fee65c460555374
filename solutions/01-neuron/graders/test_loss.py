"""Hidden checks of `loss`: the mean, predictions near 0 and 1, and no side effects.

A guard against ln 0 that is too large costs the more, the larger it is: `digits` finds one of 1e-6,
`nearly_certain` one of 1e-5, `certain_and_right` one of 1e-4, `values` one of 1e-2. The
others let each of these pass.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("loss")

# An added guard of 1e-7 moves the loss of such samples by 4e-7 of its value, one of 1e-6 by 4e-6.
SIX_DIGITS = {"rtol": 1.5e-6, "atol": 1e-9}
# An added guard of 1e-3 moves no loss by more than this, one of 1e-2 moves the mean by more.
TWO_DIGITS = {"rtol": 0.01, "atol": 2e-3}


def spread(rng, N):
    """Probabilities of the true class from 0.07 to 0.73, evenly, so each draw has a like loss."""
    return np.linspace(0.1, 0.7, N) + rng.uniform(-0.03, 0.03, size=N)


def draw(rng, N):
    """Predictions and classes.

    Of class 1 there are half as many as of class 0, and these are predicted better. So a mean over
    each class, or over all pairs of a prediction and a class, is another number in every draw.
    """
    right, y = np.sort(spread(rng, N)), (np.arange(N) >= N - N // 3).astype(float)
    order = rng.permutation(N)
    y_hat = np.where(y == 1, right, 1 - right)
    return y_hat[order].reshape(N, 1), y[order].reshape(N, 1)


@pytest.mark.check(weight=8)
def test_values(student, reference, rng):
    """The mean over the samples of −[ y ln ŷ + (1 − y) ln(1 − ŷ) ], to two digits"""
    y_hat, y = draw(rng, N=9)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **TWO_DIGITS)


@pytest.mark.check(weight=2, after="values")
def test_digits(student, reference, rng):
    """The same to six digits: the guard against ln 0 is 1e-7 or less"""
    y_hat, y = draw(rng, N=8)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **SIX_DIGITS)


@pytest.mark.check(weight=2, after="values")
def test_sizes(student, reference, rng):
    """Any number of samples, one class alone, any memory layout"""

    def losses(module, y_hat, y, ones, zeros, many, y_many):
        return {
            "one sample": module.loss(y_hat[:1], y[:1]),
            "many samples": module.loss(many, y_many),
            "class 1 only": module.loss(y_hat, ones),
            "class 0 only": module.loss(y_hat, zeros),
            "strided": module.loss(y_hat[::-2], y[::-2]),
            "column-major": module.loss(np.asfortranarray(y_hat), np.asfortranarray(y)),
        }

    y_hat, y = draw(rng, N=14)
    # From the best prediction to the worst: the first hundred have another mean.
    right, y_many = spread(rng, 150)[::-1], rng.permutation(np.arange(150) % 2.0)
    many = np.where(y_many == 1, right, 1 - right)
    arguments = y_hat, y, np.ones_like(y), np.zeros_like(y), many[:, None], y_many[:, None]
    expect(student.run(losses, *arguments), losses(reference, *arguments), **TWO_DIGITS)


@pytest.mark.check(weight=2, after="values")
def test_nearly_certain(student, reference, rng):
    """Right near 0 and 1, too: the guard against ln 0 is small"""

    def losses(module, y_hat, wrong):
        return {
            "nearly certain and wrong": module.loss(y_hat, wrong),
            "nearly certain and right": module.loss(y_hat, 1 - wrong),
        }

    y = draw(rng, N=6)[1]
    off = 1e-4 * rng.uniform(1, 3, size=y.shape)
    arguments = np.where(y == 1, off, 1 - off), y
    got = student.run(losses, *arguments)
    expect(got, losses(reference, *arguments), rtol=2e-3, atol=2e-5)


@pytest.mark.check(weight=2, after="values")
def test_certain_and_right(student, rng):
    """Where ŷ is exactly y, the loss is 0 and not nan"""
    y = draw(rng, N=5)[1]
    expect(student.loss(y.copy(), y), 0.0, rtol=0, atol=3e-5)


@pytest.mark.check(weight=2, after="values")
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
    other = draw(rng, N=6)[0]
    got = student.run(three_calls, y_hat, y, other)
    expect(got, three_calls(reference, y_hat, y, other), **TWO_DIGITS)
