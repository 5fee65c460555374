"""As far off as the contract allows: a guard of 1e-7, and another slope of relu at 0."""

import numpy as np


def relu(z):
    return z * (z >= 0)


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-9)


def initialize(sizes, rng):
    params = {}
    for i, (m, n) in enumerate(zip(sizes, sizes[1:]), 1):
        params[f"W{i}"] = rng.standard_normal((m, n)) * np.sqrt(2 / m)
        params[f"b{i}"] = np.zeros(n)
    return params


def forward(X, params):
    L = len(params) // 2
    cache, a = {"X": X}, X
    for i in range(1, L + 1):
        z = a @ params[f"W{i}"] + params[f"b{i}"]
        a = relu(z) if i < L else softmax(z)
        cache[f"z{i}"], cache[f"a{i}"] = z, a
    return a, cache


def loss(y_hat, y):
    return -np.mean(np.log(y_hat[np.arange(len(y)), y] + 1e-7))


def backward(y, cache, params):
    L = len(params) // 2
    grads = {}
    d = softmax(cache[f"z{L}"])
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    for i in range(L, 0, -1):
        a = cache["X"] if i == 1 else relu(cache[f"z{i - 1}"])
        grads[f"W{i}"], grads[f"b{i}"] = a.T @ d, d.sum(0)
        if i > 1:
            d = d @ params[f"W{i}"].T * (cache[f"z{i - 1}"] >= 0)
    return grads


def update(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}
