"""A bias is a weight whose input is always 1: a column of ones in the place of every `+ b`."""

from numpy import *


def sigmoid(z):
    return 1 / (1 + e ** -clip(z, -700, 700))


def with_one(a):
    return hstack([a, ones((a.shape[0], 1))])


def stacked(params, i):
    return vstack([params[f"W{i}"], params[f"b{i}"]])


def forward(X, params):
    z1 = with_one(X) @ stacked(params, 1)
    a1 = sigmoid(z1)
    z2 = with_one(a1) @ stacked(params, 2)
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    return mean(abs(y_hat - y) ** 2)


def backward(y, cache, params):
    d2 = 2 * (cache["a2"] - y) / y.size * cache["a2"] * (1 - cache["a2"])
    g2 = with_one(cache["a1"]).T @ d2
    d1 = (d2 @ stacked(params, 2).T)[:, :-1] * cache["a1"] * (1 - cache["a1"])
    g1 = with_one(cache["X"]).T @ d1
    return {"W1": g1[:-1], "b1": g1[-1], "W2": g2[:-1], "b2": g2[-1]}


def update(params, grads, lr):
    return {
        f"{kind}{i}": params[f"{kind}{i}"] - lr * grads[f"{kind}{i}"]
        for i in (1, 2)
        for kind in "Wb"
    }
