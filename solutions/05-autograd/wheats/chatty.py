"""Prints whatever it does, to both streams, and warns."""

import sys
import warnings

import numpy as np

print("autograd.py: hello!")
np.set_printoptions(precision=2)


def unbroadcast(grad, shape):
    print("unbroadcast", np.shape(grad), "→", shape, flush=True)
    while np.ndim(grad) > len(shape):
        grad = np.sum(grad, axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            grad = np.sum(grad, axis=axis, keepdims=True)
    return grad


def vjp_add(grad, a, b):
    return unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)


def vjp_multiply(grad, a, b):
    return unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)


def vjp_matmul(grad, a, b):
    return np.dot(grad, b.T), np.dot(a.T, grad)


def vjp_sigmoid(grad, a):
    s = 1 / (1 + np.exp(-a))
    return grad * s * (1 - s)


def vjp_log(grad, a):
    return grad * (1 / a)


def vjp_mean(grad, a):
    return np.ones(a.shape) * grad / a.size


def topological_order(parents, node):
    needed = {node}
    stack = [node]
    while stack:
        for p in parents[stack.pop()]:
            if p not in needed:
                needed.add(p)
                stack.append(p)
    # Count for each node how many of its parents are not in the order yet.
    children = {i: [] for i in needed}
    waits = {}
    for i in needed:
        waits[i] = len(set(parents[i]))
        for p in set(parents[i]):
            children[p].append(i)
    order = [i for i in needed if waits[i] == 0]
    for i in order:
        for child in children[i]:
            waits[child] -= 1
            if waits[child] == 0:
                order.append(child)
    return order


def backward(operations, parents, values, node):
    grads = [None for _ in values]
    order = topological_order(parents, node)
    warnings.warn(f"{len(order)} nodes", stacklevel=2)
    print("\x1b[1mbackward\x1b[0m", len(values), file=sys.stderr)
    for i in order:
        grads[i] = np.zeros(values[i].shape)
    grads[node] = np.ones(())
    for i in order[::-1]:
        args = [values[p] for p in parents[i]]
        op = operations[i]
        if op == "add":
            pulled = vjp_add(grads[i], *args)
        elif op == "multiply":
            pulled = vjp_multiply(grads[i], *args)
        elif op == "matmul":
            pulled = vjp_matmul(grads[i], *args)
        elif op == "sigmoid":
            pulled = [vjp_sigmoid(grads[i], *args)]
        elif op == "log":
            pulled = [vjp_log(grads[i], *args)]
        elif op == "mean":
            pulled = [vjp_mean(grads[i], *args)]
        else:
            pulled = []
        for p, g in zip(parents[i], pulled):
            grads[p] = grads[p] + g
    return grads
