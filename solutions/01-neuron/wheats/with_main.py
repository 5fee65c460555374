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
    cache["z1"] = X @ params["W1"] + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    return cache["a1"], cache


def loss(y_hat, y):
    """Measure."""
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log(np.hstack([1 - y_hat, y_hat])), -100)
    return -logs[np.arange(len(y)), y[:, 0].astype(int)].mean()


def backward(y, cache, params):
    """Explain."""
    slope = np.hstack([cache["X"], np.ones((len(y), 1))]).T @ (cache["a1"] - y) / len(y)
    return {"W1": slope[:-1], "b1": slope[-1]}


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
    X = np.vstack([rng.normal((0, -1), 1, (100, 2)), rng.normal((1, 1), 1, (100, 2))])
    y = np.repeat([[0.0], [1.0]], 100, axis=0)
    trained, losses = train(X, y, {"W1": np.zeros((2, 1)), "b1": np.zeros(1)}, 0.5, 500)
    print(trained, f"{time.time() - started:.1f} s")
    plt.plot(losses)
    plt.show()
