"""What the techniques change, as pictures: three kinds of steps, and a decision boundary.

Each function without a leading underscore is one picture. It runs where the learner's module is,
and uses nothing of it but the functions that a learner writes: docs/reference/assignment-folder.md.
"""

import numpy as np

FRAMES = 30
GRID = 48


def valley(module):
    """A long, narrow valley: how high the steps are above its lowest point"""
    start, steepness = {"W1": np.array([[-4.0, 1.0]])}, np.array([[1.0, 25.0]])

    def walk(step, state):
        params, heights = start, []
        for _ in range(31):
            heights.append(float((steepness * params["W1"] ** 2).sum() / 2))
            params, state = step(params, {"W1": steepness * params["W1"]}, state)
        return np.array(heights)

    def roll(beta):
        return walk(lambda p, g, v: module.momentum(p, g, v, 0.07, beta), _zeros(start))

    def drive():
        state = {"t": 0, "m": _zeros(start), "v": _zeros(start)}
        return walk(lambda p, g, s: module.adam(p, g, s, 0.3, 0.7, 0.9, 1e-8), state)

    return {"curves": {"gradient descent": roll(0.0), "momentum": roll(0.7), "Adam": drive()}}


def rings(module):
    """Three rings with noise, learned with mini-batches, a penalty and Adam"""
    rng = np.random.default_rng(3)
    y = np.repeat([0, 1, 2], 60)
    angle, radius = rng.uniform(0, 2 * np.pi, y.size), y + 0.5 + rng.normal(0, 0.18, y.size)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    params = {
        "W1": rng.normal(0, 1, (2, 24)),
        "b1": rng.normal(0, 1, 24),
        "W2": rng.normal(0, 0.3, (24, 3)),
        "b2": np.zeros(3),
    }
    state = {"t": 0, "m": _zeros(params), "v": _zeros(params)}
    extent = (-3.4, 3.4, -3.4, 3.4)
    grid, losses, frames, steps = _grid(extent), [], [], []
    for _ in range(FRAMES):
        steps.append(len(losses))
        frames.append(_probabilities(grid, params)[0].reshape(GRID, GRID, 3))
        for X_batch, y_batch in module.minibatches(X, y, 20, rng):
            penalty, slopes = module.l2_penalty(params, 1e-3)
            loss, grads = _loss_and_gradient(X_batch, y_batch, params)
            losses.append(loss + float(penalty))
            grads = {name: grads[name] + slopes[name] for name in params}
            params, state = module.adam(params, grads, state, 0.02, 0.9, 0.999, 1e-8)
    return {
        "curves": {"loss": np.array(losses)},
        "boundary": {
            "points": X,
            "labels": y,
            "extent": extent,
            "steps": np.array(steps),
            "field": np.array(frames),
        },
    }


def _zeros(params):
    return {name: np.zeros(value.shape) for name, value in params.items()}


def _probabilities(X, params):
    """A network with one hidden layer: deep.py is not available here."""
    hidden = np.tanh(X @ params["W1"] + params["b1"])
    scores = hidden @ params["W2"] + params["b2"]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), hidden


def _loss_and_gradient(X, y, params):
    y_hat, hidden = _probabilities(X, params)
    rows = np.arange(len(y))
    loss = -np.log(y_hat[rows, y]).mean()
    y_hat[rows, y] -= 1
    d2 = y_hat / len(y)
    d1 = d2 @ params["W2"].T * (1 - hidden**2)
    grads = {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": hidden.T @ d2, "b2": d2.sum(axis=0)}
    return loss, grads


def _grid(extent):
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    return np.column_stack([x.ravel(), y.ravel()])
