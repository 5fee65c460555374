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

    def sigmoid(self):
        a = sigmoid(self.value)
        return Var(a, [(self, lambda g: g * a * (1 - a))])

    def cross_entropy(self, y):
        p = np.clip(self.value, 1e-14, 1 - 1e-14)
        value = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        return Var(value, [(self, lambda g: g * (p - y) / (p * (1 - p)) / len(y))])

    def backpropagate(self):
        self.grad = np.ones_like(self.value)
        waiting = [self]
        while waiting:
            node = waiting.pop()
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)
                waiting.append(parent)


def sigmoid(z):
    return np.vectorize(lambda x: 1 / (1 + np.exp(-x)) if x > -700 else 0.0, otypes=[float])(z)


def run(X, params):
    leaves = {name: Var(p) for name, p in params.items()}
    z1 = (Var(X) @ leaves["W1"]).plus_bias(leaves["b1"])
    return leaves, z1, z1.sigmoid()


def forward(X, params):
    _, z1, a1 = run(X, params)
    return a1.value, {"X": X, "z1": z1.value, "a1": a1.value}


def loss(y_hat, y):
    return Var(y_hat).cross_entropy(y).value


def backward(y, cache, params):
    leaves, _, a1 = run(cache["X"], params)
    a1.cross_entropy(y).backpropagate()
    return {name: leaf.grad for name, leaf in leaves.items()}


def update(params, grads, lr):
    return {name: Var(p).value - lr * grads[name] for name, p in params.items()}
