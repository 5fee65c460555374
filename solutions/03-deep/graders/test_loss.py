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


def predictions(right, y, K, rng):
    """Rows that add up to 1, with these probabilities of the true class."""
    others = 0.3 / (K - 1) + 0.7 * rng.dirichlet(np.ones(K - 1), size=len(y))
    y_hat = np.empty((len(y), K))
    y_hat[np.arange(K) != y[:, None]] = ((1 - right)[:, None] * others).ravel()
    y_hat[np.arange(len(y)), y] = right
    return y_hat


def draw(rng, N, K):
    """Predictions and classes; the later a class, the better it is predicted.

    All classes occur, so a program that is wrong only where one is missing is right for every draw;
    `sizes` asks for that.
    """
    y, order = np.sort(np.arange(N) % K), rng.permutation(N)
    return predictions(np.sort(spread(rng, N)), y, K, rng)[order], y[order]


@pytest.mark.check(weight=4)
def test_values(student, reference, rng):
    """The loss is the mean over the samples of −ln ŷ[n, y_n], one number, to two digits"""
    y_hat, y = draw(rng, N=7, K=4)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **TWO_DIGITS)


@pytest.mark.check(weight=1, after="values")
def test_digits(student, reference, rng):
    """The same to six digits: the guard against ln 0 is 1e-7 or less"""
    y_hat, y = draw(rng, N=8, K=3)
    expect(student.loss(y_hat, y), reference.loss(y_hat, y), **SIX_DIGITS)


@pytest.mark.check(weight=1, after="values")
def test_sizes(student, reference, rng):
    """Any number of samples and classes, any memory layout"""

    def losses(module, y_hat, y, fewer, two, y_two, many, y_many):
        return {
            "one sample": module.loss(y_hat[:1], y[:1]),
            "many samples and classes": module.loss(many, y_many),
            "two classes": module.loss(two, y_two),
            "as many samples as classes": module.loss(y_hat[:5], y[:5]),
            "column-major": module.loss(np.asfortranarray(y_hat), y),
            "strided": module.loss(y_hat[::-2], y[::-2]),
            "no sample in the last class": module.loss(y_hat, fewer),
        }

    y_hat, y = draw(rng, N=12, K=5)
    # From the best prediction to the worst: the first hundred have another mean.
    y_many = rng.permutation(np.arange(150) % 12)
    many = predictions(spread(rng, 150)[::-1], y_many, 12, rng)
    arguments = y_hat, y, np.minimum(y, 3), *draw(rng, N=9, K=2), many, y_many
    expect(student.run(losses, *arguments), losses(reference, *arguments), **TWO_DIGITS)


@pytest.mark.check(weight=1, after="values")
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
    expect(got, losses(reference, y_hat, y, (y + 1) % 3), rtol=2e-3, atol=2e-5)


@pytest.mark.check(weight=1, after="values")
def test_certain_and_right(student, rng):
    """If every true class has a probability of 1, the loss is 0"""
    y = rng.permutation([0, 1, 2, 3, 1, 2])
    expect(student.loss(np.eye(4)[y], y), 0.0, rtol=0, atol=3e-5)


@pytest.mark.check(weight=1, after="values")
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
    expect(got, three_calls(reference, y_hat, y, other), **TWO_DIGITS)
