"""Automatic differentiation: a small tape records what happens, and is played backwards."""

import numpy as np


class Var:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = value, parents, np.zeros_like(value)

    def __matmul__(self, other):
        return Var(
            self.value @ other.value,
            [(self, lambda g: g @ other.value.T), (other, lambda g: self.value.T @ g)],
        )

    def plus_bias(self, b):
        return Var(self.value + b.value, [(self, lambda g: g), (b, lambda g: g.sum(axis=0))])

    def relu(self):
        return Var(relu(self.value), [(self, lambda g: g * (self.value > 0))])

    def softmax(self):
        s = softmax(self.value)
        return Var(s, [(self, lambda g: s * (g - (g * s).sum(axis=1, keepdims=True)))])

    def cross_entropy(self, y):
        hit = np.eye(self.value.shape[1])[y]
        p = np.maximum((self.value * hit).sum(axis=1, keepdims=True), 1e-14)
        return Var(-np.log(p).mean(), [(self, lambda g: -g * hit / p / len(y))])

    def backpropagate(self):
        self.grad = np.ones_like(self.value)
        node, waiting = self, []
        while node:
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)
                waiting.append(parent)
            node = waiting.pop() if waiting else None


def relu(z):
    return (z + np.abs(z)) / 2


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def initialize(sizes, rng):
    shapes = dict(enumerate(zip(sizes, sizes[1:]), 1))
    weights = {f"W{i}": rng.normal(0, np.sqrt(2 / s[0]), s) for i, s in shapes.items()}
    return weights | {f"b{i}": np.zeros(s[1]) for i, s in shapes.items()}


def run(X, params):
    leaves = {name: Var(p) for name, p in params.items()}
    L = len(params) // 2
    stages, a = {}, Var(X)
    for i in range(1, L + 1):
        z = (a @ leaves[f"W{i}"]).plus_bias(leaves[f"b{i}"])
        a = z.softmax() if i == L else z.relu()
        stages |= {f"z{i}": z, f"a{i}": a}
    return leaves, stages, a


def forward(X, params):
    _, stages, a = run(X, params)
    return a.value, {"X": X} | {name: stage.value for name, stage in stages.items()}


def loss(y_hat, y):
    return Var(y_hat).cross_entropy(y).value


def backward(y, cache, params):
    leaves, _, a = run(cache["X"], params)
    a.cross_entropy(y).backpropagate()
    return {name: leaf.grad for name, leaf in leaves.items()}


def update(params, grads, lr):
    return {name: Var(p).value - lr * grads[name] for name, p in params.items()}
