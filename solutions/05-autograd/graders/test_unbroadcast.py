"""Hidden checks of `unbroadcast`: new axes in front, axes of size 1, both, and no axis at all."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("unbroadcast")


def sums(module, grad, shapes):
    """The gradient, summed back to each of these shapes."""
    return {f"back to {shape}": module.unbroadcast(grad.copy(), shape) for shape in shapes}


@pytest.mark.check(weight=4)
def test_new_axes(student, reference, rng):
    """Axes that broadcasting put in front are summed away: (4, 3, 5) back to (3, 5) and (5,)"""
    arguments = rng.normal(size=(4, 3, 5)), [(3, 5), (5,)]
    expect(student.run(sums, *arguments), sums(reference, *arguments))


@pytest.mark.check(weight=4)
def test_axes_of_size_one(student, reference, rng):
    """Axes of size 1 are summed, and stay with size 1: (4, 3, 5) back to (4, 1, 5)"""
    arguments = rng.normal(size=(4, 3, 5)), [(4, 1, 5), (4, 3, 1), (1, 3, 1)]
    expect(student.run(sums, *arguments), sums(reference, *arguments))


@pytest.mark.check(weight=2, after=["new_axes", "axes_of_size_one"])
def test_both(student, reference, rng):
    """New axes and axes of size 1 at once, also where axes have the same size"""
    arguments = rng.normal(size=(3, 3, 3, 3)), [(3, 1), (1, 3), (1, 3, 3), (3, 1, 3)]
    expect(student.run(sums, *arguments), sums(reference, *arguments))


@pytest.mark.check(weight=2)
def test_single_numbers(student, reference, rng):
    """Back to a single number: the shapes (), (1,) and (1, 1)"""
    arguments = rng.normal(size=(4, 3)), [(), (1,), (1, 1)]
    expect(student.run(sums, *arguments), sums(reference, *arguments))


@pytest.mark.check(weight=1, after=["new_axes", "axes_of_size_one"])
def test_same_shape(student, reference, rng):
    """Where nothing was broadcast, nothing is summed, also with axes of size 1 and for ()"""

    def unchanged(module, *grads):
        return {f"shape {grad.shape}": module.unbroadcast(grad, grad.shape) for grad in grads}

    grads = [rng.normal(size=shape) for shape in ((4, 3), (3, 3), (1, 5), (2, 1, 1), (1,))]
    grads.append(np.array(rng.normal()))
    expect(student.run(unchanged, *grads), unchanged(reference, *grads))


@pytest.mark.check(weight=2, after=["new_axes", "axes_of_size_one"])
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result; any memory layout"""

    def calls(module, grad, other):
        columns, strided = np.array(grad, order="F"), np.repeat(grad, 2, axis=0)[::2]
        first = module.unbroadcast(grad, (1, 5))
        return {
            "another call": module.unbroadcast(other, (1, 5)),
            "the first result, a call later": first,
            "grad, afterwards": grad,
            "column-major": module.unbroadcast(columns, (3, 1)),
            "strided": module.unbroadcast(strided, (5,)),
        }

    arguments = rng.normal(size=(4, 3, 5)), rng.normal(size=(4, 3, 5))
    expect(student.run(calls, *arguments), calls(reference, *arguments))
