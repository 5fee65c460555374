"""Trusts only X in the cache, and works everything else out again."""

import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    shape = z.shape
    z = z.reshape(-1)
    with np.errstate(over="ignore", under="ignore"):
        return (1 / (1 + np.exp(-z))).reshape(shape)


def stages(X, params):
    z1 = X @ params["W1"] + params["b1"]
    z2 = sigmoid(z1) @ params["W2"] + params["b2"]
    return z1, z2


def forward(X, params):
    z1, z2 = stages(X, params)
    cache = {"a2": sigmoid(z2), "z2": z2, "a1": sigmoid(z1), "z1": z1, "X": np.array(X)}
    return sigmoid(z2), cache


def loss(y_hat, y):
    return sum(float(e) ** 2 for e in (y_hat - y).flat) / y.size


def backward(y, cache, params):
    X = cache["X"]
    z1, z2 = stages(X, params)
    slope1 = np.exp(-z1) * sigmoid(z1) ** 2
    slope2 = np.exp(-z2) * sigmoid(z2) ** 2
    d2 = 2 * (sigmoid(z2) - y) * slope2
    d1 = (d2 @ params["W2"].T) * slope1
    # The mean at the very end, once for every gradient.
    sums = {"W1": X.T @ d1, "b1": d1.sum(0), "W2": sigmoid(z1).T @ d2, "b2": d2.sum(0)}
    return {name: total / len(y) / y.shape[1] for name, total in sums.items()}


def update(params, grads, lr):
    result = dict(params)
    for name, gradient in grads.items():
        result[name] = result[name] - lr * gradient
    return result
