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

    def mean_squared_error(self, y):
        error = self.value - y
        return Var(np.mean(error**2), [(self, lambda g: g * 2 * error / error.size)])

    def backpropagate(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = np.ones_like(self.value)
        for node in reversed(order):
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)


def sigmoid(z):
    return np.vectorize(lambda x: 1 / (1 + np.exp(-x)) if x > -700 else 0.0, otypes=[float])(z)


def run(X, params):
    leaves = {name: Var(p) for name, p in params.items()}
    z1 = (Var(X) @ leaves["W1"]).plus_bias(leaves["b1"])
    a1 = z1.sigmoid()
    z2 = (a1 @ leaves["W2"]).plus_bias(leaves["b2"])
    return leaves, z1, a1, z2, z2.sigmoid()


def forward(X, params):
    _, *stages = run(X, params)
    z1, a1, z2, a2 = (stage.value for stage in stages)
    return a2, {"X": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def loss(y_hat, y):
    return Var(y_hat).mean_squared_error(y).value


def backward(y, cache, params):
    leaves, *_, a2 = run(cache["X"], params)
    a2.mean_squared_error(y).backpropagate()
    return {name: leaf.grad for name, leaf in leaves.items()}


def update(params, grads, lr):
    return {name: Var(p).value - lr * grads[name] for name, p in params.items()}
