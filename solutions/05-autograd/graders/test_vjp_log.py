"""Hidden checks of `vjp_log`: the gradient, small arguments, single numbers, purity."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("vjp_log")


@pytest.mark.check(weight=4)
def test_values(student, reference, rng):
    """The gradient is grad times the slope of ln at the argument"""
    grad, a = rng.normal(size=(4, 3)), rng.uniform(0.1, 4, size=(4, 3))
    expect(student.vjp_log(grad, a), reference.vjp_log(grad, a))


@pytest.mark.check(weight=2, after="values")
def test_small_arguments(student, reference, rng):
    """Arguments near 0.05, where the slope is large, and large ones"""
    a, grad = np.append(rng.uniform(0.05, 0.1, size=6), rng.uniform(50, 90, 2)), rng.normal(size=8)
    expect(student.vjp_log(grad, a), reference.vjp_log(grad, a))


@pytest.mark.check(weight=1)
def test_single_number(student, reference, rng):
    """The argument is a 0-d array, or has one entry"""

    def calls(module, grad, a):
        return {
            "0-d": module.vjp_log(grad[0], a[0]),
            "one entry": module.vjp_log(grad[1].reshape(1, 1), a[1].reshape(1, 1)),
        }

    # Lists of 0-d arrays: an index into an array would give a NumPy scalar.
    grad, a = ([np.array(x) for x in row] for row in (rng.normal(size=2), rng.uniform(0.5, 2, 2)))
    expect(student.run(calls, grad, a), calls(reference, grad, a))


@pytest.mark.check(weight=1, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, a, other):
        columns = np.array(a, order="F")
        first = module.vjp_log(grad, a)
        return {
            "another call": module.vjp_log(other, a),
            "the first result, a call later": first,
            "grad and a, afterwards": (grad, a),
            "column-major": module.vjp_log(grad, columns),
        }

    arguments = rng.normal(size=(3, 5)), rng.uniform(0.2, 3, size=(3, 5)), rng.normal(size=(3, 5))
    expect(student.run(calls, *arguments), calls(reference, *arguments))
