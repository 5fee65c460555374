"""Recursion, with Python's limit raised, and a search that remembers what it has seen."""

import sys

import numpy as np

sys.setrecursionlimit(50_000)


def unbroadcast(grad, shape):
    if grad.ndim > len(shape):
        return unbroadcast(grad.sum(0), shape)
    for axis, (have, want) in enumerate(zip(grad.shape, shape)):
        if have != want:
            return unbroadcast(grad.sum(axis, keepdims=True), shape)
    return grad


def vjp_add(grad, a, b):
    return unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)


def vjp_multiply(grad, a, b):
    return unbroadcast(b * grad, a.shape), unbroadcast(a * grad, b.shape)


def vjp_matmul(grad, a, b):
    return (b @ grad.T).T, (grad.T @ a).T


def vjp_sigmoid(grad, a):
    s = 0.5 * (1 + np.tanh(0.5 * a))
    return s * (1 - s) * grad


def vjp_log(grad, a):
    return np.divide(grad, a)


def vjp_mean(grad, a):
    return np.full_like(a, 1 / a.size) * grad


def topological_order(parents, node, seen=None):
    seen = set() if seen is None else seen
    seen.add(node)
    before = []
    for p in parents[node]:
        if p not in seen:
            before += topological_order(parents, p, seen)
    before.append(node)
    return before


def backward(operations, parents, values, node):
    rules = {
        "add": vjp_add,
        "multiply": vjp_multiply,
        "matmul": vjp_matmul,
        "sigmoid": vjp_sigmoid,
        "log": vjp_log,
        "mean": vjp_mean,
    }
    grads = [None] * len(operations)
    grads[node] = np.array(1.0)

    def go(order):
        while order:
            i = order.pop()
            if operations[i] == "":
                continue
            out = rules[operations[i]](grads[i], *(values[p] for p in parents[i]))
            if not isinstance(out, tuple):
                out = (out,)
            for p, g in zip(parents[i], out):
                grads[p] = g if grads[p] is None else grads[p] + g

    go(topological_order(parents, node))
    return grads
