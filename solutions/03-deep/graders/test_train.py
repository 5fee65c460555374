"""Hidden checks of all functions together, in the training loop that is given."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("train")

# Rounding errors grow over the steps, and faster with more layers.
TOLERANCE = {"rtol": 1e-3, "atol": 1e-4}


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


def draw(reference, rng, sizes):
    """A start for a network of these widths.

    No bias is zero, so no z is zero, where relu has two slopes. The last weights are small, so no
    prediction is nearly certain, and a guard against ln 0 changes nothing.
    """
    params = reference.initialize(sizes, rng)
    last = f"W{len(sizes) - 1}"
    biases = {name: rng.normal(0, 0.1, p.shape) for name, p in params.items() if name[0] == "b"}
    return params | biases | {last: 0.05 * params[last]}


def spiral(rng, n):
    """Three arms of n points each, in random order."""
    t, y = np.tile(np.linspace(0.1, 1, n), 3), np.repeat([0, 1, 2], n)
    angle = 4 * t + 2 * np.pi / 3 * y + rng.normal(0, 0.1, size=3 * n)
    order = rng.permutation(3 * n)
    return np.column_stack([t * np.cos(angle), t * np.sin(angle)])[order], y[order]


@pytest.mark.check(weight=5)
def test_spiral_steps(student, reference, rng):
    """The spiral: losses and parameters are right for fourteen steps"""
    X, y = spiral(rng, 12)
    arguments = X, y, draw(reference, rng, [2, 9, 7, 3]), 0.2, (1, 5, 14)
    expect(student.run(training, *arguments), training(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=5)
def test_other_depths_steps(student, reference, rng):
    """One layer and four layers: the losses of seven steps are right"""

    def losses(module, X, y, lr, *starts):
        found = []
        for start in starts:
            params = start
            for _ in range(7):
                prediction = module.forward(X, params)
                found.append(module.loss(prediction[0], y))
                grads = module.backward(y, prediction[1], params)
                params = module.update(params, grads, lr)
        return found

    X, y = rng.normal(size=(15, 6)), rng.permutation(np.arange(15) % 4)
    starts = [draw(reference, rng, sizes) for sizes in ([6, 4], [6, 8, 5, 7, 4])]
    arguments = X, y, 0.1, *starts
    expect(student.run(losses, *arguments), losses(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=5, after="spiral_steps")
def test_learns(student, reference, rng):
    """From a good start, the network learns to classify three groups"""
    # Fifty steps end within 0.05 of the truth from every start: tests/assignments proves it.
    y = rng.permutation(np.repeat([0, 1, 2], 8))
    X = np.array([[3.0, 0.0], [-2.0, 3.0], [-2.0, -3.0]])[y] + rng.uniform(-0.5, 0.5, size=(24, 2))
    start = reference.initialize([2, 20, 3], rng)
    result = student.run(training, X, y, start, 0.5, (50,))
    want = {"the last prediction": np.eye(3)[y]}
    expect(result, want, rtol=0, atol=0.25, extra_keys=True)
