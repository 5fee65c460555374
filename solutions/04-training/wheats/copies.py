"""Everything in place, on deep copies made beforehand."""

import copy

import numpy as np


def minibatches(X, y, batch_size, rng):
    X, y = X.copy(), y.copy()
    order = rng.permutation(len(X))
    X[:] = X[order]
    y[:] = y[order]
    while True:
        if not len(X):
            break
        yield X[:batch_size], y[:batch_size]
        X, y = X[batch_size:], y[batch_size:]


def dropout(a, rate, rng):
    out = a.copy()
    mask = np.full_like(a, 1 / (1 - rate))
    gone = rng.random(a.shape) < rate
    mask[gone] = 0
    out *= mask
    return out, mask


def l2_penalty(params, strength):
    grads = copy.deepcopy(params)
    penalty = 0.0
    for name, g in grads.items():
        if name.startswith("b"):
            g.fill(0)
            continue
        penalty += (g * g).sum()
        g *= strength
    return penalty * strength / 2, grads


def momentum(params, grads, velocity, lr, beta):
    params, velocity = copy.deepcopy(params), copy.deepcopy(velocity)
    for name in params:
        velocity[name] *= beta
        velocity[name] += grads[name]
        params[name] -= lr * velocity[name]
    return params, velocity


def adam(params, grads, state, lr, beta1, beta2, eps):
    params, state = copy.deepcopy(params), copy.deepcopy(state)
    state["t"] += 1
    for name, p in params.items():
        m, v = state["m"][name], state["v"][name]
        m *= beta1
        m += (1 - beta1) * grads[name]
        v *= beta2
        v += (1 - beta2) * np.square(grads[name])
        step = m / (1 - beta1 ** state["t"])
        step /= np.sqrt(v / (1 - beta2 ** state["t"])) + eps
        p -= lr * step
    return params, state
