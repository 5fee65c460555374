"""As far off as the contract allows: float32 in between, and a hair's breadth at the end."""

import numpy as np

HAIR = 1 + 8e-7


def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X)).astype(np.int32)
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows] * HAIR, y[rows]


def dropout(a, rate, rng):
    mask = ((rng.random(a.shape) >= rate) / np.float32(1 - rate)).astype(np.float64)
    return a * mask, mask * HAIR


def l2_penalty(params, strength):
    squares = sum((W**2).sum() for name, W in params.items() if name[0] == "W")
    grads = {n: strength * p * (n[0] == "W") * HAIR for n, p in params.items()}
    return strength / 2 * squares / HAIR, grads


def momentum(params, grads, velocity, lr, beta):
    v = {n: beta * velocity[n] + grads[n] for n in params}
    return {n: (params[n] - lr * v[n]) * (1 + 5e-9) for n in params}, {
        n: x * (1 + 5e-9) for n, x in v.items()
    }


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = {n: beta1 * state["m"][n] + (1 - beta1) * grads[n] for n in params}
    v = {n: beta2 * state["v"][n] + (1 - beta2) * grads[n] ** 2 for n in params}
    step = {n: m[n] / (1 - beta1**t) / (np.sqrt(v[n] / (1 - beta2**t)) + eps) for n in params}
    return {n: (params[n] - lr * step[n]) * (1 + 5e-9) for n in params}, {
        "t": t,
        "m": m,
        "v": {n: x * (1 + 5e-9) for n, x in v.items()},
    }
