"""Hidden checks of `vjp_matmul`: each gradient, square arrays, single rows, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("vjp_matmul")


def draw(rng, N, D, K):
    """The arguments of one call: grad (N, K), a (N, D), b (D, K)."""
    return rng.normal(size=(N, K)), rng.normal(size=(N, D)), rng.normal(size=(D, K))


def each(module, calls):
    """The pair of gradients of each call."""
    return {case: module.vjp_matmul(*arguments) for case, arguments in calls.items()}


@pytest.mark.check(weight=5)
def test_values(student, reference, rng):
    """Both gradients of a @ b, each in the shape of its argument"""
    arguments = draw(rng, N=5, D=4, K=3)
    expect(student.vjp_matmul(*arguments), reference.vjp_matmul(*arguments))


@pytest.mark.check(weight=3, after="values")
def test_square(student, reference, rng):
    """Square arrays, where a missing transpose doesn't show in the shape"""
    calls = {"all square": draw(rng, 3, 3, 3), "b square": draw(rng, 5, 3, 3)}
    expect(student.run(each, calls), each(reference, calls))


@pytest.mark.check(weight=2, after="values")
def test_single(student, reference, rng):
    """One sample, one input, one output"""
    calls = {
        "one sample": draw(rng, 1, 4, 3),
        "one input": draw(rng, 5, 1, 3),
        "one output": draw(rng, 5, 4, 1),
        "one of each": draw(rng, 1, 1, 1),
    }
    expect(student.run(each, calls), each(reference, calls))


@pytest.mark.check(weight=2, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, a, b, other):
        columns = [np.array(x, order="F") for x in (grad, a, b)]
        strided = [np.repeat(x, 2, axis=0)[::2] for x in (grad, a, b)]
        first = module.vjp_matmul(grad, a, b)
        return {
            "another call": module.vjp_matmul(other, a, b),
            "the first result, a call later": first,
            "grad, a and b, afterwards": (grad, a, b),
            "column-major": module.vjp_matmul(*columns),
            "strided": module.vjp_matmul(*strided),
        }

    arguments = *draw(rng, 4, 5, 3), rng.normal(size=(4, 3))
    expect(student.run(calls, *arguments), calls(reference, *arguments))
