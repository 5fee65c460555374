"""Index notation, and NumPy's own names for everything else."""

import numpy as np


def minibatches(X, y, batch_size, rng):
    order = rng.permutation(np.arange(len(X)))
    for batch in range(int(np.ceil(len(X) / batch_size))):
        rows = order[batch * batch_size : min((batch + 1) * batch_size, len(X))]
        yield X.take(rows, axis=0), y.take(rows, axis=0)


def dropout(a, rate, rng):
    mask = np.greater_equal(rng.uniform(size=a.shape), rate).astype(np.float64)
    np.divide(mask, 1 - rate, out=mask)
    return np.einsum("...,...->...", a, mask), mask


def l2_penalty(params, strength):
    penalty = sum(np.einsum("ij,ij->", W, W) for k, W in params.items() if "W" in k)
    grads = {k: np.einsum(",...->...", strength if "W" in k else 0.0, p) for k, p in params.items()}
    return np.multiply(penalty, strength / 2), grads


def momentum(params, grads, velocity, lr, beta):
    weights = np.array([beta, 1.0])
    v = {k: np.einsum("s,s...->...", weights, np.stack([velocity[k], grads[k]])) for k in params}
    steps = np.array([1.0, -lr])
    p = {k: np.einsum("s,s...->...", steps, np.stack([params[k], v[k]])) for k in params}
    return p, v


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = np.add(state["t"], 1)
    powers = np.array([beta1, beta2]) ** t
    new = {"t": int(t), "m": {}, "v": {}}
    for k, g in grads.items():
        new["m"][k] = np.average([state["m"][k], g], axis=0, weights=[beta1, 1 - beta1])
        new["v"][k] = np.average([state["v"][k], g * g], axis=0, weights=[beta2, 1 - beta2])
    rates = np.sqrt(1 - powers[1]) / (1 - powers[0])

    def moved(k):  # the paper's other order: both corrections in the learning rate, eps in step
        root = np.sqrt(new["v"][k]) + eps * np.sqrt(1 - powers[1])
        return params[k] - lr * rates * new["m"][k] / root

    return {k: moved(k) for k in params}, new
