"""Every sum is an einsum."""

import numpy as np


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


def forward(X, params):
    z1 = np.einsum("nd,dk->nk", X, params["W1"]) + params["b1"]
    a1 = sigmoid(z1)
    return a1, dict(X=X, z1=z1, a1=a1)


def loss(y_hat, y):
    p = np.clip(y_hat, 1e-7, 1 - 1e-7)
    terms = np.stack([y, 1 - y]), np.log(np.stack([p, 1 - p]))
    return -np.einsum("cnk,cnk->", *terms) / y.size


def backward(y, cache, params):
    error = cache["a1"] - y
    N = y.shape[0]
    return {
        "W1": np.einsum("nd,nk->dk", cache["X"], error) / N,
        "b1": np.einsum("nk->k", error) / N,
    }


def update(params, grads, lr):
    return {name: np.einsum("...->...", params[name] - lr * grads[name]) for name in params}
