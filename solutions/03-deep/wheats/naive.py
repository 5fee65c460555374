"""The formulas as they stand."""

import numpy as np


def relu(z):
    return np.maximum(0, z)


def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


def initialize(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params["W" + str(l)] = rng.normal(0, (2 / sizes[l - 1]) ** 0.5, (sizes[l - 1], sizes[l]))
        params["b" + str(l)] = np.zeros(sizes[l])
    return params


def forward(X, params):
    L = len([name for name in params if name[0] == "W"])
    cache = {"X": X}
    A = X
    for l in range(1, L):
        Z = np.dot(A, params["W" + str(l)]) + params["b" + str(l)]
        A = relu(Z)
        cache["z" + str(l)] = Z
        cache["a" + str(l)] = A
    Z = np.dot(A, params["W" + str(L)]) + params["b" + str(L)]
    A = softmax(Z)
    cache["z" + str(L)] = Z
    cache["a" + str(L)] = A
    return A, cache


def loss(y_hat, y):
    return -np.mean(np.log(y_hat[np.arange(y.shape[0]), y] + 1e-9))


def backward(y, cache, params):
    L = len([name for name in params if name[0] == "W"])
    N = y.shape[0]
    grads = {}
    onehot = np.zeros((N, cache["a" + str(L)].shape[1]))
    onehot[np.arange(N), y] = 1
    dZ = (cache["a" + str(L)] - onehot) / N
    for l in range(L, 0, -1):
        A = cache["X"] if l == 1 else cache["a" + str(l - 1)]
        grads["W" + str(l)] = np.dot(A.T, dZ)
        grads["b" + str(l)] = np.sum(dZ, axis=0)
        if l > 1:
            dA = np.dot(dZ, params["W" + str(l)].T)
            dZ = dA * (cache["z" + str(l - 1)] > 0)
    return grads


def update(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}
