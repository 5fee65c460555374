"""Forward keeps, backward undoes: functions that return functions, composed with reduce."""

from functools import reduce
from operator import itemgetter

import numpy as np

relu = lambda z: np.clip(z, 0, None)

softmax = lambda z: (lambda e: e / e.sum(-1, keepdims=True))(np.exp(z - z.max(-1, keepdims=True)))

names = lambda params: sorted({int(name[1:]) for name in params})


def initialize(sizes, rng):
    pairs = zip(range(1, len(sizes)), sizes[:-1], sizes[1:])
    layers = [
        {f"W{i}": np.sqrt(2 / m) * rng.standard_normal(size=(m, n)), f"b{i}": np.zeros(n)}
        for i, m, n in pairs
    ]
    return reduce(lambda a, b: {**a, **b}, layers)


def forward(X, params):
    *hidden, last = names(params)

    def step(cache_and_a, i):
        cache, a = cache_and_a
        z = a @ params[f"W{i}"] + params[f"b{i}"]
        a = softmax(z) if i == last else relu(z)
        return {**cache, f"z{i}": z, f"a{i}": a}, a

    cache, y_hat = reduce(step, [*hidden, last], ({"X": X}, X))
    return y_hat, cache


log = lambda p: np.log(np.maximum(p, 1e-7))

loss = lambda y_hat, y, /: -np.mean([log(itemgetter(k)(row)) for row, k in zip(y_hat, y)])


def backward(y, cache, params):
    last = names(params)[-1]

    def into(i):
        return cache["X"] if i == 1 else cache[f"a{i - 1}"]

    def step(grads_and_d, i):
        grads, d = grads_and_d
        mine = {f"W{i}": into(i).T @ d, f"b{i}": d.sum(0)}
        further = (d @ params[f"W{i}"].T) * (into(i) > 0)
        return {**mine, **grads}, further

    error = (cache[f"a{last}"] - np.eye(cache[f"a{last}"].shape[1])[y]) / len(y)
    return reduce(step, reversed(names(params)), ({}, error))[0]


update = lambda params, grads, lr: {k: params[k] - lr * grads[k] for k in params}
