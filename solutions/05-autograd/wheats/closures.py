"""Functions made by functions: each operation is its slopes, and `backward` a fold."""

from functools import partial, reduce

import numpy as np

fold = lambda grad, axis: grad.sum(axis=axis, keepdims=True)


def unbroadcast(grad, shape):
    full = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    stretched = [i for i in range(grad.ndim) if full[i] == 1]
    return reduce(fold, stretched, grad).reshape(shape)


def elementwise(*slopes):
    def vjp(grad, *arguments):
        pulled = (grad * slope(*arguments) for slope in slopes)
        return tuple(unbroadcast(g, x.shape) for g, x in zip(pulled, arguments))

    return vjp


def alone(vjp):
    return lambda grad, a: vjp(grad, a)[0]


one = lambda *arguments: np.ones(())
σ = lambda a: 1 / (1 + np.exp(-a))

vjp_add = elementwise(one, one)
vjp_multiply = elementwise(lambda a, b: b, lambda a, b: a)
vjp_matmul = lambda grad, a, b: (grad @ b.T, a.T @ grad)
vjp_sigmoid = alone(elementwise(lambda a: σ(a) * σ(-a)))
vjp_log = alone(elementwise(lambda a: 1 / a))
vjp_mean = lambda grad, a: np.ones_like(a) * (grad / a.size)


def walker(parents):
    def walk(node):
        waiting, opened, closed = [node], set(), {}
        while waiting:
            i = waiting.pop()
            if i in opened:
                closed.setdefault(i)
            else:
                opened.add(i)
                waiting.append(i)
                waiting.extend(filter(lambda p: p not in opened, parents[i]))
        return [*closed]

    return walk


topological_order = lambda parents, node: walker(parents)(node)


def backward(operations, parents, values, node):
    rules = {k[4:]: f for k, f in globals().items() if k.startswith("vjp_")}

    def visit(grads, i):
        if parents[i]:
            pulled = partial(rules[operations[i]], grads[i])(*map(values.__getitem__, parents[i]))
            for p, g in zip(parents[i], pulled if len(parents[i]) == 2 else (pulled,)):
                grads[p] = grads.get(p, 0.0) + g
        return grads

    order = reversed(topological_order(parents, node))
    return list(map(reduce(visit, order, {node: np.array(1.0)}).get, range(len(values))))
