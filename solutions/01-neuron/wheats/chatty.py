"""Prints whatever it does, to both streams, and warns."""

import sys
import warnings

import numpy as np

print("neuron.py: hello!")
np.set_printoptions(precision=2)


def sigmoid(z):
    print("sigmoid of", z.shape, "from", z.min(), "to", z.max())
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def forward(X, params):
    print("\x1b[1mforward\x1b[0m", X, params, flush=True)
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    print("prediction:", a1, file=sys.stderr)
    return a1, {"X": X, "z1": z1, "a1": a1}


def loss(y_hat, y):
    with np.errstate(all="ignore"):
        price = np.nan_to_num(-np.log(np.where(y == 1, y_hat, 1 - y_hat)), posinf=1000.0)
    warnings.warn(f"the loss is {price.mean()}", stacklevel=2)
    return price.mean(axis=0).mean()


def backward(y, cache, params):
    print("backward", sorted(cache), sep="\t", end="\r\n")
    error = cache["a1"] - y
    print(f"{error = }")
    grads = {"W1": cache["X"].T.dot(error) / len(error), "b1": error.mean(axis=0)}
    for name, grad in grads.items():
        print(name, grad.shape, np.abs(grad).max(), "↓")
    return grads


def update(params, grads, lr):
    new = {}
    for name in grads:
        new[name] = params[name] + (-lr) * grads[name]
        print(f"{name}: step of {np.linalg.norm(new[name] - params[name]):.3g}")
    return new
