"""Dict subclasses, a list for the pair, a 0-d array for the loss, extra entries in the cache."""

from collections import OrderedDict, UserDict, defaultdict

import numpy as np


class Params(dict):
    @property
    def L(self):
        return len(self) // 2

    def layer(self, i):
        return self[f"W{i}"], self[f"b{i}"]


def relu(z):
    return np.where(np.signbit(z), 0.0, z)


def softmax(z):
    e = np.exp(np.subtract(z, np.max(z, axis=-1, keepdims=True)))
    return np.true_divide(e, np.add.reduce(e, axis=-1, keepdims=True))


def initialize(sizes, rng):
    params = OrderedDict()
    for i in range(1, len(sizes)):
        W = np.empty((sizes[i - 1], sizes[i]))
        rng.standard_normal(out=W)
        W *= np.sqrt(2.0 / sizes[i - 1])
        params[f"W{i}"], params[f"b{i}"] = W, np.zeros_like(W[0])
    return params


def forward(X, params):
    p = Params(params)
    cache = OrderedDict(note="everything that happened", N=len(X), nothing=None, X=X.copy())
    a = X
    for i in range(1, p.L + 1):
        W, b = p.layer(i)
        z = a @ W + b
        a = softmax(z) if i == p.L else relu(z)
        cache[f"z{i}"], cache[f"a{i}"], cache[f"open{i}"] = z, a, z > 0
    return [a.copy(), cache]


def loss(y_hat, y):
    return np.array(-np.log(np.choose(y, np.maximum(y_hat, 1e-11).T)).mean())


def backward(y, cache, params):
    p, grads = Params(params), defaultdict(lambda: 0.0)
    for n in range(len(y)):
        d = cache[f"a{p.L}"][n].copy()
        d[y[n]] -= 1
        d /= len(y)
        for i in range(p.L, 0, -1):
            a = cache["X"][n] if i == 1 else cache[f"a{i - 1}"][n]
            grads[f"W{i}"] = grads[f"W{i}"] + np.outer(a, d)
            grads[f"b{i}"] = grads[f"b{i}"] + d
            if i > 1:
                d = p[f"W{i}"] @ d * (cache[f"z{i - 1}"][n] > 0)
    cache["used"] = True
    return grads


def update(params, grads, lr):
    moved = UserDict()
    for name in sorted(params, reverse=True):
        moved[name] = params[name] - lr * grads[name]
    return dict(moved)
