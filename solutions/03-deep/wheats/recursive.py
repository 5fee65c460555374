"""No loop over the layers: every network is a layer in front of a smaller network."""

import numpy as np


def relu(z):
    return z * (z > 0)


def softmax(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


def initialize(sizes, rng, i=1):
    if len(sizes) < 2:
        return {}
    fan_in, fan_out, *_ = sizes
    first = {f"W{i}": rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)}
    return first | {f"b{i}": np.zeros(fan_out)} | initialize(sizes[1:], rng, i + 1)


def depth(params):
    return max(int(name[1:]) for name in params)


def through(a, params, i):
    z = a @ params[f"W{i}"] + params[f"b{i}"]
    if i == depth(params):
        return {f"z{i}": z, f"a{i}": softmax(z)}
    a = relu(z)
    return {f"z{i}": z, f"a{i}": a} | through(a, params, i + 1)


def forward(X, params):
    cache = {"X": X, **through(X, params, 1)}
    return cache[f"a{depth(params)}"], cache


def loss(y_hat, y):
    return -np.log(np.take_along_axis(y_hat, y[:, None], axis=1).clip(1e-8)).mean()


def behind(y, cache, params, i):
    """The slope at z{i}, and the gradients of layer i and of all that lie behind it."""
    a = cache["X"] if i == 1 else cache[f"a{i - 1}"]
    if i == depth(params):
        y_hat, grads = cache[f"a{i}"], {}
        d_z = (y_hat - (np.arange(y_hat.shape[1]) == y[:, None])) / len(y)
    else:
        d_next, grads = behind(y, cache, params, i + 1)
        d_z = np.where(cache[f"z{i}"] > 0, d_next @ params[f"W{i + 1}"].T, 0)
    return d_z, grads | {f"W{i}": a.T @ d_z, f"b{i}": d_z.sum(axis=0)}


def backward(y, cache, params):
    return behind(y, cache, params, 1)[1]


def update(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}
