"""Hidden checks of `vjp_mean`: the factor, every shape, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("vjp_mean")


@pytest.mark.check(weight=4)
def test_values(student, reference, rng):
    """Each entry of a gets the same part of grad; all entries of a count"""
    grad, a = np.array(rng.uniform(1, 2)), rng.normal(size=(4, 3))
    expect(student.vjp_mean(grad, a), reference.vjp_mean(grad, a))


@pytest.mark.check(weight=2)
def test_shapes(student, reference, rng):
    """Any shape: (7,), (1, 5), (2, 3, 4), and ()"""

    def calls(module, grad, *arrays):
        return {f"shape {a.shape}": module.vjp_mean(grad, a) for a in arrays}

    arrays = [np.asarray(rng.normal(size=shape)) for shape in ((7,), (1, 5), (2, 3, 4), ())]
    arguments = np.array(rng.uniform(-2, -1)), *arrays
    expect(student.run(calls, *arguments), calls(reference, *arguments))


@pytest.mark.check(weight=2, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, a, other):
        columns = np.array(a, order="F")
        first = module.vjp_mean(grad, a)
        return {
            "another call": module.vjp_mean(other, a),
            "the first result, a call later": first,
            "grad and a, afterwards": (grad, a),
            "column-major": module.vjp_mean(grad, columns),
        }

    grad, other = np.array(rng.uniform(1, 2)), np.array(rng.uniform(-2, -1))
    arguments = grad, rng.normal(size=(3, 5)), other
    expect(student.run(calls, *arguments), calls(reference, *arguments))
