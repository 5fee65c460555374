"""Samples as columns inside, as many textbooks write it; turned back at the border."""

import numpy as np


def sigmoid(z):
    positive = z >= 0
    out = np.empty_like(z)
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    out[~positive] = e / (1 + e)
    return out


def forward(X, params):
    w, b = params["W1"], params["b1"]
    Z = np.dot(w.T, X.T) + b
    A = sigmoid(Z)
    return A.T, {"X": X, "z1": Z.T, "a1": A.T}


def loss(y_hat, y):
    A, Y, m = np.clip(y_hat.T, 1e-8, 1 - 1e-8), y.T, y.shape[0]
    cost = -1 / m * (np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T))
    return float(np.squeeze(cost))


def backward(y, cache, params):
    m = y.shape[0]
    dZ = cache["a1"].T - y.T
    dw = np.dot(cache["X"].T, dZ.T) / m
    db = np.sum(dZ) / m
    return {"W1": dw, "b1": np.array([db])}


def update(params, grads, lr):
    return {
        "W1": (params["W1"].T - lr * grads["W1"].T).T,
        "b1": params["b1"] - lr * grads["b1"],
    }
