"""What the network learns, as pictures: the loss, and how the decision boundary forms.

Each function without a leading underscore is one picture. It runs where the learner's module is,
and uses nothing of it but the functions that a learner writes: docs/reference/assignment-folder.md.
"""

import numpy as np

FRAMES = 40
GRID = 48


def spiral(module):
    """Three arms of a spiral, 100 samples each"""
    rng = np.random.default_rng(0)
    t = np.tile(np.linspace(0.1, 1, 100), 3)
    y = np.repeat([0, 1, 2], 100)
    angle = 4 * t + 2 * np.pi / 3 * y + rng.normal(0, 0.15, 300)
    X = np.column_stack([t * np.cos(angle), t * np.sin(angle)])
    params = module.initialize([2, 32, 32, 3], np.random.default_rng(0))
    grid = _grid(1.25)
    # Most changes happen early, so the first frames are close together.
    steps = np.unique(np.round(1500 * np.linspace(0, 1, FRAMES) ** 2).astype(int))
    losses, frames = [], []
    for step in range(1501):
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
            "extent": (-1.25, 1.25, -1.25, 1.25),
            "steps": steps,
            "field": np.array(frames),
        },
    }


def _grid(reach):
    x, y = np.meshgrid(np.linspace(-reach, reach, GRID), np.linspace(-reach, reach, GRID))
    return np.column_stack([x.ravel(), y.ravel()])
