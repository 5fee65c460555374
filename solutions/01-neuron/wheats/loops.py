"""Without a single operation on whole arrays: loops over samples and inputs, Python floats."""

import math

import numpy as np


def squash(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def sigmoid(z):
    out = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        out[index] = squash(float(z[index]))
    return out


def forward(X, params):
    N, D = X.shape
    z1 = np.zeros((N, 1))
    for n in range(N):
        total = params["b1"][0]
        for d in range(D):
            total += X[n, d] * params["W1"][d, 0]
        z1[n, 0] = total
    a1 = sigmoid(z1)
    return a1, {"X": X, "z1": z1, "a1": a1}


def loss(y_hat, y):
    total = 0.0
    for n in range(len(y)):
        p = y_hat[n, 0] if y[n, 0] == 1 else 1 - y_hat[n, 0]
        total -= math.log(max(p, 1e-300))
    return total / len(y)


def backward(y, cache, params):
    N, D = cache["X"].shape
    W1, b1 = np.zeros((D, 1)), np.zeros(1)
    for n in range(N):
        error = (cache["a1"][n, 0] - y[n, 0]) / N
        b1[0] += error
        for d in range(D):
            W1[d, 0] += error * cache["X"][n, d]
    return {"b1": b1, "W1": W1}


def update(params, grads, lr):
    new = {}
    for name in params:
        new[name] = np.empty(params[name].shape)
        for index in np.ndindex(new[name].shape):
            new[name][index] = params[name][index] - lr * grads[name][index]
    return new
