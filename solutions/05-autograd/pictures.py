"""What a network learns with your gradients, as pictures: the loss, and the decision boundary.

Each function without a leading underscore is one picture. It runs where the learner's module is,
and uses nothing of it but the functions that a learner writes: docs/reference/assignment-folder.md.
"""

import numpy as np

FRAMES = 40
GRID = 48
OUTPUT, LOSS = 10, 14


def xor(module):
    """XOR, with gradients that nobody derived"""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    rng = np.random.default_rng(1)
    params = {"W1": rng.normal(size=(2, 4)), "b1": np.zeros(4)}
    params |= {"W2": rng.normal(size=(4, 1)), "b2": np.zeros(1)}
    side = np.linspace(-0.5, 1.5, GRID)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    # Most changes happen early, so the first frames are close together.
    steps = np.unique(np.round(1500 * np.linspace(0, 1, FRAMES) ** 2).astype(int))
    losses, frames = [], []
    for step in range(1501):
        if step in steps:
            frames.append(_graph(grid, 0.0, params)[2][OUTPUT].reshape(GRID, GRID))
        graph = _graph(X, y, params)
        losses.append(float(graph[2][LOSS]))
        grads = module.backward(*graph, LOSS)
        params = {name: p - 2.0 * grads[i] for i, (name, p) in enumerate(params.items(), start=1)}
    return {
        "curves": {"loss": np.array(losses)},
        "boundary": {
            "points": X,
            "labels": y[:, 0].astype(int),
            "extent": (-0.5, 1.5, -0.5, 1.5),
            "steps": steps,
            "field": np.array(frames),
        },
    }


def _graph(X, y, params):
    """The network of 02 and its loss: 1 to 4 are the parameters, OUTPUT is ŷ, LOSS the loss."""
    operations, parents, values = [], [], []

    def node(value, operation="", *arguments):
        operations.append(operation)
        parents.append(arguments)
        values.append(np.asarray(value, dtype=float))
        return len(values) - 1

    def layer(a, W, b):
        product = node(values[a] @ values[W], "matmul", a, W)
        z = node(values[product] + values[b], "add", product, b)
        return node(1 / (1 + np.exp(-values[z])), "sigmoid", z)

    X, W1, b1, W2, b2 = map(node, [X, *params.values()])
    y_hat = layer(layer(X, W1, b1), W2, b2)
    error = node(values[y_hat] - y, "add", y_hat, node(np.negative(y)))
    square = node(values[error] ** 2, "multiply", error, error)
    node(values[square].mean(), "mean", square)
    return operations, parents, values
