"""Returns grad itself and views of it wherever it can; tuples, np.int64 and Python floats."""

import numpy as np


def unbroadcast(grad, shape):
    if np.shape(grad) == shape:
        return grad
    axes = tuple(range(np.ndim(grad) - len(shape)))
    axes += tuple(len(axes) + i for i, n in enumerate(shape) if n == 1)
    total = np.sum(grad, axis=axes)
    return np.reshape(total, shape) if shape else float(total)


def vjp_add(grad, a, b):
    return [unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)]


def vjp_multiply(grad, a, b):
    return [unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)]


def vjp_matmul(grad, a, b):
    return [grad @ b.T, (grad.T @ a).T]


def vjp_sigmoid(grad, a):
    e = np.exp(-np.abs(a))
    slope = grad * e / (1 + e) ** 2
    return slope if np.ndim(slope) else float(slope)


def vjp_log(grad, a):
    return grad / a


def vjp_mean(grad, a):
    return np.broadcast_to(np.asarray(grad) / a.size, a.shape)


def topological_order(parents, node):
    order, done, stack = [], np.zeros(len(parents), dtype=bool), [(node, 0)]
    while stack:
        i, at = stack.pop()
        if done[i]:
            continue
        if at < len(parents[i]):
            stack.append((i, at + 1))
            stack.append((parents[i][at], 0))
        else:
            done[i] = True
            order.append(i)
    return tuple(np.array(order))


VJP = {
    "add": vjp_add,
    "multiply": vjp_multiply,
    "matmul": vjp_matmul,
    "sigmoid": vjp_sigmoid,
    "log": vjp_log,
    "mean": vjp_mean,
}


def backward(operations, parents, values, node):
    grads = [None] * len(parents)
    grads[node] = 1.0
    for i in topological_order(parents, node)[::-1]:
        if not parents[i]:
            continue
        out = VJP[operations[i]](np.asarray(grads[i]), *[values[p] for p in parents[i]])
        out = out if len(parents[i]) == 2 else [out]
        for p, g in zip(parents[i], out):
            grads[p] = g if grads[p] is None else np.add(grads[p], g)
    return tuple(grads)
