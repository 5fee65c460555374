"""Hidden checks of `loss`: the mean, predictions near 0 and 1, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("loss")

# A guard of 1e-7 against ln 0 is allowed: it moves −ln 0.95 by 2e-6 of its value.
TOLERANCE = {"rtol": 4e-6, "atol": 1e-9}


def draw(rng, N, K):
    """Probabilities of at least 0.05 that add up to 1 in each row, and classes.

    All classes occur, so a program that is wrong only where one is missing is right for every draw;
    `sizes` asks for that.
    """
    y_hat = 0.05 + (1 - 0.05 * K) * rng.dirichlet(np.ones(K), size=N)
    return y_hat, rng.permutation(np.arange(N) % K)


@pytest.mark.check(weight=5)
def test_values(student, reference, rng):
    """The loss is the mean over the samples of −ln ŷ[n, y_n], one number"""
    y_hat, y = draw(rng, N=7, K=4)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **TOLERANCE)


@pytest.mark.check(weight=2, after="values")
def test_sizes(student, reference, rng):
    """Any number of samples and classes, any memory layout"""

    def losses(module, y_hat, y, two, y_two):
        return {
            "one sample": module.loss(y_hat[:1], y[:1]),
            "two classes": module.loss(two, y_two),
            "as many samples as classes": module.loss(y_hat[:5], y[:5]),
            "column-major": module.loss(np.asfortranarray(y_hat), y),
            "strided": module.loss(y_hat[::-2], y[::-2]),
            "no sample in the last class": module.loss(y_hat, np.minimum(y, 3)),
        }

    arguments = *draw(rng, N=12, K=5), *draw(rng, N=9, K=2)
    expect(student.run(losses, *arguments), losses(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="values")
def test_nearly_certain(student, reference, rng):
    """Right near 0 and 1, too: the guard against ln 0 is small"""

    def losses(module, y_hat, y, wrong):
        return {
            "nearly certain and right": module.loss(y_hat, y),
            "nearly certain and wrong": module.loss(y_hat, wrong),
        }

    y = rng.permutation([0, 1, 2, 0, 1, 2])
    off = 1e-4 * rng.uniform(1, 3, size=6)
    y_hat = np.tile(off[:, None], 3)
    y_hat[np.arange(6), y] = 1 - 2 * off
    got = student.run(losses, y_hat, y, (y + 1) % 3)
    expect(got, losses(reference, y_hat, y, (y + 1) % 3), rtol=1e-3, atol=1e-6)


@pytest.mark.check(weight=2, after="values")
def test_certain_and_right(student, rng):
    """If every true class has a probability of 1, the loss is 0"""
    y = rng.permutation([0, 1, 2, 3, 1, 2])
    expect(student.loss(np.eye(4)[y], y), 0.0, rtol=0, atol=1e-5)


@pytest.mark.check(weight=2, after="values")
def test_certain_and_wrong(student, rng):
    """If the true class has a probability of 0, the loss is finite, and 1 or more"""
    y = np.array([2])
    cost = student.loss(np.eye(3)[(y + 1) % 3], y)
    expect(cost, 1.0, atol=np.inf)  # a finite number
    expect(min(float(cost), 2.0), 2.0, rtol=0, atol=1.0)


@pytest.mark.check(weight=1, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y_hat, y, other):
        certain = np.eye(y_hat.shape[1])[y]
        module.loss(certain, y)
        return {
            "a certain y_hat, afterwards": certain,
            "the first answer": module.loss(y_hat, y),
            "the answer to another prediction": module.loss(other, y),
            "the same call again": module.loss(y_hat, y),
            "y_hat, afterwards": y_hat,
            "y, afterwards": y,
        }

    y_hat, y = draw(rng, N=5, K=3)
    other, _ = draw(rng, N=5, K=3)
    got = student.run(three_calls, y_hat, y, other)
    expect(got, three_calls(reference, y_hat, y, other), **TOLERANCE)
