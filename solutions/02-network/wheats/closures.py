"""Functions made by functions: closures, partials and lambdas behind the five names."""

from functools import partial, reduce

import numpy as np

compose = lambda *fs: lambda x: reduce(lambda value, f: f(value), fs, x)

sigmoid = compose(
    np.negative, partial(np.clip, a_min=-700, a_max=700), np.exp, lambda e: 1 / (1 + e)
)


def affine(number):
    weights, bias = f"W{number}", f"b{number}"
    return lambda a, params: a @ params[weights] + params[bias]


def make_forward(first, second):
    def forward(X, params):
        stages = {"X": X}
        stages["z1"] = first(X, params)
        stages["a1"] = sigmoid(stages["z1"])
        stages["z2"] = second(stages["a1"], params)
        stages["a2"] = sigmoid(stages["z2"])
        return stages["a2"], stages

    return forward


forward = make_forward(affine(1), affine(2))

loss = lambda y_hat, y, /: np.mean(np.power(np.subtract(y_hat, y), 2))


def chain(outer):
    return lambda a: outer * a * (1 - a)


def backward(y, cache, params):
    def layer(number, before, delta):
        return {f"W{number}": before.T @ delta, f"b{number}": np.add.reduce(delta)}

    out = chain(2 * (cache["a2"] - y) / y.size)(cache["a2"])
    hidden = chain(out @ params["W2"].T)(cache["a1"])
    return layer(1, cache["X"], hidden) | layer(2, cache["a1"], out)


def stepper(params, grads):
    return lambda lr: dict(zip(params, (params[k] - lr * grads[k] for k in params)))


update = lambda params, grads, lr: stepper(params, grads)(lr)
