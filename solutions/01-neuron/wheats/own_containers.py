"""Dict subclasses, a list for the pair, a 0-d array for the loss, extra entries in the cache."""

from collections import OrderedDict, defaultdict

import numpy as np


class Params(dict):
    def __getattr__(self, name):
        return self[name]


def sigmoid(z):
    return np.true_divide(1.0, 1.0 + np.exp(-np.clip(z, -500, 500)))


def forward(X, params):
    p = Params(params)
    cache = OrderedDict(note="everything that happened", N=len(X), nothing=None)
    cache["X"] = X.copy()
    cache["z1"] = X @ p.W1 + p.b1
    cache["a1"] = sigmoid(cache["z1"])
    cache["sizes"] = X.shape, p.W1.shape
    return [cache["a1"].copy(), cache]


def loss(y_hat, y):
    return np.array(-np.log(1e-16 + np.abs(y + y_hat - 1)).mean())


def backward(y, cache, params):
    grads = defaultdict(lambda: 0.0)
    cache["error"] = cache["a1"] - y
    for sample, error in zip(cache["X"], cache["error"]):
        grads["W1"] = grads["W1"] + np.outer(sample, error) / len(y)
        grads["b1"] = grads["b1"] + error / len(y)
    return grads


def update(params, grads, lr):
    return Params({name: params[name] - lr * grads[name] for name in sorted(params, reverse=True)})
