"""A bias is a weight whose input is always 1: one table for each layer, and a column of ones."""

from numpy import *


def relu(z):
    return maximum(z, 0)


def softmax(z):
    e = exp(z - amax(z, axis=1, keepdims=True))
    return e / sum(e, axis=1, keepdims=True)


def initialize(sizes, rng):
    params = {}
    for i in range(1, len(sizes)):
        params[f"W{i}"] = rng.normal(0.0, sqrt(2 / sizes[i - 1]), (sizes[i - 1], sizes[i]))
        params[f"b{i}"] = zeros(sizes[i])
    return params


def with_one(a):
    return hstack([a, ones((a.shape[0], 1))])


def tables(params):
    return [vstack([params[f"W{i + 1}"], params[f"b{i + 1}"]]) for i in range(len(params) // 2)]


def forward(X, params):
    cache, a = dict(X=X), X
    *hidden, last = tables(params)
    for i, table in enumerate(hidden, 1):
        cache[f"z{i}"] = with_one(a) @ table
        cache[f"a{i}"] = a = relu(cache[f"z{i}"])
    L = len(hidden) + 1
    cache[f"z{L}"] = with_one(a) @ last
    cache[f"a{L}"] = softmax(cache[f"z{L}"])
    return cache[f"a{L}"], cache


def loss(y_hat, y):
    return mean(-log(maximum(diagonal(y_hat[:, y]), 1e-15)))


def backward(y, cache, params):
    all_tables = tables(params)
    L = len(all_tables)
    d = cache[f"a{L}"] - equal.outer(y, arange(cache[f"a{L}"].shape[1]))
    grads = {}
    while L:
        g = with_one(cache[f"a{L - 1}"] if L > 1 else cache["X"]).T @ d / len(y)
        grads[f"W{L}"], grads[f"b{L}"] = g[:-1], g[-1]
        L -= 1
        if L:
            d = (d @ all_tables[L].T)[:, :-1] * (cache[f"z{L}"] > 0)
    return grads


def update(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}
