"""Hidden checks of `backward`: straight graphs, values used twice, what is unrelated, deep graphs.

The graphs are recorded by the given Tensor of the reference, and their nodes are numbered at
random: the parents of a node are not always smaller.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("backward")


def graph(rng, result, *more):
    """The arguments of `backward` for a tensor; the graphs of `more` tensors are in it, too."""
    nodes = {}
    waiting = [result, *more]
    while waiting:
        tensor = waiting.pop()
        if tensor not in nodes:
            nodes[tensor] = len(nodes)
            waiting.extend(tensor.parents)
    nodes = [list(nodes)[i] for i in rng.permutation(len(nodes))] if len(nodes) < 99 else [*nodes]
    number = {tensor: i for i, tensor in enumerate(nodes)}
    parents = [tuple(number[p] for p in tensor.parents) for tensor in nodes]
    return [t.operation for t in nodes], parents, [t.value for t in nodes], number[result]


def each(module, graphs):
    """The gradients of each graph."""
    return {case: module.backward(*arguments) for case, arguments in graphs.items()}


def compare(student, reference, graphs):
    """One call for each graph, and their comparison."""
    expect(student.run(each, graphs), each(reference, graphs))


@pytest.mark.check(weight=4)
def test_straight(student, reference, rng):
    """A neuron and its loss: each value is used once, leaves and stages have gradients"""
    X, y, W, b = (reference.Tensor(rng.normal(size=s)) for s in ((5, 3), (5, 2), (3, 2), (2,)))
    loss = (y * (X @ W + b).sigmoid().log()).mean()
    compare(student, reference, {"a neuron": graph(rng, loss)})


@pytest.mark.check(weight=4, after="straight")
def test_used_twice(student, reference, rng):
    """A value that two operations use gets the sum of both gradients"""
    x, w = (reference.Tensor(rng.uniform(0.5, 2, size=(4, 3))) for _ in range(2))
    short_and_long = x * (x.sigmoid().log() + w).sigmoid()
    h = x.sigmoid()
    graphs = {
        "a short and a long way": graph(rng, (short_and_long + x).mean()),
        "a stage and a leaf": graph(rng, (h * w + h.log() * w + h).mean()),
    }
    compare(student, reference, graphs)


@pytest.mark.check(weight=3, after="straight")
def test_twice_by_one_operation(student, reference, rng):
    """A value that one operation uses twice, x + x or x * x, gets both gradients"""
    x = reference.Tensor(rng.normal(size=(3, 3)))
    h = x.sigmoid()
    graphs = {
        "x + x": graph(rng, (x + x).mean()),
        "x * x": graph(rng, (x * x).mean()),
        "x @ x": graph(rng, (x @ x).mean()),
        "a stage": graph(rng, (h * h).mean()),
    }
    compare(student, reference, graphs)


@pytest.mark.check(weight=2, after="straight")
def test_unrelated(student, reference, rng):
    """None where the node does not depend on a value, also for what is made from the node"""
    x, w, other = (reference.Tensor(rng.uniform(0.5, 2, size=(2, 3))) for _ in range(3))
    loss = (x * w).mean()
    beside = (w * other).sigmoid()
    compare(student, reference, {"others beside it": graph(rng, loss, beside, loss.log() + other)})


@pytest.mark.check(weight=1, after="unrelated")
def test_zero(student, reference, rng):
    """A gradient that is zero everywhere is an array of zeros, not None"""
    x, zero = reference.Tensor(rng.normal(size=(2, 3))), reference.Tensor(np.zeros((2, 3)))
    compare(student, reference, {"times 0": graph(rng, (x.sigmoid() * zero).mean())})


@pytest.mark.check(weight=1)
def test_leaf(student, reference, rng):
    """The node is a leaf: its own gradient is 1, everything else is None"""
    x, w = reference.Tensor(rng.normal()), reference.Tensor(rng.normal(size=3))
    compare(student, reference, {"a leaf": graph(rng, x, (x * w).mean())})


@pytest.mark.check(weight=2, after="straight")
def test_long_chain(student, reference, rng):
    """2,000 nodes in a chain: in time, and without too deep a recursion"""
    h = reference.Tensor(rng.uniform(0.5, 2))
    for i in range(2000):
        h = h.mean() if i % 100 else h * rng.uniform(0.5, 2)
    compare(student, reference, {"a chain": graph(rng, h)})


@pytest.mark.check(weight=2, after=["used_twice", "twice_by_one_operation"])
def test_doublings(student, reference, rng):
    """1,000 doublings, x + x again and again: in time, though there are 2^1000 paths"""
    h = reference.Tensor(rng.uniform(0.5, 1) * 2.0**-500)
    for _ in range(1000):
        h = h + h
    compare(student, reference, {"doublings": graph(rng, h)})


@pytest.mark.check(weight=1, after="straight")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def calls(module, lists, node, other, leaves):
        first = module.backward(*lists, node)
        second = module.backward(*lists, other)
        return {
            "another node": [second[i] for i in leaves],
            "the first gradients, a call later": [first[i] for i in leaves],
            "the lists, afterwards": lists,
            "the same call again": [module.backward(*lists, node)[i] for i in leaves],
        }

    x, w = (reference.Tensor(rng.normal(size=(2, 3))) for _ in range(2))
    loss, other = (x + w).mean(), (x * w).mean()
    *lists, node = graph(rng, loss, other)
    place = {id(value): i for i, value in enumerate(lists[2])}
    arguments = lists, node, place[id(other.value)], [place[id(x.value)], place[id(w.value)]]
    expect(student.run(calls, *arguments), calls(reference, *arguments))
