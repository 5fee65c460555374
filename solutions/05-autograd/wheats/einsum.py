"""Every product spelled out with its indices; contributions are kept in lists and added at the end."""

from collections import defaultdict

import numpy as np


def unbroadcast(grad, shape):
    letters = "abcdefghij"[: grad.ndim]
    new = grad.ndim - len(shape)
    kept = "".join(l for l, n in zip(letters[new:], shape) if n != 1)
    return np.einsum(f"{letters}->{kept}", grad).reshape(shape)


def vjp_add(grad, a, b):
    return tuple(unbroadcast(grad, x.shape) for x in (a, b))


def vjp_multiply(grad, a, b):
    return tuple(
        unbroadcast(np.einsum("...,...->...", grad, np.broadcast_to(x, grad.shape)), y.shape)
        for x, y in ((b, a), (a, b))
    )


def vjp_matmul(grad, a, b):
    return np.einsum("nk,dk->nd", grad, b), np.einsum("nd,nk->dk", a, grad)


def vjp_sigmoid(grad, a):
    return np.einsum("...,...,...->...", grad, 1 / (1 + np.exp(-a)), 1 / (1 + np.exp(a)))


def vjp_log(grad, a):
    return np.einsum("...,...->...", grad, np.reciprocal(a))


def vjp_mean(grad, a):
    return np.einsum(",...->...", grad, np.ones_like(a)) / np.prod(a.shape)


def topological_order(parents, node):
    depth, stack = {}, [node]
    while stack:
        i = stack[-1]
        rest = [p for p in set(parents[i]) if p not in depth]
        if rest:
            stack += rest
        else:
            depth[i] = 1 + max((depth[p] for p in parents[i]), default=0)
            stack.pop()
    return sorted(depth, key=depth.get)


def backward(operations, parents, values, node):
    arriving = defaultdict(list)
    arriving[node].append(np.ones(()))
    total = {}
    for i in reversed(topological_order(parents, node)):
        total[i] = np.sum(arriving.pop(i), axis=0)
        if parents[i]:
            out = globals()[f"vjp_{operations[i]}"](total[i], *(values[p] for p in parents[i]))
            out = (out,) if len(parents[i]) == 1 else out
            for p, g in zip(parents[i], out):
                arriving[p].append(g)
    return [total.get(i) for i in range(len(values))]
