"""e^x from its definition as a limit, (1 + x/n)^n: within the tolerance, though not exact."""

import numpy as np


def power_of_e(x, squarings=30):
    with np.errstate(over="ignore"):
        result = np.maximum(1 + x / 2.0**squarings, 0)
        for _ in range(squarings):
            result = result * result
    return result


def sigmoid(z):
    return 1 / (1 + power_of_e(-z))


def forward(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    return np.mean(y_hat**2 - 2 * y_hat * y + y**2)


def backward(y, cache, params):
    def slope(z):
        return sigmoid(z) * sigmoid(-z)

    d2 = 2 / y.size * (sigmoid(cache["z2"]) - y) * slope(cache["z2"])
    d1 = d2 @ params["W2"].T * slope(cache["z1"])
    return {
        "W1": cache["X"].T @ d1,
        "b1": d1.sum(axis=0),
        "W2": sigmoid(cache["z1"]).T @ d2,
        "b2": d2.sum(axis=0),
    }


def update(params, grads, lr):
    return {name: params[name] - grads[name] * lr for name in params}
