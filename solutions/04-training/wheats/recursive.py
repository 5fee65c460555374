"""Nothing is ever assigned twice: recursion over batches, and over the keys of a dict."""

import numpy as np


def minibatches(X, y, batch_size, rng):
    def deal(order):
        if order.size == 0:
            return ()
        now, later = order[:batch_size], order[batch_size:]
        return ((X[now], y[now]), *deal(later))

    return deal(rng.permutation(len(X)))


def dropout(a, rate, rng):
    def silence(part):
        if part.ndim == 0:
            return np.array(1.0) if rng.random() >= rate else np.array(0.0)
        return np.stack([silence(piece) for piece in part])

    mask = silence(np.asarray(a, order="C")) / (1 - rate)
    return mask * a, mask


def first_and_rest(params):
    name, *others = params
    return name, params[name], {other: params[other] for other in others}


def l2_penalty(params, strength):
    if not params:
        return 0.0, {}
    name, p, rest = first_and_rest(params)
    penalty, grads = l2_penalty(rest, strength)
    if name[0] != "W":
        return penalty, {name: np.zeros_like(p), **grads}
    return penalty + strength / 2 * np.sum(p**2), {name: strength * p, **grads}


def momentum(params, grads, velocity, lr, beta):
    if not params:
        return {}, {}
    name, p, rest = first_and_rest(params)
    others, speeds = momentum(rest, grads, velocity, lr, beta)
    v = beta * velocity[name] + grads[name]
    return {name: p - lr * v, **others}, {name: v, **speeds}


def adam(params, grads, state, lr, beta1, beta2, eps):
    if not params:
        return {}, {"t": state["t"] + 1, "m": {}, "v": {}}
    name, p, rest = first_and_rest(params)
    others, after = adam(rest, grads, state, lr, beta1, beta2, eps)
    t, g = after["t"], grads[name]
    m = beta1 * state["m"][name] + (1 - beta1) * g
    v = beta2 * state["v"][name] + (1 - beta2) * g**2
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {name: p - step, **others}, {
        "t": t,
        "m": {name: m, **after["m"]},
        "v": {name: v, **after["v"]},
    }
