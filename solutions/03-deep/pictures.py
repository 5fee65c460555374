"""What a deep network learns, as pictures: three arms of a spiral, wound around each other.

Each function without a leading underscore is one picture. It runs where the learner's module is
(docs/architecture.md, `learn/`), and uses nothing of it but the functions that a learner writes.
"""

import numpy as np

FRAMES = 40
GRID = 48
EXTENT = (-1.2, 1.2, -1.2, 1.2)


def spiral(module):
    """A spiral of three arms"""
    X, y = _spiral(100, np.random.default_rng(0))
    params = module.initialize([2, 32, 32, 3], np.random.default_rng(1))
    grid = _grid(EXTENT)
    # Most happens early: the frames lie close together there.
    steps = np.unique(np.round(1500 * np.linspace(0, 1, FRAMES) ** 2).astype(int))
    losses, frames = [], []
    for step in range(steps[-1] + 1):
        if step in steps:
            frames.append(module.forward(grid, params)[0].reshape(GRID, GRID, 3))
        y_hat, cache = module.forward(X, params)
        losses.append(float(module.loss(y_hat, y)))
        params = module.update(params, module.backward(y, cache, params), 0.3)
    return {
        "curves": {"loss": np.array(losses)},
        "boundary": {
            "points": X,
            "labels": y,
            "extent": EXTENT,
            "steps": steps,
            "field": np.array(frames),
        },
    }


def _spiral(each, rng):
    """Points on three arms: the radius grows with the angle, and a little noise turns them."""
    radius = np.tile(np.linspace(0.05, 1.0, each), 3)
    y = np.repeat([0, 1, 2], each)
    angle = 4.0 * radius + 2 * np.pi / 3 * y + rng.normal(0, 0.15, 3 * each)
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), y


def _grid(extent):
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    return np.column_stack([x.ravel(), y.ravel()])
