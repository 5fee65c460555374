"""All parameters as one long vector inside; what comes back are views of a new one."""

import numpy as np

NAMES = ["W1", "b1", "W2", "b2"]


def sigmoid(z):
    return np.divide(1, np.add(1, np.exp(np.negative(np.maximum(z, -745.0)))))


def pack(arrays):
    return np.concatenate([np.ravel(arrays[name]) for name in NAMES])


def unpack(vector, like):
    arrays, at = {}, 0
    for name in NAMES:
        size = like[name].size
        arrays[name] = vector[at : at + size].reshape(like[name].shape)
        at += size
    return arrays


def forward(X, params):
    W1, b1, W2, b2 = (params[name] for name in NAMES)
    a1 = sigmoid(z1 := X @ W1 + b1)
    a2 = sigmoid(z2 := a1 @ W2 + b2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    error = np.ravel(y_hat - y)
    return np.vdot(error, error) / error.size


def backward(y, cache, params):
    vector = np.zeros(sum(params[name].size for name in NAMES))
    grads = unpack(vector, params)
    d2 = (cache["a2"] - y) * (cache["a2"] - cache["a2"] ** 2)
    d1 = d2 @ params["W2"].T * (cache["a1"] - cache["a1"] ** 2)
    grads["W1"][:] = cache["X"].T @ d1
    grads["b1"][:] = d1.sum(axis=0)
    grads["W2"][:] = cache["a1"].T @ d2
    grads["b2"][:] = d2.sum(axis=0)
    vector *= 2 / y.size
    return grads


def update(params, grads, lr):
    return unpack(pack(params) - lr * pack(grads), params)
