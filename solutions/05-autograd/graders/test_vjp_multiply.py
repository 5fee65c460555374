"""Hidden checks of `vjp_multiply`: each gradient, arguments that broadcast, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("vjp_multiply")


def draw(rng, a, b):
    """The arguments of one call, for arrays of these shapes that broadcast."""
    grad = rng.normal(size=np.broadcast_shapes(a, b))
    return np.asarray(grad), np.asarray(rng.normal(size=a)), np.asarray(rng.normal(size=b))


def each(module, calls):
    """The pair of gradients of each call."""
    return {case: module.vjp_multiply(*arguments) for case, arguments in calls.items()}


@pytest.mark.check(weight=4)
def test_same_shape(student, reference, rng):
    """Both gradients of a * b, for arrays of one shape"""
    arguments = draw(rng, (4, 3), (4, 3))
    expect(student.vjp_multiply(*arguments), reference.vjp_multiply(*arguments))


@pytest.mark.check(weight=4)
def test_broadcast(student, reference, rng):
    """A bias and a column: each gradient has the shape of its argument"""
    calls = {
        "a row b": draw(rng, (4, 3), (3,)),
        "a column b": draw(rng, (4, 3), (4, 1)),
        "a row a": draw(rng, (5,), (2, 5)),
        "a column and a row": draw(rng, (4, 1), (3,)),
        "square": draw(rng, (3, 3), (3,)),
    }
    expect(student.run(each, calls), each(reference, calls))


@pytest.mark.check(weight=2)
def test_single_numbers(student, reference, rng):
    """Arguments that are single numbers: 0-d arrays, and arrays with one entry"""
    calls = {
        "b is 0-d": draw(rng, (4, 3), ()),
        "a is 0-d": draw(rng, (), (5,)),
        "both are 0-d": draw(rng, (), ()),
        "one entry": draw(rng, (1, 1), (2, 3)),
    }
    expect(student.run(each, calls), each(reference, calls))


@pytest.mark.check(weight=2, after="same_shape")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, a, b, other):
        columns = np.array(grad, order="F"), np.array(a, order="F"), b.copy()
        first = module.vjp_multiply(grad, a, b)
        return {
            "another call": module.vjp_multiply(other, a, b),
            "the first result, a call later": first,
            "grad, a and b, afterwards": (grad, a, b),
            "the same array twice": module.vjp_multiply(grad, a, a),
            "column-major": module.vjp_multiply(*columns),
        }

    arguments = *draw(rng, (3, 4), (3, 4)), rng.normal(size=(3, 4))
    expect(student.run(calls, *arguments), calls(reference, *arguments))
