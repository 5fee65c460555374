"""A file that is also a program: trains, prints and plots when it is run."""

import time

import matplotlib.pyplot as plt
import numpy as np

plt.style.use("ggplot")


def sigmoid(z):
    """Squash."""
    return 1.0 / (1.0 + np.exp(-np.clip(z, -709, 709)))


def forward(X, params):
    """Predict."""
    cache = {"X": X}
    a = X
    for i in ("1", "2"):
        z = a @ params["W" + i] + params["b" + i]
        a = sigmoid(z)
        cache.update({"z" + i: z, "a" + i: a})
    return a, cache


def loss(y_hat, y):
    """Measure."""
    return np.linalg.norm(y_hat - y) ** 2 / np.size(y)


def backward(y, cache, params):
    """Explain."""
    grads = {}
    d_a = 2 * (cache["a2"] - y) / np.size(y)
    for i in (2, 1):
        a = cache[f"a{i}"]
        before = cache["X"] if i == 1 else cache[f"a{i - 1}"]
        d_z = d_a * a * (1 - a)
        grads[f"W{i}"] = before.T @ d_z
        grads[f"b{i}"] = d_z.sum(axis=0)
        d_a = d_z @ params[f"W{i}"].T
    return grads


def update(params, grads, lr):
    """Improve."""
    return {name: params[name] - lr * grads[name] for name in params}


def train(X, y, params, lr, epochs):
    """Again and again."""
    losses = []
    for _ in range(epochs):
        y_hat, cache = forward(X, params)
        losses.append(loss(y_hat, y))
        params = update(params, backward(y, cache, params), lr)
    return params, losses


if __name__ == "__main__":
    started = time.time()
    rng = np.random.default_rng(0)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    start = {
        "W1": rng.normal(size=(2, 4)),
        "b1": np.zeros(4),
        "W2": rng.normal(size=(4, 1)),
        "b2": np.zeros(1),
    }
    trained, losses = train(X, y, start, lr=2.0, epochs=5000)
    print(forward(X, trained)[0].round(2), f"{time.time() - started:.1f} s")
    plt.plot(losses)
    plt.show()
