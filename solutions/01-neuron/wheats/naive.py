"""The formulas as they stand, one line each."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    z1 = np.dot(X, params["W1"]) + params["b1"]
    return sigmoid(z1), {"X": X, "z1": z1, "a1": sigmoid(z1)}


def loss(y_hat, y):
    return -np.mean(y * np.log(y_hat + 1e-9) + (1 - y) * np.log(1 - y_hat + 1e-9))


def backward(y, cache, params):
    dz = (cache["a1"] - y) / y.shape[0]
    return {"W1": np.dot(cache["X"].T, dz), "b1": np.sum(dz, axis=0)}


def update(params, grads, lr):
    return {"W1": params["W1"] - lr * grads["W1"], "b1": params["b1"] - lr * grads["b1"]}
