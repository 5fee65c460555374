"""No cancelling by hand: every factor of the chain rule stands there, and the guard in each."""

import numpy as np

EPS = 1e-7


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-z))


def d_sigmoid(a):
    return a * (1.0 - a)


def forward(X, params):
    weighted = np.matmul(X, params["W1"])
    z1 = np.add(weighted, params["b1"])
    a1 = sigmoid(z1)
    cache = {}
    cache["a1"] = a1
    cache["z1"] = z1
    cache["X"] = X
    return a1, cache


def loss(y_hat, y):
    losses = -(y * np.log(y_hat + EPS)) - ((1.0 - y) * np.log(1.0 - y_hat + EPS))
    return np.average(losses)


def backward(y, cache, params):
    a1 = cache["a1"]
    m = a1.shape[0]
    d_loss_d_a1 = (1 / m) * (-(y / (a1 + EPS)) + (1 - y) / (1 - a1 + EPS))
    d_a1_d_z1 = d_sigmoid(a1)
    d_loss_d_z1 = d_loss_d_a1 * d_a1_d_z1
    d_z1_d_W1 = cache["X"]
    d_loss_d_W1 = np.matmul(d_z1_d_W1.T, d_loss_d_z1)
    d_loss_d_b1 = np.matmul(np.ones((1, m)), d_loss_d_z1).reshape(-1)
    return {"W1": d_loss_d_W1, "b1": d_loss_d_b1}


def update(params, grads, lr):
    new_params = {}
    for key, value in params.items():
        new_params[key] = np.subtract(value, np.multiply(lr, grads[key]))
    return new_params
