"""`np.matrix` inside, where * is the matrix product; plain arrays at the border."""

import numpy as np

M = np.asmatrix


def sigmoid(z):
    e = np.exp(-np.sign(z) * z)
    return np.where(np.signbit(z), e, 1.0) / (1.0 + e)


def forward(X, params):
    z1 = np.asarray(M(X) * M(params["W1"]) + M(params["b1"]))
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


def loss(y_hat, y):
    p = M(np.clip(y_hat, 1e-9, 1 - 1e-9))
    return -((M(y).T * np.log(p) + (1 - M(y)).T * np.log(1 - p)) / len(y)).item()


def backward(y, cache, params):
    error = (M(cache["a1"]) - M(y)) / len(y)
    return {
        "W1": np.asarray(M(cache["X"]).T * error),
        "b1": np.asarray(error.sum(axis=0)).ravel(),
    }


def update(params, grads, lr):
    return {name: np.asarray(params[name] - lr * grads[name]) for name in params}
