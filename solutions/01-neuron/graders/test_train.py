"""Hidden checks of all five functions together, in the training loop that is given."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("train")

# Rounding, and a sigmoid that is off by 1e-6 and still right, grow over the steps.
TOLERANCE = {"rtol": 1e-3, "atol": 1e-4}

XOR = np.array([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], dtype=float)


def training(module, X, y, params, lr, stops):
    """Run the given loop, and keep the parameters at every stop."""
    losses, kept = [], {}
    for epoch in range(1, max(stops) + 1):
        prediction = module.forward(X, params)
        losses.append(module.loss(prediction[0], y))
        grads = module.backward(y, prediction[1], params)
        params = module.update(params, grads, lr)
        if epoch in stops:
            kept[f"parameters after step {epoch}"] = params
    return kept | {"losses": losses, "the last prediction": prediction[0]}


@pytest.mark.check(weight=5)
def test_gaussian_steps(student, reference, rng):
    """Two Gaussian classes: losses and parameters are right for forty steps"""
    y = rng.permutation(np.arange(30) % 2)
    X = np.array([[0, -1], [1, 1]])[y] + rng.normal(size=(30, 2))
    # From such a start no prediction is nearly certain, so a guard against ln 0 changes nothing.
    start = {"W1": rng.uniform(-1, 1, size=(2, 1)), "b1": rng.uniform(-1, 1, size=1)}
    arguments = X, y[:, None].astype(float), start, 0.5, (1, 10, 40)
    expect(student.run(training, *arguments), training(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=3)
def test_many_inputs_steps(student, reference, rng):
    """Five inputs: losses and parameters are right for twenty steps"""
    X = rng.normal(size=(13, 5))
    y = (X @ rng.normal(size=(5, 1)) + rng.normal(size=(13, 1)) > 0).astype(float)
    arguments = X, y, {"W1": np.zeros((5, 1)), "b1": np.zeros(1)}, 1.0, (1, 20)
    expect(student.run(training, *arguments), training(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="gaussian_steps")
def test_xor_defeats_it(student, rng):
    """XOR: every prediction ends near ½, as it must for one neuron"""
    # From every start of this size 100 steps come within 0.01: tests/assignments proves it.
    start = {"W1": rng.uniform(-1, 1, size=(2, 1)), "b1": rng.uniform(-1, 1, size=1)}
    table = rng.permutation(XOR)
    result = student.run(training, table[:, :2], table[:, 2:], start, 3.0, (100,))
    want = {"the last prediction": np.full((4, 1), 0.5)}
    expect(result, want, rtol=0, atol=0.05, extra_keys=True)
