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
    A0 = X.T
    Z1 = params["W1"].T @ A0 + params["b1"].reshape(-1, 1)
    A1 = sigmoid(Z1)
    Z2 = params["W2"].T @ A1 + params["b2"].reshape(-1, 1)
    A2 = sigmoid(Z2)
    return A2.T, {"X": A0.T, "z1": Z1.T, "a1": A1.T, "z2": Z2.T, "a2": A2.T}


def loss(y_hat, y):
    error = (y_hat - y).T.ravel()
    return error @ error / len(error)


def backward(y, cache, params):
    A0, A1, A2, Y = cache["X"].T, cache["a1"].T, cache["a2"].T, y.T
    K, m = Y.shape
    dZ2 = 2 / (K * m) * (A2 - Y) * A2 * (1 - A2)
    dW2 = dZ2 @ A1.T
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (params["W2"] @ dZ2) * A1 * (1 - A1)
    dW1 = dZ1 @ A0.T
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"W1": dW1.T, "b1": db1[:, 0], "W2": dW2.T, "b2": db2[:, 0]}


def update(params, grads, lr):
    return {
        "W1": (params["W1"].T - lr * grads["W1"].T).T,
        "b1": params["b1"] - lr * grads["b1"],
        "W2": (params["W2"].T - lr * grads["W2"].T).T,
        "b2": params["b2"] - lr * grads["b2"],
    }
