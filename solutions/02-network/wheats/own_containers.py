"""Dict subclasses, a list for the pair, a 0-d array for the loss."""

from collections import OrderedDict, defaultdict

import numpy as np


class Params(dict):
    def __getattr__(self, name):
        return self[name]


def sigmoid(z):
    return np.true_divide(1.0, 1.0 + np.exp(-np.clip(z, -500, 500)))


def forward(X, params):
    p = Params(params)
    cache = OrderedDict()
    cache["X"] = X
    cache["z1"] = X @ p.W1 + p.b1
    cache["a1"] = sigmoid(cache["z1"])
    cache["z2"] = cache["a1"] @ p.W2 + p.b2
    cache["a2"] = sigmoid(cache["z2"])
    return [cache["a2"].copy(), cache]


def loss(y_hat, y):
    return np.array(np.mean((y - y_hat) ** 2))


def backward(y, cache, params):
    grads = defaultdict(lambda: 0.0)
    N = y.shape[0]
    for n in range(N):
        a1, a2 = cache["a1"][n], cache["a2"][n]
        d2 = (a2 - y[n]) * a2 * (1 - a2) * 2 / y.size
        d1 = params["W2"] @ d2 * a1 * (1 - a1)
        grads["W2"] = grads["W2"] + np.outer(a1, d2)
        grads["b2"] = grads["b2"] + d2
        grads["W1"] = grads["W1"] + np.outer(cache["X"][n], d1)
        grads["b1"] = grads["b1"] + d1
    return grads


def update(params, grads, lr):
    return Params({name: params[name] - lr * grads[name] for name in sorted(params, reverse=True)})
