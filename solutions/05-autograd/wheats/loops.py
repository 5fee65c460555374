"""Loops over single entries wherever there is an array."""

import math

import numpy as np


def unbroadcast(grad, shape):
    out = np.zeros(shape)
    for index in np.ndindex(*grad.shape):
        place = index[len(index) - len(shape) :]
        place = tuple(0 if n == 1 else i for i, n in zip(place, shape))
        out[place] += grad[index]
    return out


def vjp_add(grad, a, b):
    return unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)


def vjp_multiply(grad, a, b):
    big_a, big_b = np.broadcast_arrays(a, b)
    for_a, for_b = np.zeros(grad.shape), np.zeros(grad.shape)
    for index in np.ndindex(*grad.shape):
        for_a[index] = grad[index] * big_b[index]
        for_b[index] = grad[index] * big_a[index]
    return unbroadcast(for_a, a.shape), unbroadcast(for_b, b.shape)


def vjp_matmul(grad, a, b):
    grad_a, grad_b = np.zeros(a.shape), np.zeros(b.shape)
    for n in range(a.shape[0]):
        for d in range(a.shape[1]):
            for k in range(b.shape[1]):
                grad_a[n, d] += grad[n, k] * b[d, k]
                grad_b[d, k] += a[n, d] * grad[n, k]
    return grad_a, grad_b


def vjp_sigmoid(grad, a):
    out = np.zeros(a.shape)
    for index in np.ndindex(*a.shape):
        s = 1 / (1 + math.exp(-a[index]))
        out[index] = grad[index] * s * (1 - s)
    return out


def vjp_log(grad, a):
    out = np.zeros(a.shape)
    for index in np.ndindex(*a.shape):
        out[index] = grad[index] / a[index]
    return out


def vjp_mean(grad, a):
    out = np.zeros(a.shape)
    for index in np.ndindex(*a.shape):
        out[index] = grad / a.size
    return out


def topological_order(parents, node):
    # First what is needed, then again and again whatever has all its parents.
    needed, stack = {node: True}, [node]
    while len(stack) > 0:
        for p in parents[stack.pop()]:
            if p not in needed:
                needed[p] = True
                stack.append(p)
    missing = {}
    used_by = {}
    ready = []
    for i in needed:
        missing[i] = len(parents[i])
        if missing[i] == 0:
            ready.append(i)
        for p in parents[i]:
            used_by.setdefault(p, []).append(i)
    order = []
    while len(ready) > 0:
        i = ready.pop()
        order.append(i)
        for child in used_by.get(i, []):
            missing[child] -= 1
            if missing[child] == 0:
                ready.append(child)
    return order


def backward(operations, parents, values, node):
    grads = []
    for _ in values:
        grads.append(None)
    grads[node] = np.array(1.0)
    order = topological_order(parents, node)
    for k in range(len(order) - 1, -1, -1):
        i = order[k]
        if operations[i] in ("add", "multiply", "matmul"):
            p, q = parents[i]
            vjp = {"add": vjp_add, "multiply": vjp_multiply, "matmul": vjp_matmul}[operations[i]]
            grad_p, grad_q = vjp(grads[i], values[p], values[q])
            for j, g in ((p, grad_p), (q, grad_q)):
                if grads[j] is None:
                    grads[j] = np.zeros(values[j].shape)
                grads[j] = grads[j] + g
        elif operations[i] != "":
            (p,) = parents[i]
            vjp = {"sigmoid": vjp_sigmoid, "log": vjp_log, "mean": vjp_mean}[operations[i]]
            g = vjp(grads[i], values[p])
            grads[p] = g if grads[p] is None else grads[p] + g
    return grads
