"""Hidden checks of `loss`: the mean over all N·K entries, its limits, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("loss")


@pytest.mark.check(weight=5)
def test_values(student, reference, rng):
    """The loss is the mean of (ŷ − y)² over all N·K entries, one number"""
    y_hat, y = rng.uniform(0.1, 0.9, size=(2, 7, 3))
    expect(student.loss(y_hat, y), reference.loss(y_hat, y))


@pytest.mark.check(weight=2, after="values")
def test_sizes(student, reference, rng):
    """Any number of samples and outputs, any memory layout"""

    def losses(module, y_hat, y, many, y_many):
        def loss(first, second):
            return module.loss(first.copy(), second.copy())

        return {
            "one sample": loss(y_hat[:1], y[:1]),
            "one output": loss(y_hat[:, :1], y[:, :1]),
            "one entry": loss(y_hat[:1, :1], y[:1, :1]),
            "as many samples as outputs": loss(y_hat[:4], y[:4]),
            "many samples and outputs": module.loss(many, y_many),
            "column-major": module.loss(np.array(y_hat, order="F"), y),
            "strided": module.loss(y_hat[::-2, 1:], y[::-2, 1:]),
        }

    y_hat, y = rng.uniform(0.1, 0.9, size=(2, 9, 4))
    # From good predictions to bad ones: no part of them has the mean of all.
    y_many = rng.uniform(0.1, 0.2, size=(150, 12))
    off = np.outer(np.linspace(0, 0.7, 150), np.linspace(0, 1, 12))
    arguments = y_hat, y, y_many + off, y_many
    expect(student.run(losses, *arguments), losses(reference, *arguments))


@pytest.mark.check(weight=2, after="values")
def test_edges(student, reference, rng):
    """A certain prediction: loss 0 if right, loss 1 if wrong"""

    def losses(module, answer, between):
        return {
            "all right": module.loss(answer.copy(), answer.copy()),
            "all wrong": module.loss(1 - answer, answer.copy()),
            "undecided": module.loss(np.full_like(answer, 0.5), answer.copy()),
            "y between 0 and 1": module.loss(answer, between),
        }

    answer = rng.permutation(np.arange(15) % 2.0).reshape(5, 3)
    between = rng.uniform(size=(5, 3))
    expect(student.run(losses, answer, between), losses(reference, answer, between))


@pytest.mark.check(weight=1, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y_hat, y, other):
        return {
            "the first answer": module.loss(y_hat, y),
            "the answer to another prediction": module.loss(other, y),
            "the same call again": module.loss(y_hat, y),
            "y_hat, afterwards": y_hat,
            "y, afterwards": y,
        }

    arrays = rng.uniform(0.1, 0.9, size=(3, 5, 2))
    expect(student.run(three_calls, *arrays), three_calls(reference, *arrays))
