"""Prints whatever it does, to both streams, and warns."""

import sys
import warnings

import numpy as np

print("network.py: hello!")
np.set_printoptions(precision=2)


def sigmoid(z):
    print("sigmoid of", z.shape, "from", z.min(), "to", z.max())
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def forward(X, params):
    print("\x1b[1mforward\x1b[0m", X, params, flush=True)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    print("prediction:", a2, file=sys.stderr)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    result = np.square(y_hat - y).mean(axis=0).mean()
    warnings.warn(f"the loss is {result}", stacklevel=2)
    return result


def backward(y, cache, params):
    print("backward", sorted(cache), sep="\t", end="\r\n")
    error = cache["a2"] - y
    print(f"{error = }")
    d2 = error * cache["a2"] * (1 - cache["a2"]) / (error.size / 2)
    d1 = d2.dot(params["W2"].T) * cache["a1"] * (1 - cache["a1"])
    grads = {
        "W2": cache["a1"].T.dot(d2),
        "W1": cache["X"].T.dot(d1),
        "b2": d2.sum(axis=0),
        "b1": d1.sum(axis=0),
    }
    for name, grad in grads.items():
        print(name, grad.shape, np.abs(grad).max(), "↓")
    return grads


def update(params, grads, lr):
    new = {}
    for name in grads:
        new[name] = params[name] + (-lr) * grads[name]
        print(f"{name}: step of {np.linalg.norm(new[name] - params[name]):.3g}")
    return new
