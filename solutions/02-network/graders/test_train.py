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


def draw(rng, D, H, K):
    """A start for a network of these sizes."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    return {name: rng.normal(size=s) for name, s in shapes.items()}


@pytest.mark.check(weight=5)
def test_xor_steps(student, reference, rng):
    """XOR: losses and parameters are right for twenty-five steps"""
    table = rng.permutation(XOR)
    arguments = table[:, :2], table[:, 2:], draw(rng, D=2, H=4, K=1), 1.0, (1, 10, 25)
    expect(student.run(training, *arguments), training(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=5)
def test_gaussian_steps(student, reference, rng):
    """Two Gaussian classes: losses and parameters are right for fifteen steps"""
    classes = rng.permutation(np.arange(24) % 2)
    X = np.array([[0, -1], [1, 1]])[classes] + rng.normal(size=(24, 2))
    y = np.eye(2)[classes]
    arguments = X, y, draw(rng, D=2, H=3, K=2), 0.5, (1, 5, 15)
    expect(student.run(training, *arguments), training(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=5, after="xor_steps")
def test_xor_solved(student, rng):
    """The network learns XOR: all four predictions are within 0.2 of the true values"""
    # Every start this near to seed 55 solves XOR in 100 steps: tests/assignments proves it.
    good = np.random.default_rng(55)
    W1, W2 = good.normal(size=(2, 5)), good.normal(size=(5, 1))
    start = {"W1": W1, "b1": np.zeros(5), "W2": W2, "b2": np.zeros(1)}
    start = {name: p + rng.normal(0, 0.05, p.shape) for name, p in start.items()}
    table = rng.permutation(XOR)
    result = student.run(training, table[:, :2], table[:, 2:], start, 10.0, (100,))
    want = {"the last prediction": table[:, 2:]}
    expect(result, want, rtol=0, atol=0.2, extra_keys=True)
