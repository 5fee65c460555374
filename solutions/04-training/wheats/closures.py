"""Functions that make functions; everything else is map, zip and a lambda."""

from functools import partial, reduce

import numpy as np

over = lambda f, *dicts: {k: f(*(d[k] for d in dicts)) for k in dicts[0]}

blend = lambda beta: lambda old, new: beta * old + (1 - beta) * new


def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    cuts = np.arange(batch_size, len(X), batch_size)
    return map(lambda rows: (X[rows], y[rows]), np.split(order, cuts))


def dropout(a, rate, rng):
    scale = 1 / (1 - rate)
    mask = np.where(rng.random(a.shape) < rate, 0.0, scale)
    return (lambda x: x * mask)(a), mask


is_weight = lambda name: name[:1] == "W"


def l2_penalty(params, strength):
    squares = map(lambda k: np.vdot(params[k], params[k]), filter(is_weight, params))
    slope = lambda k: params[k] * (strength if is_weight(k) else 0.0)
    return strength * reduce(lambda s, x: s + x, squares, 0.0) / 2, {k: slope(k) for k in params}


def momentum(params, grads, velocity, lr, beta):
    v = over(lambda v, g: v * beta + g, velocity, grads)
    return over(lambda p, v: p - lr * v, params, v), v


def adam(params, grads, state, lr, beta1, beta2, eps):
    t = 1 + state["t"]
    m = over(blend(beta1), state["m"], grads)
    v = over(blend(beta2), state["v"], over(np.square, grads))
    unbias = lambda beta, mean: mean / (1 - np.power(beta, t))
    first, second = partial(unbias, beta1), partial(unbias, beta2)
    step = lambda p, m, v: p - lr * first(m) / (np.sqrt(second(v)) + eps)
    return over(step, params, m, v), dict(t=t, m=m, v=v)
