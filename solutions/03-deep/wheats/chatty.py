"""Prints whatever it does, to both streams, and warns."""

import sys
import warnings

import numpy as np

print("deep.py: hello!")
np.set_printoptions(precision=2)


def relu(z):
    print("relu of", z.shape, f"{(z > 0).mean():.0%} let through")
    return np.maximum(z, 0.0)


def softmax(z):
    print("softmax of", z.shape, "from", z.min(), "to", z.max(), file=sys.stderr)
    with np.errstate(under="ignore"):
        e = np.exp(z - z.max(axis=-1)[:, None])
    return e / e.sum(axis=-1)[:, None]


def initialize(sizes, rng):
    params = {}
    for i, fan_in in enumerate(sizes[:-1], 1):
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / fan_in), size=[fan_in, sizes[i]])
        params[f"b{i}"] = np.zeros(sizes[i])
        print(f"W{i}", params[f"W{i}"], end="\r\n")
    return params


def forward(X, params):
    print("\x1b[1mforward\x1b[0m", X, params, flush=True)
    depth = len(params) // 2
    cache = {}
    a = cache["X"] = X
    for i in range(depth):
        z = a @ params[f"W{i + 1}"] + params[f"b{i + 1}"]
        a = [relu, softmax][i == depth - 1](z)
        cache[f"z{i + 1}"], cache[f"a{i + 1}"] = z, a
    print("prediction:", a, file=sys.stderr)
    return a, cache


def loss(y_hat, y):
    with np.errstate(all="ignore"):
        price = np.nan_to_num(-np.log(y_hat[range(len(y)), y]), posinf=1000.0)
    warnings.warn(f"the loss is {price.mean()}", stacklevel=2)
    return price.mean()


def backward(y, cache, params):
    depth = len(params) // 2
    grads = {}
    error = cache[f"a{depth}"].copy()
    for n, k in enumerate(y):
        error[n, k] -= 1
    print(f"{error = }")
    error = error / len(y)
    for i in range(depth, 0, -1):
        before = cache[f"a{i - 1}"] if i - 1 else cache["X"]
        grads[f"W{i}"], grads[f"b{i}"] = before.T.dot(error), error.sum(axis=0)
        print(f"W{i}", np.abs(grads[f"W{i}"]).max(), "↓")
        if i > 1:
            error = error.dot(params[f"W{i}"].T)
            error[cache[f"z{i - 1}"] <= 0] = 0
    return grads


def update(params, grads, lr):
    new = {}
    for name in grads:
        new[name] = params[name] + (-lr) * grads[name]
        print(f"{name}: step of {np.linalg.norm(new[name] - params[name]):.3g}")
    return new
