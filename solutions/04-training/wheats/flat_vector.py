"""All parameters as one long vector: calculate once, and cut it up again at the end."""

import numpy as np


def flatten(arrays, names):
    return np.concatenate([arrays[name].ravel() for name in names])


def cut(vector, like):
    parts, at = {}, 0
    for name, array in like.items():
        parts[name] = vector[at : at + array.size].reshape(array.shape).copy()
        at += array.size
    return parts


def minibatches(X, y, batch_size, rng):
    N = len(X)
    order = rng.permutation(N)
    numbers = np.arange(N) // batch_size  # the batch that each place in the order belongs to
    return [(X[order[numbers == k]], y[order[numbers == k]]) for k in range(numbers[-1] + 1)]


def dropout(a, rate, rng):
    line = (rng.random(a.size) >= rate) * (1 / (1 - rate))
    mask = line.reshape(a.shape)
    return (a.reshape(-1) * line).reshape(a.shape), mask


def l2_penalty(params, strength):
    names = list(params)
    is_weight = np.concatenate([np.full(params[n].size, n[0] == "W") for n in names])
    w = np.where(is_weight, flatten(params, names), 0.0)
    return strength / 2 * (w @ w), cut(strength * w, params)


def momentum(params, grads, velocity, lr, beta):
    names = list(params)
    v = beta * flatten(velocity, names) + flatten(grads, names)
    return cut(flatten(params, names) - lr * v, params), cut(v, params)


def adam(params, grads, state, lr, beta1, beta2, eps):
    names, t = list(params), state["t"] + 1
    p, g, m, v = (flatten(d, names) for d in (params, grads, state["m"], state["v"]))
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    p = p - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return cut(p, params), {"t": t, "m": cut(m, params), "v": cut(v, params)}
