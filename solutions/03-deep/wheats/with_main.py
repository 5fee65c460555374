"""A file that is also a program: trains, prints and plots when it is run."""

import time

import matplotlib.pyplot as plt
import numpy as np

plt.style.use("ggplot")


def relu(z):
    """Let through."""
    return np.maximum(z, np.zeros(z.shape))


def softmax(z):
    """Share out."""
    z = z - z.max(axis=1).reshape(-1, 1)
    return np.exp(z) / np.exp(z).sum(axis=1).reshape(-1, 1)


def initialize(sizes, rng):
    """Begin."""
    return {
        f"{kind}{i}": rng.normal(0, np.sqrt(2 / m), (m, n)) if kind == "W" else np.zeros(n)
        for i, (m, n) in enumerate(zip(sizes, sizes[1:]), 1)
        for kind in "Wb"
    }


def forward(X, params):
    """Predict."""
    L = max(int(name.lstrip("Wb")) for name in params)
    cache = {"X": X}
    a = X
    for i in map(str, range(1, L + 1)):
        z = a @ params["W" + i] + params["b" + i]
        a = softmax(z) if int(i) == L else relu(z)
        cache.update({"z" + i: z, "a" + i: a})
    return a, cache


def loss(y_hat, y):
    """Measure."""
    with np.errstate(divide="ignore"):
        return -np.maximum(np.log(y_hat), -50)[np.arange(len(y)), y].mean()


def backward(y, cache, params):
    """Explain."""
    L = max(int(name.lstrip("Wb")) for name in params)
    grads = {}
    d_z = cache[f"a{L}"] / len(y)
    np.subtract.at(d_z, (np.arange(len(y)), y), 1 / len(y))
    for i in range(L, 0, -1):
        before = cache["X"] if i == 1 else cache[f"a{i - 1}"]
        grads[f"W{i}"] = before.T @ d_z
        grads[f"b{i}"] = d_z.sum(axis=0)
        d_z = (d_z @ params[f"W{i}"].T) * (before > 0)
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
    y = np.repeat([0, 1, 2], 50)
    X = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])[y] + rng.normal(size=(150, 2))
    trained, losses = train(X, y, initialize([2, 16, 3], rng), lr=0.3, epochs=500)
    print(f"{losses[-1]:.3f}, {time.time() - started:.1f} s")
    plt.plot(losses)
    plt.show()
