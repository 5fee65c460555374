"""Hidden checks of `topological_order`: order, each once, only what is needed, deep graphs.

Any valid order is right. So a check counts what is wrong with an order, and expects zeros. The
nodes are numbered at random: the parents of a node are not always smaller.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("topological_order")


def expect_order(got, parents, node, reference):
    """Compare an order with what is needed, whichever of the valid ones it is."""
    order = reference.topological_order(parents, node)
    if not isinstance(got, list | tuple) or not all(map(is_int, got)):
        expect(got, order, name="order")  # it says what is no list, or no int
        return
    needed, place = set(order), {}
    for at, i in enumerate(got):
        place.setdefault(int(i), at)
    wrong = {
        "nodes that are missing": len(needed - place.keys()),
        "nodes that don't belong to it": len(place.keys() - needed),
        "nodes that are there again": len(got) - len(place),
        "nodes that come before one of their parents": sum(
            any(place.get(p, -1) > place[i] for p in parents[i]) for i in needed & place.keys()
        ),
        "the last one is the node itself": bool(got) and int(got[-1]) == node,
    }
    expect(wrong, dict.fromkeys(wrong, 0) | {"the last one is the node itself": True}, name="order")


def is_int(value):
    """Whether a value is a number of a node."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def renumbered(rng, parents):
    """The same graph with other numbers for its nodes, and the new number of each."""
    edges = [(p, i) for i, those in enumerate(parents) for p in those]
    number = list(range(len(parents)))
    while all(number[p] < number[i] for p, i in edges):
        number = [int(i) for i in rng.permutation(len(parents))]
    renamed = [()] * len(parents)
    for i, those in enumerate(parents):
        renamed[number[i]] = tuple(number[p] for p in those)
    return renamed, number


def ask(student, reference, rng, parents, node):
    """One call, for a graph whose nodes get other numbers, and its comparison."""
    parents, number = renumbered(rng, parents)
    order = student.topological_order(parents, number[node])
    expect_order(order, parents, number[node], reference)


@pytest.mark.check(weight=4)
def test_tree(student, reference, rng):
    """Each node comes after its parents; here no value is used twice"""
    parents = [(), (), (), (), (), (), (0, 1), (2, 3, 4), (7,), (8, 5), (6, 9)]
    ask(student, reference, rng, parents, 10)


@pytest.mark.check(weight=4, after="tree")
def test_used_twice(student, reference, rng):
    """A value that is used several times comes once, before all nodes that use it"""
    parents = [(), (0,), (1,), (2,), (3, 0), (0, 4, 1), (5, 5), (6, 0, 3), (2, 7, 7)]
    for _ in range(3):
        ask(student, reference, rng, parents, 8)
    # In a random graph every node has parents among all the nodes before it.
    parents = [(), *(tuple(map(int, rng.integers(i, size=1 + i % 3))) for i in range(1, 40))]
    ask(student, reference, rng, parents, 39)


@pytest.mark.check(weight=2, after="tree")
def test_unrelated(student, reference, rng):
    """Only what the node depends on: not what depends on it, and not other leaves and nodes"""
    parents = [(), (), (0, 1), (2,), (0, 1), (2, 4), (3, 3), (), (7,), (3, 7)]
    ask(student, reference, rng, parents, 3)


@pytest.mark.check(weight=1)
def test_leaf(student, reference, rng):
    """The node is a leaf: its order is itself, alone"""
    ask(student, reference, rng, [(), (), (0, 1), (2,)], 1)


@pytest.mark.check(weight=2, after="tree")
def test_long_chain(student, reference, rng):
    """10,000 nodes in a chain: too many for a function that calls itself"""
    ask(student, reference, rng, [(), *((i,) for i in range(9999))], 9999)


@pytest.mark.check(weight=2, after="tree")
def test_doublings(student, reference, rng):
    """1,000 doublings, x + x again and again: each node is visited once, not once for each path"""
    ask(student, reference, rng, [(), *((i, i) for i in range(1000))], 1000)


@pytest.mark.check(weight=1, after="tree")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def calls(module, parents, node, other):
        first = module.topological_order(parents, node)
        return first, module.topological_order(parents, other), parents

    # In a chain there is one valid order.
    parents, number = renumbered(rng, [(), *((i,) for i in range(11))])
    arguments = parents, number[11], number[6]
    names = "the first order, a call later; the order of another node; parents, afterwards"
    expect(student.run(calls, *arguments), calls(reference, *arguments), name=names)
