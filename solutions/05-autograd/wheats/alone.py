"""`backward` uses none of the other functions, and no order: it waits for all uses of a value."""

import numpy as np


def unbroadcast(grad, shape):
    grad = np.array(grad)
    extra = grad.ndim - len(shape)
    if extra > 0:
        grad = grad.reshape(-1, *grad.shape[extra:]).sum(axis=0)
    return grad.sum(axis=tuple(np.flatnonzero(np.array(shape) == 1)), keepdims=True)


def vjp_add(grad, a, b):
    return unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)


def vjp_multiply(grad, a, b):
    return unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)


def vjp_matmul(grad, a, b):
    return np.inner(grad, b), np.tensordot(a, grad, axes=(0, 0))


def vjp_sigmoid(grad, a):
    return grad / (4 * np.cosh(a / 2) ** 2)


def vjp_log(grad, a):
    return grad / a


def vjp_mean(grad, a):
    return np.repeat(grad / a.size, a.size).reshape(a.shape)


def topological_order(parents, node):
    level, waiting = {}, [node]
    while waiting:
        i = waiting[-1]
        unknown = [p for p in parents[i] if p not in level]
        if unknown:
            waiting.append(unknown[0])
        else:
            level[i] = len(level)
            waiting.pop()
    return sorted(level, key=lambda i: level[i])


def backward(operations, parents, values, node):
    uses = [0] * len(values)
    found, todo = {node}, [node]
    while todo:
        for p in parents[todo.pop()]:
            uses[p] += 1
            if p not in found:
                found.add(p)
                todo.append(p)
    grads = [np.zeros_like(v) if i in found else None for i, v in enumerate(values)]
    grads[node] = np.ones_like(values[node])
    ready = [node]
    while ready:
        i = ready.pop()
        g, args = grads[i], [values[p] for p in parents[i]]
        match operations[i]:
            case "add":
                pulled = [unsum(g, x) for x in args]
            case "multiply":
                pulled = [unsum(g * args[1], args[0]), unsum(g * args[0], args[1])]
            case "matmul":
                pulled = [g @ args[1].T, args[0].T @ g]
            case "sigmoid":
                s = 1 / (1 + np.exp(-args[0]))
                pulled = [g * s * (1 - s)]
            case "log":
                pulled = [g / args[0]]
            case "mean":
                pulled = [np.full_like(args[0], g / args[0].size)]
            case _:
                pulled = []
        for p, share in zip(parents[i], pulled):
            grads[p] += share  # an array of our own
            uses[p] -= 1
            if uses[p] == 0:
                ready.append(p)
    return grads


def unsum(grad, like):
    while grad.ndim > like.ndim:
        grad = grad.sum(axis=0)
    for axis, size in enumerate(like.shape):
        if size == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
