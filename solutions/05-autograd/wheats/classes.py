"""Operations as classes, nodes as objects; the functions are a thin front."""

from dataclasses import dataclass, field

import numpy as np


class Operation:
    def pull(self, grad, *arguments):
        raise NotImplementedError


class Broadcasting(Operation):
    @staticmethod
    def back(grad, shape):
        """Compare the shapes from their ends."""
        padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
        axes = tuple(i for i, (have, want) in enumerate(zip(grad.shape, padded)) if have != want)
        return grad.sum(axis=axes, keepdims=True).reshape(shape)


class Add(Broadcasting):
    def pull(self, grad, a, b):
        return self.back(grad, a.shape), self.back(grad, b.shape)


class Multiply(Broadcasting):
    def pull(self, grad, a, b):
        return self.back(grad * b, a.shape), self.back(grad * a, b.shape)


class MatMul(Operation):
    def pull(self, grad, a, b):
        return grad.dot(b.transpose()), a.transpose().dot(grad)


class Sigmoid(Operation):
    def pull(self, grad, a):
        return grad / (2 + np.exp(a) + np.exp(-a))


class Log(Operation):
    def pull(self, grad, a):
        return grad * a**-1.0


class Mean(Operation):
    def pull(self, grad, a):
        return np.tile(grad / a.size, a.shape).reshape(a.shape)


OPERATIONS = {
    "add": Add(),
    "multiply": Multiply(),
    "matmul": MatMul(),
    "sigmoid": Sigmoid(),
    "log": Log(),
    "mean": Mean(),
}

unbroadcast = Broadcasting.back
vjp_add = OPERATIONS["add"].pull
vjp_multiply = OPERATIONS["multiply"].pull
vjp_matmul = OPERATIONS["matmul"].pull
vjp_sigmoid = OPERATIONS["sigmoid"].pull
vjp_log = OPERATIONS["log"].pull
vjp_mean = OPERATIONS["mean"].pull


@dataclass
class Node:
    number: int
    operation: str
    parents: tuple
    value: np.ndarray = None
    grads: list = field(default_factory=list)

    @property
    def grad(self):
        return sum(self.grads) if self.grads else None


def topological_order(parents, node):
    state, order, stack = {}, [], [node]
    while stack:
        i = stack.pop()
        if state.get(i) == "open":
            state[i] = "closed"
            order.append(i)
        elif i not in state:
            state[i] = "open"
            stack.append(i)
            stack.extend(p for p in parents[i] if p not in state)
    return order


def backward(operations, parents, values, node):
    nodes = [Node(i, *rest) for i, rest in enumerate(zip(operations, parents, values))]
    nodes[node].grads.append(np.ones(values[node].shape))
    for i in reversed(topological_order(parents, node)):
        this = nodes[i]
        if this.operation:
            arguments = [nodes[p].value for p in this.parents]
            pulled = OPERATIONS[this.operation].pull(this.grad, *arguments)
            for p, share in zip(this.parents, pulled if len(arguments) == 2 else (pulled,)):
                nodes[p].grads.append(share)
    return [n.grad for n in nodes]
