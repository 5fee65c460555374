"""Thinks in log-odds: ln(1 + e^…) wherever others take a logarithm of a probability."""

from math import fsum

import numpy as np


def sigmoid(z):
    return np.reciprocal(1 + np.exp(np.minimum(-z, 709)))


def forward(X, params):
    W, b = (params[name] for name in ("W1", "b1"))
    z1 = (X * W.T).sum(axis=1, keepdims=True) + b[None, :]
    return sigmoid(z1), {"X": X, "z1": z1, "a1": sigmoid(z1)}


def loss(y_hat, y):
    p = y_hat.ravel().tolist()
    odds = [np.log(max(q, 1e-13)) - np.log(max(1 - q, 1e-13)) for q in p]
    return fsum(np.logaddexp(0, -o if t else o) for o, t in zip(odds, y.ravel())) / len(p)


def backward(y, cache, params):
    signs = 2 * y - 1
    push = -signs * sigmoid(-signs * cache["z1"])  # how strongly each sample pulls at z1
    return {"W1": np.mean(cache["X"] * push, axis=0)[:, None], "b1": np.mean(push, axis=0)}


def update(params, grads, lr):
    moved = map(lambda name: params[name] - np.float64(lr) * grads[name], params)
    return dict(zip(params, moved))
