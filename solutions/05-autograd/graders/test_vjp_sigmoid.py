"""Hidden checks of `vjp_sigmoid`: the gradient, far from 0, single numbers, purity."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("vjp_sigmoid")


@pytest.mark.check(weight=4)
def test_values(student, reference, rng):
    """The gradient is grad times the slope of σ at the argument"""
    grad, a = rng.normal(size=(4, 3)), rng.normal(0, 2, size=(4, 3))
    expect(student.vjp_sigmoid(grad, a), reference.vjp_sigmoid(grad, a))


@pytest.mark.check(weight=2, after="values")
def test_far_out(student, reference, rng):
    """Far from 0 the slope is nearly 0, and never nan: arguments from −300 to 300"""
    far = rng.uniform(290, 300, size=2), rng.uniform(15, 290, size=6)
    a = np.concatenate([*far, *(-x for x in far)])
    grad = rng.normal(size=16)
    expect(student.vjp_sigmoid(grad, a), reference.vjp_sigmoid(grad, a))


@pytest.mark.check(weight=1)
def test_single_number(student, reference, rng):
    """The argument is a 0-d array, or has one entry"""

    def calls(module, grad, a):
        return {
            "0-d": module.vjp_sigmoid(grad[0], a[0]),
            "one entry": module.vjp_sigmoid(grad[1].reshape(1, 1), a[1].reshape(1, 1)),
        }

    # Lists of 0-d arrays: an index into an array would give a NumPy scalar.
    grad, a = ([np.array(x) for x in row] for row in (rng.normal(size=2), rng.uniform(0.5, 2, 2)))
    expect(student.run(calls, grad, a), calls(reference, grad, a))


@pytest.mark.check(weight=1, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, a, other):
        columns = np.array(a, order="F")
        first = module.vjp_sigmoid(grad, a)
        return {
            "another call": module.vjp_sigmoid(other, a),
            "the first result, a call later": first,
            "grad and a, afterwards": (grad, a),
            "column-major": module.vjp_sigmoid(grad, columns),
        }

    arguments = rng.normal(size=(3, 5)), rng.uniform(0.2, 3, size=(3, 5)), rng.normal(size=(3, 5))
    expect(student.run(calls, *arguments), calls(reference, *arguments))
