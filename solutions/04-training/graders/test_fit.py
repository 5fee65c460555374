"""Hidden checks of your optimizers and your penalty together, in a loop like that of `fit`.

Batches and dropout draw from a generator in an order of their own choice; they are judged alone.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("fit")

TOLERANCE = {"rtol": 1e-4, "atol": 1e-6}


def softmax_regression(module, X, y, params, optimizer, batches, strength):
    """Train a network of one layer, batch by batch, as `fit` does."""
    zeros = [{name: np.zeros_like(p) for name, p in params.items()} for _ in range(3)]
    velocity, state = zeros[0], {"t": 0, "m": zeros[1], "v": zeros[2]}
    losses = []
    for rows in batches:
        z = X[rows] @ params["W1"] + params["b1"]
        y_hat = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        error = (y_hat - np.eye(params["b1"].size)[y[rows]]) / len(rows)
        grads = {"W1": X[rows].T @ error, "b1": error.sum(axis=0)}

        penalty, slopes = module.l2_penalty(params, strength)
        grads = {name: grads[name] + slopes[name] for name in grads}
        losses.append(float(-np.log(y_hat[np.arange(len(rows)), y[rows]]).mean() + penalty))
        if optimizer == "adam":
            params, state = module.adam(params, grads, state, 0.05, 0.9, 0.999, 1e-8)
        else:
            params, velocity = module.momentum(params, grads, velocity, 0.1, 0.9)
    return {"losses": np.array(losses), "params": params}


def draw(rng):
    """Three groups of samples, a start, and the rows of 24 batches."""
    y = rng.permutation(np.repeat([0, 1, 2], 10))
    X = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])[y] + rng.normal(size=(30, 2))
    start = {"W1": rng.normal(size=(2, 3)), "b1": rng.normal(size=3)}
    return X, y, start, np.stack([rng.permutation(30)[:8] for _ in range(24)])


@pytest.mark.check(weight=1)
def test_momentum_steps(student, reference, rng):
    """With momentum and a penalty, 24 steps lead where they should"""
    X, y, start, batches = draw(rng)
    arguments = X, y, start, "momentum", batches, 0.1
    got = student.run(softmax_regression, *arguments)
    expect(got, softmax_regression(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=1)
def test_adam_steps(student, reference, rng):
    """With Adam and a penalty, 24 steps lead where they should"""
    X, y, start, batches = draw(rng)
    arguments = X, y, start, "adam", batches, 0.1
    got = student.run(softmax_regression, *arguments)
    expect(got, softmax_regression(reference, *arguments), **TOLERANCE)
