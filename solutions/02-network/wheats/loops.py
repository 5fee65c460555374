"""Loops over every sample and unit, and `math.exp`: slow, and right."""

import math

import numpy as np


def _sigmoid(x):
    if x < -700:
        return 0.0
    return 1.0 / (1.0 + math.exp(-x))


def sigmoid(z):
    out = np.empty(z.shape)
    for index in np.ndindex(*z.shape):
        out[index] = _sigmoid(z[index])
    return out


def forward(X, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N, D = X.shape
    H = len(b1)
    K = len(b2)
    z1 = np.zeros((N, H))
    a1 = np.zeros((N, H))
    z2 = np.zeros((N, K))
    a2 = np.zeros((N, K))
    for n in range(N):
        for h in range(H):
            total = b1[h]
            for d in range(D):
                total += X[n, d] * W1[d, h]
            z1[n, h] = total
            a1[n, h] = _sigmoid(total)
        for k in range(K):
            total = b2[k]
            for h in range(H):
                total += a1[n, h] * W2[h, k]
            z2[n, k] = total
            a2[n, k] = _sigmoid(total)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    total = 0.0
    count = 0
    for n in range(y.shape[0]):
        for k in range(y.shape[1]):
            total += (y_hat[n, k] - y[n, k]) ** 2
            count += 1
    return total / count


def backward(y, cache, params):
    X, a1, a2, W2 = cache["X"], cache["a1"], cache["a2"], params["W2"]
    N, K = y.shape
    D = X.shape[1]
    H = a1.shape[1]
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    for n in range(N):
        blame = [0.0] * H
        for k in range(K):
            delta = 2.0 * (a2[n, k] - y[n, k]) / (N * K) * a2[n, k] * (1 - a2[n, k])
            grads["b2"][k] += delta
            for h in range(H):
                grads["W2"][h, k] += a1[n, h] * delta
                blame[h] += delta * W2[h, k]
        for h in range(H):
            delta = blame[h] * a1[n, h] * (1 - a1[n, h])
            grads["b1"][h] += delta
            for d in range(D):
                grads["W1"][d, h] += X[n, d] * delta
    return grads


def update(params, grads, lr):
    new = {}
    for name in params:
        old = params[name]
        stepped = np.empty(old.shape)
        for index in np.ndindex(*old.shape):
            stepped[index] = old[index] - lr * grads[name][index]
        new[name] = stepped
    return new
