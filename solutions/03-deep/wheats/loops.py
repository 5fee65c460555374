"""Loops over samples and units; Python floats do the sums."""

import math

import numpy as np


def relu(z):
    out = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        if z[index] > 0:
            out[index] = z[index]
    return out


def softmax(z):
    out = np.zeros(z.shape)
    for n in range(len(z)):
        top = max(z[n].tolist())
        powers = [math.exp(s - top) for s in z[n]]
        total = math.fsum(powers)
        for k, power in enumerate(powers):
            out[n, k] = power / total
    return out


def initialize(sizes, rng):
    params = {}
    for i in range(1, len(sizes)):
        rows = []
        for _ in range(sizes[i - 1]):
            rows.append([rng.normal() * math.sqrt(2 / sizes[i - 1]) for _ in range(sizes[i])])
        params[f"W{i}"] = np.array(rows)
        params[f"b{i}"] = np.array([0.0] * sizes[i])
    return params


def layers(params):
    L = 0
    while f"W{L + 1}" in params:
        L += 1
    return L


def forward(X, params):
    L = layers(params)
    cache = {"X": X}
    a = X
    for i in range(1, L + 1):
        W, b = params[f"W{i}"], params[f"b{i}"]
        z = np.zeros((len(a), W.shape[1]))
        for n in range(len(a)):
            for k in range(W.shape[1]):
                z[n, k] = b[k] + sum(a[n, j] * W[j, k] for j in range(W.shape[0]))
        a = softmax(z) if i == L else relu(z)
        cache[f"z{i}"] = z
        cache[f"a{i}"] = a
    return a, cache


def loss(y_hat, y):
    total = 0.0
    for n, k in enumerate(y):
        total -= math.log(max(float(y_hat[n, k]), 1e-100))
    return total / len(y)


def backward(y, cache, params):
    L, N = layers(params), len(y)
    grads = {name: np.zeros(p.shape) for name, p in params.items()}
    for n in range(N):
        d = [float(p) / N for p in cache[f"a{L}"][n]]
        d[int(y[n])] -= 1 / N
        for i in range(L, 0, -1):
            a = cache["X"][n] if i == 1 else cache[f"a{i - 1}"][n]
            W = params[f"W{i}"]
            for k, slope in enumerate(d):
                grads[f"b{i}"][k] += slope
                for j in range(len(a)):
                    grads[f"W{i}"][j, k] += a[j] * slope
            d = [
                sum(W[j, k] * d[k] for k in range(len(d))) if i > 1 and a[j] > 0 else 0.0
                for j in range(len(a))
            ]
    return grads


def update(params, grads, lr):
    new = {}
    for name, p in params.items():
        new[name] = np.zeros(p.shape)
        for index in np.ndindex(p.shape):
            new[name][index] = p[index] - lr * grads[name][index]
    return new
