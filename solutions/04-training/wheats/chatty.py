"""Prints whatever it does, to both streams, warns, and keeps statistics in globals."""

import sys
import warnings

import numpy as np

print("training.py: hello!")
np.set_printoptions(precision=2)
seen = {"batches": 0, "dropped": []}


def minibatches(X, y, batch_size, rng):
    print("minibatches of", batch_size, "from", X.shape, y.shape)
    order = rng.permutation(len(y))
    print(f"{order = }")
    start = 0
    while start < len(order):
        seen["batches"] += 1
        chosen = order[start : start + batch_size]
        print("batch", seen["batches"], chosen, file=sys.stderr, flush=True)
        yield X[chosen], y[chosen]
        start += batch_size


def dropout(a, rate, rng):
    kept = rng.random(a.shape) >= rate
    seen["dropped"].append(1 - kept.mean())
    print(f"\x1b[1mdropout\x1b[0m: asked for {rate:.0%}, got {seen['dropped'][-1]:.0%}")
    mask = np.where(kept, 1 / (1 - rate), 0.0)
    warnings.warn(f"{(~kept).sum()} activations are gone", stacklevel=2)
    return a * mask, mask


def l2_penalty(params, strength):
    grads, penalty = {}, 0.0
    for name, p in params.items():
        print(name, p.shape, "length", np.linalg.norm(p), end="\r\n")
        grads[name] = strength * p if name.startswith("W") else np.zeros(p.shape)
        penalty += strength / 2 * np.sum(p**2) if name.startswith("W") else 0
    print("penalty:", penalty, sep="\t")
    return penalty, grads


def momentum(params, grads, velocity, lr, beta):
    moved, faster = {}, {}
    for name in grads:
        faster[name] = grads[name] + velocity[name] * beta
        moved[name] = params[name] - faster[name] * lr
        print(f"{name}: speed {np.linalg.norm(faster[name]):.3g}")
    return moved, faster


def adam(params, grads, state, lr, beta1, beta2, eps):
    print("adam, step", state["t"] + 1, sorted(state), params, file=sys.stderr)
    t, m, v, moved = state["t"] + 1, {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * np.abs(g) ** 2
        moved[name] = params[name] - lr * (m[name] / (1 - beta1**t)) / (
            np.sqrt(v[name] / (1 - beta2**t)) + eps
        )
        print(f"{name}: moved by at most {np.abs(moved[name] - params[name]).max():.3g} ↓")
    return moved, {"t": t, "m": m, "v": v}
