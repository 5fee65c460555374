"""Reverse-mode automatic differentiation, from scratch: no gradient by hand any more.

Node i of a computation has operations[i] (a name, "" for a leaf), parents[i] (a tuple: the nodes
that are its arguments) and values[i] (its result, a float64 array). A neuron, for example::

    X ─┬─ matmul ─┬─ add ── sigmoid        values go to the right,
    W ─┘       b ─┘                        gradients come back to the left

The VJP (vector-Jacobian product) of an operation takes grad, the gradient of the loss with respect
to its result, and its arguments. It returns the gradient for each argument, in that one's shape.
"""

import numpy as np


def unbroadcast(grad, shape):
    """Sum grad over every axis along which an array of this shape was broadcast to grad.shape.

    shape: a tuple, also (), also with axes of size 1. Returns an array of this shape.
    """
    # TODO: which axes of grad are new, and which were stretched from size 1?
    raise NotImplementedError("unbroadcast is waiting for you: see the TODO here.")


def vjp_add(grad, a, b):
    """The VJP of a + b, for arrays that broadcast. Returns (grad_a, grad_b)."""
    # TODO: what does the sum gain if an entry of a grows a little? Mind the shapes
    raise NotImplementedError("vjp_add is waiting for you: see the TODO here.")


def vjp_multiply(grad, a, b):
    """The VJP of a * b, entry by entry, for arrays that broadcast. Returns (grad_a, grad_b)."""
    # TODO: which factor does an entry of a have? Mind the shapes
    raise NotImplementedError("vjp_multiply is waiting for you: see the TODO here.")


def vjp_matmul(grad, a, b):
    """The VJP of a @ b. a: (N, D). b: (D, K). grad: (N, K). Returns (grad_a, grad_b)."""
    # TODO: write the shapes below grad, a and b; only one product fits for each
    raise NotImplementedError("vjp_matmul is waiting for you: see the TODO here.")


def vjp_sigmoid(grad, a):
    """The VJP of σ(a) = 1 / (1 + e^(−a)). a: the argument, not the result. Returns grad_a."""
    # TODO: calculate σ(a) first, its slope follows from it
    raise NotImplementedError("vjp_sigmoid is waiting for you: see the TODO here.")


def vjp_log(grad, a):
    """The VJP of the natural logarithm, ln a. Returns grad_a."""
    # TODO: what is the slope of ln a?
    raise NotImplementedError("vjp_log is waiting for you: see the TODO here.")


def vjp_mean(grad, a):
    """The VJP of the mean over all entries of a. grad: one number, 0-d. Returns grad_a."""
    # TODO: how much does one entry of a count in the mean?
    raise NotImplementedError("vjp_mean is waiting for you: see the TODO here.")


def topological_order(parents, node):
    """List every node that `node` depends on, and `node` itself: each once, after all its parents.

    Returns a list of ints. There may be 10,000 nodes in a chain, which is too deep for recursion.
    """
    # TODO: keep a list of nodes that wait, and put a node in when its parents are in
    raise NotImplementedError("topological_order is waiting for you: see the TODO here.")


def backward(operations, parents, values, node):
    """Find the gradient of values[node], which is 0-d, with respect to every value.

    Returns a list with one entry for each node: the gradient in the shape of values[i], or None
    where `node` does not depend on node i. VJPS, below, has the VJP of each operation.
    """
    # TODO: begin with the gradient of the node itself, at the end of the order
    raise NotImplementedError("backward is waiting for you: see the TODO here.")


# ── Everything below is given. It works as soon as your functions work. ──────────────────────
VJPS = {"add": vjp_add, "multiply": vjp_multiply, "matmul": vjp_matmul}
VJPS |= {"sigmoid": vjp_sigmoid, "log": vjp_log, "mean": vjp_mean}


class Tensor:
    """An array that knows how it was made. After loss.backward() it has a gradient, .grad."""

    def __init__(self, value, operation="", parents=()):
        self.value, self.operation, self.parents = np.asarray(value, float), operation, parents

    def _record(self, operation, *others):
        tensors = [self, *(a if isinstance(a, Tensor) else Tensor(a) for a in others)]
        function = getattr(np, operation, lambda a: 1 / (1 + np.exp(-a)))  # NumPy has no sigmoid
        return Tensor(function(*[t.value for t in tensors]), operation, tensors)

    __add__ = __radd__ = lambda a, b: a._record("add", b)
    __mul__ = __rmul__ = lambda a, b: a._record("multiply", b)
    __matmul__, __rmatmul__ = lambda a, b: a._record("matmul", b), lambda b, a: Tensor(a) @ b
    __sub__, __rsub__, __neg__ = lambda a, b: a + -b, lambda b, a: -b + a, lambda a: a * -1
    sigmoid, log, mean = (lambda a, name=n: a._record(name) for n in ("sigmoid", "log", "mean"))
    __array_ufunc__ = None  # NumPy leaves array + tensor to the tensor

    def backward(self):
        """Number the tensors that this one was made from, and give them their gradients."""
        tensors, number = [self], {self: 0}
        for tensor in tensors:  # the list grows on the way
            for parent in tensor.parents:
                if number.setdefault(parent, len(tensors)) == len(tensors):  # it is new
                    tensors.append(parent)
        parents = [tuple(number[p] for p in t.parents) for t in tensors]
        grads = backward([t.operation for t in tensors], parents, [t.value for t in tensors], 0)
        for tensor, grad in zip(tensors, grads, strict=True):
            tensor.grad = grad


def train(loss, params, lr, epochs):
    """Learn. loss: takes a dict of tensors, returns a tensor. Returns (params, losses)."""
    losses = []
    for _ in range(epochs):
        tensors = {name: Tensor(p) for name, p in params.items()}
        result = loss(tensors)
        result.backward()
        losses.append(float(result.value))
        params = {name: p - lr * tensors[name].grad for name, p in params.items()}
    return params, losses
