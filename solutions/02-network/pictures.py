"""What the network learns, as pictures: the loss, and how the decision boundary forms.

Each function without a leading underscore is one picture. It runs where the learner's module is,
and uses nothing of it but the functions that a learner writes: docs/reference/assignment-folder.md.
"""

import numpy as np

FRAMES = 40
GRID = 48


def xor(module):
    """XOR: four points that no straight line can separate"""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return _learn(module, X, y, hidden=4, lr=2.0, epochs=3000, extent=(-0.5, 1.5, -0.5, 1.5))


def gaussians(module):
    """Two Gaussian classes, 100 samples each"""
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal((0, -1), 1.0, (100, 2)), rng.normal((1, 1), 1.0, (100, 2))])
    y = np.repeat([[0.0], [1.0]], 100, axis=0)
    return _learn(module, X, y, hidden=4, lr=1.0, epochs=600, extent=(-3.5, 4.5, -4.5, 4.5))


def _learn(module, X, y, hidden, lr, epochs, extent):
    rng = np.random.default_rng(1)
    params = {
        "W1": rng.normal(0, 1, (X.shape[1], hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.normal(0, 1, (hidden, y.shape[1])),
        "b2": np.zeros(y.shape[1]),
    }
    grid = _grid(extent)
    # Most changes happen early, so the first frames are close together.
    steps = np.unique(np.round(epochs * np.linspace(0, 1, FRAMES) ** 2).astype(int))
    losses, frames = [], []
    for step in range(epochs + 1):
        if step in steps:
            frames.append(module.forward(grid, params)[0].reshape(GRID, GRID))
        y_hat, cache = module.forward(X, params)
        losses.append(float(module.loss(y_hat, y)))
        params = module.update(params, module.backward(y, cache, params), lr)
    return {
        "curves": {"loss": np.array(losses)},
        "boundary": {
            "points": X,
            "labels": y[:, 0].astype(int),
            "extent": extent,
            "steps": steps,
            "field": np.array(frames),
        },
    }


def _grid(extent):
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    return np.column_stack([x.ravel(), y.ravel()])
