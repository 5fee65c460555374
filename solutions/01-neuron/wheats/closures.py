"""Functions made by functions: closures, partials and lambdas behind the five names."""

from functools import partial, reduce

import numpy as np

compose = lambda *fs: lambda x: reduce(lambda value, f: f(value), fs, x)

sigmoid = compose(
    np.negative, partial(np.clip, a_min=-700, a_max=700), np.exp, lambda e: 1 / (1 + e)
)


def make_forward(weights, bias):
    def forward(X, params):
        stages = {"X": X, "z1": X @ params[weights] + params[bias]}
        stages["a1"] = sigmoid(stages["z1"])
        return stages["a1"], stages

    return forward


forward = make_forward("W1", "b1")

log = compose(partial(np.maximum, 1e-20), np.log)

loss = lambda y_hat, y, /: -np.where(y, log(y_hat), log(1 - y_hat)).mean()


def backward(y, cache, params):
    through = partial(np.tensordot, (cache["a1"] - y) / len(y), axes=(0, 0))
    return {"W1": through(cache["X"]).T, "b1": through(np.ones(len(y)))}


def stepper(params, grads):
    return lambda lr: dict(zip(params, (params[k] - lr * grads[k] for k in params)))


update = lambda params, grads, lr: stepper(params, grads)(lr)
