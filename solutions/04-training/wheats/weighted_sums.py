"""Adam without a running mean: the weights of all gradients, and a learning rate that is scaled.

The bias-corrected mean is the old one, moved towards the gradient by (1 − β) / (1 − β^t).
"""

import numpy as np


def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    full, left = divmod(len(X), batch_size)
    for rows in order[: full * batch_size].reshape(full, batch_size):
        yield X[rows], y[rows]
    if left:
        yield X[order[-left:]], y[order[-left:]]


def dropout(a, rate, rng):
    kept = np.floor(rng.random(a.shape) + (1 - rate))  # 1 where the draw is at least rate
    return a / (1 - rate) * kept, kept / (1 - rate)


def l2_penalty(params, strength):
    root = np.sqrt(strength / 2)
    scaled = {k: root * p if k[0] == "W" else np.zeros_like(p) for k, p in params.items()}
    penalty = sum(np.tensordot(s, s, axes=s.ndim) for s in scaled.values())
    return penalty, {k: 2 * root * s for k, s in scaled.items()}


def momentum(params, grads, velocity, lr, beta):
    moved, fast = {}, {}
    for k in params:
        inherited = beta * velocity[k]
        moved[k] = params[k] - lr * inherited - lr * grads[k]
        fast[k] = inherited + grads[k]
    return moved, fast


def towards(mean, new, beta, t):
    """The corrected mean after t steps from the corrected mean before."""
    return mean + (1 - beta) / (1 - beta**t) * (new - mean)


def adam(params, grads, state, lr, beta1, beta2, eps):
    before, t = state["t"], state["t"] + 1
    c1, c2 = 1 - beta1**before, 1 - beta2**before
    moved, m, v = {}, {}, {}
    for k, g in grads.items():
        m_hat = towards(state["m"][k] / c1 if before else g, g, beta1, t)
        v_hat = towards(state["v"][k] / c2 if before else g * g, g * g, beta2, t)
        moved[k] = params[k] - lr * m_hat / (v_hat**0.5 + eps)
        m[k], v[k] = m_hat * (1 - beta1**t), v_hat * (1 - beta2**t)
    return moved, {"t": t, "m": m, "v": v}
