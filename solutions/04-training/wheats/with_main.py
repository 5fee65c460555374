#!/usr/bin/env python3
"""A program with an experiment at its end, types everywhere, and asserts on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import numpy as np

Array: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Params: TypeAlias = "dict[str, Array]"


def minibatches(
    X: Array, y: Array, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    assert len(X) == len(y) > 0 and batch_size > 0
    order = rng.permutation(len(X))
    yield from ((X[r], y[r]) for r in np.array_split(order, range(batch_size, len(X), batch_size)))


def dropout(a: Array, rate: float, rng: np.random.Generator) -> tuple[Array, Array]:
    assert 0 <= rate < 1, rate
    keep: Array = np.logical_not(rng.random(a.shape) < rate)
    mask: Array = keep / (1.0 - rate)
    assert mask.shape == a.shape
    return mask * a, mask


def l2_penalty(params: Params, strength: float) -> tuple[float, Params]:
    weights = {name: W for name, W in params.items() if W.ndim == 2}
    biases = {name: b for name, b in params.items() if b.ndim == 1}
    penalty = strength * sum(np.trace(W.T @ W) for W in weights.values()) / 2
    slopes = {name: strength * W for name, W in weights.items()}
    return float(penalty), slopes | {name: np.zeros(b.shape) for name, b in biases.items()}


def momentum(
    params: Params, grads: Params, velocity: Params, lr: float, beta: float
) -> tuple[Params, Params]:
    new_velocity: Params = {}
    new_params: Params = {}
    for name, (p, g, v) in {n: (params[n], grads[n], velocity[n]) for n in params}.items():
        new_velocity[name] = np.add(beta * v, g)
        new_params[name] = np.subtract(p, lr * new_velocity[name])
    return new_params, new_velocity


def adam(
    params: Params,
    grads: Params,
    state: dict[str, Any],
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Params, dict[str, Any]]:
    t: int = state["t"] + 1
    m: Params = {n: beta1 * state["m"][n] + (1 - beta1) * grads[n] for n in params}
    v: Params = {n: beta2 * state["v"][n] + (1 - beta2) * grads[n] ** 2 for n in params}
    m_hat: Params = {n: m[n] / (1 - beta1**t) for n in params}
    v_hat: Params = {n: v[n] / (1 - beta2**t) for n in params}
    new = {n: params[n] - lr * m_hat[n] / (v_hat[n] ** 0.5 + eps) for n in params}
    return new, {"t": t, "m": m, "v": v}


def main() -> None:
    p: Params = {"W1": np.array([[4.0, 1.0]]), "b1": np.zeros(2)}
    state: dict[str, Any] = {
        "t": 0,
        "m": {n: 0 * x for n, x in p.items()},
        "v": {n: 0 * x for n, x in p.items()},
    }
    path = []
    for _ in range(100):
        path.append(p["W1"][0])
        p, state = adam(p, p, state, 0.1)
    plt.plot(*np.transpose(path))
    plt.show()


if __name__ == "__main__":
    main()
