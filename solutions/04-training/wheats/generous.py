"""Default arguments, helpers, a batch that is copied once more, further keys in the state."""

import numpy as np

ADAM = (0.9, 0.999, 1e-8)


def _check(name, condition):
    if not condition:
        raise ValueError(name)


def minibatches(X, y=None, batch_size=32, rng=None):
    """Yield batches; y may be missing."""
    rng = np.random.default_rng() if rng is None else rng
    _check("batch_size", batch_size >= 1)
    rows = np.arange(len(X))
    chunks = []
    order = rng.permutation(len(X))
    for lower in rows[::batch_size]:
        chunks.append(order[lower : lower + batch_size])
    for chunk in chunks:
        yield tuple(np.array(table[chunk]) for table in (X, y) if table is not None)


def dropout(a, rate=0.5, rng=None, train=True):
    """Inverted dropout, switched off in use."""
    if not train or rate <= 0.0:
        return np.array(a, dtype=float), np.ones_like(a, dtype=float)
    rng = rng or np.random.default_rng()
    keep = np.ones(a.shape)
    keep[rng.random(size=np.shape(a)) < rate] = 0.0
    keep *= 1.0 / (1.0 - rate)
    return np.where(keep > 0, a * keep, 0.0), keep


def l2_penalty(params, strength=1e-4, prefix="W"):
    """Half of strength times the squared length of all weights."""
    names = [n for n in params if n.startswith(prefix)]
    every = np.hstack([params[n].ravel() for n in names])
    grads = dict.fromkeys(params)
    for n in params:
        grads[n] = params[n] * strength if n in names else np.zeros(np.shape(params[n]))
    return 0.5 * strength * float(every.dot(every)), grads


def momentum(params, grads, velocity=None, lr=0.01, beta=0.9):
    """Heavy ball."""
    velocity = velocity or {}
    velocity = {n: beta * velocity.get(n, np.zeros_like(g)) + g for n, g in grads.items()}
    return {n: p - lr * velocity[n] for n, p in params.items()}, velocity


def adam(params, grads, state=None, lr=1e-3, beta1=ADAM[0], beta2=ADAM[1], eps=ADAM[2]):
    """Adam, with what it did last in its state."""
    state = {"t": 0, "m": {}, "v": {}} | (state or {})
    state["t"] = t = state["t"] + 1
    for key, beta, power in (("m", beta1, 1), ("v", beta2, 2)):
        old = state[key]
        state[key] = {n: beta * old.get(n, 0.0) + (1 - beta) * grads[n] ** power for n in params}
    correct = (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    small = eps * (1 - beta2**t) ** 0.5
    state["step"] = {
        n: lr * correct * state["m"][n] / (np.sqrt(state["v"][n]) + small) for n in params
    }
    return {n: params[n] - state["step"][n] for n in params}, state
