"""The slope of the softmax written out: a matrix of K × K for every sample, no shortcut."""

import numpy as np

EPS = 1e-7


def relu(z):
    out = np.array(z, copy=True)
    out[out < 0] = 0.0
    return out


def softmax(z):
    shifted = z - np.max(z, axis=-1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = np.sum(exponentials, axis=-1, keepdims=True)
    return np.divide(exponentials, sums)


def initialize(sizes, rng):
    number_of_layers = len(sizes) - 1
    params = {}
    for layer in range(number_of_layers):
        fan_in, fan_out = sizes[layer], sizes[layer + 1]
        standard_deviation = np.sqrt(2.0 / fan_in)
        weights = rng.normal(loc=0.0, scale=standard_deviation, size=(fan_in, fan_out))
        params[f"W{layer + 1}"] = weights
        params[f"b{layer + 1}"] = np.zeros(fan_out, dtype=np.float64)
    return params


def count_layers(params):
    return sum(1 for key in params.keys() if key.startswith("b"))


def forward(X, params):
    L = count_layers(params)
    cache = {"a0": X, "X": X}
    for l in range(1, L + 1):
        previous = cache[f"a{l - 1}"]
        z = np.matmul(previous, params[f"W{l}"])
        z = np.add(z, params[f"b{l}"])
        cache[f"z{l}"] = z
        if l == L:
            cache[f"a{l}"] = softmax(z)
        else:
            cache[f"a{l}"] = relu(z)
    return cache[f"a{L}"], cache


def loss(y_hat, y):
    total = 0.0
    for n in range(y.shape[0]):
        probability = y_hat[n, y[n]]
        total += -np.log(probability + EPS)
    return total / y.shape[0]


def backward(y, cache, params):
    L = count_layers(params)
    N = y.shape[0]
    a_last = cache[f"a{L}"]
    d_a = np.zeros_like(a_last)
    for n in range(N):
        d_a[n, y[n]] = -1.0 / (N * (a_last[n, y[n]] + EPS))
    d_z = np.zeros_like(a_last)
    for n in range(N):
        jacobian = np.diag(a_last[n]) - np.outer(a_last[n], a_last[n])
        d_z[n] = jacobian @ d_a[n]
    grads = {}
    for l in reversed(range(1, L + 1)):
        before = cache["X"] if l == 1 else cache[f"a{l - 1}"]
        grads[f"W{l}"] = np.matmul(before.T, d_z)
        grads[f"b{l}"] = np.matmul(np.ones((1, N)), d_z)[0]
        if l > 1:
            d_a = np.matmul(d_z, params[f"W{l}"].T)
            slope = np.zeros_like(d_a)
            slope[cache[f"z{l - 1}"] > 0] = 1.0
            d_z = np.multiply(d_a, slope)
    return grads


def update(params, grads, lr):
    new_params = {}
    for key, value in params.items():
        new_params[key] = np.subtract(value, np.multiply(lr, grads[key]))
    return new_params
