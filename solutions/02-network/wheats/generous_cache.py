"""Keeps more in the cache than was asked for, and `backward` adds its own stages to it."""

import numpy as np


def sigmoid(z):
    return np.where(z < 0, np.exp(np.minimum(z, 0)), 1) / (1 + np.exp(-np.abs(z)))


def forward(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    cache = {
        "N": X.shape[0],
        "note": "everything that happened on the way",
        "X": X.copy(),
        "z1": z1,
        "a1": a1,
        "slope1": a1 * (1 - a1),
        "z2": z2,
        "a2": a2,
        "slope2": a2 * (1 - a2),
        "y_hat": a2,
        "sizes": (X.shape[1], a1.shape[1], a2.shape[1]),
        "nothing": None,
    }
    return a2, cache


def loss(y_hat, y):
    return np.float64(np.var(y_hat - y) + np.mean(y_hat - y) ** 2)


def backward(y, cache, params):
    cache["error"] = cache["a2"] - y
    cache["d_z2"] = 2 / y.size * cache["error"] * cache["a2"] * (1 - cache["a2"])
    cache["d_a1"] = cache["d_z2"] @ params["W2"].T
    cache["d_z1"] = cache["d_a1"] * cache["a1"] * (1 - cache["a1"])
    return {
        "W1": cache["X"].T @ cache["d_z1"],
        "b1": cache["d_z1"].sum(axis=0),
        "W2": cache["a1"].T @ cache["d_z2"],
        "b2": cache["d_z2"].sum(axis=0),
    }


def update(params, grads, lr):
    new = {name: p.copy() for name, p in params.items()}
    for name, g in grads.items():
        new[name] -= lr * g
    return new
