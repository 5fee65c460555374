"""The first thing that comes to mind: lists, append, one line after the other."""

import numpy as np


def minibatches(X, y, batch_size, rng):
    N = X.shape[0]
    perm = rng.permutation(N)
    X_shuffled = X[perm]
    y_shuffled = y[perm]
    batches = []
    i = 0
    while i < N:
        batches.append((X_shuffled[i : i + batch_size], y_shuffled[i : i + batch_size]))
        i = i + batch_size
    return batches


def dropout(a, rate, rng):
    if rate == 0:
        return a, np.ones(a.shape)
    r = rng.random(a.shape)
    keep = r >= rate
    mask = keep.astype(float)
    mask = mask / (1 - rate)
    out = mask * a
    return out, mask


def l2_penalty(params, strength):
    total = 0
    grads = {}
    for key in params:
        if key[0] == "W":
            total = total + np.sum(params[key] * params[key])
            grads[key] = strength * params[key]
        else:
            grads[key] = np.zeros(params[key].shape)
    penalty = 0.5 * strength * total
    return penalty, grads


def momentum(params, grads, velocity, lr, beta):
    new_params = {}
    new_velocity = {}
    for key in params:
        new_velocity[key] = beta * velocity[key] + grads[key]
        new_params[key] = params[key] - lr * new_velocity[key]
    return new_params, new_velocity


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    new_m = {}
    new_v = {}
    new_params = {}
    for key in params:
        g = grads[key]
        new_m[key] = beta1 * state["m"][key] + (1 - beta1) * g
        new_v[key] = beta2 * state["v"][key] + (1 - beta2) * g * g
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new_params[key] = params[key] - lr * m_hat / (v_hat**0.5 + eps)
    new_state = {"t": t, "m": new_m, "v": new_v}
    return new_params, new_state
