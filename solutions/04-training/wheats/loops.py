"""No array arithmetic at all: every number is taken in hand."""

import math

import numpy as np


def minibatches(X, y, batch_size, rng):
    X_batch, y_batch = [], []
    for n in rng.permutation(len(X)):
        X_batch.append(X[n])
        y_batch.append(y[n])
        if len(X_batch) == batch_size:
            yield np.array(X_batch), np.array(y_batch)
            X_batch, y_batch = [], []
    if X_batch:
        yield np.array(X_batch), np.array(y_batch)


def dropout(a, rate, rng):
    out, mask = np.empty(a.shape), np.empty(a.shape)
    for index in np.ndindex(a.shape):  # row by row, as random(a.shape) draws them
        mask[index] = 1 / (1 - rate) if rng.random() >= rate else 0.0
        out[index] = a[index] * mask[index]
    return out, mask


def l2_penalty(params, strength):
    penalty, grads = 0.0, {}
    for name, p in params.items():
        grads[name] = np.zeros(p.shape)
        if name.startswith("W"):
            for i in range(p.shape[0]):
                for j in range(p.shape[1]):
                    penalty += strength / 2 * float(p[i, j]) ** 2
                    grads[name][i, j] = strength * p[i, j]
    return penalty, grads


def momentum(params, grads, velocity, lr, beta):
    new, moving = {}, {}
    for name, p in params.items():
        new[name], moving[name] = np.empty(p.shape), np.empty(p.shape)
        for index, number in np.ndenumerate(p):
            v = beta * velocity[name][index] + grads[name][index]
            moving[name][index] = v
            new[name][index] = number - lr * v
    return new, moving


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    new, m, v = {}, {}, {}
    for name, p in params.items():
        new[name], m[name], v[name] = np.empty(p.shape), np.empty(p.shape), np.empty(p.shape)
        for index, number in np.ndenumerate(p):
            g = float(grads[name][index])
            mean = beta1 * state["m"][name][index] + (1 - beta1) * g
            square = beta2 * state["v"][name][index] + (1 - beta2) * g**2
            m[name][index], v[name][index] = mean, square
            root = math.sqrt(square / (1 - beta2**t))
            new[name][index] = number - lr * mean / (1 - beta1**t) / (root + eps)
    return new, {"t": t, "m": m, "v": v}
