"""Samples as columns inside, as many textbooks write it; turned back at the border."""

import numpy as np


def relu(z):
    return np.fmax(z, 0)


def softmax(z):
    T = z.T - z.T.max(axis=0)
    E = np.exp(T)
    return (E / E.sum(axis=0)).T


def initialize(sizes, rng):
    params = {}
    for l, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
        params[f"W{l}"] = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in / 2)
        params[f"b{l}"] = np.zeros((n_out, 1))[:, 0]
    return params


def forward(X, params):
    L = len(params) // 2
    A = X.T
    cache = {"X": X}
    for l in range(1, L + 1):
        Z = params[f"W{l}"].T @ A + params[f"b{l}"].reshape(-1, 1)
        A = relu(Z) if l < L else softmax(Z.T).T
        cache[f"z{l}"], cache[f"a{l}"] = Z.T, A.T
    return A.T, cache


def loss(y_hat, y):
    P, m = y_hat.T, len(y)
    Y = np.zeros(P.shape)
    Y[y, np.arange(m)] = 1
    return float(-(Y * np.log(P + 1e-12)).sum() / m)


def backward(y, cache, params):
    L, m = len(params) // 2, len(y)
    Y = np.zeros(cache[f"a{L}"].T.shape)
    Y[y, range(m)] = 1
    dZ = cache[f"a{L}"].T - Y
    grads = {}
    for l in range(L, 0, -1):
        A = (cache[f"a{l - 1}"] if l > 1 else cache["X"]).T
        grads[f"W{l}"] = (dZ @ A.T / m).T
        grads[f"b{l}"] = (np.sum(dZ, axis=1, keepdims=True) / m).ravel()
        if l > 1:
            dZ = (params[f"W{l}"] @ dZ) * (A > 0)
    return grads


def update(params, grads, lr):
    return {name: (params[name].T - lr * grads[name].T).T for name in params}
