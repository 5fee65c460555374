"""Dict subclasses, lists for the pairs, a 0-d array for the penalty; the state holds more."""

from collections import OrderedDict, defaultdict, deque

import numpy as np


class Params(dict):
    def __getattr__(self, name):
        return self[name]


def minibatches(X, y, batch_size, rng):
    waiting = deque(rng.permutation(X.shape[0]).tolist())
    while waiting:
        rows = [waiting.popleft() for _ in range(min(batch_size, len(waiting)))]
        yield [X[rows, :], y[rows]]


def dropout(a, rate, rng):
    mask = (1.0 - (rng.random(a.shape) < rate)) * (1.0 - rate) ** -1
    return [mask * a, mask]


def l2_penalty(params, strength):
    grads = defaultdict(float)
    penalty = np.array(0.0)
    for name, p in params.items():
        grads[name] = p * 0.0
        if name.startswith("W"):
            penalty = penalty + (p**2).sum()
            grads[name] = grads[name] + strength * p
    return [np.array(penalty * strength / 2), grads]


def momentum(params, grads, velocity, lr, beta):
    v = OrderedDict((k, velocity[k] * beta + grads[k]) for k in sorted(params, reverse=True))
    return [Params({k: params[k] - lr * v[k] for k in sorted(params)}), v]


class State(OrderedDict):
    pass


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = state["t"] + 1
    new = State(t=t, m=Params(), v=Params(), lr=lr, m_hat={}, v_hat={})
    stepped = Params()
    for k in sorted(params, reverse=True):
        new["m"][k] = beta1 * state["m"][k] + (1 - beta1) * grads[k]
        new["v"][k] = beta2 * state["v"][k] + (1 - beta2) * grads[k] ** 2
        new["m_hat"][k] = new["m"][k] / (1 - beta1**t)
        new["v_hat"][k] = new["v"][k] / (1 - beta2**t)
        stepped[k] = params[k] - lr * new["m_hat"][k] / (np.sqrt(new["v_hat"][k]) + eps)
    return [stepped, new]
