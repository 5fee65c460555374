"""`np.matrix` inside, where * is the matrix product; plain arrays at the border."""

import numpy as np

M = np.asmatrix


def sigmoid(z):
    e = np.exp(-np.sign(z) * z)
    return np.where(np.signbit(z), e, 1.0) / (1.0 + e)


def forward(X, params):
    z1 = np.asarray(M(X) * M(params["W1"]) + M(params["b1"]))
    a1 = sigmoid(z1)
    z2 = np.asarray(M(a1) * M(params["W2"]) + M(params["b2"]))
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    row = M(np.ravel(y_hat - y))
    return (row * row.T / row.size).item()


def backward(y, cache, params):
    X, a1, a2 = M(cache["X"]), M(cache["a1"]), M(cache["a2"])
    d2 = M(np.multiply(np.multiply(a2 - y, a2), 1 - a2) * 2 / y.size)
    d1 = np.multiply(d2 * M(params["W2"]).T, np.multiply(a1, 1 - a1))
    return {
        "W1": np.asarray(X.T * d1),
        "b1": np.asarray(d1.sum(axis=0)).ravel(),
        "W2": np.asarray(a1.T * d2),
        "b2": np.asarray(d2.sum(axis=0)).ravel(),
    }


def update(params, grads, lr):
    return {name: np.asarray(params[name] - lr * grads[name]) for name in params}
